//! `flowvet.toml`: any text gives a tree, a configuration and findings in it.
#![no_main]

use flowvet::config;
use flowvet::syntax::{Limits, toml};
use flowvet::text::{Encoding, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (tree, errors) = toml::parse(text, &Limits::default());
    flowvet_fuzz::walk(&tree, &errors);
    let source = Source::new("flowvet.toml".into(), text.to_owned(), Encoding::Utf8);
    let _ = config::read(&source);
    for finding in config::findings(&source) {
        flowvet_fuzz::inside(text, &finding.primary.location.place.span.range());
    }
});
