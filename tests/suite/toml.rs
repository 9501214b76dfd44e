//! TOML: text in; keys, values, spans and errors out.

use std::fmt::Write as _;

use flowvet::syntax::{ErrorClass, Limits, Style, SyntaxError, Tree, ValueKind, scalar, toml};

fn parse(text: &str) -> (Tree<'_>, Vec<SyntaxError>) {
    toml::parse(text, &Limits::default())
}

/// One line for each value: pointer, kind, what is written.
fn outline(text: &str) -> String {
    let (tree, errors) = parse(text);
    assert_eq!(errors, []);
    let mut lines = String::new();
    for value in tree.values().filter(|value| value.key() != Some(*value)) {
        writeln!(lines, "{} {:?} {:?}", value.pointer(), value.kind(), value.raw()).unwrap();
    }
    lines
}

const CONFIGURATION: &str = r#"# levels
preset = "strict"
[rules]
empty-name = 'off'
mixed-case-name = { level = "warning", allow = ["a", 1] }
[[payload]]
files = ["data/*.json"]
[[payload]]
kind.name = "x"
[rules.duplicate-name]
level = true
"#;

#[test]
fn tables_and_dotted_keys_are_nested_objects() {
    assert_eq!(
        outline(CONFIGURATION.trim_end().strip_prefix("# levels\n").unwrap()).replace("\\n", "|"),
        r#" Object "preset = \"strict\"|[rules]|empty-name = 'off'|mixed-case-name = { level = \"warning\", allow = [\"a\", 1] }|[[payload]]|files = [\"data/*.json\"]|[[payload]]|kind.name = \"x\"|[rules.duplicate-name]|level = true"
/preset String "\"strict\""
/rules Object "[rules]|empty-name = 'off'|mixed-case-name = { level = \"warning\", allow = [\"a\", 1] }|[[payload]]|files = [\"data/*.json\"]|[[payload]]|kind.name = \"x\"|[rules.duplicate-name]|level = true"
/rules/empty-name String "'off'"
/rules/mixed-case-name Object "{ level = \"warning\", allow = [\"a\", 1] }"
/rules/mixed-case-name/level String "\"warning\""
/rules/mixed-case-name/allow Array "[\"a\", 1]"
/rules/mixed-case-name/allow/0 String "\"a\""
/rules/mixed-case-name/allow/1 Number "1"
/rules/duplicate-name Object "[rules.duplicate-name]|level = true"
/rules/duplicate-name/level Bool "true"
/payload Array "[[payload]]|files = [\"data/*.json\"]|[[payload]]|kind.name = \"x\""
/payload/0 Object "[[payload]]|files = [\"data/*.json\"]"
/payload/0/files Array "[\"data/*.json\"]"
/payload/0/files/0 String "\"data/*.json\""
/payload/1 Object "[[payload]]|kind.name = \"x\""
/payload/1/kind Object "kind.name = \"x\""
/payload/1/kind/name String "\"x\""
"#
    );
}

#[test]
fn strings_are_decoded_and_their_content_is_known() {
    let text = "a = \"x\\ty\"\nb = 'c:\\d'\nc = \"\"\"\none\ntwo\"\"\"\n\"d e\" = ''\nf = 2024-01-01\n";
    let (tree, errors) = parse(text);
    assert_eq!(errors, []);
    let value = |key: &str| tree.root().get(key).unwrap();
    let content = |key: &str| &text[value(key).content_span().range()];
    assert_eq!((value("a").as_str().unwrap().as_ref(), content("a")), ("x\ty", "x\\ty"));
    assert_eq!((value("b").as_str().unwrap().as_ref(), content("b")), ("c:\\d", "c:\\d"));
    assert_eq!((value("c").as_str().unwrap().as_ref(), content("c")), ("one\ntwo", "\none\ntwo"));
    assert_eq!((value("d e").as_str().unwrap().as_ref(), content("d e")), ("", "''"));
    assert!(value("f").is_str("2024-01-01"));

    let within = |key: &str, range| &text[value(key).span_within(range).range()];
    assert_eq!(within("b", 2..4), "\\d");
    assert_eq!(within("c", 4..7), "two");
    assert_eq!(within("a", 2..3), "x\\ty", "all of a string with escapes");
    assert_eq!(&text[tree.root().entry("d e").unwrap().0.span_within(0..1).range()], "d");
}

#[test]
fn all_errors_are_found() {
    let text = "a = \nb = \"x\nc = 1\nc = 2\nd = word\n[e\n[f]\n= 3\n";
    let (tree, errors) = parse(text);
    let found: Vec<_> = errors.iter().map(|error| (&text[error.span.range()], error.message.as_str())).collect();
    assert_eq!(
        found,
        [
            ("=", "expected a value after this"),
            ("x", "the text in quotes has no closing quote"),
            ("c", "this key is already set above"),
            ("word", "a text must be in quotes"),
            ("e", "unclosed table, expected `]`"),
            ("=", "expected a key before this"),
        ]
    );
    assert_eq!(tree.root().get("a").unwrap().kind(), ValueKind::Missing);
}

#[test]
fn deep_nesting_is_one_limit() {
    for text in [
        "x = ".to_owned() + &"[".repeat(100_000),
        "a.".repeat(100_000) + "a = 1",
        "x = ".to_owned() + &"{a = ".repeat(10_000),
    ] {
        let (_, errors) = parse(&text);
        assert_eq!(errors.iter().map(|error| error.class).collect::<Vec<_>>(), [ErrorClass::Limit]);
    }
}

#[test]
fn encoded_text_decodes_to_the_same() {
    for text in ["", "a \"quoted\" \\ text", "line\nbreak\ttab", "\u{0}\u{1f}\u{7f}\u{85}", "é😀"] {
        let written = format!("key = {}\n", scalar::encode(text, Style::Toml));
        let (tree, errors) = parse(&written);
        assert_eq!(errors, [], "{written}");
        assert_eq!(tree.root().get("key").unwrap().as_str().as_deref(), Some(text), "{written}");
    }
}
