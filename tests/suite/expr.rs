//! Placeholders and constant expressions inside strings, and how much work all little languages are.

use flowvet::expr::architect::constant;
use flowvet::expr::placeholder::{self, Syntax};
use flowvet::expr::{architect, input, javascript, jsonpath, velocity};
use proptest::prelude::*;

/// The placeholders of a text as they are written.
fn found(text: &str) -> Vec<&str> {
    placeholder::find(text).into_iter().map(|found| &text[found.range]).collect()
}

#[test]
fn placeholders_are_in_double_braces_or_after_a_dollar() {
    assert_eq!(found("a {{one}} b ${two} c $!{three}"), ["{{one}}", "${two}", "$!{three}"]);
    assert_eq!(found("{{ flow.input.x }}{{y}}"), ["{{ flow.input.x }}", "{{y}}"]);
    assert_eq!(found("größe {{größe}} ${日本}"), ["{{größe}}", "${日本}"]);
}

#[test]
fn the_innermost_braces_count() {
    assert_eq!(found("{{{x}}}"), ["{{x}}"]);
    assert_eq!(found("${{x}}"), ["{{x}}"]);
    assert_eq!(found("{{${x}}}"), ["${x}"]);
    assert_eq!(found("{{a{{b}}"), ["{{b}}"]);
}

#[test]
fn an_opening_without_its_closing_is_none() {
    for text in ["", "{{", "}}", "{{x", "{{x}", "${x", "$", "$!", "{x}", "{{a\nb}}", "{{}}", "{{ }}", "${}", "{ {x} }"]
    {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn a_placeholder_knows_its_syntax_and_its_key() {
    let all = placeholder::find("{{ a.b }}$!{c}");
    let told: Vec<_> = all.iter().map(|found| (found.syntax, found.key.as_str(), found.range.clone())).collect();
    assert_eq!(told, [(Syntax::Mustache, " a.b ", 0..9), (Syntax::Dollar, "c", 9..14)]);
}

/// The value of a constant expression; `-` for a computed one.
fn folded(expression: &str) -> String {
    constant(expression).map_or("-".into(), |constant| constant.value)
}

#[test]
fn literals_and_their_joins_are_constant() {
    assert_eq!(folded(r#""customerId""#), "customerId");
    assert_eq!(folded(r#"  "a" + "b"+("c")  "#), "abc");
    assert_eq!(folded(r#"Append("a", "b" + "c", append("d"))"#), "abcd");
    assert_eq!(folded(r#"APPEND ( "a" )"#), "a");
    assert_eq!(folded(r#""say \"hi\" \\ bye""#), r#"say "hi" \ bye"#);
    assert_eq!(folded(r#""""#), "");
    assert_eq!(folded("\"a\"\n+ \"b\""), "ab");
}

#[test]
fn everything_else_is_computed() {
    for expression in [
        "",
        " ",
        "Flow.name",
        r#""a" + Flow.name"#,
        r#"Append("a", Flow.name)"#,
        "Append()",
        r#"Append("a""#,
        r#"AppendAll("a")"#,
        "Upper(Flow.name)",
        r#""a"#,
        r#""a" "b""#,
        r#""a" +"#,
        r#""\x""#,
        r#""\"#,
        "'a'",
        "5",
        "größe",
    ] {
        assert_eq!(folded(expression), "-", "{expression}");
    }
}

#[test]
fn a_single_literal_has_a_span() {
    let place = |expression| constant(expression).and_then(|constant| constant.literal);
    assert_eq!(place(r#""name""#), Some(1..5));
    assert_eq!(place(r#"  "größe" "#), Some(3..10));
    assert_eq!(place(r#""a" + "b""#), None);
    assert_eq!(place(r#""a\"b""#), None);
    assert_eq!(place(r#"Append("a")"#), None);
}

#[test]
fn deep_nesting_does_no_harm() {
    assert_eq!(folded(&format!("{}\"a\"{}", "(".repeat(20), ")".repeat(20))), "a");
    assert_eq!(folded(&format!("{}\"a\"{}", "(".repeat(30_000), ")".repeat(30_000))), "a");
    assert_eq!(folded(&format!("{}\"a\"{}", "Upper(".repeat(30_000), ")".repeat(30_000))), "A");
    assert_eq!(folded(&"Append(".repeat(30_000)), "-");
    assert_eq!(folded(&vec!["\"a\""; 10_000].join("+")).len(), 10_000);
}

proptest! {
    #[test]
    fn any_text_is_looked_through(text in "[{}$!\\PC\n]{0,60}") {
        for found in placeholder::find(&text) {
            prop_assert!(text[found.range].contains(&found.key));
        }
    }

    #[test]
    fn every_placeholder_is_found(before in "[a-z ]{0,5}", key in "[A-Za-z0-9_. ]{0,5}x", after in "[a-z ]{0,5}") {
        for (open, close) in [("{{", "}}"), ("${", "}"), ("$!{", "}")] {
            let text = format!("{before}{open}{key}{close}{after}");
            let all = placeholder::find(&text);
            prop_assert_eq!(all.len(), 1);
            prop_assert_eq!(&all[0].key, &key);
            prop_assert_eq!(&text[all[0].range.clone()], &format!("{open}{key}{close}"));
        }
    }

    #[test]
    fn any_expression_is_folded_or_not(expression in r#"([ "\\+(),a]|Append|"a"){0,20}"#) {
        if let Some(range) = constant(&expression).and_then(|constant| constant.literal) {
            prop_assert_eq!(&expression[(range.start - 1)..=range.end], expression.trim());
        }
    }

    #[test]
    fn a_literal_returns_its_text(text in "\\PC{0,20}") {
        let expression = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        prop_assert_eq!(constant(&expression).map(|constant| constant.value), Some(text));
    }
}

/// The parsers, each with what the texts that are hard for it are made of.
type Language = (&'static str, fn(&str), &'static str);

const LANGUAGES: [Language; 7] = [
    ("Velocity", |text| drop(velocity::parse(text)), VELOCITY),
    ("JSONPath", |text| drop(jsonpath::parse(text)), JSONPATH),
    ("Architect", |text| drop(architect::infer(&architect::parse(text), |_, _| None)), ARCHITECT),
    ("constants", |text| drop(constant(text)), ARCHITECT),
    ("JavaScript", |text| drop(javascript::tokens(text)), JAVASCRIPT),
    ("the inside of a string", |text| drop(javascript::unescape(text)), JAVASCRIPT),
    ("placeholders", |text| drop(placeholder::find(text)), VELOCITY),
];

const VELOCITY: &str = r#"(\$|\$!|\$a|\$\{a|\{\{|[{}()\[\]"'\\!. a\n]|\.b|\.c\(|\[0\]|#|#if|#if\(|#\{else\}|#end|#set\(\$a=|##|#\*|\*#|#\[\[|\]\]#|é)"#;
const JSONPATH: &str = r#"(\$|@|\.|\.\.|[\[\]()'"\\/ a0,:*?-]|\[\?\(|\)\]|\['a'\]|=~ */|é)"#;
const ARCHITECT: &str =
    r#"(["'+(),.:?=<!\[\]{}\\ a0-]|"a"|\\"|Append\(|append *\("a",|Flow\.a|\{\{x\}\}|“|<a|//|/\*|#|\n|Upper\("a"|é)"#;
const JAVASCRIPT: &str = r#"(["'`/*+{}()\[\],.\\\n a0]|\$\{|//|/\*|\*/|\\u\{|\\u\{1|\\u0|\\x|return /|\?\.|é)"#;

/// No parser looks at a byte more often than this, on the average of a text.
const LOOKS: usize = 20;

/// How many bytes a parser looks at.
fn looks(parse: fn(&str), text: &str) -> usize {
    let before = input::bytes_read();
    parse(text);
    input::bytes_read() - before
}

/// Texts of some of the pieces of a language.
fn texts(pieces: &str, count: &str) -> impl Strategy<Value = String> + use<> {
    prop::string::string_regex(&format!("{pieces}{{{count}}}")).unwrap()
}

/// A language, and a text that repeats a few of its pieces: there, a search that begins anew at each of them would show.
fn repeated() -> impl Strategy<Value = (Language, [String; 3])> {
    prop::sample::select(&LANGUAGES[..]).prop_flat_map(|language| {
        let pieces = language.2;
        (Just(language), [texts(pieces, "0,4"), texts(pieces, "1,4"), texts(pieces, "0,4")])
    })
}

fn any_text() -> impl Strategy<Value = (Language, String)> {
    prop::sample::select(&LANGUAGES[..])
        .prop_flat_map(|language| (Just(language), prop_oneof![texts(language.2, "0,80"), "\\PC{0,80}"]))
}

proptest! {
    #[test]
    fn work_grows_with_the_length_and_no_faster(((name, parse, _), [begin, unit, end]) in repeated()) {
        for count in [100, 800] {
            let text = format!("{begin}{}{end}", unit.repeat(count));
            let looks = looks(parse, &text);
            prop_assert!(looks <= LOOKS * (text.len() + 16), "{name}: {looks} looks, {} bytes of {unit:?}", text.len());
        }
    }

    #[test]
    fn no_text_is_too_much(((name, parse, _), text) in any_text()) {
        let looks = looks(parse, &text);
        prop_assert!(looks <= LOOKS * (text.len() + 16), "{name}: {looks} looks at {text:?}");
    }
}

#[test]
fn work_is_counted() {
    for (name, parse, text) in [
        ("Velocity", (|text| drop(velocity::parse(text))) as fn(&str), "$a.b #if($c) d #end"),
        ("JSONPath", |text| drop(jsonpath::parse(text)), "$.a['b'][?(@.c == 1)]"),
        ("Architect", |text| drop(constant(text)), "\"a\" + \"b\""),
        ("JavaScript", |text| drop(javascript::tokens(text)), "a(/b/, 'c')"),
    ] {
        let looks = looks(parse, text);
        assert_eq!(looks >= text.len(), cfg!(debug_assertions), "{name}: {looks}");
    }
}

#[test]
fn an_escape_that_never_closes_is_looked_at_once() {
    assert_eq!(javascript::unescape(r"\u{41}\u{}\u{4\u{1F600}\u{zz}"), "Au{}u{4\u{1F600}u{zz}");
    let text = r"\u{4".repeat(30_000);
    assert_eq!(javascript::unescape(&text), "u{4".repeat(30_000));
}
