//! A whole check of any files: no rule and no reader crashes, and every finding stands inside its file.
#![no_main]

use std::cell::LazyCell;

use flowvet::engine;
use flowvet::report;
use flowvet::rules;
use flowvet_fuzz::{Project, inside};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PROJECT: LazyCell<Project> = const { LazyCell::new(Project::new) };
}

fuzz_target!(|text: &str| PROJECT.with(|project| {
    if project.fill(text) == 0 {
        return;
    }
    let outcome = engine::check(&project.request(), rules::ALL, &()).expect("nothing but a baseline or git can fail");
    assert_eq!(outcome.summary.failures, 0);
    for finding in &outcome.diagnostics {
        for label in std::iter::once(&finding.primary).chain(&finding.related) {
            let source = &outcome.sources[&label.location.file];
            inside(source.text(), &label.location.place.span.range());
        }
    }
    let _ = report::json::render(&outcome);
    let _ = report::sarif::render(&outcome, rules::ALL);
}));
