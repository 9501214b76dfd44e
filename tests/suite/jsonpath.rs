//! What a `JSONPath` goes through, and where a text stops being one.

use flowvet::expr::jsonpath::{Notation, Segment, parse};
use proptest::prelude::*;

/// The steps of a path, `!` before the whole where it can give more than one value; or what is wrong, and where.
fn show(text: &str) -> String {
    match parse(text) {
        Ok(path) => {
            let segment = |segment: &Segment| match segment {
                Segment::Child(name) => text[name.clone()].to_owned(),
                Segment::Index => "[n]".to_owned(),
                Segment::Many => "many".to_owned(),
                Segment::Descent => "..".to_owned(),
                Segment::Function(name) => format!("{}()", &text[name.clone()]),
            };
            let segments: Vec<_> = path.segments.iter().map(segment).collect();
            format!("{}{}", if path.is_indefinite() { "! " } else { "" }, segments.join(" "))
        }
        Err(error) => format!("{} `{}`", error.message, &text[error.range]),
    }
}

#[test]
fn children_in_both_notations() {
    assert_eq!(show("$.a.b-c['d e'][\"f\"]"), "a b-c d e f");
    assert_eq!(show("a.b"), "a b");
    assert_eq!(show("$"), "");
    assert_eq!(show("$['it\\'s']"), "it\\'s");
    assert_eq!(show("$.['a'].urn:b"), "a urn:b");
    assert_eq!(show("$.first name"), "first name");
}

#[test]
fn one_value_or_many() {
    assert_eq!(show("$.a[0].b[-1]"), "a [n] b [n]");
    assert_eq!(show("$.a[*].b"), "! a many b");
    assert_eq!(show("$..b"), "! .. b");
    assert_eq!(show("$..[0]"), "! .. [n]");
    assert_eq!(show("$.a.*"), "! a many");
    assert_eq!(show("$.a[-5:]"), "! a many");
    assert_eq!(show("$.a[0, 2]"), "! a many");
    assert_eq!(show("$['a','b']"), "! many");
    assert_eq!(show("$.p[?(@.purpose == \"a)]\" && (@.b))].id"), "! p many id");
    assert_eq!(show("$.p[?(@.n =~ /a(b/i)].id"), "! p many id");
    assert_eq!(show("$.a[*].length()"), "a many length()");
}

#[test]
fn invalid_paths_have_a_place() {
    assert_eq!(show(" "), "the path is empty ``");
    assert_eq!(show("$.a."), "expected a name ``");
    assert_eq!(show("$.a[0"), "missing `]` `[0`");
    assert_eq!(show("$.a['b]"), "unclosed quote `'b]`");
    assert_eq!(show("$.a[b]"), "expected a number, a quoted name, `*` or a filter `b`");
    assert_eq!(show("$.a]"), "expected `.` or `[` `]`");
    assert_eq!(show("$.a[?(@.b]"), "unclosed bracket `(@.b]`");
    assert_eq!(show("$.a[1-2]"), "not a number `1-2`");
    assert_eq!(show("[0].[0]"), "[n] [n]");
}

/// The only name of a path, which it reads back.
fn name(path: &str) -> Option<String> {
    match parse(path).ok()?.segments.as_slice() {
        [Segment::Child(range)] => Notation::of(path, range).read(&path[range.clone()]),
        _ => None,
    }
}

#[test]
fn a_name_is_written_as_the_path_has_it() {
    let escaped = r#"it\'s "\\""#;
    assert_eq!(Notation::Dotted.write("customer_id-2"), ".customer_id-2");
    assert_eq!(Notation::Dotted.write("customer id"), "['customer id']");
    assert_eq!(Notation::Dotted.write(""), "['']");
    assert_eq!(Notation::Quoted('\'').write(r#"it's "\"#), escaped.trim_end_matches('"'));
    assert_eq!(name("$['a\\'b']").as_deref(), Some("a'b"));
    assert_eq!(name("$['a\\nb']"), None);
    assert_eq!(name("$.a\\nb").as_deref(), Some("a\\nb"));
}

proptest! {
    #[test]
    fn a_written_name_reads_back(text in r#"([a-z .'"\\\[\]()*é$-]){1,8}"#) {
        prop_assert_eq!(name(&format!("${}", Notation::Dotted.write(&text))), Some(text.clone()));
        prop_assert_eq!(name(&format!("$['{}']", Notation::Quoted('\'').write(&text))), Some(text.clone()));
        prop_assert_eq!(name(&format!("$[\"{}\"]", Notation::Quoted('"').write(&text))), Some(text));
    }

    #[test]
    fn any_text_has_an_answer_in_itself(text in r#"([$@.\[\]()*?'"\\/:,0 a-bé=~-]){0,40}"#) {
        match parse(&text) {
            Ok(path) => for segment in path.segments {
                if let Segment::Child(name) | Segment::Function(name) = segment {
                    prop_assert!(text.get(name).is_some());
                }
            },
            Err(error) => prop_assert!(text.get(error.range).is_some()),
        }
    }
}
