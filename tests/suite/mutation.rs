//! Any name of an attribute in the clean project, in any format, spoilt by hand: exactly the finding for that mistake
//! appears, at exactly that text, and no other.

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use flowvet::artifact::detect::Format;
use flowvet::artifact::{Access, ArtifactKind, AttributeUse};
use flowvet::config::Choice;
use flowvet::diagnostic::Diagnostic;
use flowvet::engine::{Request, Session};
use flowvet::fix;
use flowvet::rules;
use flowvet::syntax::scalar;
use rayon::prelude::*;

use super::artefacts::{self, Artefact};
use super::project::export;

/// Rules that say that nothing stands on the other side of a name.
pub const NEVER: [&str; 2] = ["read-never-written", "written-never-read"];

/// What is done to a name.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    FirstLetter,
    UpperCase,
    Empty,
    Blank,
    BlankBefore,
    BlankAfter,
    NoBreakSpaceAfter,
    Template,
}

impl Mistake {
    const ALL: [Mistake; 8] = [
        Mistake::FirstLetter,
        Mistake::UpperCase,
        Mistake::Empty,
        Mistake::Blank,
        Mistake::BlankBefore,
        Mistake::BlankAfter,
        Mistake::NoBreakSpaceAfter,
        Mistake::Template,
    ];

    fn make(self, name: &str) -> String {
        match self {
            Mistake::FirstLetter => {
                let (first, rest) = name.split_at(1);
                let is_upper = first.chars().all(char::is_uppercase);
                (if is_upper { first.to_lowercase() } else { first.to_uppercase() }) + rest
            }
            Mistake::UpperCase => name.to_uppercase(),
            Mistake::Empty => String::new(),
            Mistake::Blank => "  ".to_owned(),
            Mistake::BlankBefore => format!(" {name}"),
            Mistake::BlankAfter => format!("{name} "),
            Mistake::NoBreakSpaceAfter => format!("{name}\u{a0}"),
            // Not `{{x}}`: in Archy YAML that is replaced at deployment and may be right.
            Mistake::Template => "{{flow.x}}".to_owned(),
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Mistake::FirstLetter | Mistake::UpperCase => "name-case-mismatch",
            Mistake::Empty | Mistake::Blank => "empty-name",
            Mistake::BlankBefore | Mistake::BlankAfter | Mistake::NoBreakSpaceAfter => "padded-name",
            Mistake::Template => "template-in-name",
        }
    }
}

fn known(usage: &AttributeUse) -> &str {
    usage.name.text.known().expect("every name of the clean project is known")
}

/// The text with the name of `use` replaced, and where the new name stands in it, without quotes.
fn replaced(text: &str, usage: &AttributeUse, name: &str) -> (String, Range<usize>) {
    let (span, written) = match usage.name.scalar {
        Some(scalar) => (scalar.span.range(), scalar::encode(name, scalar.style)),
        // Inside another string; none of the names here needs an escape there.
        None => (usage.name.place.span.range(), name.to_owned()),
    };
    let quotes = usize::from(written.starts_with(['"', '\'']));
    let at = span.start + quotes..span.start + written.len() - quotes;
    (format!("{}{written}{}", &text[..span.start], &text[span.end..]), at)
}

fn encoded(artefact: &Artefact, text: String) -> Vec<u8> {
    if artefact.format == Format::Export {
        return export(&text);
    }
    text.into_bytes()
}

/// The clean project in an editor, to change one file of it at a time. Its attribute dictionary does not count, since it
/// would decide which of two names is wrong.
pub struct Editor {
    session: Session<'static>,
    /// The file that differs from the disk.
    changed: Option<PathBuf>,
}

impl Editor {
    pub fn of(project: &Path) -> Editor {
        let ignore = ["undeclared-attribute".to_owned()].into();
        let choice = Choice { ignore, ..Choice::default() };
        let request = Request { folder: project.to_path_buf(), choice, ..Request::default() };
        Editor { session: Session::new(request, rules::ALL, &()), changed: None }
    }

    /// Returns the findings while the file at `path` has this content.
    pub fn findings_with(&mut self, path: &str, content: Vec<u8>) -> Vec<Diagnostic> {
        let path = self.session.request().folder.join(path);
        if let Some(other) = self.changed.take_if(|changed| *changed != path) {
            self.session.set_overlay(&other, None);
        }
        self.session.set_overlay(&path, Some(content));
        self.changed = Some(path);
        self.session.outcome().unwrap().diagnostics
    }
}

/// A copy of the clean project without its attribute dictionary, to spoil one file of it at a time.
struct Copy(tempfile::TempDir);

impl Copy {
    fn of(project: &Path) -> Copy {
        let folder = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new(project).min_depth(1).into_iter().map(Result::unwrap) {
            let target = folder.path().join(entry.path().strip_prefix(project).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir(target).unwrap();
            } else if entry.file_name() != "attributes.toml" {
                fs::copy(entry.path(), target).unwrap();
            }
        }
        Copy(folder)
    }
}

/// Which kind of artefact was mended after the mistake was made; `None` where there is no fix for it.
fn mended(mistake: Mistake, artefact: &Artefact, usage: &AttributeUse, copy: &Copy) -> Option<ArtifactKind> {
    // Of a writer in a wrong case, the readers are mended.
    if usage.access == Access::Set && mistake.rule() == "name-case-mismatch" {
        return None;
    }
    let name = mistake.make(known(usage));
    let (text, _) = replaced(&artefact.text, usage, &name);
    let path = copy.0.path().join(&artefact.path);
    let before = fs::read(&path).unwrap();
    fs::write(&path, encoded(artefact, text)).unwrap();
    let request = Request { folder: copy.0.path().canonicalize().unwrap(), ..Request::default() };
    let fixes = fix::fix(&request, rules::ALL, false, &()).unwrap();
    fs::write(&path, &before).unwrap();
    let [document] = &fixes.documents[..] else {
        assert!(fixes.documents.is_empty(), "one mistake changes one file");
        return None;
    };
    let shown = format!("{mistake:?} of {} in {}", known(usage), artefact.path);
    assert_eq!(fixes.left.diagnostics, [], "{shown}");
    // A blank brings quotes along, which stay.
    let written = |text: &str| if name.contains([' ', '\u{a0}']) { text.replace(['"', '\''], "") } else { text.into() };
    assert!(*document.path == *artefact.path && written(&document.new) == written(&artefact.text), "{shown}");
    Some(artefact.facts.kind)
}

/// How many findings the mistake gives: a name that is read in a wrong case is one; a name that is written in a wrong
/// case is one for each of its readers, since nothing else writes it.
fn expected_count(mistake: Mistake, usage: &AttributeUse, all: &[Artefact]) -> usize {
    if usage.access == Access::Get || mistake.rule() != "name-case-mismatch" {
        return 1;
    }
    let same = all.iter().flat_map(|it| &it.facts.uses).filter(|other| known(other) == known(usage));
    let (writers, readers): (Vec<&AttributeUse>, Vec<&AttributeUse>) =
        same.partition(|other| other.access == Access::Set);
    assert_eq!(writers.len(), 1, "one writer for {}", known(usage));
    assert!(!readers.is_empty(), "a reader for {}", known(usage));
    readers.len()
}

/// What is wrong with the findings after a mistake was made; `None`: nothing.
fn complaint(
    mistake: Mistake,
    artefact: &Artefact,
    usage: &AttributeUse,
    all: &[Artefact],
    editor: &mut Editor,
) -> Option<String> {
    let name = mistake.make(known(usage));
    if name == known(usage) {
        return None;
    }
    let (text, at) = replaced(&artefact.text, usage, &name);
    let found = editor.findings_with(&artefact.path, encoded(artefact, text));
    // Where nothing is written, the quotes around it may be what is shown; an escaped quote has two bytes.
    let slack = if at.is_empty() { 2 } else { 0 };
    let is_there = |diagnostic: &Diagnostic| {
        std::iter::once(&diagnostic.primary).chain(&diagnostic.related).any(|label| {
            let span = label.location.place.span.range();
            let inside = at.start <= span.start + slack && span.end <= at.end + slack;
            *label.location.file == *artefact.path && inside && (slack > 0 || span == at)
        })
    };
    // A name that is emptied leaves whoever stands on its other side alone, and two rules may say so there.
    let found: Vec<Diagnostic> = found.into_iter().filter(|it| !NEVER.contains(&it.rule) || is_there(it)).collect();
    let right = found.len() == expected_count(mistake, usage, all)
        && found.iter().all(|it| it.rule == mistake.rule() && is_there(it));
    (!right).then(|| {
        let found: Vec<String> =
            found.iter().map(|it| format!("{}: {} {:?}", it.rule, it.message, it.primary)).collect();
        format!("{mistake:?} {:?} of {} in {} at {at:?} gives {found:#?}", usage.access, known(usage), artefact.path)
    })
}

#[test]
fn every_mistake_in_every_name_yields_exactly_its_finding() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let all = artefacts::of(&project);
    let uses: Vec<(&Artefact, &AttributeUse)> =
        all.iter().flat_map(|artefact| artefact.facts.uses.iter().map(move |usage| (artefact, usage))).collect();
    assert!(uses.len() >= 40, "the clean project has {} names", uses.len());
    let complaints: Vec<String> = uses
        .par_chunks(uses.len() / 4 + 1)
        .flat_map_iter(|uses| {
            let mut editor = Editor::of(&project);
            let complaints = uses.iter().zip(0..).flat_map(|((artefact, usage), number)| {
                // Each name gets every second mistake in turn: two that follow each other differ in one letter.
                let mistakes = Mistake::ALL.into_iter().skip(number % 2).step_by(2);
                let complaints = mistakes.map(|mistake| complaint(mistake, artefact, usage, &all, &mut editor));
                complaints.flatten().collect::<Vec<_>>()
            });
            complaints.collect::<Vec<_>>()
        })
        .collect();
    assert!(complaints.is_empty(), "{} for {} names:\n{}", complaints.len(), uses.len(), complaints.join("\n"));
}

#[test]
fn the_fix_of_a_mistake_restores_the_file() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let all = artefacts::of(&project);
    let mistakes = [Mistake::FirstLetter, Mistake::BlankAfter, Mistake::NoBreakSpaceAfter];
    // Each kind of place gets each of them once: names of one kind share all but the text that is replaced.
    let mut seen = HashMap::<_, usize>::new();
    let uses = all.iter().flat_map(|artefact| artefact.facts.uses.iter().map(move |usage| (artefact, usage)));
    let uses = uses.filter_map(|(artefact, usage)| {
        let style = usage.name.scalar.map(|scalar| scalar.style);
        let count =
            seen.entry(format!("{:?} {:?} {:?} {style:?}", artefact.facts.kind, usage.via, usage.access)).or_default();
        *count += 1;
        Some((artefact, usage, *mistakes.get(*count - 1)?))
    });
    let uses: Vec<(&Artefact, &AttributeUse, Mistake)> = uses.collect();
    let kinds: Vec<ArtifactKind> = uses
        .par_iter()
        .map_init(|| Copy::of(&project), |copy, (artefact, usage, mistake)| mended(*mistake, artefact, usage, copy))
        .flatten_iter()
        .collect();
    for kind in [
        ArtifactKind::ArchyYaml,
        ArtifactKind::Export,
        ArtifactKind::FlowConfiguration,
        ArtifactKind::Payload,
        ArtifactKind::Snippet,
    ] {
        assert!(kinds.contains(&kind), "no {} was mended", kind.label());
    }
}
