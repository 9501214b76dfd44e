//! Finds the attributes of participants to which the paths of a translation map lead, in a data action that requests
//! conversations.

use std::ops::Range;

use super::model::DataAction;
use crate::artifact::{self, Access, AttributeUse, Placeholder, ReplacedAt, Scalar, SourceText, Text, Via, Within};
use crate::diagnostic::Place;
use crate::expr::jsonpath::{self, Notation, Path, Segment};
use crate::expr::placeholder;
use crate::syntax::Value;

const PARTICIPANTS: &str = "participants";
const ATTRIBUTES: &str = "attributes";

/// The attributes that the translation map reads, if the response to the request contains any. A path to all of them
/// is one use with a computed name.
pub(super) fn read(action: &DataAction<'_>) -> Vec<AttributeUse> {
    let paths = action.response.translation_map.iter().map(|(_, path)| *path);
    paths.filter_map(|path| usage(action.kind, path)).collect()
}

fn usage(kind: artifact::ArtifactKind, value: Value<'_>) -> Option<AttributeUse> {
    let text = value.known()?.as_str()?;
    // Most paths lead elsewhere and need not be read.
    if !text.contains(ATTRIBUTES) {
        return None;
    }
    let path = jsonpath::parse(&text).ok()?;
    let (step, rest) = attributes(&text, &path)?;
    let name = match rest {
        [Segment::Child(name)] => named(kind, value, &text, name)?,
        // The attributes are strings: no path leads into one.
        [Segment::Child(_), ..] => return None,
        _ => written(kind, value, Text::Computed((&*text).into()), step),
    };
    Some(AttributeUse { access: Access::Get, via: Via::TranslationMap, group: 0, name, value: None, target: None })
}

/// Whether a path leads to all attributes of participants.
pub(super) fn leads_to_attributes(value: Value<'_>) -> bool {
    let Some(text) = value.known().and_then(Value::as_str).filter(|text| text.contains(ATTRIBUTES)) else {
        return false;
    };
    let path = jsonpath::parse(&text).ok();
    let rest = path.as_ref().and_then(|path| attributes(&text, path)).map(|(_, rest)| rest);
    rest.is_some_and(|rest| rest.iter().all(|it| matches!(it, Segment::Index)))
}

/// The step of a path that leads to the attributes of a participant, and the steps after it.
fn attributes<'p>(text: &str, path: &'p Path) -> Option<(Range<usize>, &'p [Segment])> {
    // Whether what the path has come to is a participant, or anything at all.
    let mut is_participant = false;
    for (number, segment) in path.segments.iter().enumerate() {
        is_participant = match segment {
            Segment::Child(name) if is_participant && text.get(name.clone()) == Some(ATTRIBUTES) => {
                return Some((name.clone(), path.segments.get(number + 1..).unwrap_or_default()));
            }
            Segment::Child(name) => text.get(name.clone()) == Some(PARTICIPANTS),
            Segment::Index | Segment::Many => is_participant,
            Segment::Descent => true,
            Segment::Function(_) => false,
        };
    }
    None
}

/// A name that a path ends in. Nothing replaces placeholders there: Velocity has no hand in translation maps
/// (<https://help.mypurecloud.com/articles/velocity-macros-data-actions/>).
pub fn named(kind: artifact::ArtifactKind, value: Value<'_>, text: &str, name: &Range<usize>) -> Option<SourceText> {
    let notation = Notation::of(text, name);
    let decoded = notation.read(text.get(name.clone()).filter(|name| !name.is_empty())?)?;
    let placeholders = placeholder::find(text.get(name.clone())?).into_iter().map(|found| {
        let range = name.start + found.range.start..name.start + found.range.end;
        Placeholder {
            span: value.span_within(range.clone()),
            key: found.key.into(),
            text: text.get(range).unwrap_or_default().into(),
            replaced: ReplacedAt::Never,
            is_compared: false,
        }
    });
    let edited = if notation == Notation::Dotted { name.start.saturating_sub(1)..name.end } else { name.clone() };
    let (style, span) = (value.style(), value.span_within(edited));
    Some(SourceText {
        placeholders: placeholders.collect(),
        scalar: Some(Scalar { style, span, copy: None, within: Within::Path(notation) }),
        ..written(kind, value, Text::Literal(decoded.into()), name.clone())
    })
}

/// The source text at `range` of a path.
fn written(kind: artifact::ArtifactKind, value: Value<'_>, text: Text, range: Range<usize>) -> SourceText {
    let place = Place { span: value.span_within(range), ..artifact::place(kind, value) };
    SourceText { text, place, scalar: None, placeholders: Vec::new() }
}
