//! JSON: what is accepted, what each mistake is called and where it is, and that every span is exact.

use std::ops::Range;

use flowvet::syntax::{
    ErrorClass, Innermost, Limits, Pointers, Style, SyntaxError, Tree, Value, ValueKind, json, scalar,
};
use flowvet::text::{Encoding, Source, Span};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value as Oracle;

fn parse(text: &str) -> (Tree<'_>, Vec<SyntaxError>) {
    json::parse(text, &Limits::default())
}

/// `line:column-column message` for each error, or `line:column-line:column message` over several lines.
fn errors(text: &str) -> String {
    let source = Source::new("x.json".into(), text.to_owned(), Encoding::Utf8);
    let render = |error: &SyntaxError| {
        let start = source.position(error.span.start);
        let end = source.position(error.span.end);
        let end = if end.line == start.line { end.column.to_string() } else { format!("{}:{}", end.line, end.column) };
        format!("{}:{}-{end} {}", start.line, start.column, error.message)
    };
    parse(text).1.iter().map(render).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(errors(text), expected.join("\n"), "in {text:?}");
        assert!(well_formed(text), "{text:?}");
    }
}

/// The tree as compact text, with `?` for what is missing: what recovery made of a broken text.
fn recovered(text: &str) -> String {
    fn write(value: Value<'_>) -> String {
        match value.kind() {
            ValueKind::Array => format!("[{}]", value.items().map(write).collect::<Vec<_>>().join(",")),
            ValueKind::Object => {
                let member = |(key, value)| format!("{}:{}", write(key), write(value));
                format!("{{{}}}", value.members().map(member).collect::<Vec<_>>().join(","))
            }
            ValueKind::Missing => "?".to_owned(),
            ValueKind::String => scalar::encode(&value.scalar_text(), Style::Json),
            _ => value.raw().to_owned(),
        }
    }
    write(parse(text).0.root())
}

#[test]
fn valid_json_has_no_errors() {
    for text in [
        r#"{"a": [1, -0, 0.5, 1e5, 1E-5, -1.25e+3], "b": {"c": null}, "d": [true, false], "": {}}"#,
        r#" "\" \\ \/ \b \f \n \r \t \u00e9 \ud83d\ude00" "#,
        "\r\n\t [ ] \n",
        "0",
        "{\"a\":1,\"a\":2}",
        "[\"\u{7f} \u{2028}\"]",
        "[1e400]",
    ] {
        assert_eq!(errors(text), "", "in {text:?}");
    }
}

#[test]
fn separators() {
    check(&[
        (r#"{"a":1 "b":2}"#, &["1:7-7 missing `,` after this value"]),
        ("{\"a\": [1]\n \"b\": 2}", &["1:10-10 missing `,` after this value"]),
        ("[1 2]", &["1:3-3 missing `,` after this value"]),
        (r#"{"a":1,}"#, &["1:7-8 trailing `,` before `}`"]),
        ("[1, 2,\n]", &["1:6-7 trailing `,` before `]`"]),
        ("[1,,2]", &["1:4-5 expected a value before this `,`"]),
        (r#"{,"a":1}"#, &["1:2-3 expected a key before this `,`"]),
        (r#"{"a":1;"b":2}"#, &["1:7-8 expected `,`, found `;`"]),
        (r#"{"a" 1}"#, &["1:2-5 missing `:` after this key"]),
        (r#"{"a"=1}"#, &["1:5-6 expected `:` after the key, found `=`"]),
        (r#"{"a":: 1}"#, &["1:6-7 unexpected `:`"]),
        (r#"["a":1]"#, &["1:5-6 unexpected `:` after a value"]),
        (r#"{"a":"b":1}"#, &["1:9-10 unexpected `:` after a value"]),
    ]);
}

#[test]
fn missing_keys_and_values() {
    check(&[
        (r#"{"a":}"#, &["1:5-6 missing value after this `:`"]),
        (r#"{"a":,"b":2}"#, &["1:5-6 missing value after this `:`"]),
        (r#"{"a", "b":1}"#, &["1:2-5 this key has no value"]),
        ("{\"a\"\n\"b\":1}", &["1:2-5 this key has no value"]),
        (r#"{"a"}"#, &["1:2-5 this key has no value"]),
        (r#"{"a":1, b=}"#, &["1:9-10 the key `b` needs double quotes", "1:10-11 missing value after this `:`"]),
        ("{:1}", &["1:2-3 expected a key before `:`"]),
        (r#"{ {"a":1} }"#, &["1:3-4 expected a key, found `{`"]),
        ("]", &["1:1-2 expected a value, found `]`"]),
        ("", &["1:1-1 the file is empty"]),
        (" \n\t", &["1:1-1 the file is empty"]),
    ]);
    assert_eq!(recovered(r#"{"a":,"b":2}"#), r#"{"a":?,"b":2}"#);
    assert_eq!(recovered("{:1}"), "{?:1}");
    assert_eq!(recovered(r#"{"a", "b":1}"#), r#"{"a":?,"b":1}"#);
    assert_eq!(recovered(""), "?");
}

#[test]
fn brackets() {
    check(&[
        (r#"{"a":{"b":1}"#, &["1:1-2 this `{` is never closed"]),
        ("[1,\n [2", &["2:2-3 this `[` is never closed"]),
        (r#"{"a":"#, &["1:1-2 this `{` is never closed"]),
        (r#"{"a":1,"#, &["1:1-2 this `{` is never closed"]),
        (r#"{"a":[1,2}"#, &["1:10-11 expected `]` to close the `[` of line 1, found `}`"]),
        (r#"{"a":[1,2},"b":1}"#, &["1:10-11 expected `]` to close the `[` of line 1, found `}`"]),
        ("[1,2}", &["1:5-6 expected `]` to close the `[` of line 1, found `}`"]),
        ("{\n  \"a\": [\n    1\n  },\n  \"b\": 1\n}", &["4:3-4 expected `]` to close the `[` of line 2, found `}`"]),
        (
            "{\n  \"a\": {\n    \"b\": [\n      1\n  },\n  \"c\": 1\n}",
            &["5:3-4 expected `]` to close the `[` of line 3, found `}`"],
        ),
        ("[{\"a\":1,\n{\"b\":2}]", &["1:2-3 this `{` is never closed"]),
        ("{}}", &["1:3-4 this `}` closes nothing"]),
        ("{} x", &["1:4-5 unexpected text after the end of the JSON value"]),
        ("{\"a\":1}\n{\"b\":2}", &["2:1-2 unexpected text after the end of the JSON value"]),
    ]);
    assert_eq!(recovered(r#"{"a":[1,2},"b":1}"#), r#"{"a":[1,2],"b":1}"#);
    assert_eq!(recovered("[{\"a\":1,\n{\"b\":2}]"), r#"[{"a":1},{"b":2}]"#);
}

#[test]
fn strings_without_their_quote() {
    check(&[
        (r#"{"a": "foo}"#, &["1:7-11 this string has no closing `\"`"]),
        ("{\n \"a\": \"foo,\n \"b\": 1\n}", &["2:7-11 this string has no closing `\"`"]),
        ("{\n \"a\": \"{{x}},\r\n \"b\": 1\n}", &["2:7-13 this string has no closing `\"`"]),
        ("{\"a\": \"foo\n}", &["1:7-11 this string has no closing `\"`"]),
        ("{\"a: 1,\n\"b\": 2}", &["1:2-7 this string has no closing `\"`"]),
        ("\"é", &["1:1-3 this string has no closing `\"`"]),
        (
            r#"{"a": "foo, "b": 1}"#,
            &["1:14-19 unexpected text after the string; a `\"` inside a string is written `\\\"`"],
        ),
        (
            r#"{"a": "say "hello, you" now", "b": 1}"#,
            &["1:13-29 unexpected text after the string; a `\"` inside a string is written `\\\"`"],
        ),
        (r#"{"a": "b" "c", "d": 1}"#, &["1:11-14 unexpected text; expected `,` or a closing bracket"]),
    ]);
    assert_eq!(recovered("{\n \"a\": \"{{x}},\r\n \"b\": 1\n}"), r#"{"a":"{{x}}","b":1}"#);
    assert_eq!(recovered(r#"{"a": "say "hello, you" now", "b": 1}"#), r#"{"a":"say ","b":1}"#);
}

#[test]
fn characters_in_strings() {
    check(&[
        ("[\"a\tb\tc\"]", &["1:4-5 a tab in a string is written `\\t`"]),
        ("{\"a\": \"one\r\n two\n three\", \"b\": 1}", &["1:11-2:1 a line break in a string is written `\\n`"]),
        ("[\"\u{1}\"]", &["1:3-4 a control character in a string is written as an escape: `\\u0001`"]),
        (r#"["C:\é"]"#, &["1:5-7 `\\é` is not an escape of JSON; a backslash is written `\\\\`"]),
        (r#"["\u12 x"]"#, &["1:3-7 `\\u` needs four hexadecimal digits"]),
        (r#"["\ud800"]"#, &["1:3-9 `\\ud800` is half of a surrogate pair and stands for no character"]),
        (r#"["a\ud800\u0041"]"#, &["1:4-10 `\\ud800` is half of a surrogate pair and stands for no character"]),
        (r#"["\ude00"]"#, &["1:3-9 `\\ude00` is half of a surrogate pair and stands for no character"]),
    ]);
}

#[test]
fn syntax_of_other_languages() {
    check(&[
        (
            "// c\n// d\n{/* x */\"a\": 1 // y\n}",
            &["1:1-5 JSON has no comments", "3:2-9 JSON has no comments", "3:16-20 JSON has no comments"],
        ),
        ("# c\n{}", &["1:1-4 JSON has no comments"]),
        ("{'a': 1}", &["1:2-5 strings need double quotes, not single ones"]),
        ("{a: 1}", &["1:2-3 the key `a` needs double quotes"]),
        ("[hello you, 1]", &["1:2-11 `hello you` is not a JSON value; a string needs double quotes"]),
        ("[http://a/b, 1]", &["1:2-12 `http://a/b` is not a JSON value; a string needs double quotes"]),
        ("[“x”]", &["1:2-5 `“x”` is not a JSON value; use straight double quotes"]),
        ("[NaN]", &["1:2-5 `NaN` is not a JSON value; JSON has only finite numbers"]),
        ("[undefined]", &["1:2-11 `undefined` is not a JSON value; write `null`"]),
        ("[True]", &["1:2-6 `True` is not a JSON value; write `true`"]),
        ("{\"a\":\u{a0}1}", &["1:6-7 this only looks like a space; JSON allows no such character here"]),
        ("a: 1\nb: 2\n", &["1:1-5 `a: 1` is not a JSON value; a string needs double quotes"]),
    ]);
    assert_eq!(recovered("{'it': 'x', a: b, \"c\": None}"), r#"{"it":"x","a":"b","c":None}"#);
}

#[test]
fn numbers() {
    check(&[
        ("[01]", &["1:2-4 `01` is not a JSON number: a number has no leading zero"]),
        ("[1.]", &["1:2-4 `1.` is not a JSON number: expected a digit after the `.`"]),
        ("[+1]", &["1:2-4 `+1` is not a JSON number: a number has no `+` before it"]),
        ("[-.5]", &["1:2-5 `-.5` is not a JSON number: expected a digit before the `.`"]),
        ("[-]", &["1:2-3 `-` is not a JSON number: digits are missing"]),
        ("[1e]", &["1:2-4 `1e` is not a JSON number: it is neither a whole number nor a decimal"]),
        ("{\"a\": 1x, \"b\": 2}", &["1:7-9 `1x` is not a JSON number: it is neither a whole number nor a decimal"]),
    ]);
}

#[test]
fn template_placeholders() {
    check(&[
        (
            r#"{"id": {{action_id}}, "b": 1}"#,
            &["1:8-21 `{{action_id}}` is a template placeholder: this is not JSON before it is filled in"],
        ),
        ("[{{a}}-{{b}}]", &["1:2-13 `{{a}}-{{b}}` is a template placeholder: this is not JSON before it is filled in"]),
        (
            r#"{ {{key}}: 1, "a": 2 }"#,
            &["1:3-10 `{{key}}` is a template placeholder: this is not JSON before it is filled in"],
        ),
        (
            r#"{"a": 1, ${input.members}}"#,
            &["1:10-26 `${input.members}` is a template placeholder: this is not JSON before it is filled in"],
        ),
        ("[1 {{more}}, 2]", &["1:4-12 `{{more}}` is a template placeholder: this is not JSON before it is filled in"]),
    ]);
    let own_comma = "{\n\"a\": {{a}}\n\"b\": 1}";
    assert_eq!(errors(own_comma).lines().count(), 1, "a placeholder may bring its own comma");
    assert_eq!(recovered(r#"{"id": {{action_id}}, {{key}}: 1}"#), r#"{"id":?,?:1}"#);
}

#[test]
fn errors_are_capped_and_in_order() {
    let text = "[x,".repeat(50);
    let (_, errors) = parse(&text);
    assert_eq!(errors.len(), 20);
    assert!(errors.is_sorted_by_key(|error| error.span));
}

#[test]
fn limits_end_the_parse_in_one_error() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(errors(&deep(200)), "");
    assert_eq!(errors(&deep(1_000)), "");
    assert_eq!(errors(&deep(1_001)), "1:1001-1002 objects and arrays are nested more than 1000 levels deep");
    for text in ["[".repeat(20_000), r#"{"a":"#.repeat(20_000), r#"[{"a":"#.repeat(20_000)] {
        let (tree, errors) = parse(&text);
        assert_eq!(errors.iter().map(|error| error.class).collect::<Vec<_>>(), [ErrorClass::Limit]);
        assert!(tree.values().count() < 2_002);
        assert!(well_formed(&text));
    }

    let few = Limits { nodes: 4, ..Limits::default() };
    assert_eq!(json::parse("[1,2,3]", &few).1, []);
    assert_eq!(json::parse(r#"{"a":{}}"#, &few).1, []);
    let [error] = &json::parse(r#"{"a":1,"b":2}"#, &few).1[..] else { panic!("one error") };
    assert_eq!((error.class, error.span), (ErrorClass::Limit, Span::new(7, 8)));
}

#[test]
fn values_know_their_place() {
    let (tree, _) = parse(r#"{"a/b": [10, {"c~": "x\ny"}], "a": 1, "a": "2", "": []}"#);
    let root = tree.root();
    let pointers: Vec<_> = tree.values().map(Value::pointer).collect();
    let expected = ["", "/a~1b", "/a~1b", "/a~1b/0", "/a~1b/1", "/a~1b/1/c~0", "/a~1b/1/c~0"];
    assert_eq!(pointers[..7], expected);
    assert_eq!(pointers[7..], ["/a", "/a", "/a", "/a", "/", "/"]);
    let mut one_by_one = Pointers::default();
    assert_eq!(tree.values().map(|value| one_by_one.of(value).to_owned()).collect::<Vec<_>>(), pointers);
    assert_eq!(root.get("a").and_then(Value::as_str).as_deref(), Some("2"), "the last of a repeated key");
    let found = tree.values().filter(|value| value.key() != Some(*value)).map(|value| root.find(&value.pointer()));
    assert_eq!(found.flatten().map(Value::raw).collect::<Vec<_>>()[4..], [r#""x\ny""#, r#""2""#, r#""2""#, "[]"]);
    assert_eq!((root.find("/a~1b/2"), root.find("/a~1b/x"), root.find("/a/b")), (None, None, None));
    let inner = root.at(&["a/b"]).unwrap().items().nth(1).unwrap().get("c~").unwrap();
    assert_eq!(inner.key().unwrap().raw(), r#""c~""#);
    assert_eq!(inner.key().unwrap().key(), inner.key());
    assert_eq!(inner.parent().unwrap().index(), 1);
    assert_eq!(inner.parent().unwrap().key(), None);
    assert_eq!(Innermost::of(&tree).at(inner.content_span()), inner);
    assert_eq!(Innermost::of(&tree).at(Span::at(8)).kind(), ValueKind::Array);
    assert_eq!(&tree.text()[inner.span_within(2..3).range()], "y");
    assert_eq!(parse("{:1}").0.root().get(""), None, "a missing key is not an empty one");
}

#[test]
fn content_of_strings_with_and_without_quotes() {
    for (text, content) in [
        (r#""abc""#, "abc"),
        (r#""abc"#, "abc"),
        ("\"é", "é"),
        (r#""a\""#, r#"a\""#),
        (r#""a\\""#, r"a\\"),
        ("'it'", "it"),
        (r#""""#, r#""""#),
        ("\"", "\""),
    ] {
        let (tree, _) = parse(text);
        assert_eq!(&text[tree.root().content_span().range()], content, "in {text:?}");
    }
}

#[test]
fn escapes_are_located_exactly() {
    let raw = r#""aé\n\u00e9-\ud83d\ude00\/z""#;
    assert_eq!(scalar::decode(raw, Style::Json), "aé\né-😀/z");
    let located = |range: Range<usize>| {
        scalar::locate(raw, Style::Json, &scalar::decode(raw, Style::Json), &range).map(|range| &raw[range])
    };
    for (range, expected) in [
        (0..1, "a"),
        (1..3, "é"),
        (3..4, r"\n"),
        (4..6, r"\u00e9"),
        (5..7, r"\u00e9-"),
        (4..5, r"\u00e9"),
        (7..11, r"\ud83d\ude00"),
        (8..9, r"\ud83d\ude00"),
        (2..4, r"é\n"),
        (11..13, r"\/z"),
        (0..13, r"aé\n\u00e9-\ud83d\ude00\/z"),
        (13..13, ""),
    ] {
        assert_eq!(located(range.clone()), Some(expected), "{range:?}");
    }
    assert_eq!(located(12..14), None);
    assert_eq!(scalar::locate(raw, Style::Json, "", &(13..13)), Some(raw.len() - 1..raw.len() - 1));
    assert_eq!(scalar::decode(r#""\ud800x\q\u1\"#, Style::Json), "\u{fffd}x\\q\\u1\\");
}

/// Whether every tree of any text can be walked: spans inside the text and inside their parents, keys with values.
fn well_formed(text: &str) -> bool {
    let (tree, errors) = parse(text);
    let fits = |span: Span| text.get(span.range()).is_some();
    let value_is_fine = |value: Value<'_>| {
        let content = value.content_span();
        let whole = value.span_within(0..value.scalar_text().len());
        fits(value.span())
            && fits(content)
            && fits(whole)
            && value.span().contains(content)
            && value.parent().is_none_or(|parent| parent.span().contains(value.span()))
            && (value.kind() != ValueKind::Object || value.members().all(|(key, value)| key.key() == value.key()))
            && Innermost::of(&tree).at(value.span()).span().contains(value.span())
    };
    let members: usize = tree.values().map(|value| value.members().count() * 2 + value.items().count()).sum();
    errors.iter().all(|error| fits(error.span))
        && tree.values().all(value_is_fine)
        && members + 1 == tree.values().count()
}

/// A value of `serde_json` from ours; repeated keys as `serde_json` has them.
fn as_oracle(value: Value<'_>) -> Oracle {
    match value.kind() {
        ValueKind::Array => value.items().map(as_oracle).collect(),
        ValueKind::Object => {
            value.members().map(|(key, value)| (key.scalar_text().into_owned(), as_oracle(value))).collect()
        }
        ValueKind::String => value.scalar_text().into(),
        _ => serde_json::from_str(value.raw()).unwrap(),
    }
}

/// Same verdict and same value as `serde_json`, which refuses numbers that a 64-bit float cannot hold; JSON does not.
fn agrees(text: &str) -> Result<(), TestCaseError> {
    let (tree, errors) = parse(text);
    match serde_json::from_str::<Oracle>(text) {
        Ok(expected) => {
            prop_assert_eq!(&errors, &[], "{:?}", text);
            prop_assert_eq!(as_oracle(tree.root()), expected, "{:?}", text);
        }
        Err(error) if error.to_string().starts_with("number out of range") => {}
        Err(error) => prop_assert!(!errors.is_empty(), "{:?} is refused by the oracle: {}", text, error),
    }
    prop_assert!(well_formed(text), "{:?}", text);
    Ok(())
}

/// A text of JSON with the raw text of each of its keys and scalars, in order.
#[derive(Clone, Debug, Default)]
struct Sample {
    text: String,
    scalars: Vec<String>,
}

impl Sample {
    fn scalar(raw: String) -> Self {
        Sample { text: raw.clone(), scalars: vec![raw] }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn append(&mut self, other: Sample) {
        self.text.push_str(&other.text);
        self.scalars.extend(other.scalars);
    }
}

fn raw_string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-zA-Z {}$.:,é😀]{0,12}",
        Just(r#"\""#.to_owned()),
        Just(r"\\".to_owned()),
        Just(r"\n".to_owned()),
        Just(r"\u00e9".to_owned()),
        Just(r"\ud83d\ude00".to_owned()),
    ];
    vec(part, 0..4).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

fn blank() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just(""), 2 => Just(" "), 1 => Just("\n            "), 1 => Just("\r\n\t")]
}

fn sample() -> impl Strategy<Value = Sample> {
    let leaf =
        prop_oneof!["-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?", raw_string(), "true|false|null",];
    leaf.prop_map(Sample::scalar).prop_recursive(5, 40, 6, |inner| {
        let array = vec((inner.clone(), blank()), 0..5).prop_map(|items| joined('[', ']', items));
        let member = (raw_string(), blank(), inner).prop_map(|(key, blank, value)| {
            let mut member = Sample::scalar(key);
            member.push(blank);
            member.push(":");
            member.push(blank);
            member.append(value);
            member
        });
        let object = vec((member, blank()), 0..5).prop_map(|members| joined('{', '}', members));
        prop_oneof![array, object]
    })
}

fn joined(open: char, close: char, elements: Vec<(Sample, &'static str)>) -> Sample {
    let mut all = Sample { text: open.to_string(), scalars: Vec::new() };
    for (number, (element, blank)) in elements.into_iter().enumerate() {
        all.push(if number > 0 { "," } else { "" });
        all.push(blank);
        all.append(element);
        all.push(blank);
    }
    all.push(&close.to_string());
    all
}

/// Something that replaces up to two bytes at a place of a text.
fn slip() -> impl Strategy<Value = (prop::sample::Index, usize, String)> {
    let piece = prop_oneof![
        2 => Just(String::new()),
        4 => prop::sample::select(vec![
            ",", ":", "\"", "\\", "{", "}", "[", "]", "'", "\n", "\t", "\r", "/", "//", "/*", "#", "{{x}}", "${", "-", "+", ".", "e",
            "0", "1", "true", "nul", "\\u", "\\ud800", "\u{0}", "\u{a0}", "é", ";", "=",
        ])
        .prop_map(str::to_owned),
    ];
    (any::<prop::sample::Index>(), 0..3_usize, piece)
}

fn slipped(text: &str, slips: Vec<(prop::sample::Index, usize, String)>) -> String {
    let mut text = text.to_owned();
    for (place, length, piece) in slips {
        let start = text.floor_char_boundary(place.index(text.len() + 1));
        let end = text.ceil_char_boundary((start + length).min(text.len()));
        text.replace_range(start..end, &piece);
    }
    text
}

#[test]
fn inserted_nodes_are_inside_their_parent() {
    assert!(well_formed("[0,{\"a\":1\n :,{\"b\":2}]"));
}

proptest! {
    #[test]
    fn json_is_read_as_written(sample in sample()) {
        let (tree, errors) = parse(&sample.text);
        prop_assert_eq!(errors, []);
        let scalars: Vec<_> = tree.values().filter(|value| !matches!(value.kind(), ValueKind::Array | ValueKind::Object)).collect();
        prop_assert_eq!(scalars.iter().map(|value| value.raw()).collect::<Vec<_>>(), sample.scalars);
        for value in scalars {
            prop_assert_eq!(Innermost::of(&tree).at(value.span()), value);
        }
        agrees(&sample.text)?;
    }

    #[test]
    fn verdicts_agree_on_slips(sample in sample(), slips in vec(slip(), 1..4)) {
        agrees(&slipped(&sample.text, slips))?;
    }

    #[test]
    fn verdicts_agree_on_anything(text in "\\PC{0,30}", close in "[\\[\\]{}:,\"'\\\\/#0-9a-fntruel.+\\-$ \n\t\r\u{1}é]{0,60}") {
        agrees(&text)?;
        agrees(&close)?;
    }

    #[test]
    fn any_text_survives_encoding(text in any::<String>(), places in any::<(prop::sample::Index, prop::sample::Index)>()) {
        let raw = scalar::encode(&text, Style::Json);
        prop_assert_eq!(&scalar::decode(&raw, Style::Json), &text);
        let [first, second] = [places.0, places.1].map(|place| text.floor_char_boundary(place.index(text.len() + 1)));
        let range = first.min(second)..first.max(second);
        let found = scalar::locate(&raw, Style::Json, &text, &range).unwrap();
        let written = format!("\"{}\"", &raw[found]);
        prop_assert_eq!(scalar::decode(&written, Style::Json), &text[range]);
    }

    #[test]
    fn escapes_of_any_kind_are_located(raw in raw_string()) {
        let text = scalar::decode(&raw, Style::Json);
        prop_assert!(scalar::decodes_to(&raw, Style::Json, &text));
        prop_assert!(!scalar::decodes_to(&raw, Style::Json, &(text.to_string() + "x")));
        prop_assert_eq!(serde_json::from_str::<String>(&raw).unwrap(), text.as_ref());
        for (start, character) in text.char_indices() {
            let range = start..start + character.len_utf8();
            let found = scalar::locate(&raw, Style::Json, &text, &range).unwrap();
            let written = format!("\"{}\"", &raw[found]);
        prop_assert_eq!(scalar::decode(&written, Style::Json), &text[range]);
        }
    }
}
