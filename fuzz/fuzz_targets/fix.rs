//! Fixes of any files: none is left out because it does harm, what they leave can be read, and a second run has nothing
//! to do. Expressions stay as valid as they were.
#![no_main]

use std::cell::LazyCell;

use flowvet::artifact::flow::expressions::{Expressions, Sources};
use flowvet::artifact::{Hint, detect};
use flowvet::fix;
use flowvet::rules;
use flowvet::syntax::Limits;
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
    for document in &first.documents {
        let (old, new) = (mistakes(&document.path, &document.old), mistakes(&document.path, &document.new));
        // A fix may make an expression of what was none.
        assert!(old.len() != new.len() || (0..old.len()).all(|at| old[at] || !new[at]), "{}", document.new);
    }
    project.write(&first.documents);
    let second = run();
    assert_eq!(second.left.broken, first.left.broken);
    assert!(second.documents.is_empty(), "a second run changes {:?}", second.documents[0].path);
}));

/// For each expression of a flow, whether it has a mistake in its syntax.
fn mistakes(path: &str, text: &str) -> Vec<bool> {
    let hint = Hint::default();
    let Some(format) = detect::format(path, &hint) else { return Vec::new() };
    let reading = detect::read(path, text, format, &hint, &Limits::default());
    let Some(facts) = &reading.facts else { return Vec::new() };
    let sources = Sources::of(facts.kind, &reading.tree);
    Expressions::read(&sources).all.iter().map(|it| !it.tree.errors.is_empty()).collect()
}
