//! The attribute names in script snippets: `flow.data.set("name", value)` and `flow.data.get("name")`.

use flowvet::artifact::{Access, SourceText, Text, snippet};
use flowvet::text::Span;
use proptest::prelude::*;

/// The uses of a script, one per line: operation, name, value; behind each its text in the file.
fn uses(script: &str) -> String {
    let written = |written: &SourceText| {
        let span: Span = written.place.span;
        let known = match &written.text {
            Text::Literal(text) => format!("{text:?}"),
            Text::Constant(text) => format!("constant {text:?}"),
            Text::Computed(_) => "computed".to_owned(),
            other => format!("{other:?}"),
        };
        format!("{known} at {}", &script[span.range()])
    };
    let lines: Vec<_> = snippet::read(script)
        .uses
        .iter()
        .map(|usage| {
            let access = if usage.access == Access::Set { "set" } else { "get" };
            let value = usage.value.as_ref().map(|value| format!(" = {}", written(value))).unwrap_or_default();
            format!("{access} {}{value}", written(&usage.name))
        })
        .collect();
    lines.join("\n")
}

#[test]
fn a_literal_name_is_a_site_with_the_span_inside_its_quotes() {
    assert_eq!(uses(r#"flow.data.set("sessionRef", id);"#), r#"set "sessionRef" at sessionRef = computed at id"#);
    assert_eq!(uses("let a = flow.data.get('tier')"), r#"get "tier" at tier"#);
    assert_eq!(uses("flow.data.set(`tier`, 'gold')"), r#"set "tier" at tier = "gold" at gold"#);
    assert_eq!(uses(r#"flow.data.get("a\u0041\x42\u{43}\"")"#), r#"get "aABC\"" at a\u0041\x42\u{43}\""#);
}

#[test]
fn spaces_comments_and_optional_chaining_change_nothing() {
    let script = "flow\n  ?.data // the map\n  ?.set /* now */ ?.( \"tier\" , [1, 2], 3 )";
    assert_eq!(uses(script), r#"set "tier" at tier = computed at [1, 2]"#);
}

#[test]
fn a_sum_of_strings_is_constant_and_anything_else_is_computed() {
    assert_eq!(uses(r#"flow.data.get("a" + 'b')"#), r#"get constant "ab" at "a" + 'b'"#);
    assert_eq!(uses(r#"flow.data.get(prefix + "b")"#), r#"get computed at prefix + "b""#);
    assert_eq!(uses("flow.data.get(`a${x}b${y}c`)"), "get computed at `a${x}b${y}c`");
    assert_eq!(uses("flow.data.get(name(1, 2))"), "get computed at name(1, 2)");
}

#[test]
fn missing_arguments_yield_no_site() {
    assert_eq!(uses("flow.data.get()"), "get Missing at (");
    assert_eq!(uses("flow.data.set('a')"), r#"set "a" at a = Missing at ("#);
    assert_eq!(uses("flow.data.get('')"), r#"get "" at ''"#);
    assert_eq!(uses("flow.data.get('a"), r#"get "a" at a"#);
}

#[test]
fn look_alikes_yield_no_site() {
    let script = r#"
        myflow.data.set("a", 1); overflow.data.get("b"); other.flow.data.get("c"); flow.database.get("d");
        flow.data.setAll("e"); flow.data.set; flow.data["get"]("f");
        // flow.data.get("g")
        /* flow.data.get("h") */
        let text = 'flow.data.get("i")' + "flow.data.get(\"j\")" + `flow.data.get("k")`;
        let regex = /flow.data.get("l")/; let other = a.match(/[/"]flow.data.get("m")/g);
    "#;
    assert_eq!(uses(script), "");
}

#[test]
fn code_around_strings_and_divisions_is_still_code() {
    assert_eq!(uses("let h = `Hello ${flow.data.get('name')}, ${{a: 1}} b`"), r#"get "name" at name"#);
    assert_eq!(uses("let h = a / 2; flow.data.get('b') / 2"), r#"get "b" at b"#);
    assert_eq!(uses("return /'/.test(x) ? flow.data.get('b') : 1"), r#"get "b" at b"#);
    assert_eq!(uses("x = y ?.5 : flow.data.get('b')"), r#"get "b" at b"#);
}

#[test]
fn templates_in_a_name_are_never_resolved() {
    let facts = snippet::read(r#"flow.data.set("a{{x}}", 1)"#);
    let templates = &facts.uses[0].name.placeholders;
    assert_eq!(templates[0].span, Span::new(16, 21));
    assert_eq!(&*templates[0].key, "x");
}

proptest! {
    #[test]
    fn any_text_can_be_read(script in r#"(flow|data|set|get|\.|\?\.|\(|\)|["'`$\{\}/\[\]\\+,\n *é]|a1){0,80}"#) {
        for usage in snippet::read(&script).uses {
            prop_assert!(script.get(usage.name.place.span.range()).is_some());
        }
    }
}
