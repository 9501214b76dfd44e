//! The parts of common actions in Archy YAML: the settings and outputs below their keys, and the paths below `outputs`.
//!
//! Source: published Archy files, and the classes of actions of the Architect Scripting SDK
//! (<https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript>, type definitions of 2026-06). A newer
//! release may have more.

/// What is below a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// `lit`, `exp` or `noValue`.
    Setting,
    /// A setting without which the action does nothing.
    Needed,
    /// `var` or `noValue`.
    Output,
    /// Outputs by their names.
    Outputs,
    /// `category: {NAME: {dataAction: {NAME: …}}}`
    Category,
    /// A module or bot by its name, then by its version.
    Versions,
    Script,
    Statements,
    Evaluate,
    /// A queue or a setting for one.
    Queue,
    /// A flow by its name.
    Flow,
    /// What is not looked at.
    Any,
    /// As [`Part::Any`], of what the action needs.
    NeededAny,
}

impl Part {
    /// Whether the action does nothing without it.
    pub(crate) fn is_needed(self) -> bool {
        !matches!(self, Part::Setting | Part::Output | Part::Outputs | Part::Any)
    }
}

/// The keys and the paths of an action.
#[derive(Debug)]
pub(crate) struct Action {
    pub keys: &'static [(&'static str, Part)],
    pub paths: &'static [&'static str],
    /// Whether the paths are all that it has.
    pub are_all: bool,
}

impl Action {
    const fn new(keys: &'static [(&'static str, Part)], paths: &'static [&'static str]) -> Self {
        Action { keys, paths, are_all: false }
    }

    const fn with_all(keys: &'static [(&'static str, Part)], paths: &'static [&'static str]) -> Self {
        Action { keys, paths, are_all: true }
    }
}

static DECISION: Action = Action::with_all(&[("condition", Part::Needed)], &["yes", "no"]);
static CALL_DATA: Action = Action::with_all(
    &[("category", Part::Category), ("timeout", Part::Setting), ("processingPrompt", Part::Any)],
    &["success", "failure", "timeout"],
);
static UPDATE: Action = Action::new(&[("statements", Part::Statements)], &[]);
static SWITCH: Action = Action::new(&[("evaluate", Part::Evaluate)], &[]);
static TO_ACD: Action = Action::new(
    &[
        ("targetQueue", Part::Queue),
        ("priority", Part::Setting),
        ("preferredAgents", Part::Setting),
        ("languageSkill", Part::Setting),
        ("directAgent", Part::Setting),
        ("acdSkills", Part::Any),
        ("appendSkills", Part::Setting),
        ("overrideInQueueFlow", Part::Any),
        ("preTransferAudio", Part::Setting),
        ("failureTransferAudio", Part::Setting),
        ("preTransferCommunication", Part::Any),
        ("failureTransferCommunication", Part::Any),
        ("failureOutputs", Part::Outputs),
    ],
    &["failure"],
);
static TO_FLOW: Action = Action::new(
    &[
        ("targetFlow", Part::Flow),
        ("connectTimeout", Part::Setting),
        ("invocationData", Part::Setting),
        ("preTransferAudio", Part::Setting),
        ("failureTransferAudio", Part::Setting),
        ("failureOutputs", Part::Outputs),
    ],
    &["failure"],
);
static MODULE: Action = Action::new(&[("commonModule", Part::Versions)], &[]);
static BOT: Action = Action::new(
    &[
        ("botFlow", Part::Versions),
        ("inputText", Part::Setting),
        ("exitReason", Part::Output),
        ("intent", Part::Output),
    ],
    &[],
);
static SCREEN_POP: Action = Action::new(&[("screenPopScript", Part::Script)], &[]);
static AUDIO: Action = Action::new(&[("audio", Part::Needed)], &[]);
static LOOKUP: Action =
    Action::new(&[("lookupValue", Part::Needed), ("dataTable", Part::NeededAny)], &["found", "notFound", "failure"]);
static LOOP: Action = Action::new(&[("loopCount", Part::Setting), ("currentIndex", Part::Output)], &["loop"]);

/// The action with this key.
pub(crate) fn by_key(key: &str) -> Option<&'static Action> {
    Some(match key {
        "decision" => &DECISION,
        "callData" => &CALL_DATA,
        "updateData" => &UPDATE,
        "switch" => &SWITCH,
        "transferToAcd" => &TO_ACD,
        "transferToFlow" | "transferToFlowSecure" => &TO_FLOW,
        "callCommonModule" => &MODULE,
        "callBotFlow" => &BOT,
        "setScreenPop" => &SCREEN_POP,
        "playAudio" => &AUDIO,
        "dataTableLookup" => &LOOKUP,
        "loop" => &LOOP,
        _ => return None,
    })
}

/// The keys that any action may have.
pub(crate) const COMMON: [&str; 6] = ["name", "refId", "trackingId", "description", "outputs", "failureOutputs"];
