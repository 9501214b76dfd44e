//! Fixes of any files: none is left out because it does harm, what they leave can be read, and a second run has nothing
//! to do.
#![no_main]

use std::cell::LazyCell;

use flowvet::fix;
use flowvet::rules;
use flowvet_fuzz::Project;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PROJECT: LazyCell<Project> = const { LazyCell::new(Project::new) };
}

fuzz_target!(|text: &str| PROJECT.with(|project| {
    if project.fill(text) == 0 {
        return;
    }
    let run = || fix::fix(&project.request(), rules::ALL, true, &()).expect("nothing but a baseline or git can fail");
    let first = run();
    let failures: Vec<_> = first.left.diagnostics.iter().filter(|it| it.rule == "rule-failure").collect();
    assert!(failures.is_empty(), "{failures:#?}");
    if first.documents.is_empty() {
        return;
    }
    project.write(&first.documents);
    let second = run();
    assert_eq!(second.left.broken, first.left.broken);
    assert!(second.documents.is_empty(), "a second run changes {:?}", second.documents[0].path);
}));
