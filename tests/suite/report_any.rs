//! Whatever the texts of a finding hold, each report is whole and can be read back.

use flowvet::diagnostic::{Diagnostic, Fix, Safety, Severity, Step};
use flowvet::engine::{Outcome, Request, check};
use flowvet::report::options::RenderOptions;
use flowvet::report::{self, Format};
use flowvet::rules::ALL;
use proptest::prelude::*;
use roxmltree::Document;
use serde_json::Value;

use crate::outcomes::{file, find, on, outcome};
use crate::project::Project;
use crate::report_markdown;

/// Texts of the characters that mean something to some format, and of any others.
fn text() -> impl Strategy<Value = String> {
    let signs = r"[\x00-\x1f `|<>&*_~#@$:%,\[\]!\\/'{}()=+^.x\u{2028}\u{202e}\u{feff}\u{fffe}\u{10ffff}-]{0,20}";
    prop_oneof![signs, any::<String>(), "::[a-z]{1,5}::", "(https?://|www\\.)[a-z]{1,5}\\.com", "\\PC*\r?\n\\PC*"]
}

fn found(name: &str, message: &str, help: &str, step: &str) -> Outcome {
    let source = file(name, "größe: 顧客 x");
    let location = on(find(&source, "x"), [Step::new("task", Some(step))]);
    let fix = Fix { title: help.to_owned(), safety: Safety::Safe, edits: vec![] };
    let diagnostic = Diagnostic::new("some-rule", Severity::Warning, message, location, "label", "subject");
    outcome(vec![diagnostic.with_help(help).with_fix(fix)], vec![source])
}

proptest! {
    #[test]
    fn reports_are_whole(name in text(), message in text(), help in text(), step in text()) {
        let outcome = found(&name, &message, &help, &step);
        for format in Format::ALL {
            let text = report::render(&outcome, format, &RenderOptions::PLAIN, &ALL[..1]);
            prop_assert!(text.ends_with('\n'), "{format:?}");
            let hidden = |it: char| it.is_control() && it != '\n' && it != '\t' || "\u{2028}\u{202e}\u{feff}".contains(it);
            prop_assert!(!text.contains(hidden), "{format:?}: {text:?}");
            match format {
                Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => {
                    prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{format:?}");
                }
                Format::Jsonl | Format::Concise => prop_assert_eq!(text.lines().count(), 1),
                Format::Junit | Format::Checkstyle => {
                    let document = Document::parse(&text);
                    prop_assert!(document.is_ok(), "{format:?}: {:?}", document.err());
                    let document = document.unwrap();
                    let messages = document.descendants().filter(|node| node.has_attribute("message")).count();
                    prop_assert_eq!(messages, 1);
                }
                Format::Github => {
                    prop_assert_eq!(text.lines().count(), 2);
                    prop_assert_eq!(text.lines().filter(|line| line.starts_with("::warning ")).count(), 1);
                }
                Format::Markdown => {
                    let seen = report_markdown::seen(&outcome);
                    prop_assert_eq!(seen.lines().count(), 5, "{}", seen);
                    prop_assert_eq!(seen.matches('┃').count(), 10 + message.matches('┃').count()
                        + help.matches('┃').count() + name.matches('┃').count() + step.matches('┃').count());
                }
                Format::Agent => prop_assert_eq!(text.lines().count(), 7),
                Format::Human => {
                    prop_assert_eq!(text.lines().last(), Some("1 warning in 1 file; 1 artefact read"));
                    prop_assert_eq!(text.matches("warning[some-rule]:").count(), 1, "{}", text);
                    prop_assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "{}", text);
                }
            }
        }
    }
}

#[test]
fn reports_for_servers_name_files_from_the_root_of_the_repository() {
    let folder = Project::new(&[
        (".git/HEAD", ""),
        ("shop/flowvet.toml", ""),
        ("shop/a.payload.json", "{\"attributes\": {\"shelf\": 3}}"),
    ]);
    let request = Request { folder: folder.folder().join("shop"), ..Request::default() };
    let outcome = check(&request, ALL, &()).unwrap();
    let servers = [Format::Sarif, Format::Github, Format::Gitlab, Format::Junit, Format::Checkstyle, Format::Rdjson];
    for format in Format::ALL {
        let text = report::render(&outcome, format, &RenderOptions::PLAIN, ALL);
        assert_eq!(text.contains("shop/a.payload.json"), servers.contains(&format), "{format:?}: {text}");
    }
}
