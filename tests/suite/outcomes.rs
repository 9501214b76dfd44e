//! Outcomes made by hand, for the tests of the reports.

use std::sync::Arc;

use flowvet::diagnostic::{Diagnostic, Edit, Fix, Location, Place, Safety, Severity, Step};
use flowvet::engine::{Outcome, Summary};
use flowvet::text::{Encoding, Source, Span};

pub fn file(path: &str, text: &str) -> Source {
    Source::new(path.into(), text.to_owned(), Encoding::Utf8)
}

pub fn export(path: &str, text: &str) -> Source {
    Source::new(path.into(), text.to_owned(), Encoding::Export)
}

/// The place of the first `needle` in a file.
pub fn find(source: &Source, needle: &str) -> Location {
    let start = source.text().find(needle).unwrap();
    let place = Place { span: Span::new(start, start + needle.len()), pointer: "".into(), path: Arc::from([]) };
    Location { file: source.path().clone(), place }
}

/// The same place with a logical path.
pub fn on<const N: usize>(mut location: Location, path: [Step; N]) -> Location {
    location.place.path = Arc::from(path);
    location
}

pub fn outcome(diagnostics: Vec<Diagnostic>, sources: Vec<Source>) -> Outcome {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let summary = Summary {
        files: sources.len(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
        ..Summary::default()
    };
    let sources = sources.into_iter().map(|source| (source.path().clone(), Arc::new(source))).collect();
    Outcome { diagnostics, sources, summary, ..Outcome::default() }
}

/// A Get in one flow with the wrong case of what another flow sets, with a fix.
pub fn wrong_case() -> Outcome {
    let set = file(
        "flows/main.yaml",
        "inboundCall:
  tasks:
    - task:
        actions:
          - setParticipantData:
              attributes:
                - attribute:
                    name:
                      lit: customerId
",
    );
    let get = file(
        "flows/queue.yaml",
        "inqueueCall:
  startUpTaskActions:
    - getParticipantData:
        attributes:
          - attribute:
              name:
                lit: CustomerID
",
    );
    let mut reader = on(
        find(&get, "CustomerID"),
        [Step::new("inqueueCall", Some("Queue")), Step::new("Get Participant Data", None).tracked(Some(17))],
    );
    reader.place.pointer =
        "/inqueueCall/startUpTaskActions/0/getParticipantData/attributes/0/attribute/name/lit".into();
    let edit = Edit { file: get.path().clone(), span: reader.place.span, replacement: "customerId".to_owned() };
    let writer = on(
        find(&set, "customerId"),
        [
            Step::new("inboundCall", Some("Main")),
            Step::new("task", Some("Greet")),
            Step::new("Set Participant Data", Some("Remember the caller")),
        ],
    );
    let finding = Diagnostic::new(
        "name-case-mismatch",
        Severity::Error,
        "Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`",
        reader,
        "never set with this spelling; attribute names are case-sensitive",
        "CustomerID",
    )
    .with_related(writer, "set here")
    .with_help("write `customerId` in the Get; at run time the variable is not filled otherwise")
    .with_fix(Fix { title: "rename to `customerId`".to_owned(), safety: Safety::Safe, edits: vec![edit] });
    outcome(vec![finding], vec![set, get])
}

/// A template in a name in the middle of an export, which is one line of many thousand characters.
pub fn long_line() -> Outcome {
    let text =
        format!(r#"{{"before":"{}","name":"{{{{customer}}}}","after":"{}"}}"#, "ab ".repeat(900), "cd ".repeat(900));
    let source = export("exports/Main.i3InboundFlow", &text);
    let place = on(
        find(&source, "{{customer}}"),
        [
            Step::new("inboundcall", Some("Main")),
            Step::new("task", Some("Greet the caller by name")),
            Step::new("Set Participant Data", Some("Remember who calls")).tracked(Some(17)),
        ],
    );
    let finding = Diagnostic::new(
        "template-in-name",
        Severity::Error,
        "The attribute name holds `{{customer}}`",
        place,
        "nothing resolves this here; the attribute is stored under these very characters",
        "{{customer}}",
    );
    outcome(vec![finding], vec![source])
}

/// A finding whose texts hold what has a meaning somewhere: in commands, XML, Markdown.
pub fn odd_characters() -> Outcome {
    let source = file("flows/a,b: 100%.yaml", "größe: 顧客 x");
    let found = Diagnostic::new(
        "some-rule",
        Severity::Warning,
        "`a|b` <i>&\"' *c* 50%, d: e\r\n::error::f \u{1b}\u{fffe} [g](h) @i $j$",
        find(&source, "x"),
        "label",
        "subject",
    )
    .with_help("help `\u{0} ");
    outcome(vec![found], vec![source])
}
