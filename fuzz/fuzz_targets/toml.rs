//! `flowvet.toml`: any text gives a tree, a configuration and findings in it.
#![no_main]

use std::sync::LazyLock;

use flowvet::config::{self, Definition};
use flowvet::rules;
use flowvet::syntax::{Limits, toml};
use flowvet::text::{Encoding, Source};
use libfuzzer_sys::fuzz_target;

static DEFINITION: LazyLock<Definition> =
    LazyLock::new(|| Definition::of(&rules::ALL.iter().map(|rule| rule.meta().entry()).collect::<Vec<_>>()));

fuzz_target!(|text: &str| {
    let (tree, errors) = toml::parse(text, &Limits::default());
    flowvet_fuzz::walk(&tree, &errors);
    let source = Source::new("flowvet.toml".into(), text.to_owned(), Encoding::Utf8);
    let (_, parsed) = config::read(&source);
    for finding in parsed.findings(&DEFINITION) {
        flowvet_fuzz::inside(text, &finding.primary.location.place.span.range());
    }
});
