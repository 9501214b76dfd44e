//! Plain English: words and phrases that texts for people must not use. Code is not looked at.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flowvet::rules::ALL;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

use crate::book;

/// A phrase as a regular expression, and what to write instead. A match with the group `ok` is a legitimate use.
const PHRASES: &[(&str, &str)] = &[
    (r"\bmend(?:s|ed|ing)?\b", "fix"),
    (r"(?P<ok>there )?\b(?:is|are|was|were) no (?P<ok2>longer|more|less)?", "is not a"),
    (r"\b(?:stands?|stood|standing)\b(?P<ok> for | out |-alone|-in)?", "is"),
    (r"\bbehind\b(?P<ok> (?:a|the) (?:proxy|firewall|scenes))?", "after"),
    (r"\black(?:s|ed|ing)?\b", "does not have; is not defined in"),
    (r"\bblanks?\b(?P<ok> lines?\b)?", "space"),
    (r"(?P<ok>\bon |\bcall )?\b(?:holds?|held|holding)\b(?P<ok2> music)?", "contains"),
    (
        r"\btakes\b(?P<ok> (?:about |only |the program |(?:the|its) [\w ]*path|over\b|no part|part|place|effect|minutes|seconds|time|long|seven steps|precedence))?",
        "accepts",
    ),
    (r"\bgives\b(?P<ok> (?:the|a|its) reasons?)?", "returns"),
    (r"\bmakes (?:an?|no|two|keys?)\b(?P<ok> (?:rule|difference|problem))?", "creates"),
    (r"\bthe answer\b|\banswers? (?:of|from|has|contains)\b", "response"),
    (r"\b(?:nobody|somebody|anybody|whoever)\b", "it is unknown; a reader; another process"),
    (r"(?:^|[.!;] )(?-i:What) (?P<ok>[^.]*\?)?", "start with the noun"),
    (r"\b(?:says?|said|saying|tells?|told|telling)\b", "reports; describes"),
    (r"\banew\b|\ball the same\b|\bfor that(?:[.,;:)]|$)|\bas it is written\b", "again; anyway; therefore; literally"),
    (r"\bthe house\b|\brooms?\b", "modules"),
    (r"\bbit(?:es?|ten)\b", "it is a problem because"),
];

/// Phrases that only comments must not use in addition.
const IN_COMMENTS: &[(&str, &str)] = &[
    (r"\b(?:whatever|whichever)\b", "any; regardless of"),
    (r"\bbeside\b", "next to; in addition to"),
    (r"\bin vain\b|\bby itself\b|\bof its own\b", "without a result; automatically; its own"),
    (r"\bgives? (?:back|way)\b", "returns"),
    (r"(?:^|[.:;] )(?-i:Where|Who|Which) [a-z]", "start with the noun, or with \"if\""),
    (r"(?:^|[.:;] )(?:In|Out|Input|Output): ", "a full sentence with a verb"),
];

/// The share of doc comments that may use a phrase, in percent.
const DOC_COMMENTS: usize = 1;

struct Phrases {
    /// Matches a text that has one of the phrases: most have none.
    any: Regex,
    each: Vec<(Regex, &'static str)>,
}

fn compiled(phrases: &[(&str, &'static str)]) -> Phrases {
    let regex = |phrase: &str| Regex::new(&format!("(?i){}", phrase.replace("\\b", "(?-u:\\b)"))).unwrap();
    let any: Vec<String> =
        phrases.iter().map(|(phrase, _)| group_name().replace_all(phrase, "(?:").into_owned()).collect();
    let each = phrases.iter().map(|(phrase, instead)| (regex(phrase), *instead)).collect();
    Phrases { any: regex(&any.join("|")), each }
}

fn group_name() -> Regex {
    Regex::new(r"\(\?P<\w+>").unwrap()
}

static COMPILED: LazyLock<Phrases> = LazyLock::new(|| compiled(PHRASES));
static COMPILED_FOR_COMMENTS: LazyLock<Phrases> = LazyLock::new(|| compiled(&[PHRASES, IN_COMMENTS].concat()));

/// Each use of a phrase, one per line.
fn complaints(place: &str, texts: &[String]) -> String {
    texts
        .iter()
        .flat_map(|text| uses(&COMPILED, text).map(move |use_of| format!("{place}: {use_of} in: {text}\n")))
        .collect()
}

/// The uses of phrases in a text, each with its replacement.
fn uses<'t>(phrases: &'t Phrases, text: &'t str) -> impl Iterator<Item = String> + 't {
    let each = if phrases.any.is_match(text) { &phrases.each[..] } else { &[] };
    each.iter().filter_map(move |(phrase, instead)| {
        let bad = |it: &regex::Captures<'_>| it.name("ok").is_none() && it.name("ok2").is_none();
        let captures = phrase.captures_iter(text).find(bad)?;
        Some(format!("write \"{instead}\" for \"{}\"", captures[0].trim()))
    })
}

/// The paragraphs, headings, items and cells of a document, without code.
fn prose(markdown: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut text = String::new();
    let mut is_code = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(part) if !is_code => text.push_str(&part),
            // A link names a page, whose title may start with "What".
            Event::Code(_) | Event::Start(Tag::Link { .. }) => text.push_str("``"),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableCell)
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => texts.push(std::mem::take(&mut text)),
            Event::End(TagEnd::Heading(_)) => {
                // "What it does" is a good heading.
                let heading = std::mem::take(&mut text);
                texts.push(heading.strip_prefix("What ").unwrap_or(&heading).to_owned());
            }
            _ => {}
        }
    }
    texts.retain(|text| !text.is_empty());
    texts
}

#[test]
fn documents_are_in_plain_english() {
    let found = book::written_by_hand().iter().fold(String::new(), |found, page| {
        found + &complaints(&page.display().to_string(), &prose(&std::fs::read_to_string(page).unwrap()))
    });
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn help_texts_are_in_plain_english() {
    let mut command = flowvet::cli::command();
    command.build();
    let commands: Vec<_> = std::iter::once(&command).chain(command.get_subcommands()).cloned().collect();
    let found = commands.into_iter().fold(String::new(), |found, mut command| {
        let help = command.render_long_help().to_string();
        found + &complaints(command.get_name(), &prose(&help))
    });
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn rules_are_in_plain_english() {
    let found = ALL.iter().map(|rule| rule.meta()).fold(String::new(), |found, meta| {
        found + &complaints(meta.name, &prose(meta.summary)) + &complaints(meta.name, &prose(meta.page))
    });
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn messages_are_in_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let found = source_files(&root).iter().fold(String::new(), |found, file| {
        let texts: Vec<String> = strings(&std::fs::read_to_string(file).unwrap());
        let texts: Vec<String> = texts.iter().map(|text| without_quotes(text)).collect();
        found + &complaints(&file.display().to_string(), &texts)
    });
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn doc_comments_are_in_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut all, mut found) = (0, Vec::new());
    for file in source_files(&root) {
        for (line, text) in doc_comments(&std::fs::read_to_string(&file).unwrap()) {
            all += 1;
            let uses = uses(&COMPILED_FOR_COMMENTS, &text).next();
            found.extend(uses.map(|use_of| format!("{}:{line}: {use_of} in: {text}", file.display())));
        }
    }
    assert!(all > 1_000, "only {all} doc comments were found");
    let bad = found.len();
    assert!(bad * 100 <= all * DOC_COMMENTS, "{bad} of {all} doc comments use a phrase:\n{}", found.join("\n"));
}

/// The doc comments of Rust code without what they quote, each with the number of its first line, from 1.
fn doc_comments(code: &str) -> Vec<(usize, String)> {
    let lines = code.lines().zip(1..).map(|(line, number)| {
        let line = line.trim_start();
        let text = ["///", "//!"].iter().find_map(|mark| Some((*mark, line.strip_prefix(mark)?)));
        (number, text)
    });
    let mut comments: Vec<(usize, String)> = Vec::new();
    let mut open = None;
    for (number, text) in lines {
        match (text, comments.last_mut()) {
            (Some((mark, text)), Some((_, comment))) if open == Some(mark) => {
                *comment = format!("{comment} {}", text.trim());
            }
            (Some((_, text)), _) => comments.push((number, text.trim().to_owned())),
            (None, _) => {}
        }
        open = text.map(|(mark, _)| mark);
    }
    comments.into_iter().map(|(number, text)| (number, without_quotes(&text))).collect()
}

fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(source_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

static LITERAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r##"(?s)//[^\n]*|r#".*?"#|'(?:\\.|[^'\\])'|"((?:\\.|[^"\\])*)""##).unwrap());

/// The string literals of Rust code that are more than one word. Raw strings are pages, which have a test of their own.
fn strings(code: &str) -> Vec<String> {
    let found = LITERAL.captures_iter(code).filter_map(|it| it.get(1)).map(|it| it.as_str().replace("\\n", " "));
    found.filter(|text| text.contains(' ')).collect()
}

static QUOTE: LazyLock<Regex> = LazyLock::new(|| Regex::new("`[^`]*`").unwrap());

/// A message without what it quotes.
fn without_quotes(text: &str) -> String {
    QUOTE.replace_all(text, "``").into_owned()
}

#[test]
fn phrases_are_found_and_legitimate_uses_are_not() {
    let bad = "The file lacks a name. What is in it stands behind `x`. It is no list.";
    assert_eq!(complaints("a", &prose(bad)).lines().count(), 5);
    let comments = "//! In: a text.\n\nfn x() {} // not\n    /// What stands\n    /// here: `mend`.\nfn y() {}\n/// Returns `x`.\n";
    let texts = [(1, "In: a text."), (4, "What stands here: ``."), (7, "Returns ``.")];
    assert_eq!(doc_comments(comments), texts.map(|(line, text)| (line, text.to_owned())));
    let good = "There is no list, and the call is on hold. `mend` stands for a word. It is no longer used.\n\n\
                ## What it does\n\n```text\nlacks\n```\n";
    assert_eq!(complaints("a", &prose(good)), "");
}
