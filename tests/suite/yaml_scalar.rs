//! YAML scalars: what is written, what it stands for, and the way between.

use flowvet::syntax::{Limits, Style, scalar, yaml};
use proptest::prelude::*;

const STYLES: [Style; 4] = [Style::Plain, Style::Single, Style::Double, Style::Block];

/// The text that the YAML parser itself makes of the only scalar of `text` that is not a key; `None` where `text` is
/// not YAML or holds something else.
fn by_parser(text: &str) -> Option<String> {
    let mut found = None;
    let mut scalars = 0;
    for event in granit_parser::Parser::new_from_str(text) {
        match event.ok()?.0 {
            granit_parser::Event::Scalar(value, ..) => {
                scalars += 1;
                found = Some(value.into_owned());
            }
            granit_parser::Event::Alias(_)
            | granit_parser::Event::Comment(..)
            | granit_parser::Event::SequenceStart(..) => return None,
            _ => {}
        }
    }
    found.filter(|_| scalars == 2)
}

/// `{key: VALUE}` in our tree: what is written, its style, its text.
fn by_tree(text: &str) -> (String, Style, String) {
    let (tree, errors) = yaml::parse(text, &Limits::default());
    assert_eq!(errors, [], "{text:?}");
    let value = tree.root().get("key").unwrap_or_else(|| panic!("{text:?}"));
    (value.raw().to_owned(), value.style(), value.scalar_text().into_owned())
}

#[test]
fn escapes_and_folds_are_read() {
    for (raw, style, text) in [
        ("plain text", Style::Plain, "plain text"),
        ("one\n  two\n\n  three  \n  four", Style::Plain, "one two\nthree four"),
        ("'it''s'", Style::Single, "it's"),
        ("'a  \n\n  b '", Style::Single, "a\nb "),
        (r#""\t\x41\u00e9\U0001F600\"\\\/ \N""#, Style::Double, "\tA\u{e9}\u{1F600}\"\\/ \u{85}"),
        (r#""\uD83D\uDE00""#, Style::Double, "\u{1F600}"),
        ("\"a \\\n   b\\\n\n c\"", Style::Double, "a b\nc"),
        ("|\n  one\n   two\n\n  three", Style::Block, "one\n two\n\nthree\n"),
        ("|-\n  one", Style::Block, "one"),
        ("|+\n  one\n", Style::Block, "one\n\n"),
        (">\n  one\n  two\n\n  three\n   four\n  five", Style::Block, "one two\nthree\n four\nfive\n"),
        ("> # why\r\n  one\r\n  two", Style::Block, "one two\n"),
    ] {
        assert_eq!(scalar::decode(raw, style), text, "{raw}");
        assert!(scalar::decodes_to(raw, style, text), "{raw}");
    }
}

#[test]
fn a_range_of_the_text_is_found_in_the_writing() {
    for (text, part, written) in [
        ("key: say {{x}} now", "{{x}}", "{{x}}"),
        ("key: \"a\\tb{{x}}\\n\"", "b{{x}}", "b{{x}}"),
        ("key: \"a\\tb{{x}}\\n\"", "\tb", "\\tb"),
        ("key: \"\\u00e9t\\u00e9\"", "té", "t\\u00e9"),
        ("key: 'it''s'", "t's", "t''s"),
        ("key: one\n  two\n  three", "e two t", "e\n  two\n  t"),
        ("key: |\n   one\n    two\n", "one\n two", "one\n    two"),
        ("key: |2\n    one\n  two\n", " one\ntwo", " one\n  two"),
        ("key: >-\n  one\n  two\n\n  three", "two\nthree", "two\n\n  three"),
    ] {
        let (tree, errors) = yaml::parse(text, &Limits::default());
        assert_eq!(errors, []);
        let value = tree.root().get("key").unwrap();
        let at = value.scalar_text().find(part).unwrap();
        assert_eq!(&text[value.span_within(at..at + part.len()).range()], written);
    }
}

#[test]
fn text_that_a_style_cannot_express_is_double_quoted() {
    for (text, style, written) in [
        ("customerId", Style::Plain, "customerId"),
        ("a b", Style::Plain, "a b"),
        ("it's", Style::Plain, "it's"),
        ("it's", Style::Single, "'it''s'"),
        ("a\"\\\t", Style::Double, r#""a\"\\\t""#),
        ("12", Style::Plain, "\"12\""),
        ("True", Style::Plain, "\"True\""),
        ("~", Style::Plain, "\"~\""),
        ("", Style::Plain, "\"\""),
        ("a: b", Style::Plain, "\"a: b\""),
        ("a #b", Style::Plain, "\"a #b\""),
        ("*a", Style::Plain, "\"*a\""),
        (" a", Style::Plain, "\" a\""),
        ("a\nb", Style::Single, r#""a\nb""#),
        ("a\nb", Style::Block, r#""a\nb""#),
        ("\u{7f}\u{85}\u{2028}\u{feff}", Style::Plain, r#""\x7F\x85\u2028\uFEFF""#),
    ] {
        assert_eq!(scalar::encode(text, style), written, "{text:?}");
    }
}

/// Texts full of what means something in YAML.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        6 => prop::sample::select("ab1é😀".chars().collect::<Vec<_>>()),
        2 => Just(' '),
        3 => prop::sample::select("\n\t\r'\"\\#:-?,[]{}&*!|>%@`~.+=<0xeE_".chars().collect::<Vec<_>>()),
        1 => any::<char>(),
    ];
    prop::collection::vec(character, 0..24).prop_map(|characters| characters.into_iter().collect())
}

/// Something that may be a scalar as written after `key: `, in all styles, over several lines.
fn written() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "b c", " ", "  ", "\t", "é", "''", "\\n", "\\\"", "\\\\", "\\x41", "\\u00e9", "\\ ", "\\\n", "\n", "\n ",
        "\n  ", "\n   ", "\n\n", "\r\n  ", "#", " #", ":", "-", "{{x y}}", "😀",
    ]);
    let body = prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    let header = prop::sample::select(vec!["|", ">", "|-", ">-", "|+", ">+", "|2", ">1-", "|+3", "> # c"]);
    prop_oneof![
        body.clone(),
        body.clone().prop_map(|body| format!("'{body}'")),
        body.clone().prop_map(|body| format!("\"{body}\"")),
        (header.clone(), body.clone()).prop_map(|(header, body)| format!("{header}\n {body}")),
        (header, body).prop_map(|(header, body)| format!("{header}\n  {}\nother:", body.replace('\n', "\n  "))
            .trim_end_matches("other:")
            .to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn encoded_text_decodes_to_the_same(text in text()) {
        for style in STYLES {
            let written = scalar::encode(&text, style);
            for around in [format!("key: {written}"), format!("{{a: 1, key: {written}}}"), format!("key: {written} # why\nb: 1")] {
                let (raw, style, read) = by_tree(&around);
                prop_assert_eq!(&read, &text, "{}", around);
                prop_assert_eq!(&raw, &written);
                prop_assert_eq!(scalar::decode(&raw, style), text.as_str());
                prop_assert!(scalar::decodes_to(&raw, style, &text));
                prop_assert!(!scalar::decodes_to(&raw, style, &(text.clone() + "x")));
            }
            let as_key = format!("{written}: 1");
            let (tree, errors) = yaml::parse(&as_key, &Limits::default());
            prop_assert_eq!(errors, []);
            prop_assert!(tree.root().get(&text).is_some(), "{}", as_key);
        }
    }

    #[test]
    fn decoding_agrees_with_the_parser(written in written()) {
        let around = format!("key: {written}");
        if let Some(expected) = by_parser(&around) {
            let (raw, style, text) = by_tree(&around);
            if !(style == Style::Plain && raw.is_empty()) {
                prop_assert_eq!(&text, &expected, "{:?}", around);
            }
        }
    }

    #[test]
    fn located_pieces_contain_the_text(written in written(), from in 0..40_usize, len in 0..12_usize) {
        let around = format!("key: {written}");
        if by_parser(&around).is_none() {
            return Ok(());
        }
        let (raw, style, text) = by_tree(&around);
        let mut edges: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        edges.push(text.len());
        let range = edges[from.min(edges.len() - 1)]..edges[(from + len).min(edges.len() - 1)];
        let wanted = &text[range.clone()];
        let Some(found) = scalar::locate(&raw, style, &text, &range) else {
            prop_assert!(style == Style::Block && text.trim().is_empty(), "{:?}", around);
            return Ok(());
        };
        let piece = &raw[found];
        if !wanted.contains(['\n', ' ', '\'', '\t']) && !raw.contains('\\') {
            prop_assert_eq!(piece, wanted, "{:?}", around);
        }
        let read = match style {
            Style::Single => scalar::decode(&format!("'{piece}'"), style).into_owned(),
            Style::Double => scalar::decode(&format!("\"{piece}\""), style).into_owned(),
            _ => piece.to_owned(),
        };
        // How a line break is folded depends on what stands around it.
        let bare = |text: &str| text.replace([' ', '\t', '\n', '\r'], "");
        prop_assert_eq!(bare(&read), bare(wanted), "{:?}", around);
    }
}
