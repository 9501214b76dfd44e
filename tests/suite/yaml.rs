//! YAML: text in; keys, values, spans and errors out.

use std::fmt::Write as _;

use flowvet::syntax::{ErrorClass, Innermost, Limits, SyntaxError, Tree, Value, ValueKind, yaml};
use proptest::prelude::*;

fn parse(text: &str) -> (Tree<'_>, Vec<SyntaxError>) {
    yaml::parse(text, &Limits::default())
}

/// One line for each key and value: pointer, kind, what is written. Keys end in `:`.
fn outline(text: &str) -> String {
    let (tree, errors) = parse(text);
    assert_eq!(errors, []);
    let mut lines = String::new();
    for value in tree.values() {
        let is_key = value.key() == Some(value);
        let kind = if is_key { "key".to_owned() } else { format!("{:?}", value.kind()) };
        writeln!(lines, "{} {kind} {:?}", value.pointer(), value.raw()).unwrap();
    }
    lines
}

/// The only error of a text: its class, what it covers, its message.
fn only_error(text: &str) -> (ErrorClass, String, String) {
    let (_, errors) = parse(text);
    let [error] = errors.as_slice() else { panic!("{text:?}: {errors:?}") };
    (error.class, text[error.span.range()].to_owned(), error.message.clone())
}

fn value<'a>(tree: &'a Tree<'a>, keys: &[&str]) -> Value<'a> {
    tree.root().at(keys).unwrap()
}

#[test]
fn interpolations_of_terraform_stand_anywhere() {
    let text = "a: {b: ${c}, d: x${e}, f: ${g({h = \"i\"})}}\nj: ${k}\nl: $${m}\n";
    let (tree, errors) = parse(text);
    assert_eq!(errors, []);
    assert_eq!(value(&tree, &["a", "b"]).raw(), "${c}");
    assert_eq!(value(&tree, &["a", "d"]).raw(), "x${e}");
    assert_eq!(value(&tree, &["a", "f"]).raw(), "${g({h = \"i\"})}");
    assert_eq!(value(&tree, &["j"]).raw(), "${k}");
    // What is never closed is no interpolation.
    assert_ne!(parse("a: {b: ${c\nd: 1\n").1, []);
}

#[test]
fn keys_and_values_have_exact_spans() {
    assert_eq!(
        outline(
            "# top\ninboundCall:\n  name: 'It''s'  # why\n  tasks:\n  - task:\n      \"lit\": \"a\\tb\"\n\n  menus: [one, {two: 2}]\n"
        ),
        r#" Object "inboundCall:\n  name: 'It''s'  # why\n  tasks:\n  - task:\n      \"lit\": \"a\\tb\"\n\n  menus: [one, {two: 2}]"
/inboundCall key "inboundCall"
/inboundCall Object "name: 'It''s'  # why\n  tasks:\n  - task:\n      \"lit\": \"a\\tb\"\n\n  menus: [one, {two: 2}]"
/inboundCall/name key "name"
/inboundCall/name String "'It''s'"
/inboundCall/tasks key "tasks"
/inboundCall/tasks Array "- task:\n      \"lit\": \"a\\tb\""
/inboundCall/tasks/0 Object "task:\n      \"lit\": \"a\\tb\""
/inboundCall/tasks/0/task key "task"
/inboundCall/tasks/0/task Object "\"lit\": \"a\\tb\""
/inboundCall/tasks/0/task/lit key "\"lit\""
/inboundCall/tasks/0/task/lit String "\"a\\tb\""
/inboundCall/menus key "menus"
/inboundCall/menus Array "[one, {two: 2}]"
/inboundCall/menus/0 String "one"
/inboundCall/menus/1 Object "{two: 2}"
/inboundCall/menus/1/two key "two"
/inboundCall/menus/1/two Number "2"
"#
    );
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    let kind = |text: &str| parse(text).0.root().kind();
    for text in ["~", "null", "Null", "NULL", "!!null ''"] {
        assert_eq!(kind(text), if text.starts_with('!') { ValueKind::String } else { ValueKind::Null }, "{text}");
    }
    for text in ["true", "True", "TRUE", "false", "False", "FALSE"] {
        assert_eq!(kind(text), ValueKind::Bool, "{text}");
    }
    for text in ["0", "-12", "+3", "0x1F", "0o17", "1.5", ".5", "5.", "1e3", "-1.2E-3", ".inf", "-.INF", ".nan"] {
        assert_eq!(kind(text), ValueKind::Number, "{text}");
    }
    for text in
        ["yes", "no", "on", "tRUE", "1_000", "0x", "0b1", "1e", ".", "1.2.3", "-", "!!str 12", "'12'", "\"true\""]
    {
        let text = if text == "-" { "\"-\"" } else { text };
        assert_eq!(kind(text), ValueKind::String, "{text}");
    }
}

#[test]
fn nothing_after_a_colon_is_null_right_after_it() {
    let text = "a:\nb:   # later\nc: {d: , e}\nf:\n  -\n  - x\n? g\nh : ";
    let (tree, errors) = parse(text);
    assert_eq!(errors, []);
    let nulls: Vec<_> =
        tree.values().filter(|v| v.kind() == ValueKind::Null).map(|v| &text[..v.span().start as usize]).collect();
    let ends: Vec<_> = nulls.iter().map(|before| before.lines().last().unwrap()).collect();
    assert_eq!(ends, ["a:", "b:", "c: {d:", "c: {d: , e", "  -", "? g", "h :"]);
    assert!(tree.values().filter(|v| v.kind() == ValueKind::Null).all(|v| v.span().is_empty()));
}

#[test]
fn keys_are_always_strings() {
    assert_eq!(
        outline("1: a\ntrue: b\n? [x, {y: z}]\n: c\n{d: e}: f\n"),
        r#" Object "1: a\ntrue: b\n? [x, {y: z}]\n: c\n{d: e}: f"
/1 key "1"
/1 String "a"
/true key "true"
/true String "b"
/[x, {y: z}] key "[x, {y: z}]"
/[x, {y: z}] String "c"
/{d: e} key "{d: e}"
/{d: e} String "f"
"#
    );
}

#[test]
fn substitutions_may_be_anywhere_without_quotes() {
    assert_eq!(
        outline(
            "name: {{flow_name}}\n{{category}}:\n  {{prefix}}-Lambda:\n    - 1{{n}}\n    - \"a {{b}}\\n\"\n    - [{{c d}}, {{{e}}}]\n"
        ),
        r#" Object "name: {{flow_name}}\n{{category}}:\n  {{prefix}}-Lambda:\n    - 1{{n}}\n    - \"a {{b}}\\n\"\n    - [{{c d}}, {{{e}}}]"
/name key "name"
/name String "{{flow_name}}"
/{{category}} key "{{category}}"
/{{category}} Object "{{prefix}}-Lambda:\n    - 1{{n}}\n    - \"a {{b}}\\n\"\n    - [{{c d}}, {{{e}}}]"
/{{category}}/{{prefix}}-Lambda key "{{prefix}}-Lambda"
/{{category}}/{{prefix}}-Lambda Array "- 1{{n}}\n    - \"a {{b}}\\n\"\n    - [{{c d}}, {{{e}}}]"
/{{category}}/{{prefix}}-Lambda/0 String "1{{n}}"
/{{category}}/{{prefix}}-Lambda/1 String "\"a {{b}}\\n\""
/{{category}}/{{prefix}}-Lambda/2 Array "[{{c d}}, {{{e}}}]"
/{{category}}/{{prefix}}-Lambda/2/0 String "{{c d}}"
/{{category}}/{{prefix}}-Lambda/2/1 Object "{{{e}}}"
/{{category}}/{{prefix}}-Lambda/2/1/{{e}} key "{{e}}"
/{{category}}/{{prefix}}-Lambda/2/1/{{e}} Null ""
"#
    );
    let (tree, _) = parse("a: \"x {{b}}\\n\"\nc: |1\n {{d}}\n");
    assert_eq!(value(&tree, &["a"]).as_str().unwrap(), "x {{b}}\n");
    assert_eq!(value(&tree, &["c"]).as_str().unwrap(), "{{d}}\n");
}

#[test]
fn real_mappings_in_mappings_are_not_substitutions() {
    assert_eq!(outline("{{a: b}: c}"), " Object \"{{a: b}: c}\"\n/{a: b} key \"{a: b}\"\n/{a: b} String \"c\"\n");
    assert_eq!(outline("{{a, b}: c}"), " Object \"{{a, b}: c}\"\n/{a, b} key \"{a, b}\"\n/{a, b} String \"c\"\n");
    assert_eq!(outline("{{}: c}"), " Object \"{{}: c}\"\n/{} key \"{}\"\n/{} String \"c\"\n");
    assert_eq!(outline("a: '{{'\nb: '}}'").lines().count(), 5);
}

#[test]
fn an_alias_is_a_copy_of_its_anchor() {
    let text = "base: &base\n  lit: x\n  deep: [1]\ncopy: *base\nlist: [*base, &n 5, *n]\n*n : key\n";
    let (tree, errors) = parse(text);
    assert_eq!(errors, []);
    let copy = value(&tree, &["copy", "deep"]);
    assert_eq!((copy.raw(), copy.pointer().as_str()), ("[1]", "/copy/deep"));
    assert_eq!(copy.span(), value(&tree, &["base", "deep"]).span());
    let list: Vec<_> = value(&tree, &["list"]).items().map(|item| (item.kind(), item.pointer())).collect();
    assert_eq!(
        list,
        [
            (ValueKind::Object, "/list/0".into()),
            (ValueKind::Number, "/list/1".into()),
            (ValueKind::Number, "/list/2".into())
        ]
    );
    assert!(value(&tree, &["5"]).is_str("key"));
    let innermost = Innermost::of(&tree).at(value(&tree, &["copy", "lit"]).span());
    assert_eq!(innermost.pointer(), "/base/lit");
}

#[test]
fn aliases_that_lead_nowhere() {
    assert_eq!(
        only_error("a: 1\nb: *gone\nc: 2"),
        (
            ErrorClass::Syntax,
            "*gone".into(),
            "undefined anchor `&gone`; quote the value if it should start with `*`".into()
        )
    );
    assert_eq!(
        only_error("a: &x [1, *x]"),
        (ErrorClass::Limit, "*x".into(), "this alias is inside the value that it refers to".into())
    );
}

#[test]
fn text_before_an_error_is_kept() {
    let (tree, errors) = parse("a:\n  b: 1\n  c:\n    - x\n    - d: \"e\" f\n");
    assert_eq!(errors.len(), 1);
    assert!(value(&tree, &["a", "b"]).kind() == ValueKind::Number);
    let last = value(&tree, &["a", "c"]).items().last().unwrap();
    assert_eq!(last.get("d").map(Value::kind), Some(ValueKind::Missing));
}

#[test]
fn an_alias_bomb_is_one_limit() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let before = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", [before.as_str(); 9].join(", ")).unwrap();
    }
    let (class, at, message) = only_error(&text);
    assert_eq!((class, at.as_str()), (ErrorClass::Limit, "*a4"));
    assert_eq!(message, "the aliases of this file expand to too many values");
}

#[test]
fn aliases_cannot_nest_past_the_depth() {
    let mut text = "- &a0 []\n".to_owned();
    for level in 1..2_000 {
        writeln!(text, "- &a{level} [*a{}]", level - 1).unwrap();
    }
    let limits = Limits { depth: 100, ..Limits::default() };
    let (_, errors) = yaml::parse(&text, &limits);
    assert_eq!(errors.len(), 1);
    assert_eq!(&text[errors[0].span.range()], "*a98");
    assert_eq!(errors[0].message, "with this alias, values nest deeper than 100 levels");
}

#[test]
fn deep_nesting_is_one_limit() {
    for opening in ["[", "- ", "? ", "{a: ", "[{a: "] {
        let text = opening.repeat(100_000);
        let (class, _, message) = only_error(&text);
        assert_eq!(
            (class, message.as_str()),
            (ErrorClass::Limit, "this is nested deeper than 1000 levels"),
            "{opening}"
        );
    }
    let fine = "[".repeat(1_000) + &"]".repeat(1_000);
    assert_eq!(parse(&fine).1, []);
    let (tree, errors) = yaml::parse("[1, [2], 3]", &Limits { nodes: 4, ..Limits::default() });
    assert_eq!(tree.values().count(), 4);
    assert_eq!((errors[0].class, errors[0].span.range()), (ErrorClass::Limit, 9..10));
}

#[test]
fn every_document_is_read() {
    let text = "shop: &s 1\n---\n# Rooms\nroom: *s\nlist: [1, {a: b}]\n...\n---\n- x\n";
    let (tree, errors) = parse(text);
    let roots: Vec<_> = tree.documents().map(|root| (root.raw().trim_end(), root.descendants().len())).collect();
    assert_eq!(roots, [("shop: &s 1", 3), ("room: *s\nlist: [1, {a: b}]", 9), ("- x", 2)]);
    assert_eq!(errors.len(), 1, "an anchor belongs to its document: {errors:?}");
    let item = tree.values().last().unwrap();
    assert_eq!((item.raw(), item.pointer().as_str()), ("x", "/0"));
    assert_eq!(item.parent().and_then(Value::parent), None);
    assert_eq!(tree.values().find(|value| value.raw() == "b").unwrap().pointer(), "/list/1/a");
    assert_eq!(only_error("a: 1\n---\nb: [2\n").1, "[");
    let (tree, errors) = parse("# nothing\n");
    assert_eq!((tree.root().kind(), tree.documents().count(), errors.len()), (ValueKind::Missing, 1, 0));
}

#[test]
fn directives_of_terraform_templates_are_no_syntax_errors() {
    let text = "\
inboundCall:
%{ if open ~}
  name: \"Shop %{ if name == \"x\" }a%{ else }b%{ endif }\"
%{ else ~}
  name: Closed
%{ endif ~}
  description: %{ if open }Open%{ endif } today
  tasks:
    %{ for task in tasks }
    - task: {name: a}
    %{ endfor }
";
    let (tree, errors) = parse(text);
    assert_eq!(errors, []);
    let flow = tree.root().get("inboundCall").unwrap();
    let members: Vec<_> = flow.members().map(|(key, value)| (key.raw(), value.raw())).collect();
    assert_eq!(members[0], ("name", "\"Shop %{ if name == \"x\" }a%{ else }b%{ endif }\""));
    assert_eq!(members[1], ("description", "%{ if open }Open%{ endif } today"));
    assert_eq!((members[2].0, members.len()), ("tasks", 3));
    assert_eq!(flow.get("tasks").unwrap().items().count(), 1);
    // Without an end, nothing is hidden but the directives themselves; `%%{` is a text.
    let (tree, errors) = parse("a: 1\n%{ if x }\nb: 2\n%{ else }\nc: 'y%%{ if }'\n");
    assert_eq!((tree.root().members().count(), errors.len()), (3, 0));
    assert_eq!(parse("a:\n%{ other }\n  b: 1\n").1.len(), 1);
    // Lines that belong to a condition come before the first line of a block.
    let text =
        "a: |-\n%{ if a }\n%{ if b ~}\n  text\n%{ endif ~}\n%{ endif }\nb: >\n  %{ if a }\n  more\n  %{ endif }\n";
    let (tree, errors) = parse(text);
    assert_eq!((tree.root().members().count(), errors), (2, Vec::new()));
    // As deep as it may be, it takes linear time.
    let nested = "%{ if a }\n%{ else }\n".repeat(20_000) + &"%{ endif }\n".repeat(20_000);
    assert_eq!(parse(&nested).1, []);
    assert_eq!(parse(&format!("a: |\n{nested}  x\n")).1, []);
    assert_eq!(parse(&format!("a: 'x{}'", "%{ if {".repeat(20_000))).1, []);
}

#[test]
fn errors_name_the_mistake_and_its_place_in_plain_words() {
    let mut table = String::new();
    for text in [
        "a:\n\tb: 1\n",
        "a: b: c\n",
        "a: 1\nb\nc: 2\n",
        "exp: \"a\" + b\n",
        "a: [1, 2\nb: 3\n",
        "a: [1, 2\n",
        "a: [1}\n",
        "a: ]\n",
        "a: \"abc\nb: 1\n",
        "a: 'x",
        "a:\n  b: 1\n c: 2\n",
        "a: %x\n",
        "a: \"x\\q\\n\"\n",
        "a: \"x\\uZZ\"\n",
        "a: b\n- c\n",
        "a: *\n",
        "a: \u{1}\n",
        "a: {b: 1 c: 2}\n",
        "a: {{b\n",
        "a: {",
    ] {
        let (_, place, message) = only_error(text);
        writeln!(table, "{text:?} {place:?}\n  {message}").unwrap();
    }
    assert_eq!(
        table,
        r#""a:\n\tb: 1\n" "\t"
  YAML cannot be indented with tabs, only with spaces
"a: b: c\n" ":"
  `:` cannot follow here: a value that contains `: ` must be in quotes, and a key must be on its own line
"a: 1\nb\nc: 2\n" "b"
  expected `:` after this key
"exp: \"a\" + b\n" "+"
  nothing may follow the closing quote: put the whole value in quotes
"a: [1, 2\nb: 3\n" ":"
  `:` cannot follow here, perhaps because a `]` or `}` is missing before it
"a: [1, 2\n" "["
  `[` is never closed
"a: [1}\n" "["
  `[` is closed by `}`
"a: ]\n" "]"
  unmatched closing bracket
"a: \"abc\nb: 1\n" "b:"
  a text in quotes runs on into this line, perhaps because its closing quote is missing
"a: 'x" "'"
  the text in quotes that begins here has no closing quote
"a:\n  b: 1\n c: 2\n" "c:"
  expected a key, indented like the keys before it
"a: %x\n" "%"
  a value cannot begin with `%` unless it is in quotes
"a: \"x\\q\\n\"\n" "\\q"
  YAML does not know this escape; write `\\` for a backslash
"a: \"x\\uZZ\"\n" "\\u"
  expected hexadecimal digits after this escape
"a: b\n- c\n" "-"
  expected a key, indented like the keys before it
"a: *\n" "*"
  expected a name after `&` or `*`; a value that begins with them must be in quotes
"a: \u{1}\n" "\u{1}"
  the character U+0001 is not allowed in YAML
"a: {b: 1 c: 2}\n" ":"
  expected `,` or `}` before this
"a: {{b\n" "{"
  `{` is never closed
"a: {" "{"
  `{` is never closed
"#
    );
}

/// Texts made of the pieces of which YAML is made, mostly broken.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "é",
        " ",
        "  ",
        "\n",
        "\n ",
        "\n  ",
        "\r\n",
        "\t",
        ":",
        ": ",
        "- ",
        "? ",
        "-",
        ",",
        "[",
        "]",
        "{",
        "}",
        "{{x}}",
        "{{",
        "}}",
        "&a ",
        "*a",
        "!!str ",
        "!t ",
        "\"",
        "'",
        "\\",
        "# c",
        "|",
        ">-\n  ",
        "|2+\n",
        "---",
        "...",
        "%",
        "~",
        "1",
        "key: ",
        "\n  key: ",
        "\n- ",
        "\u{feff}",
        "\u{1}",
        "😀",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_yields_a_complete_tree(text in pieces()) {
        let (tree, errors) = parse(&text);
        for error in &errors {
            prop_assert!(text.get(error.span.range()).is_some(), "{:?}", error);
            prop_assert!(!error.span.is_empty(), "{:?}", error);
        }
        for value in tree.values() {
            prop_assert!(text.get(value.span().range()).is_some(), "{:?} {:?}", value.pointer(), value.span());
            prop_assert!(text.get(value.content_span().range()).is_some());
            if let Some(key) = value.key() {
                prop_assert_eq!(key.kind(), ValueKind::String);
                prop_assert_eq!(value.parent().unwrap().members().nth(value.index()).unwrap().0, key);
            }
            for (key, _) in value.members() {
                prop_assert_eq!(key.parent(), Some(value));
            }
            let text = value.scalar_text().into_owned();
            let _ = value.span_within(0..text.len());
        }
    }

    #[test]
    fn without_aliases_a_value_is_inside_its_parent(text in pieces()) {
        let (tree, errors) = parse(&text);
        if !errors.is_empty() || text.contains('*') {
            return Ok(());
        }
        let mut last_key = 0;
        for value in tree.values() {
            prop_assert!(value.parent().is_none_or(|parent| parent.span().contains(value.span())), "{:?}", value.pointer());
            prop_assert!(value.span().start >= last_key, "{:?}", value.pointer());
            last_key = value.span().start;
        }
    }
}
