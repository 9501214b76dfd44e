//! Hides the directives of a Terraform template, `%{ if … }`, `%{ else }`, `%{ for … }` and their ends
//! (<https://developer.hashicorp.com/terraform/language/expressions/strings#directives>). Of a text with lines that are
//! directives, the rest is as if all conditions were true, or all false: the lines of the other branch are hidden too,
//! since they repeat keys.

use std::ops::Range;

use memchr::memmem;

use super::FILLER;

/// The keyword of a directive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyword {
    If,
    Else,
    End,
    /// `for` and `endfor`
    Loop,
}

/// A directive and its range in its line.
struct Directive {
    keyword: Keyword,
    start: usize,
    end: usize,
}

/// The lines of a condition that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Branch {
    /// Those for a condition that is true.
    If,
    /// Those after `%{ else }`.
    Else,
}

/// A condition whose directive is a line of its own and that has no end yet: where the lines of each branch begin in the
/// result.
struct Open {
    if_lines: usize,
    else_lines: Option<usize>,
}

/// `text` with spaces for lines that are directives and for the lines of the other branch, and a letter for each byte of
/// a directive in a line with other content; `None`: it has no directive, or for [`Branch::Else`] no other branch.
pub(super) fn hide(text: &str, branch: Branch) -> Option<String> {
    memmem::find(text.as_bytes(), b"%{")?;
    let mut hidden = String::with_capacity(text.len());
    let mut open: Vec<Open> = Vec::new();
    let mut others: Vec<Range<usize>> = Vec::new();
    let mut directive_lines: Vec<Range<usize>> = Vec::new();
    let mut is_changed = false;
    for line in text.split_inclusive(['\n', '\r']) {
        let directives = find(line);
        is_changed |= branch == Branch::If && !directives.is_empty();
        let start = hidden.len();
        let end = start + line.len();
        if is_alone(line, &directives) {
            hidden.push_str(&blank(line));
            directive_lines.push(start..start + line.trim_end_matches(['\n', '\r']).len());
            for directive in directives {
                match directive.keyword {
                    Keyword::If => open.push(Open { if_lines: end, else_lines: None }),
                    Keyword::Else => {
                        if let Some(last) = open.last_mut().filter(|last| last.else_lines.is_none()) {
                            last.else_lines = Some(end);
                        }
                    }
                    Keyword::End => {
                        let Some(Open { if_lines, else_lines: Some(else_lines) }) = open.pop() else { continue };
                        let lines = if branch == Branch::If { else_lines..start } else { if_lines..else_lines };
                        is_changed = true;
                        others.push(lines);
                    }
                    Keyword::Loop => {}
                }
            }
            continue;
        }
        let mut copied = 0;
        for directive in directives {
            hidden.push_str(line.get(copied..directive.start).unwrap_or_default());
            hidden.extend(std::iter::repeat_n(FILLER, directive.end - directive.start));
            copied = directive.end;
        }
        hidden.push_str(line.get(copied..).unwrap_or_default());
    }
    is_changed.then(|| in_blocks(&without(&hidden, others), &directive_lines))
}

/// `text` with spaces for everything in `ranges`.
fn without(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut result = String::with_capacity(text.len());
    for Range { start, end } in ranges {
        let start = start.max(result.len());
        if start < end {
            result.push_str(text.get(result.len()..start).unwrap_or_default());
            result.push_str(&blank(text.get(start..end).unwrap_or_default()));
        }
    }
    result.push_str(text.get(result.len()..).unwrap_or_default());
    result
}

/// `text`, in which the hidden `directives` before the first line of a block scalar are lines of it: spaces beyond its
/// indentation would be an error there.
fn in_blocks(text: &str, directives: &[Range<usize>]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut directives = directives.iter().peekable();
    // The directives since the last line with something on it.
    let mut waiting: Vec<&Range<usize>> = Vec::new();
    let mut is_in_block = false;
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if let Some(directive) = directives.next_if(|directive| directive.start == at) {
            waiting.push(directive);
        } else if !line.trim().is_empty() {
            let indent = line.len() - line.trim_start_matches(' ').len();
            for directive in waiting.drain(..).filter(|directive| is_in_block && indent < directive.len()) {
                result.push_str(text.get(result.len()..directive.start + indent).unwrap_or_default());
                result.extend(std::iter::repeat_n(FILLER, directive.len() - indent));
            }
            is_in_block = opens_block(line.trim_end());
        }
        at += line.len();
    }
    result.push_str(text.get(result.len()..).unwrap_or_default());
    result
}

/// Whether a line ends with the header of a block scalar.
fn opens_block(line: &str) -> bool {
    let line = line.split_once(" #").map_or(line, |(before, _)| before).trim_end();
    let header = line.trim_end_matches(|letter: char| matches!(letter, '+' | '-' | '1'..='9'));
    header.ends_with(['|', '>']) && line.len() - header.len() <= 2
}

/// The directives of a line; `%%{` stands for the text `%{`.
fn find(line: &str) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = line.get(from..).and_then(|rest| rest.find("%{")).map(|at| from + at) {
        let inside = line.get(start + 2..).unwrap_or_default();
        let is_escaped = line.get(..start).is_some_and(|before| before.ends_with('%'));
        let Some(keyword) = keyword(inside).filter(|_| !is_escaped) else {
            from = start + 2;
            continue;
        };
        // A line without the brace is not looked at again.
        let Some(length) = length(inside) else { break };
        from = start + 2 + length + 1;
        found.push(Directive { keyword, start, end: from });
    }
    found
}

/// The bytes up to the brace that closes the one before `inside`.
fn length(inside: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn keyword(inside: &str) -> Option<Keyword> {
    let inside = inside.strip_prefix('~').unwrap_or(inside).trim_start();
    match inside.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()? {
        "if" => Some(Keyword::If),
        "else" => Some(Keyword::Else),
        "endif" => Some(Keyword::End),
        "for" | "endfor" => Some(Keyword::Loop),
        _ => None,
    }
}

/// Whether a line has directives and nothing else.
fn is_alone(line: &str, directives: &[Directive]) -> bool {
    let mut copied = 0;
    let is_blank = directives.iter().all(|directive| {
        let before = line.get(copied..directive.start).unwrap_or_default();
        copied = directive.end;
        before.trim().is_empty()
    });
    !directives.is_empty() && is_blank && line.get(copied..).unwrap_or_default().trim().is_empty()
}

/// As many spaces as `lines` has bytes, with its line breaks.
fn blank(lines: &str) -> String {
    lines.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }).collect()
}
