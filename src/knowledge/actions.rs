//! The names of actions in Architect. Only rows whose label does not follow from the spelling of the type.
//!
//! Source: the default `name` of a new action in Architect, as seen in published exports and Archy files.

use std::borrow::Cow;

/// An action type: Architect's label, the key in Archy YAML and the `__type` in a flow configuration.
struct Row(&'static str, &'static str, &'static str);

static LABELS: &[Row] = &[
    Row("Ask for Intent", "askForIntent", "AskForNLUIntentAction"),
    Row("Ask for Yes / No", "askForBoolean", "AskForBooleanAction"),
    Row("Call Data Action", "callData", "DataAction"),
    Row("Data Table Lookup", "dataTableLookup", "DataTableLookupAction"),
    Row("Exit Loop", "loopExit", "ExitLoopAction"),
    Row("Get Participant Data", "getParticipantData", "GetAttributesAction"),
    Row("Next Loop", "loopNext", "NextLoopAction"),
    Row("Play Audio", "playAudio", "PlayAudioAction"),
    Row("Set Participant Data", "setParticipantData", "SetAttributesAction"),
    Row("Set Screen Pop", "setScreenPop", "ScreenPopAction"),
    Row("Transfer to ACD", "transferToAcd", "TransferPureMatchAction"),
    Row("Transfer to Flow", "transferToFlow", "TransferFlowAction"),
    Row("Update Data", "updateData", "UpdateVariableAction"),
];

/// The key in Archy of the action whose `__type` is `name`, where it is no more than the name in another case.
#[must_use]
pub fn configuration_key(name: &str) -> String {
    if let Some(row) = LABELS.iter().find(|row| row.2 == name) {
        return row.1.to_owned();
    }
    let mut letters = name.strip_suffix("Action").unwrap_or(name).chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The actions after which nothing in the same list runs. In 114 published flows none of 233 such actions has a next
/// one (<https://github.com/GenesysCloudBlueprints> and others). Transfers are not among them: the actions after a
/// transfer run when it fails.
static ENDS: &[&str] = &[
    "changeState",
    "disconnect",
    "endFlow",
    "endTask",
    "endWorkflow",
    "exitBotFlow",
    "jumpToMenu",
    "jumpToTask",
    // As flow configurations call the jumps.
    "transferMenu",
    "transferTask",
];

/// Whether nothing runs after the action with the Archy key `key`.
#[must_use]
pub fn ends_path(key: &str) -> bool {
    ENDS.contains(&key)
}

/// The label of the action that Archy spells `key`.
#[must_use]
pub fn archy_label(key: &str) -> Cow<'static, str> {
    LABELS.iter().find(|row| row.1 == key).map_or_else(|| Cow::Owned(words(key)), |row| Cow::Borrowed(row.0))
}

/// The label of the action whose `__type` is `name`.
#[must_use]
pub fn configuration_label(name: &str) -> Cow<'static, str> {
    let plain = || Cow::Owned(words(name.strip_suffix("Action").unwrap_or(name)));
    LABELS.iter().find(|row| row.2 == name).map_or_else(plain, |row| Cow::Borrowed(row.0))
}

/// `evaluateScheduleGroup` and `EvaluateScheduleGroup` as `Evaluate Schedule Group`, `transferToUser` as `Transfer to User`.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    for (position, letter) in name.chars().enumerate() {
        if position == 0 {
            words.extend(letter.to_uppercase());
        } else {
            if letter.is_uppercase() && !words.ends_with(char::is_uppercase) {
                words.push(' ');
            }
            words.push(letter);
        }
    }
    words.replace(" To ", " to ").replace(" For ", " for ").replace("Acd", "ACD")
}
