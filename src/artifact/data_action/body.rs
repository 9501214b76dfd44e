//! Finds the attribute uses in the request template of a data action, in the member of its body that contains
//! attributes.

use std::ops::Range;

use super::mask::{Masked, mask};
use super::model;
use super::shape::in_range;
use crate::artifact::{self, Access, AttributeUse, Placeholder, ReplacedAt, SourceText, Text, Via};
use crate::diagnostic::Place;
use crate::expr::placeholder::{self, Syntax};
use crate::expr::velocity::{Piece, PieceKind};
use crate::syntax::{Limits, Value, ValueKind, json};
use crate::text::Span;

/// The Velocity reference for the whole input in a request template; also the template of a request that has none.
const WHOLE_INPUT: &str = "${input.rawRequest}";

/// The attributes that `template` writes below its member `map`. Names that only Velocity knows are one use with a
/// computed name for each place that brings them.
pub(super) fn read(kind: artifact::ArtifactKind, template: &model::Template<'_>, map: &str) -> Vec<AttributeUse> {
    let pieces = &template.velocity.pieces;
    let Masked { text: masked, splices } = mask(&template.text, pieces);
    let (tree, _) = json::parse(&masked, &Limits::default());
    let body = Body { template, place: artifact::place(kind, template.value), text: &template.text, pieces };
    let root = tree.root();
    let holder = root.get(map);
    let mut uses: Vec<AttributeUse> = match holder {
        Some(map) if map.kind() == ValueKind::Object => {
            map.members().map(|(key, value)| body.usage(key, value)).collect()
        }
        None if root.kind() == ValueKind::Object => Vec::new(),
        other => body.unknown(range(other.unwrap_or(root))),
    };
    let holder = range(holder.unwrap_or(root)).start;
    let spliced = splices.into_iter().filter(|splice| splice.object == holder);
    uses.extend(spliced.map(|splice| usage(body.computed(splice.range), None)));
    uses.sort_by_key(|usage| usage.name.place.span);
    uses
}

/// The use of a request without a template; its place is the method.
pub(super) fn input_as_body(kind: artifact::ArtifactKind, method: Value<'_>) -> AttributeUse {
    let place = artifact::place(kind, method);
    usage(SourceText { text: Text::Computed(WHOLE_INPUT.into()), place, scalar: None, placeholders: Vec::new() }, None)
}

fn usage(name: SourceText, value: Option<SourceText>) -> AttributeUse {
    AttributeUse { access: Access::Set, via: Via::DataActionBody, group: 0, name, value, target: None }
}

fn range(value: Value<'_>) -> Range<usize> {
    value.content_span().range()
}

/// A request template on its way to uses.
struct Body<'a> {
    template: &'a model::Template<'a>,
    /// The place of all of the template.
    place: Place,
    text: &'a str,
    pieces: &'a [Piece],
}

impl Body<'_> {
    fn usage(&self, key: Value<'_>, value: Value<'_>) -> AttributeUse {
        usage(self.written(key), Some(self.written(value)))
    }

    /// The use of a map at `range` that comes from a reference and not from an object.
    fn unknown(&self, range: Range<usize>) -> Vec<AttributeUse> {
        let computed = in_range(self.pieces, &range).next().is_some();
        if computed { vec![usage(self.computed(range), None)] } else { Vec::new() }
    }

    /// A key or value of the masked template; it is computed if Velocity produces any part of it.
    fn written(&self, value: Value<'_>) -> SourceText {
        let range = range(value);
        if in_range(self.pieces, &range).next().is_some() {
            return self.computed(range);
        }
        let text = match value.kind() {
            ValueKind::String => Text::Literal(value.scalar_text().into()),
            ValueKind::Missing => Text::Missing,
            _ => Text::OtherType(value.raw().into()),
        };
        self.text_at(text, range)
    }

    /// Text that Velocity produces at least in part: `range`, and all of the references that it overlaps.
    fn computed(&self, range: Range<usize>) -> SourceText {
        let start =
            in_range(self.pieces, &range).next().map_or(range.start, |first| first.range.start.min(range.start));
        let end = in_range(self.pieces, &range).last().map_or(range.end, |last| last.range.end.max(range.end));
        let range = start..end;
        self.text_at(Text::Computed(self.slice(&range).into()), range)
    }

    fn text_at(&self, text: Text, range: Range<usize>) -> SourceText {
        let references = in_range(self.pieces, &range).filter(|piece| piece.kind == PieceKind::Reference);
        let at_run = references.map(|piece| self.template(&piece.range, ReplacedAt::RunTime));
        // Nothing replaces `{{…}}` in a data action.
        let mustaches =
            placeholder::find(self.slice(&range)).into_iter().filter(|found| found.syntax == Syntax::Mustache);
        let never = mustaches.map(|found| {
            self.template(&(range.start + found.range.start..range.start + found.range.end), ReplacedAt::Never)
        });
        let mut placeholders: Vec<Placeholder> = at_run.chain(never).collect();
        placeholders.sort_by_key(|template| template.span);
        SourceText { text, place: Place { span: self.span(range), ..self.place.clone() }, scalar: None, placeholders }
    }

    fn template(&self, range: &Range<usize>, replaced: ReplacedAt) -> Placeholder {
        let text = self.slice(range);
        let key = text.trim_start_matches(['$', '!', '{']).trim_end_matches('}');
        Placeholder { span: self.span(range.clone()), key: key.into(), text: text.into(), replaced, is_compared: false }
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.template.span(range)
    }
}
