//! Parses HCL in its form in JSON, `.tf.json`: strings are templates, and values that Terraform computes are in them
//! as `${…}` (<https://developer.hashicorp.com/terraform/language/syntax/json>). Also parses JSON in the text of a
//! string of HCL.

use hcl_edit::template::Element;

use super::{
    Builder, Expression, Form, Host, Keys, Limits, Locals, Reader, Style, SyntaxError, Tree, Value, ValueKind,
    exceeded_limit, holes, is_jsonencode, json, parser, scalar,
};
use crate::text::Span;

/// Parses the JSON form of HCL. The tree is that of the JSON, but for `${jsonencode(…)}`, which becomes what it encodes,
/// and strings under one of the keys `json_keys`, which become the objects that they are in JSON.
#[must_use]
pub fn parse<'t>(text: &'t str, json_keys: &[&str], limits: &Limits) -> (Tree<'t>, Vec<SyntaxError>) {
    let (tree, errors) = json::parse(text, limits);
    let mut builder = Builder::new(text);
    copy(
        &mut builder,
        &tree,
        |span| span,
        |builder, value| {
            if value.key() == Some(value) || value.style() != Style::Json {
                let id = builder.scalar(value.kind(), value.style(), value.span());
                if value.kind() == ValueKind::String && value.style() != Style::Json {
                    builder.decoded(id, &value.scalar_text());
                }
                return;
            }
            let is_json = value.key().is_some_and(|key| json_keys.iter().any(|name| key.is_str(name)));
            template(builder, value, is_json);
        },
    );
    (builder.finish(text.len()), errors)
}

/// Adds a string that Terraform reads as a template.
fn template(builder: &mut Builder<'_>, value: Value<'_>, is_json: bool) {
    let span = value.span();
    let text = value.scalar_text();
    let is_plain = !text.contains("${") && !text.contains("%{");
    let template = match is_plain {
        true => Some(hcl_edit::template::Template::new()),
        false if exceeded_limit(&text).is_some() => None,
        false => parser::parse_template(&text).ok(),
    };
    let Some(template) = template else {
        builder.scalar(ValueKind::Missing, Style::Bare, span);
        return;
    };
    let holes = holes(&template);
    let mut elements = template.iter();
    match (elements.next(), elements.next()) {
        _ if holes.is_empty() => {
            let id = builder.len();
            if is_json && graft(builder, value.raw(), Style::HclJson, Some(Host::HclJson), span.range().start) {
                builder.form(id, |_| Form::Text);
            } else {
                builder.scalar(ValueKind::String, Style::HclJson, span);
            }
        }
        (Some(Element::Interpolation(whole)), None) if is_written_out(&whole.expr) => {
            let (_, offsets) = scalar::offsets(value.raw(), Style::Json);
            let offsets: Vec<usize> = offsets.into_iter().map(|at| span.range().start + at).collect();
            let (keys, locals) = (&Keys::default(), Locals::default());
            Reader { source: &text, within: Some(&offsets), keys, included: &[], insertable: 0, locals, builder }
                .expression(&whole.expr);
        }
        _ => {
            let id = builder.scalar(ValueKind::String, Style::HclJsonTemplate, span);
            builder.decoded(id, &scalar::decode_hcl(&text, Style::Heredoc, &holes));
        }
    }
}

/// Whether the value of an expression is written in the file.
fn is_written_out(expression: &Expression) -> bool {
    match expression {
        Expression::Array(_) | Expression::Object(_) => true,
        Expression::FuncCall(call) => is_jsonencode(call),
        _ => false,
    }
}

/// Adds the JSON object or list in the text of a string without holes; returns false if there is none. The source of the
/// string is `raw`, which begins at byte `start` of the builder's text; without a host, `raw` is a whole file.
pub(super) fn graft(builder: &mut Builder<'_>, raw: &str, style: Style, host: Option<Host>, start: usize) -> bool {
    let (text, offsets) = scalar::offsets(raw, style);
    let (tree, errors) = json::parse(&text, &Limits::default());
    if !matches!(tree.root().kind(), ValueKind::Object | ValueKind::Array) || !errors.is_empty() {
        return false;
    }
    let at = |offset: u32| start + offsets.get(offset as usize).copied().unwrap_or(raw.len());
    let place = |span: Span| Span::new(at(span.start), at(span.end));
    copy(builder, &tree, place, |builder, value| {
        let host = host.filter(|_| value.style() == Style::Json);
        let style = host.map_or(value.style(), Style::JsonWithin);
        builder.scalar(value.kind(), style, place(value.span()));
    });
    true
}

/// Adds all of `tree`; `place` maps the spans of its objects and arrays to the text of the builder, and `scalar` adds
/// its keys and scalars.
fn copy<'t, 'a>(
    builder: &mut Builder<'t>,
    tree: &'a Tree<'a>,
    place: impl Fn(Span) -> Span,
    scalar: impl Fn(&mut Builder<'t>, Value<'a>),
) {
    let mut open: Vec<(usize, Span)> = Vec::new();
    for value in tree.values() {
        while let Some((_, span)) = open.pop_if(|(end, _)| *end <= value.id) {
            builder.close_over(span);
        }
        if matches!(value.kind(), ValueKind::Object | ValueKind::Array) {
            let span = place(value.span());
            builder.open(value.kind(), span.range().start);
            open.push((value.node().end as usize, span));
        } else {
            scalar(builder, value);
        }
    }
    while let Some((_, span)) = open.pop() {
        builder.close_over(span);
    }
}
