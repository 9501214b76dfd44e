//! The tree of HCL, and the way back from the text of its strings.

use std::fmt::Write;

use flowvet::syntax::hcl::Keys;
use flowvet::syntax::{ErrorClass, Limits, Tree, Value, ValueKind, hcl, scalar};
use proptest::prelude::*;
use serde_json::json;

/// A value on one line: what Terraform works out is `?`.
fn show(value: Value<'_>) -> String {
    match value.kind() {
        ValueKind::Object => {
            let members: Vec<_> =
                value.members().map(|(key, value)| format!("{}: {}", show(key), show(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        ValueKind::Array => format!("[{}]", value.items().map(show).collect::<Vec<_>>().join(", ")),
        ValueKind::Missing => "?".to_owned(),
        ValueKind::String => format!("{:?}", value.scalar_text()),
        _ => value.raw().to_owned(),
    }
}

/// The tree of `text`, then its errors with the text that they cover.
#[track_caller]
fn tree(text: &str, expected: &str) {
    let (tree, errors) = hcl::parse(text, &Keys::default());
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
fn values_computed_by_terraform_are_unknown() {
    tree("a = var.x\nb = upper(\"x\")\nc = x ? 1 : 2\nd = (\"p\")\n", r#"{"a": ?, "b": ?, "c": ?, "d": "p"}"#);
    tree("a = jsonencode({ type = \"object\" })\n", r#"{"a": {"type": "object"}}"#);
    tree("a = \"x${var.y}z\"\n", r#"{"a": "x11111111z"}"#);
    tree("a = \"x$${input.y}%%{z\"\n", r#"{"a": "x${input.y}%{z"}"#);
}

/// The value of `a` in `text`, for which local values are inserted.
#[track_caller]
fn inserted(text: &str, expected: &str) {
    let (tree, errors) = hcl::parse(text, &Keys { json: &["j"], inserted: &["a", "j"], ..Keys::default() });
    assert_eq!(errors, []);
    let value = tree.root().get("a").or_else(|| tree.root().get("j"));
    assert_eq!(value.map(show).unwrap_or_default(), expected, "{text}");
}

#[test]
fn local_values_are_inserted_where_they_are_certain() {
    inserted("a = local.x\nlocals {\n  x = \"text\"\n}\n", r#""text""#);
    inserted(
        "locals {\n  x = { k = local.y, l = 1 }\n  y = [2]\n}\na = jsonencode(local.x)\n",
        r#"{"k": [2], "l": 1}"#,
    );
    inserted("locals {\n  x = { \"k l\" = { m = 1 } }\n}\na = (local.x[\"k l\"].m)\n", "1");
    inserted("locals {\n  x = { k = 1 }\n}\na = lookup(local.x, \"k\", 2)\n", "1");
    inserted("locals {\n  x = { k = 1 }\n}\na = lookup(local.x, \"l\", 2)\n", "2");
    inserted("locals {\n  x = { k = 1, l = 2 }\n}\na = merge(local.x, { k = 3 })\n", r#"{"l": 2, "k": 3}"#);
    inserted("locals {\n  x = \"{\\\"k\\\": 1}\"\n}\nj = local.x\n", r#"{"k": 1}"#);
}

#[test]
fn local_values_that_are_not_certain_are_unknown() {
    inserted("a = local.x\n", "?");
    inserted("locals {\n  x = local.y\n  y = local.x\n}\na = local.x\n", "?");
    inserted("locals {\n  x = { k = 1 }\n}\na = local.x[var.k]\n", "?");
    inserted("locals {\n  x = { (var.k) = 1 }\n}\na = local.x.k\n", "?");
    inserted("locals {\n  x = { (var.k) = 1 }\n}\na = lookup(local.x, \"l\", 2)\n", "?");
    inserted("locals {\n  x = { k = 1 }\n}\na = merge(local.x, var.y)\n", "?");
    inserted("locals {\n  x = var.y ? 1 : 2\n}\na = local.x\n", "?");
    tree("locals {\n  x = 1\n}\na = local.x\n", r#"{"locals": {"x": 1}, "a": ?}"#);
}

#[test]
fn local_values_that_name_each_other_cost_no_more_than_their_limit() {
    let level = |number: usize| format!("  x{number} = [{}]\n", format!("local.x{}, ", number + 1).repeat(50));
    let levels: String = (0..20).map(level).collect();
    let text = format!("locals {{\n{levels}}}\na = local.x0\n");
    let (tree, _) = hcl::parse(&text, &Keys { json: &[], inserted: &["a"], ..Keys::default() });
    assert!(tree.values().count() < 200_000);
}

#[test]
fn a_key_that_an_object_has_twice_is_in_the_tree_twice() {
    tree("a = {\n  k = 1\n  k = 2\n}\n", r#"{"a": {"k": 1, "k": 2}}"#);
    tree("a = { \"k\" = 1, \"k\" = 2 }\nb = 3\n", r#"{"a": {"k": 1, "k": 2}, "b": 3}"#);
}

#[test]
fn heredocs_lose_their_markers_and_indentation() {
    tree("a = <<EOT\n{\n  \"k\": \"$${input.v}\"\n}\nEOT\n", r#"{"a": "{\n  \"k\": \"${input.v}\"\n}\n"}"#);
    tree("a = <<-EOT\n    one\n      \\two\n    EOT\n", r#"{"a": "one\n  \\two\n"}"#);
    tree("a = <<-EOT\n    ${var.x} 1\n      $${y}\n    EOT\n", r#"{"a": "11111111 1\n  ${y}\n"}"#);
}

#[test]
fn errors_have_a_place() {
    tree("a = \nb = 1", "{\"b\": 1} | expected a value after this at `=`");
    let deep = format!("a = {}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let (_, errors) = hcl::parse(&deep, &Keys::default());
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].message, "this is nested too deeply");
}

/// The writing behind the first `needle` in the text of the attribute `a`.
fn written(text: &str, needle: &str) -> String {
    let (tree, _) = hcl::parse(text, &Keys::default());
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

/// The tree of the JSON form of HCL, whose strings under `j` are JSON.
#[track_caller]
fn tree_from_json(text: &str, expected: &str) {
    let (tree, errors) = hcl::parse_json(text, &["j"], &Limits::default());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(show(tree.root()), expected);
}

#[test]
fn strings_of_json_are_templates() {
    tree_from_json(r#"{"a": "x", "b": [1, true, null], "c": {}}"#, r#"{"a": "x", "b": [1, true, null], "c": {}}"#);
    tree_from_json(r#"{"a": "x$${input.y}%%{z\\n"}"#, r#"{"a": "x${input.y}%{z\\n"}"#);
    tree_from_json(r#"{"a": "x${var.y}z", "b": "${var.y}"}"#, r#"{"a": "x11111111z", "b": "11111111"}"#);
    tree_from_json(
        r#"{"a": "${jsonencode({\"b\" = [\"c\\td\", var.e, \"f${var.g}\"]})}"}"#,
        r#"{"a": {"b": ["c\td", ?, ?]}}"#,
    );
    tree_from_json(r#"{"a": "${"}"#, r#"{"a": ?}"#);
    tree_from_json(r#"{"${a}": 1}"#, r#"{"${a}": 1}"#);
}

#[test]
fn strings_may_be_json() {
    tree_from_json(
        r#"{"j": "{\"a\": \"b\\u0063$${d}\", \"e\": 1}", "k": "{}"}"#,
        r#"{"j": {"a": "bc${d}", "e": 1}, "k": "{}"}"#,
    );
    tree_from_json(r#"{"j": "{\"a\": ${var.b}}"}"#, r#"{"j": "{\"a\": 11111111}"}"#);
    tree_from_json(r#"{"j": "{\"a\": }", "k": "[]"}"#, r#"{"j": "{\"a\": }", "k": "[]"}"#);
    let (tree, _) = hcl::parse(
        "j = \"{\\\"a\\\": \\\"$${b}\\\"}\"\nk = \"{}\"\n",
        &Keys { json: &["j"], inserted: &[], ..Keys::default() },
    );
    assert_eq!(show(tree.root()), r#"{"j": {"a": "${b}"}, "k": "{}"}"#);
    let (tree, _) = hcl::parse(
        "j = <<-EOT\n  {\n    \"a\": [\"\\\"$${b}\"]\n  }\n  EOT\n",
        &Keys { json: &["j"], inserted: &[], ..Keys::default() },
    );
    assert_eq!(show(tree.root()), r#"{"j": {"a": ["\"${b}"]}}"#);
}

/// What stands for `needle` in the value at the end of `path`, and how `new` is written there.
fn written_in(tree: &Tree<'_>, path: &[&str], needle: &str, new: &str) -> [String; 2] {
    let value = tree.root().at(path).unwrap();
    let start = value.scalar_text().find(needle).unwrap();
    let covered = &tree.text()[value.span_within(start..start + needle.len()).range()];
    [covered.to_owned(), scalar::encode(new, value.style())]
}

#[test]
fn pieces_of_a_text_are_found_through_two_kinds_of_escapes() {
    let text = r#"{"a": "é\"$${x}\n", "j": "{\"k\": \"é\\u00e9\\\"$${x}\"}", "b": "${jsonencode({k = \"\\\"x\"})}"}"#;
    let (tree, _) = hcl::parse_json(text, &["j"], &Limits::default());
    assert_eq!(written_in(&tree, &["a"], "\"${x", "\"${"), [r#"\"$${x"#, r#""\"$${""#]);
    assert_eq!(written_in(&tree, &["j", "k"], "é\"${x", "\"${"), [r#"\\u00e9\\\"$${x"#, r#"\"\\\"$${\""#]);
    assert_eq!(written_in(&tree, &["b", "k"], "\"x", "\""), [r#"\\\"x"#, r#"\"\\\"\""#]);
    assert_eq!(tree.root().at(&["j", "k"]).unwrap().raw(), r#"\"é\\u00e9\\\"$${x}\""#);
    let (tree, _) =
        hcl::parse(r#"j = "{\"k\": \"é\\\"$${x}\"}""#, &Keys { json: &["j"], inserted: &[], ..Keys::default() });
    assert_eq!(written_in(&tree, &["j", "k"], "\"${x", "\""), [r#"\\\"$${x"#, r#"\"\\\"\""#]);
    let (tree, _) = hcl::parse(
        "j = <<-EOT\n  {\n    \"k\": \"é\\\"$${x}\"\n  }\n  EOT\n",
        &Keys { json: &["j"], inserted: &[], ..Keys::default() },
    );
    assert_eq!(written_in(&tree, &["j", "k"], "\"${x", "\"${"), [r#"\"$${x"#, r#""\"$${""#]);
}

/// The parser below would take hours for these.
#[test]
fn operators_before_brackets_that_never_close_nest_only_so_deep() {
    for chain in ["a * b * (", "a*b*{y = ", "a + b + f({y = 1, z = ", "(a\n * b\n * {\n  y = ", "a*b*\"${"] {
        let text = format!("x = {}", chain.repeat(60));
        let (_, errors) = hcl::parse(&text, &Keys::default());
        let [error] = &errors[..] else { panic!("one error in {text:?}") };
        assert_eq!((error.class, &*error.message), (ErrorClass::Limit, "this is nested too deeply"));
        let json = serde_json::json!({ "x": format!("${{{}", chain.repeat(60)) }).to_string();
        let (tree, errors) = hcl::parse_json(&json, &[], &Limits::default());
        assert_eq!((show(tree.root()).as_str(), errors.len()), (r#"{"x": ?}"#, 0));
    }
}

#[test]
fn long_text_in_an_object_is_not_many_entries() {
    let text = format!("locals {{\n  a = {{\n    b = <<EOT\n{}EOT\n  }}\n}}\n", "line\n".repeat(6_000));
    let (_, errors) = hcl::parse(&text, &Keys::default());
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn an_object_with_too_many_entries_is_not_read() {
    let object = |entries: usize| {
        let entries: Vec<String> = (0..entries).map(|number| format!("    key{number} = \"value\"\n")).collect();
        format!("locals {{\n  all = {{\n{}  }}\n}}\n", entries.concat())
    };
    assert_eq!(hcl::parse(&object(5_000), &Keys::default()).1, []);
    let errors = hcl::parse(&object(5_001), &Keys::default()).1;
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].class, &*errors[0].message), (ErrorClass::Limit, "this object has more than 5,000 entries"));
    // A block may have any number of arguments.
    let block: Vec<String> = (0..5_001).map(|number| format!("  key{number} = \"value\"\n")).collect();
    assert_eq!(hcl::parse(&format!("locals {{\n{}}}\n", block.concat()), &Keys::default()).1, []);
}

#[test]
fn adjacent_chains_of_operators_are_not_nesting() {
    let item = "  k = merge(a, { b = c + d + (e * f * (1 + g)) })\n";
    let text = format!("x = {{\n{}}}\n", (0..40).map(|n| item.replace('k', &format!("k{n}"))).collect::<String>());
    assert_eq!(hcl::parse(&text, &Keys::default()).1, []);
}

#[test]
fn an_error_within_a_character_is_shown_as_that_character() {
    let text = "T \u{2cb}";
    let (_, errors) = hcl::parse(text, &Keys::default());
    let [error] = &errors[..] else { panic!("one error") };
    assert_eq!(&text[error.span.range()], "\u{2cb}");
}

proptest! {
    #[test]
    fn any_text_of_json_can_be_read(text in r#"([a-c ={}\[\]"$%,:\\é-]|\$\{|jsonencode\(|\\"){0,60}"#) {
        let nested = json!({"j": json!({"a": text}).to_string()}).to_string();
        for text in [json!({"j": text, "k": text}).to_string(), nested, text] {
            let (tree, _) = hcl::parse_json(&text, &["j"], &Limits::default());
            for value in tree.values() {
                prop_assert!(text.get(value.span().range()).is_some());
                let length = value.scalar_text().len();
                prop_assert!(text.get(value.span_within(0..length).range()).is_some());
            }
        }
    }

    #[test]
    fn any_text_can_be_read(text in r#"([a-c ={}\[\]"$%<\n\\()?:é-]|EOT|\$\{|<<-?EOT\n){0,60}"#) {
        let (tree, _) = hcl::parse(&text, &Keys { json: &["a"], inserted: &[], ..Keys::default() });
        for value in tree.values() {
            prop_assert!(text.get(value.span().range()).is_some());
            let length = value.scalar_text().len();
            prop_assert!(text.get(value.span_within(0..length).range()).is_some());
        }
    }

    #[test]
    fn encoded_text_decodes_to_the_same(text in r#"([a-z$%{}"\\\n\r\t\x00\x08\x0b\x0c\x1fé]){0,30}"#) {
        let written = format!("a = {}\n", scalar::encode(&text, flowvet::syntax::Style::Hcl));
        let (tree, errors) = hcl::parse(&written, &Keys::default());
        prop_assert!(errors.is_empty(), "{written}: {errors:?}");
        let value = tree.root().get("a").unwrap();
        prop_assert_eq!(value.as_str().unwrap(), text);
    }
}

/// A small text may name a large file any number of times, but not insert it as often.
#[test]
fn files_are_inserted_up_to_a_limit() {
    let own = (0..100).fold(String::new(), |own, number| own + &format!("a{number} = file(\"x\")\n"));
    let text = format!("{own}{}", "x".repeat(1 << 20));
    let range = own.len()..text.len();
    let included = [hcl::Included { argument: "\"x\"".into(), range, form: hcl::IncludedForm::Text }];
    let (tree, errors) = hcl::parse_with(&text, own.len(), &included, &Keys::default());
    assert!(errors.is_empty(), "{errors:?}");
    let kinds: Vec<ValueKind> = tree.root().members().map(|(_, value)| value.kind()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == ValueKind::String).count(), 16);
    assert_eq!(kinds.len(), 100);

    let text = format!("locals {{\n  x = \"{}\"\n}}\n", "x".repeat(1 << 20)) + &"r {\n  a = local.x\n}\n".repeat(100);
    let (tree, errors) = hcl::parse(&text, &Keys { json: &[], inserted: &["a"], ..Keys::default() });
    assert!(errors.is_empty(), "{errors:?}");
    let kinds: Vec<ValueKind> = tree.root().members().filter_map(|(_, block)| Some(block.get("a")?.kind())).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == ValueKind::String).count(), 15);
    assert_eq!(kinds.len(), 100);
}
