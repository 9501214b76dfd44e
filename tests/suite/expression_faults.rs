//! Every expression of the clean project, and of published flows where they are at hand, spoilt in every way: the mistake
//! is found, at the exact text. Right expressions have no mistake.

use std::path::Path;

use flowvet::artifact::ArtifactKind;
use flowvet::artifact::flow::expressions::{Expressions, Sources};
use flowvet::artifact::{Hint, detect};
use flowvet::expr::architect::{self, NodeKind};
use flowvet::knowledge::expressions;
use flowvet::syntax::Limits;
use flowvet::text::Span;

use super::architect::delimiters;
use super::artefacts::{self, Artefact};
use super::corpus;
use super::mutation::Editor;

/// A name in an expression of a flow, and where it is in the file.
struct Name {
    kind: NodeKind,
    text: String,
    span: Span,
}

/// Calls `look` with the expressions of a flow.
fn with_expressions<T>(artefact: &Artefact, look: impl FnOnce(&Expressions<'_>) -> T) -> T {
    let reading = detect::read(&artefact.path, &artefact.text, artefact.format, &Hint::default(), &Limits::default());
    let sources = Sources::of(artefact.facts.kind, &reading.tree);
    look(&Expressions::read(&sources))
}

fn texts(project: &Path) -> Vec<String> {
    let of = |artefact: Artefact| {
        with_expressions(&artefact, |found| {
            let written = |it: &flowvet::artifact::flow::expressions::Expression<'_>| it.tree.text().to_owned();
            found.all.iter().map(written).collect::<Vec<_>>()
        })
    };
    artefacts::of(project).into_iter().flat_map(of).collect()
}

fn clean() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/clean"))
}

#[test]
#[ignore = "needs ../shared"]
fn published_expressions_have_no_mistake() {
    let all: Vec<String> = corpus::projects().iter().flat_map(|it| texts(it)).collect();
    assert!(all.len() > 300, "{}", all.len());
    for text in all {
        let tree = architect::parse(&text);
        assert!(tree.errors.is_empty(), "{text}: {:?}", tree.errors);
    }
}

/// Checks that an expression without one of its quotes or brackets has a mistake.
fn lose_each_delimiter(all: &[String]) {
    for text in all.iter().filter(|text| !text.contains(['{', '<'])) {
        for at in delimiters(text) {
            let wrong = format!("{}{}", &text[..at], &text[at + 1..]);
            assert!(!architect::parse(&wrong).errors.is_empty(), "{text}\n{wrong}");
        }
    }
}

#[test]
fn a_quote_or_bracket_that_is_lost_is_found() {
    lose_each_delimiter(&texts(clean()));
}

#[test]
#[ignore = "needs ../shared"]
fn a_quote_or_bracket_that_published_expressions_lose_is_found() {
    lose_each_delimiter(&corpus::projects().iter().flat_map(|it| texts(it)).collect::<Vec<_>>());
}

/// The names of functions and variables in the expressions of a flow in YAML, where a name is written without escapes.
fn names(artefact: &Artefact) -> Vec<Name> {
    with_expressions(artefact, |found| {
        let mut names = Vec::new();
        for expression in &found.all {
            for (_, node) in expression.tree.nodes() {
                let part = match node.kind {
                    NodeKind::Call { name } => name,
                    NodeKind::Variable { .. } => node.span,
                    _ => continue,
                };
                let (text, span) = (expression.tree.slice(part).to_owned(), expression.span(part));
                assert_eq!(&artefact.text[span.range()], text);
                names.push(Name { kind: node.kind, text, span });
            }
        }
        names
    })
}

/// The misspellings of a name: a letter doubled, lost, exchanged with the next one. Of a variable only the name after
/// its scope.
fn misspellings(name: &str) -> Vec<String> {
    let start = name.find('.').map_or(0, |dot| dot + 1);
    let mut all = Vec::new();
    for at in start + 1..name.len().saturating_sub(1) {
        let (before, after) = name.split_at(at);
        all.push(format!("{before}{}{after}", &after[..1]));
        all.push(format!("{before}{}", &after[1..]));
        all.push(format!("{before}{}{}{}", &after[1..2], &after[..1], &after[2..]));
    }
    all.retain(|it| !it.eq_ignore_ascii_case(name));
    all
}

#[test]
fn misspelt_functions_and_variables_are_found_where_they_are() {
    let project = clean();
    let mut editor = Editor::of(project);
    let flows = artefacts::of(project).into_iter().filter(|it| it.facts.kind == ArtifactKind::ArchyYaml);
    let (mut all, mut missed) = (0, Vec::new());
    for flow in flows {
        for name in names(&flow) {
            let (rule, is_known): (_, fn(&str) -> bool) = match name.kind {
                NodeKind::Call { .. } => ("unknown-function", |name| expressions::function(name).is_some()),
                _ => ("undeclared-variable", |name| expressions::built_in(name).is_some()),
            };
            // The rest would take long.
            for wrong in misspellings(&name.text).into_iter().step_by(7).filter(|it| !is_known(it)) {
                let (before, after) = (&flow.text[..name.span.range().start], &flow.text[name.span.range().end..]);
                let findings = editor.findings_with(&flow.path, format!("{before}{wrong}{after}").into_bytes());
                let start = name.span.range().start;
                let is_found = findings.iter().any(|it| {
                    let span = it.primary.location.place.span.range();
                    it.rule == rule && span == (start..start + wrong.len())
                });
                all += 1;
                if !is_found {
                    missed.push(format!("{}: {wrong}", flow.path));
                }
            }
        }
    }
    assert!(all > 20, "{all}");
    assert!(missed.len() * 100 <= all, "{} of {all}: {missed:#?}", missed.len());
}
