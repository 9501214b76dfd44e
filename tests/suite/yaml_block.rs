//! YAML: the reader of block YAML and the library read the same tree, to the byte, wherever the former reads one.

use std::fs;
use std::path::Path;

use flowvet::artifact::detect::{self, Format};
use flowvet::artifact::{ArtifactKind, Hint};
use flowvet::syntax::{Limits, yaml};
use proptest::prelude::*;

use super::corpus;

/// Whether the text is read without the library. Panics where both do not read the same.
fn is_block(text: &str) -> bool {
    let limits = Limits::default();
    let Some(tree) = yaml::parse_as_block(text, &limits) else { return false };
    let (expected, errors) = yaml::parse_by_library(text, &limits);
    assert_eq!(errors, [], "{text:?}");
    assert!(tree == expected, "{text:?}\n{tree:#?}\nis not\n{expected:#?}");
    true
}

/// As [`is_block`], for the text as it is, with line breaks of Windows, after `---` and without its last line break.
fn is_block_in_all_forms(text: &str) -> bool {
    let unix = text.replace("\r\n", "\n");
    let forms =
        [unix.replace('\n', "\r\n"), format!("# why\n--- # now\n{unix}"), unix.trim_end_matches('\n').to_owned()];
    let others = forms.map(|form| is_block(&form));
    is_block(text) && others.into_iter().all(|other| other)
}

/// The YAML files below `folder`, as text.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|it| it == "yaml" || it == "yml"));
    files.map(|file| (file.path().display().to_string(), fs::read_to_string(file.path()).unwrap())).collect()
}

#[test]
fn fixtures_are_read_without_the_library() {
    for (path, text) in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")) {
        assert!(is_block_in_all_forms(&text), "{path}");
    }
}

#[test]
#[ignore = "needs ../shared"]
fn published_flows_are_read_without_the_library() {
    let projects = corpus::projects();
    let (mut flows, mut block) = (0, 0);
    for (path, text) in projects.iter().flat_map(|project| files(project)) {
        let is_read = is_block_in_all_forms(&text);
        let facts = detect::read(&path, &text, Format::Yaml, &Hint::default(), &Limits::default()).facts;
        if facts.is_some_and(|facts| facts.kind == ArtifactKind::ArchyYaml) {
            flows += 1;
            block += usize::from(is_read);
        }
    }
    assert!(block * 100 >= flows * 98, "{block} of {flows}");
}

#[test]
fn the_yaml_of_flows_is_read_without_the_library() {
    for text in [
        "a: b",
        "\n# why\na: b # c\n\n# end",
        "  a: 1\n  b: 2\n",
        "a:\nb:   # later\nc :\n  -\n  - # later\n",
        "a:\n- b\n- c:\n  - d\n  e:\nf:\n- g",
        "- - a\n  - b\n-   c: d\n    e: f\n-\n  - g\n-\n    h\n",
        "a: {{b}}-c\n{{d}}: e\n",
        "a: \"b \\\" \\\\ \\u00e9 \\x41 \\U0001F600\"\n'c''d': '{{e}}'\n\"f\" : ''\n",
        "a: \"b\n\n  c\"\nd: 'e\n f'\n",
        "a: b\n  c # d\ne:\n  f\n\n   g\n# h\n",
        "a: |\n  b\n   c\n\n  d\ne: >-\n\n  f\n\n   \ng: |+ # h\n    i\n\n\n",
        "- |\n b\n- a: >+\n   c\n\n\n  d: e",
        "a: []\nb: [ ] # c\nd:\n  {}\n",
        "a: -1\nb: ?c\nd: :e\nf: -g\n-h: i#j\nk: http://l#m\n",
        "a: b\t\nc: d\te\n\"f\": g \t# h\n",
        "a: ~\n",
        "a: é\u{a0}\u{85}\u{2028}ü\n",
    ] {
        assert!(is_block_in_all_forms(text), "{text:?}");
    }
}

#[test]
fn all_else_is_left_to_the_library() {
    for text in [
        "",
        "# a\n",
        "a",
        "'a'",
        "[]",
        "|\n a\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "{a: b}\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "? a\n: b\n",
        "%YAML 1.2\n---\na: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "--- a: b\n",
        "--- |\n a\n",
        "a: |2\n   b\n",
        "a: |\n",
        "a: |\n\nb: c\n",
        "a: |\n    \n  b\n",
        "a: |\n \u{a0}\n",
        "a: |\n  \tb\n",
        "\ta: b\n",
        "a:\tb\n",
        "a:\n\t b\n",
        "-\ta\n",
        "a: b: c\n",
        "a: b:\n",
        "a: - b\n",
        "a: - \n",
        "a: b\nc\nd: e\n",
        "a:\n  b\n  c: d\n",
        "a: 'b\n",
        "a: \"b\\q\"\n",
        "a: \"\\uD83D\\uDE00\"\n",
        "a: \"b\\\n  c\"\n",
        "a: 'b' c\n",
        "a: 'b'#c\n",
        "a: []#b\n",
        "a: [] b\n",
        "a: 'b\nc'\n",
        "'a\n b': c\n",
        "a:\n  b: 1\n c: 2\n",
        "  a: 1\nb: 2\n",
        "a: b\n- c\n",
        "- a\nb: c\n",
        "- a\n - b: c\n",
        "a:\n  - b\n  c: d\n",
        "a: b # c\n  d\n",
        "a: %b\n",
        "a: @b\n",
        "a: `b\n",
        "a: ,b\n",
        "a: \u{1}\n",
        "a: \u{7f}\n",
        "a: \u{80}\n",
        "a: \u{ffff}\n",
        "\u{feff}a: b\n",
        "a: b\rc: d\n",
        "a: b\r",
        "a: \0\n",
    ] {
        assert!(!is_block(text), "{text:?}");
    }
    let long = "a".repeat(2_000);
    assert!(!is_block(&format!("{long}: b\n")));
    assert!(is_block(&format!("b: {long}\n")));
}

#[test]
fn limits_are_left_to_the_library() {
    let deep = "- ".repeat(30) + "a\n";
    let many = "- a\n".repeat(30);
    for (text, limits) in [
        (&deep, Limits { depth: 29, ..Limits::default() }),
        (&deep, Limits { nodes: 30, ..Limits::default() }),
        (&many, Limits { nodes: 30, ..Limits::default() }),
    ] {
        assert!(yaml::parse_as_block(text, &limits).is_none());
        assert_eq!(yaml::parse(text, &limits).1.len(), 1);
        let enough = Limits { depth: limits.depth + 1, nodes: limits.nodes + 1 };
        assert!(yaml::parse_as_block(text, &enough).is_some());
    }
    let deepest = "- ".repeat(100_000);
    assert!(!is_block(&deepest));
}

/// A value with how it is laid out.
#[derive(Clone, Debug)]
enum Node {
    Scalar(&'static str),
    Mapping(Vec<(&'static str, Node)>, Layout),
    List(Vec<Node>, Layout),
}

#[derive(Clone, Copy, Debug)]
struct Layout {
    /// By how much it is indented further than what it is in; 0 is for a list in a mapping.
    indent: usize,
    /// What is after the `:` or `-` before it and on the lines before its members.
    between: &'static str,
    /// Whether a mapping or list begins on the line of the dash before it.
    is_compact: bool,
}

const SCALARS: [&str; 26] = [
    "",
    "plain",
    "two words",
    "1",
    "-1.5e3",
    "true",
    "~",
    "it's",
    "a:b",
    "a#b",
    "http://c#d",
    "'it''s: #'",
    "\"a\\tb: #\\\"\"",
    "[]",
    "{ }",
    "{{sub}}",
    "{{a b}}-c",
    "é",
    "plain\nthat goes\n\non",
    "'single\n\nquoted'",
    "\"double\nquoted\"",
    "|\nliteral: a\n  # deep\n\nend",
    ">-\n\nfolded\ntext\n  deep\n\n",
    "|+\nkept\n\n",
    "> # why\nshort",
    "trailing  ",
];

const KEYS: [&str; 8] = ["a", "two words", "'q''k'", "\"d\\n\"", "{{key}}", "-k", "é", "1"];

fn layout() -> impl Strategy<Value = Layout> {
    let between = prop::sample::select(vec!["", "", "", " # why", "\n", "\n  # why\n", " \n   \n"]);
    (0..4_usize, between, any::<bool>()).prop_map(|(indent, between, is_compact)| Layout {
        indent,
        between,
        is_compact,
    })
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop::sample::select(SCALARS.to_vec()).prop_map(Node::Scalar);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let member = (prop::sample::select(KEYS.to_vec()), inner.clone());
        prop_oneof![
            (prop::collection::vec(member, 1..4), layout())
                .prop_map(|(members, layout)| Node::Mapping(members, layout)),
            (prop::collection::vec(inner, 1..4), layout()).prop_map(|(items, layout)| Node::List(items, layout)),
        ]
    })
}

impl Node {
    /// Writes the value after the `:` or `-` of what is indented by `indent`.
    fn write(&self, text: &mut String, indent: usize, is_item: bool) {
        let layout = match self {
            Node::Scalar(written) => {
                let mut lines = written.split('\n');
                let first = lines.next().unwrap_or_default();
                text.push_str(if first.is_empty() { "" } else { " " });
                text.push_str(first);
                for line in lines {
                    text.push('\n');
                    text.push_str(&" ".repeat(if line.is_empty() { 0 } else { indent + 2 }));
                    text.push_str(line);
                }
                text.push('\n');
                return;
            }
            Node::Mapping(_, layout) | Node::List(_, layout) => *layout,
        };
        let may_hang = matches!(self, Node::List(..)) && !is_item;
        let inner = indent + layout.indent.max(usize::from(!may_hang));
        if is_item && layout.is_compact {
            text.push_str(&" ".repeat(inner - indent));
            self.write_members(text, inner + 1, true);
        } else {
            text.push_str(layout.between);
            text.push_str(if layout.between.ends_with('\n') { "" } else { "\n" });
            self.write_members(text, inner, false);
        }
    }

    /// Writes the members at column `indent`, where the first may be on a line that has begun.
    fn write_members(&self, text: &mut String, indent: usize, mut has_begun: bool) {
        let mut begin = |text: &mut String| {
            text.push_str(&" ".repeat(if has_begun { 0 } else { indent }));
            has_begun = false;
        };
        match self {
            Node::Scalar(_) => {}
            Node::Mapping(members, _) => {
                for (key, value) in members {
                    begin(text);
                    text.push_str(key);
                    text.push(':');
                    value.write(text, indent, false);
                }
            }
            Node::List(items, _) => {
                for item in items {
                    begin(text);
                    text.push('-');
                    item.write(text, indent, true);
                }
            }
        }
    }
}

/// A text in block YAML.
fn block_yaml() -> impl Strategy<Value = String> {
    node().prop_map(|node| {
        let mut text = String::new();
        node.write_members(&mut text, 0, false);
        text
    })
}

/// What may be typed by mistake, or is near the part that is read without the library.
const SLIPS: [&str; 40] = [
    ",", ":", ": ", ":\n", "\"", "'", "{", "}", "[", "]", "[]", "\n", "\n\n", " ", "  ", "- ", "-\n", "? ", "#",
    " # c", "\n# c\n", "&a ", "*a", "!t ", "\t", "---\n", "...\n", "|\n", ">-\n", "|+\n", "|2\n", "\r\n", "\r", "\\",
    "\\\n", "\u{85}", "\u{2028}", "\u{feff}", "{{x}}", "\u{1}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn block_yaml_is_read_without_the_library(text in block_yaml()) {
        prop_assert!(text.is_empty() || is_block_in_all_forms(&text), "{}", text);
    }

    #[test]
    fn near_block_yaml_both_parsers_agree(
        text in block_yaml(),
        slips in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, prop::sample::select(SLIPS.to_vec())), 1..4),
    ) {
        let mut text = text;
        for (at, removed, slip) in slips {
            let start = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.ceil_char_boundary((start + removed).min(text.len()));
            text.replace_range(start..end, slip);
        }
        is_block(&text);
    }
}
