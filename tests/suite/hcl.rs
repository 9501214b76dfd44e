//! The tree of HCL, and the way back from the text of its strings.

use std::fmt::Write;

use flowvet::syntax::{Kind, Value, hcl, scalar};
use proptest::prelude::*;

/// A value on one line: what Terraform works out is `?`.
fn show(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Object => {
            let members: Vec<_> =
                value.members().map(|(key, value)| format!("{}: {}", show(key), show(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Kind::Array => format!("[{}]", value.items().map(show).collect::<Vec<_>>().join(", ")),
        Kind::Missing => "?".to_owned(),
        Kind::String => format!("{:?}", value.scalar_text()),
        _ => value.raw().to_owned(),
    }
}

/// The tree of `text`, then its errors with the text that they cover.
#[track_caller]
fn tree(text: &str, expected: &str) {
    let (tree, errors) = hcl::parse(text);
    let mut shown = show(tree.root());
    for error in errors {
        write!(shown, " | {} at `{}`", error.message, &text[error.span.range()]).unwrap();
    }
    assert_eq!(shown, expected);
}

#[test]
fn attributes_and_blocks_are_members() {
    tree("a = 1\nb = true\nc = null\n", r#"{"a": 1, "b": true, "c": null}"#);
    tree(
        "resource \"x\" \"y\" {\n  name = \"n\"\n  inner {\n    k = [1, \"two\"]\n  }\n}\nresource \"x\" \"z\" {}\n",
        r#"{"resource": ["x", "y", {"name": "n", "inner": {"k": [1, "two"]}}], "resource": ["x", "z", {}]}"#,
    );
    tree("m = { a = 1, \"b c\" : 2\n (var.k) = 3 }\n", r#"{"m": {"a": 1, "b c": 2, ?: 3}}"#);
}

#[test]
fn what_terraform_works_out_is_not_known() {
    tree("a = var.x\nb = upper(\"x\")\nc = x ? 1 : 2\nd = (\"p\")\n", r#"{"a": ?, "b": ?, "c": ?, "d": "p"}"#);
    tree("a = jsonencode({ type = \"object\" })\n", r#"{"a": {"type": "object"}}"#);
    tree("a = \"x${var.y}z\"\n", r#"{"a": "x11111111z"}"#);
    tree("a = \"x$${input.y}%%{z\"\n", r#"{"a": "x${input.y}%{z"}"#);
}

#[test]
fn heredocs_lose_their_markers_and_indentation() {
    tree("a = <<EOT\n{\n  \"k\": \"$${input.v}\"\n}\nEOT\n", r#"{"a": "{\n  \"k\": \"${input.v}\"\n}\n"}"#);
    tree("a = <<-EOT\n    one\n      \\two\n    EOT\n", r#"{"a": "one\n  \\two\n"}"#);
    tree("a = <<-EOT\n    ${var.x} 1\n      $${y}\n    EOT\n", r#"{"a": "11111111 1\n  ${y}\n"}"#);
}

#[test]
fn errors_have_a_place() {
    tree("a = \nb = 1", "? | a value belongs behind this at `=`");
    let deep = format!("a = {}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let (_, errors) = hcl::parse(&deep);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].message, "this is nested too deeply");
}

/// The writing behind the first `needle` in the text of the attribute `a`.
fn written(text: &str, needle: &str) -> String {
    let (tree, _) = hcl::parse(text);
    let value = tree.root().get("a").unwrap();
    let start = value.scalar_text().find(needle).unwrap();
    text[value.span_within(start..start + needle.len()).range()].to_owned()
}

#[test]
fn pieces_of_a_text_are_found_through_escapes_and_holes() {
    assert_eq!(written("a = \"x\\\"$${input.y}\\n\"", "input.y"), "input.y");
    assert_eq!(written("a = \"x\\\"$${input.y}\\n\"", "\"${input"), "\\\"$${input");
    assert_eq!(written("a = \"${var.one}/$${input.y}1\"", "${input.y}1"), "$${input.y}1");
    assert_eq!(written("a = <<-EOT\n    one\n    $${two}\n    EOT\n", "two"), "two");
    assert_eq!(written("a = <<-EOT\n    ${var.x} \\ \"\n    $${two}\n    EOT\n", "two"), "two");
    assert_eq!(written("a = \"é\\u00e9x\"", "éx"), "\\u00e9x");
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in r#"([a-c ={}\[\]"$%<\n\\()?:é-]|EOT|\$\{|<<-?EOT\n){0,60}"#) {
        let (tree, _) = hcl::parse(&text);
        for value in tree.values() {
            prop_assert!(text.get(value.span().range()).is_some());
            let length = value.scalar_text().len();
            prop_assert!(text.get(value.span_within(0..length).range()).is_some());
        }
    }

    #[test]
    fn what_is_encoded_reads_back_as_it_was(text in r#"([a-z$%{}"\\\n\té]){0,30}"#) {
        let written = format!("a = {}\n", scalar::encode(&text, flowvet::syntax::Style::Hcl));
        let (tree, errors) = hcl::parse(&written);
        prop_assert!(errors.is_empty(), "{written}: {errors:?}");
        let value = tree.root().get("a").unwrap();
        prop_assert_eq!(value.as_str().unwrap(), text);
    }
}
