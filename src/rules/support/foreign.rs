//! Finds the placeholders of other languages in the templates of a data action: texts such as `{{orderId}}`, which
//! Velocity does not replace.

use std::cell::LazyCell;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::inputs::{Names, unreferenced_inputs};
use crate::artifact::data_action::{DataAction, Part, Template};

/// A text that its author most likely takes for a placeholder.
pub(in crate::rules) struct Placeholder<'t, 'a> {
    pub template: &'t Template<'a>,
    /// The byte range in the template.
    pub range: Range<usize>,
    /// The input that is meant, if the contract has one of the name or nearly so.
    pub meant: Option<String>,
}

/// What the marks of a placeholder prove.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Of many template languages: `{{x}}`.
    Mustache,
    /// Of some, and of other texts: `{x}`.
    Braces,
    /// Of other languages only: `$(x)`, `#{x}`, `${ x }`.
    Marked,
    /// Of some languages, and rarely of other texts: `[[x]]`, `%x%`.
    Rare,
    /// Of some languages, and an element of HTML: `<x>`.
    Tag,
    /// Of other texts, mostly: `[x]`.
    Square,
}

/// The opening and closing marks of placeholders that are not Velocity; longer ones are first.
const MARKS: [(&str, &str, Form); 13] = [
    ("{{", "}}", Form::Mustache),
    ("$(", ")", Form::Marked),
    ("#{", "}", Form::Marked),
    ("${", "}", Form::Marked),
    ("$!{", "}", Form::Marked),
    ("{", "}", Form::Braces),
    ("[[", "]]", Form::Rare),
    ("$[", "]", Form::Rare),
    ("<%=", "%>", Form::Rare),
    ("%%", "%%", Form::Rare),
    ("%", "%", Form::Rare),
    ("<", ">", Form::Tag),
    ("[", "]", Form::Square),
];

/// A text with the marks of a placeholder.
struct Candidate {
    range: Range<usize>,
    /// The byte range of what it names.
    key: Range<usize>,
    form: Form,
}

/// The words with which Genesys Cloud names what belongs to a flow or a conversation.
const ROOTS: [&str; 3] = ["input.", "flow.", "interaction."];

/// The inputs of a contract.
struct Inputs<'a> {
    names: Names<'a>,
    /// Those that no template uses, in lower case.
    unused: FxHashSet<String>,
}

/// The placeholders of other languages in what a data action sends.
pub(in crate::rules) fn placeholders<'t, 'a>(action: &'t DataAction<'a>) -> Vec<Placeholder<'t, 'a>> {
    let inputs = LazyCell::new(|| Inputs {
        names: Names::of(&action.input.properties()),
        unused: unreferenced_inputs(action).iter().map(|it| it.key.scalar_text().to_ascii_lowercase()).collect(),
    });
    let mut found = Vec::new();
    for (part, template) in action.templates() {
        let is_sent = match part {
            Part::Url | Part::Header => true,
            Part::Body => action.request.sends_body(),
            Part::SuccessTemplate => false,
        };
        if !is_sent {
            continue;
        }
        let segments = if part == Part::Url { segments(template) } else { Vec::new() };
        let is_markup = LazyCell::new(|| part == Part::Body && is_markup(template));
        let candidates = segments.into_iter().chain(candidates(template));
        found.extend(candidates.filter_map(|it| judged(part, template, it, &inputs, *is_markup)));
    }
    found
}

/// The texts with the marks of a placeholder, outside of what Velocity replaces.
fn candidates(template: &Template<'_>) -> Vec<Candidate> {
    const MAX_LENGTH: usize = 80;
    let text = template.text.as_ref();
    let mut found = Vec::new();
    let mut at = 0;
    // A piece by its number, and the end of the last `{{` in it.
    let mut inner_marks = (usize::MAX, 0);
    while let Some(start) =
        text.get(at..).and_then(|rest| rest.find(['{', '$', '#', '[', '<', '%'])).map(|next| at + next)
    {
        at = start + 1;
        let rest = text.get(start..).unwrap_or_default();
        let pieces = &template.velocity.pieces;
        let first = pieces.partition_point(|piece| piece.range.end <= start);
        if let Some(piece) = pieces.get(first).filter(|piece| piece.range.start <= start) {
            // The arguments of a macro may have one: `$esc.url({{id}})`.
            if inner_marks.0 != first {
                let last = text.get(piece.range.clone()).and_then(|inside| inside.rfind("{{"));
                inner_marks = (first, last.map_or(0, |last| piece.range.start + last + 1));
            }
            let has_inner = start < inner_marks.1;
            if !rest.starts_with("{{") {
                at = if has_inner { start + 1 } else { piece.range.end };
                continue;
            }
        }
        let is_formal = text.get(..start).is_some_and(|before| before.ends_with(['$', '!']));
        let Some((open, close, form)) = MARKS.iter().find(|(open, ..)| rest.starts_with(open)) else { continue };
        let inner = rest.get(open.len()..).unwrap_or_default();
        let is_inside = |byte: &u8| is_path(*byte) || *byte == b' ';
        let length = inner.bytes().take(MAX_LENGTH).take_while(is_inside).count();
        if is_formal || !inner.get(length..).is_some_and(|end| end.starts_with(close)) {
            continue;
        }
        let raw = inner.get(..length).unwrap_or_default();
        let name = raw.trim();
        if name.is_empty() || name.contains(' ') || name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let key = start + open.len() + (raw.len() - raw.trim_start().len());
        let range = start..start + open.len() + length + close.len();
        at = range.end;
        found.push(Candidate { range, key: key..key + name.len(), form: *form });
    }
    found
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The parts of the path of a URL that begin with a colon: `/orders/:id`.
fn segments(template: &Template<'_>) -> Vec<Candidate> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let starts = template.text.match_indices("/:").map(|(at, _)| at + 1);
    let segment = |start: usize| {
        let rest = template.text.get(start + 1..).unwrap_or_default();
        let length = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        let range = start..start + 1 + length;
        Candidate { key: start + 1..range.end, range, form: Form::Marked }
    };
    starts.map(segment).filter(|it| !it.key.is_empty()).collect()
}

/// The placeholder that a text certainly is.
fn judged<'t, 'a>(
    part: Part,
    template: &'t Template<'a>,
    candidate: Candidate,
    inputs: &Inputs<'_>,
    is_markup: bool,
) -> Option<Placeholder<'t, 'a>> {
    let key = template.slice(&candidate.key);
    let last = key.rsplit('.').next().unwrap_or_default();
    let begins = |root: &str| key.get(..root.len()).is_some_and(|start| start.eq_ignore_ascii_case(root));
    let has_root = ROOTS.iter().any(|root| begins(root));
    let is_root_of_inputs = begins(ROOTS[0]);
    // A longer path without such a root belongs to the templates of another system.
    let is_url = part == Part::Url;
    let is_name = is_url || has_root || last == key;
    let exact = inputs.names.exact(last).filter(|_| is_name);
    let is_unused = || inputs.unused.contains(&key.to_ascii_lowercase());
    let near = || Some(last).filter(|_| is_name && last.len() > 3).and_then(|last| inputs.names.closest(last));
    let is_sure = match candidate.form {
        Form::Mustache => is_url || has_root || exact.is_some() || near().is_some(),
        Form::Braces => has_root || is_url && exact.is_some() || is_unused(),
        Form::Marked => has_root || exact.is_some(),
        Form::Rare => exact.is_some() && (is_root_of_inputs || is_unused()),
        Form::Tag if is_url => exact.is_some(),
        Form::Tag => exact.is_some() && (is_root_of_inputs || is_unused()) && !is_markup,
        Form::Square => exact.is_some() && is_root_of_inputs,
    };
    is_sure.then(|| Placeholder { template, range: candidate.range, meant: exact.or_else(near).map(str::to_owned) })
}

/// Whether a text has elements of XML or HTML.
fn is_markup(template: &Template<'_>) -> bool {
    let text = template.text.as_ref();
    text.trim_start().starts_with('<') || text.contains("</") || text.contains("/>")
}
