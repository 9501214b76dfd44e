//! In: a site. Out: the words that all rules use for it, so that their messages read alike.

use std::fmt::Write;

use super::invisible::is_invisible;
use crate::artifact::{Means, Op, Site};

/// The longest text that a message quotes in full, in code points.
const LONGEST: usize = 80;

/// A text of the file in a message: in backticks, on one line, with escapes for what nobody sees, cut where it is very
/// long.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            quoted.push('…');
            break;
        }
        if character != ' ' && is_invisible(character) {
            // Writing to a string cannot fail.
            let _ = write!(quoted, "{}", character.escape_default());
        } else {
            quoted.push(character);
        }
    }
    quoted.push('`');
    quoted
}

/// A help: asks whether `meant` is what was meant, and where nothing is likely says something else.
pub(super) fn did_you_mean(meant: Option<&str>, otherwise: impl Into<String>) -> String {
    meant.map_or_else(|| otherwise.into(), |meant| format!("did you mean {}?", quote(meant)))
}

/// Who names the attribute, as a message begins.
pub(super) fn actor(site: &Site) -> &'static str {
    match (site.means, site.op) {
        (Means::ParticipantData, Op::Set) => "Set Participant Data",
        (Means::ParticipantData, Op::Get) => "Get Participant Data",
        (Means::ConversationData, Op::Set) => "Set Conversation Data",
        (Means::ConversationData, Op::Get) => "Get Conversation Data",
        (Means::DataActionBody, _) => "the request body of the data action",
        (Means::TranslationMap, _) => "the translation map of the data action",
        (Means::ScriptVariable | Means::ScriptVariableBothWays, _) => "the script variable",
        (Means::Payload, _) => "the payload",
        (Means::Snippet, _) => "the script snippet",
    }
}

/// What the site does: "Get Participant Data reads `customerId`".
pub(super) fn deed(site: &Site, name: &str) -> String {
    let verb = match site.op {
        Op::Set => "sets",
        Op::Get => "reads",
    };
    format!("{} {verb} {}", actor(site), quote(name))
}
