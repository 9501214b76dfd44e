//! In: a use. Out: the words that all rules use for it, so that their messages read alike.

use std::fmt::Write;

use super::invisible::is_invisible;
use crate::artifact::{Access, AttributeUse, Via};

/// The longest text that a message quotes in full, in code points.
const LONGEST: usize = 80;

/// A text of the file in a message: in backticks, on one line, with escapes for what nobody sees, cut where it is very
/// long.
pub(in crate::rules) fn quote(text: &str) -> String {
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
pub(in crate::rules) fn did_you_mean(meant: Option<&str>, otherwise: impl Into<String>) -> String {
    meant.map_or_else(|| otherwise.into(), |meant| format!("did you mean {}?", quote(meant)))
}

/// Who names the attribute, as a message begins.
pub(in crate::rules) fn actor(usage: &AttributeUse) -> &'static str {
    match (usage.via, usage.access) {
        (Via::ParticipantData, Access::Set) => "Set Participant Data",
        (Via::ParticipantData, Access::Get) => "Get Participant Data",
        (Via::ConversationData, Access::Set) => "Set Conversation Data",
        (Via::ConversationData, Access::Get) => "Get Conversation Data",
        (Via::DataActionBody, _) => "the request body of the data action",
        (Via::TranslationMap, _) => "the translation map of the data action",
        (Via::ScriptVariable | Via::ScriptVariableBothWays, _) => "the script variable",
        (Via::Payload, _) => "the payload",
        (Via::Snippet, _) => "the script snippet",
    }
}

/// What the use does: "Get Participant Data reads `customerId`".
pub(in crate::rules) fn deed(usage: &AttributeUse, name: &str) -> String {
    let verb = match usage.access {
        Access::Set => "sets",
        Access::Get => "reads",
    };
    format!("{} {verb} {}", actor(usage), quote(name))
}
