//! The parts of actions in Archy YAML: the settings and outputs below their keys, and the paths below `outputs`.
//!
//! Source: published Archy files, and the classes of actions of the Architect Scripting SDK
//! (<https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript>, type definitions of 2026-06). A newer
//! release may have more.

use super::parts::Keys;
use super::parts::Part::{
    Any, Category, Each, Evaluate, Flow, Items, Keys as Map, Loose, Needed, Output, Outputs, Queue, Script, Setting,
    Statements, Table, Versions,
};

/// The keys and the paths of an action.
#[derive(Debug)]
pub(crate) struct Action {
    /// Those that it alone has, in several lists.
    keys: &'static [Keys],
    pub paths: &'static [&'static str],
    /// Whether the paths are all that it has.
    pub are_all: bool,
}

impl Action {
    const fn new(keys: &'static [Keys], paths: &'static [&'static str]) -> Self {
        Action { keys, paths, are_all: false }
    }

    /// Its own keys, and those that any action may have.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static (&'static str, super::parts::Part)> + Clone + use<> {
        self.keys.iter().copied().flatten().chain(COMMON)
    }
}

/// The keys that any action may have.
const COMMON: Keys = &[
    ("name", Any),
    ("refId", Any),
    ("trackingId", Any),
    ("description", Any),
    ("outputs", Any),
    ("failureOutputs", Outputs),
];

static DECISION: Action = Action { keys: &[&[("condition", Needed)]], paths: &["yes", "no"], are_all: true };
static CALL_DATA: Action = Action {
    keys: &[&[("category", Category), ("timeout", Setting), ("processingPrompt", Loose)]],
    paths: &["success", "failure", "timeout"],
    are_all: true,
};
static UPDATE: Action = Action::new(&[&[("statements", Statements)]], &[]);
static SWITCH: Action = Action::new(&[&[("evaluate", Evaluate)]], &[]);

/// The audio and the messages around a transfer.
const TRANSFER: Keys = &[
    ("preTransferAudio", Setting),
    ("failureTransferAudio", Setting),
    ("preTransferCommunication", Setting),
    ("failureTransferCommunication", Setting),
    ("connectTimeout", Loose),
];
const ACD: Keys = &[
    ("targetQueue", Queue),
    ("priority", Setting),
    ("preferredAgents", Setting),
    ("languageSkill", Setting),
    ("directAgent", Setting),
    ("acdSkills", Any),
    ("appendSkills", Setting),
    ("overrideInQueueFlow", Map(&[("name", Any)])),
];
const TO_FLOW: Keys = &[("targetFlow", Flow), ("invocationData", Setting)];
const TO_OTHERS: Keys = &[
    ("targetGroup", Loose),
    ("targetNumber", Loose),
    ("targetUser", Loose),
    ("allowVoicemailRollover", Loose),
    ("alertOnTransfer", Loose),
    ("releaseLinkTransfer", Loose),
];
const VOICEMAIL: Keys = &[
    ("targetQueue", Setting),
    ("targetUser", Loose),
    ("targetGroup", Loose),
    ("callbackNumber", Setting),
    ("calleeName", Setting),
    ("voicemailGreeting", Setting),
];
const TO_VOICEMAIL: Keys = &[("destination", Map(&[("queue", Map(VOICEMAIL)), ("user", Any), ("group", Any)]))];
/// The parts of a choice of a menu.
const CHOICE: Keys = &[
    ("dtmf", Any),
    ("globalDtmf", Any),
    ("globalSpeechRecTerms", Any),
    ("speechRecTerms", Each(&[("terms", Any)])),
    ("task", Any),
    ("targetTaskRef", Any),
    ("targetMenuRef", Any),
    ("menu", Any),
];
const ASK: Keys = &[
    ("question", Setting),
    ("noInput", Setting),
    ("noMatch", Setting),
    ("voiceEndOfInputTimeout", Loose),
    ("noInputReprompts", Loose),
    ("noMatchReprompts", Loose),
    ("customizeNoInput", Loose),
    ("customizeNoMatch", Loose),
    ("knowledgeSearchResult", Loose),
    ("currentIndex", Output),
];
const SLOT: Keys = &[
    ("slot", Map(&[("name", Any)])),
    ("customValidation", Loose),
    ("confirmationMode", Loose),
    ("confirmationQuestion", Loose),
    ("continuationPrompt", Loose),
    ("continuationReprompts", Loose),
    ("customizeContinuation", Loose),
    ("repromptHandling", Loose),
    ("chooser", Loose),
    ("grammar", Loose),
];
const COLLECT: Keys = &[
    ("inputData", Output),
    ("inputAudio", Setting),
    ("digits", Map(&[("range", Map(&[("min", Any), ("max", Any), ("terminatingDtmf", Any)])), ("exact", Any)])),
    ("noEntryTimeout", Loose),
    ("interDigitTimeout", Loose),
    ("acceptJustStar", Loose),
    ("acceptJustPound", Loose),
    ("verificationType", Any),
    ("verificationAudio", Loose),
    ("includeTerminatingDtmfInResultData", Any),
];
const FIND: Keys = &[("findName", Setting), ("findId", Setting), ("findResult", Output)];
const SCHEDULE: Keys = &[
    ("scheduleGroup", Setting),
    ("schedule", Loose),
    ("inServiceSchedules", Loose),
    ("evaluate", Any),
    ("emergencyGroup", Loose),
    ("evaluationDateTime", Loose),
    ("scheduleTimeZone", Loose),
];
const REPLY: Keys =
    &[("from", Loose), ("replyTo", Loose), ("cc", Loose), ("bcc", Loose), ("messageBody", Setting), ("replyMode", Any)];
const WAIT_TIME: Keys = &[
    ("estimatedWaitTime", Setting),
    ("estimatedWaitTimeAudio", Loose),
    ("roundingInterval", Loose),
    ("specificRoundingIntervals", Any),
    ("playbackMode", Any),
];
const BOT: Keys = &[("botFlow", Versions), ("inputText", Setting), ("exitReason", Output), ("intent", Output)];
const SILENCE: Keys = &[("timeout", Setting), ("silenceDuration", Loose)];
const EXTENSION: Keys =
    &[("interDigitTimeout", Loose), ("extensionVariable", Loose), ("repromptAudio", Loose), ("repromptCount", Loose)];
const MUSIC: Keys = &[("prompt", Setting), ("bargeInEnabled", Loose), ("playStyle", Any), ("playDuration", Loose)];
const RESPONSE: Keys = &[("messageBody", Setting), ("messageBodyStyle", Loose)];

static TO_ACD: Action = Action::new(&[ACD, TRANSFER], &["failure"]);
static TO_A_FLOW: Action = Action::new(&[TO_FLOW, TRANSFER], &["failure"]);
static TO_OTHER: Action = Action::new(&[TO_OTHERS, TO_VOICEMAIL, TRANSFER], &["failure"]);
static MENU: Action = Action::new(&[CHOICE], &[]);
static MENU_TO_ACD: Action = Action::new(&[CHOICE, ACD, TRANSFER], &["failure"]);
static MENU_TO_FLOW: Action = Action::new(&[CHOICE, TO_FLOW, TRANSFER], &["failure"]);
static MENU_TO_OTHER: Action = Action::new(&[CHOICE, TO_OTHERS, TO_VOICEMAIL, TRANSFER], &["failure"]);
static MODULE: Action = Action::new(&[&[("commonModule", Versions)]], &[]);
static CALL_BOT: Action = Action::new(&[BOT], &["failure"]);
static SCREEN_POP: Action = Action::new(&[&[("screenPopScript", Script)]], &[]);
static AUDIO: Action = Action::new(&[&[("audio", Needed)]], &[]);
static LOOKUP: Action =
    Action::new(&[&[("lookupValue", Needed), ("dataTable", Table)]], &["found", "notFound", "failure"]);
static LOOP: Action = Action::new(&[&[("loopCount", Setting), ("currentIndex", Output)]], &["loop"]);
static ASK_BOOLEAN: Action = Action::new(&[ASK], &["yes", "no", "maxNoInputs", "maxNoMatches"]);
static ASK_INTENT: Action = Action::new(&[ASK], &["intents", "noIntent", "maxNoInputs", "maxNoMatches", "knowledge"]);
static ASK_SLOT: Action = Action::new(&[SLOT, ASK], &["maxNoInputs", "maxNoMatches"]);
static CLEAR_SLOT: Action = Action::new(&[&[("slots", Items("slot", &[("name", Any)]))]], &[]);
static COLLECT_INPUT: Action = Action::new(&[COLLECT], &["success", "failure"]);
static COMMUNICATE: Action = Action::new(&[&[("communication", Setting)]], &[]);
static DETECT_SILENCE: Action = Action::new(&[SILENCE], &[]);
static ON_SILENCE: Action = Action::new(&[SILENCE, &[("audio", Loose), ("allowedRepeatCount", Loose)]], &[]);
static DIAL: Action = Action::new(&[EXTENSION], &["failure"]);
static END_TASK: Action = Action::new(&[&[("outputPath", Map(&[("name", Any)]))]], &[]);
static END_WORKFLOW: Action = Action::new(&[&[("exitReason", Loose), ("none", Any)]], &[]);
static DISCONNECT: Action = Action::new(&[&[("none", Any)]], &[]);
static EVALUATE: Action = Action::new(&[SCHEDULE], &["active", "inactive", "emergency"]);
static FIND_ONE: Action = Action::new(&[FIND], &["found", "notFound", "failure"]);
static HOLD_MUSIC: Action = Action::new(&[MUSIC], &[]);
static PLAY_WAIT_TIME: Action = Action::new(&[WAIT_TIME], &[]);
static AUTO_REPLY: Action = Action::new(&[REPLY], &[]);
static SEND_RESPONSE: Action = Action::new(&[RESPONSE], &[]);
static WAIT: Action = Action::new(&[&[("duration", Setting), ("trimDurationNearMaxRunningTime", Loose)]], &[]);
static WITHOUT: Action = Action::new(&[], &[]);

/// The action with this key.
pub(crate) fn by_key(key: &str) -> Option<&'static Action> {
    Some(match key {
        "decision" => &DECISION,
        "callData" | "callDataSecure" | "callBridge" => &CALL_DATA,
        "updateData" => &UPDATE,
        "switch" => &SWITCH,
        "transferToAcd" => &TO_ACD,
        "transferToFlow" | "transferToFlowSecure" => &TO_A_FLOW,
        "transferToGroup" | "transferToNumber" | "transferToUser" | "transferToVoicemail" => &TO_OTHER,
        "menuDisconnect" | "menuTask" | "menuRepeatMenu" | "menuPreviousMenu" | "menuJumpToTask" | "menuJumpToMenu"
        | "menuSubMenu" | "menuReturnToAgent" => &MENU,
        "menuTransferToAcd" => &MENU_TO_ACD,
        "menuTransferToFlow" | "menuTransferToFlowSecure" => &MENU_TO_FLOW,
        "menuTransferToGroup" | "menuTransferToNumber" | "menuTransferToUser" | "menuTransferToVoicemail" => {
            &MENU_TO_OTHER
        }
        "callCommonModule" => &MODULE,
        "callBotFlow" => &CALL_BOT,
        "setScreenPop" => &SCREEN_POP,
        "playAudio" => &AUDIO,
        "dataTableLookup" => &LOOKUP,
        "loop" => &LOOP,
        "askForBoolean" | "loopAnythingElse" => &ASK_BOOLEAN,
        "askForIntent" => &ASK_INTENT,
        "askForSlot" => &ASK_SLOT,
        "clearSlot" => &CLEAR_SLOT,
        "collectInput" => &COLLECT_INPUT,
        "communicate" => &COMMUNICATE,
        "detectSilence" => &DETECT_SILENCE,
        "playAudioOnSilence" => &ON_SILENCE,
        "dialByExtension" => &DIAL,
        "endTask" => &END_TASK,
        "endWorkflow" => &END_WORKFLOW,
        "disconnect" => &DISCONNECT,
        "evaluateScheduleGroup" | "evaluateSchedule" => &EVALUATE,
        "findQueue" | "findUser" | "findSkill" | "findGroup" | "findSchedule" | "findScheduleGroup"
        | "findLanguageSkill" | "findUserPrompt" | "findSystemPrompt" | "findEmergencyGroup" | "findQueueById"
        | "findUserById" => &FIND_ONE,
        "holdMusic" => &HOLD_MUSIC,
        "playEstimatedWaitTime" => &PLAY_WAIT_TIME,
        "sendAutoReply" => &AUTO_REPLY,
        "sendResponse" => &SEND_RESPONSE,
        "wait" => &WAIT,
        "callTask" | "jumpToTask" | "jumpToMenu" | "changeState" | "loopExit" | "loopNext" | "exitBotFlow"
        | "repeatMenu" | "previousMenu" | "flushAudio" | "returnToAgent" => &WITHOUT,
        _ => return None,
    })
}
