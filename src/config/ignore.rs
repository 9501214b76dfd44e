//! Reads the entries `[[ignore]]` of a configuration: the addresses of the findings to ignore. Does not know
//! findings.

use globset::GlobSet;

use crate::syntax::Value;
use crate::text::Span;

/// The name of a rule where something asks to ignore it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleName {
    pub name: Box<str>,
    /// Without quotes.
    pub span: Span,
    /// All that an edit replaces to take the name out of its list, without what separates it from others.
    pub written: Span,
}

/// `[[ignore]]`: findings that are not reported.
#[derive(Clone, Debug)]
pub struct Ignore {
    pub rules: Vec<RuleName>,
    pub files: GlobSet,
    /// The logical path, as reports print it, of the object that contains the findings.
    pub path: Option<Box<str>>,
    /// The JSON pointer of the object that contains the findings.
    pub pointer: Option<Box<str>>,
    pub reason: Option<Box<str>>,
    /// The range of a finding about the whole entry.
    pub span: Span,
    /// The lines of the entry, with its header; `None` if it shares lines with other text.
    pub lines: Option<Span>,
}

pub(super) fn read(text: &str, table: Value<'_>, files: GlobSet) -> Ignore {
    let word = |key| table.get(key).and_then(Value::as_str).filter(|word: &std::borrow::Cow<'_, str>| !word.is_empty());
    let rule = table.get("rule");
    let rules = rule.into_iter().filter(|rule| rule.as_str().is_some()).chain(rule.into_iter().flat_map(Value::items));
    Ignore {
        rules: rules
            .filter_map(|rule| {
                Some(RuleName { name: rule.as_str()?.into(), span: rule.content_span(), written: rule.span() })
            })
            .collect(),
        files,
        path: word("path").map(Into::into),
        pointer: word("pointer").map(Into::into),
        reason: word("reason").filter(|reason| !reason.trim().is_empty()).map(Into::into),
        span: rule.map_or_else(|| table.span(), Value::content_span),
        lines: lines(text, table),
    }
}

/// From the head of a table to the line after its last member.
fn lines(text: &str, table: Value<'_>) -> Option<Span> {
    let span = table.span();
    let before = text.get(..span.start as usize)?;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let own = text.get(start..)?;
    let end = span.end as usize;
    let end = text.get(end..)?.find('\n').map_or(text.len(), |more| end + more + 1);
    own.trim_start().starts_with("[[").then(|| Span::new(start, end))
}
