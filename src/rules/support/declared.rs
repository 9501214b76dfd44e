//! Determines for a use of an attribute whether the attribute dictionary decides which of two names is the wrong one, so
//! that each mistake has one finding.

use crate::artifact::Access;
use crate::config::dictionary::Entry;
use crate::rules::context::WorkspaceContext;
use crate::workspace::{Arrival, AttributeUseRef};

/// The rule about names that the dictionary does not have.
pub(in crate::rules) const UNDECLARED: &str = "undeclared-attribute";

/// Whether the rule about undeclared names reports `other`, because the dictionary has `name` and not `other`: then the
/// mistake is not where `name` is used.
pub(in crate::rules) fn blames(cx: &WorkspaceContext<'_>, name: &str, other: &str) -> bool {
    let Some(declared) = &cx.workspace.externals().dictionary else { return false };
    let has = |name: &str| declared.dictionary.entry(name).is_some();
    has(name) && !has(other) && cx.config.setting(UNDECLARED, true).on
}

/// The entry of the dictionary for the attribute that a place uses.
pub(in crate::rules) fn entry<'a>(cx: &WorkspaceContext<'a>, usage: &AttributeUseRef<'_>) -> Option<&'a Entry> {
    cx.workspace.externals().dictionary.as_ref()?.of(usage.usage)
}

/// Whether the rule about undeclared names reports the name of a place.
pub(in crate::rules) fn is_undeclared(cx: &WorkspaceContext<'_>, usage: &AttributeUseRef<'_>) -> bool {
    let has_dictionary = cx.workspace.externals().dictionary.is_some();
    has_dictionary && entry(cx, usage).is_none() && cx.config.setting(UNDECLARED, true).on
}

/// Whether another rule that is on reports the place because it reads in vain what is set under a similar name, which the
/// dictionary has or which is as unknown to it.
pub(in crate::rules) fn is_reported_as_read(cx: &WorkspaceContext<'_>, usage: &AttributeUseRef<'_>) -> bool {
    let rule = match cx.shared.analysis.arrival(usage.usage) {
        _ if usage.usage.access == Access::Set => return false,
        Arrival::OtherCapitalisation(_) => "name-case-mismatch",
        Arrival::NearMiss { .. } => "name-near-miss",
        Arrival::Prefix { .. } => "platform-prefix-case",
        _ => return false,
    };
    cx.config.setting(rule, true).on
}
