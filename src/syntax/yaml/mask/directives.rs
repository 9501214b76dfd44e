//! Hides the directives of a Terraform template, `%{ if … }`, `%{ else }`, `%{ for … }` and their ends
//! (<https://developer.hashicorp.com/terraform/language/expressions/strings#directives>). Of a text with lines that are
//! directives, the rest is as if all conditions were true: the lines between `%{ else }` and `%{ endif }` are hidden too,
//! since they repeat keys of those before them.

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

/// `text` with spaces for lines that are directives, and a letter for each byte of a directive in a line with other
/// content; `None`: it has no directive.
pub(super) fn hide(text: &str) -> Option<String> {
    memmem::find(text.as_bytes(), b"%{")?;
    let mut hidden = String::with_capacity(text.len());
    // For each open `if` whose directive is a line of its own: where the lines after its `else` begin in `hidden`.
    let mut open: Vec<Option<usize>> = Vec::new();
    // How many of them are in their `else`.
    let mut hiding = 0_usize;
    let mut is_changed = false;
    for line in text.split_inclusive(['\n', '\r']) {
        let directives = find(line);
        is_changed |= !directives.is_empty();
        let start = hidden.len();
        if is_alone(line, &directives) {
            hidden.push_str(&blank(line));
            for directive in directives {
                match directive.keyword {
                    Keyword::If => open.push(None),
                    Keyword::Else => {
                        if let Some(from @ None) = open.last_mut() {
                            *from = Some(start);
                            hiding += 1;
                        }
                    }
                    Keyword::End => {
                        let Some(from) = open.pop().flatten() else { continue };
                        hiding -= 1;
                        // Within an outer `else`, that one hides all at its own end.
                        if hiding == 0 {
                            let lines = blank(hidden.get(from..).unwrap_or_default());
                            hidden.truncate(from);
                            hidden.push_str(&lines);
                        }
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
    is_changed.then_some(hidden)
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
