//! The keys of actions in Archy YAML, and which of them an author most likely meant.
//!
//! Source: the classes of actions of the Architect Scripting SDK (`ArchActionCallData` is `callData`,
//! <https://github.com/MyPureCloud/purecloud-flow-scripting-api-sdk-javascript>, type definitions of 2026-06), which
//! agree with the keys in published Archy files. A newer release may have more.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::key_words::is_letter_slip;
use crate::text::compare::edits;

/// All known keys, sorted.
pub static ALL: &[&str] = &[
    "abortSurveyInvite",
    "addFlowMilestone",
    "askForAuthentication",
    "askForBoolean",
    "askForIntent",
    "askForPayment",
    "askForSlot",
    "askSurveyQuestion",
    "audioMonitoring",
    "callAudioConnector",
    "callBotConnector",
    "callBotFlow",
    "callCommonModule",
    "callData",
    "callDataSecure",
    "callDecisionTable",
    "callDialogEngineBot",
    "callDialogflowBot",
    "callDialogflowCxBot",
    "callDigitalBotFlow",
    "callGuide",
    "callLexBot",
    "callLexV2Bot",
    "callNuanceMixBot",
    "callTask",
    "callVoiceFlow",
    "changeState",
    "clearActiveIntent",
    "clearPostFlow",
    "clearSlot",
    "clearUtilizationLabel",
    "clearVoicemailSnippet",
    "collectInput",
    "communicate",
    "completeSurveyInvite",
    "createCallback",
    "dataTableLookup",
    "decision",
    "decryptData",
    "detectIntent",
    "detectSilence",
    "dialByExtension",
    "digitalMenu",
    "disconnect",
    "disconnectWorkitem",
    "enableParticipantRecord",
    "encryptData",
    "endState",
    "endTask",
    "endWorkflow",
    "evaluateSchedule",
    "evaluateScheduleGroup",
    "exitBotFlow",
    "exitWorkitemFlow",
    "extractSecureData",
    "findEmergencyGroup",
    "findGrammar",
    "findGrammarById",
    "findGroup",
    "findKnowledgeBaseDocumentById",
    "findLanguageSkill",
    "findQueue",
    "findQueueById",
    "findSchedule",
    "findScheduleGroup",
    "findSkill",
    "findSystemPrompt",
    "findUser",
    "findUserById",
    "findUserPrompt",
    "findUsersById",
    "findUtilizationLabel",
    "flushAudio",
    "getAssignedCustomerIntents",
    "getConversationData",
    "getExternalContact",
    "getExternalOrganization",
    "getJourneyOutcome",
    "getJourneyOutcomeScoresBySession",
    "getJourneySegment",
    "getJourneySession",
    "getJourneySessionsByExternalContact",
    "getParticipantData",
    "getRawSIPHeaders",
    "getResponse",
    "getSIPHeaders",
    "getSecuredData",
    "holdMusic",
    "initializeFlowOutcome",
    "jumpToMenu",
    "jumpToTask",
    "loop",
    "loopAnythingElse",
    "loopExit",
    "loopNext",
    "loopUntil",
    "menu",
    "menuDialByExtension",
    "menuDisconnect",
    "menuJumpToMenu",
    "menuJumpToTask",
    "menuPreviousMenu",
    "menuRepeatMenu",
    "menuReturnToAgent",
    "menuSubMenu",
    "menuTask",
    "menuTransferToAcd",
    "menuTransferToFlow",
    "menuTransferToFlowSecure",
    "menuTransferToGroup",
    "menuTransferToNumber",
    "menuTransferToUser",
    "menuTransferToVoicemail",
    "output",
    "playAudio",
    "playAudioOnSilence",
    "playEstimatedWaitTime",
    "playPositionInQueue",
    "playUserGreeting",
    "playUserName",
    "previousMenu",
    "processVoicemailInput",
    "promoteExternalContact",
    "repeatMenu",
    "returnToAgent",
    "searchExternalContacts",
    "sendAutoReply",
    "sendDigitalContent",
    "sendInteractiveApplication",
    "sendKnowledgeFeedback",
    "sendNotification",
    "sendResponse",
    "sendRichLink",
    "setConversationData",
    "setExternalTag",
    "setFlowOutcome",
    "setIntent",
    "setLanguage",
    "setParticipantData",
    "setPostFlow",
    "setPriority",
    "setScreenPop",
    "setSecuredData",
    "setSkills",
    "setUUIData",
    "setUtilizationLabel",
    "setWhisperAudio",
    "setWrapupCode",
    "showKnowledgeArticle",
    "switch",
    "task",
    "terminateWorkitem",
    "transcription",
    "transferToAcd",
    "transferToFlow",
    "transferToFlowSecure",
    "transferToGroup",
    "transferToNumber",
    "transferToUser",
    "transferToVoicemail",
    "updateData",
    "updateWorkitem",
    "wait",
    "waitForInput",
];

/// Whether `key` is that of an action.
#[must_use]
pub fn is_known(key: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| ALL.iter().copied().collect());
    KNOWN.contains(key)
}

/// The action that the author of `key` most likely meant; `None` if `key` is an action itself or is close to none.
/// Close means another capitalisation or punctuation, the plural, the name of the class, or one misspelt word. A key
/// that differs in more may be newer than this table: `callLexV3Bot`.
#[must_use]
pub fn nearest(key: &str) -> Option<&'static str> {
    static SIMPLIFIED: LazyLock<FxHashMap<String, &'static str>> =
        LazyLock::new(|| ALL.iter().map(|key| (simplified(key), *key)).collect());
    // Longer than any key, so that comparing takes no time.
    const MAX_LENGTH: usize = 48;
    if key.len() > MAX_LENGTH || key.len() < 4 || is_known(key) {
        return None;
    }
    let wanted = simplified(key);
    let plain = wanted.strip_suffix("action").filter(|rest| rest.len() > 3).unwrap_or(&wanted);
    let forms = [Some(plain), plain.strip_suffix('s')];
    let alike = forms.into_iter().flatten().find_map(|form| SIMPLIFIED.get(form).copied());
    let plural = || SIMPLIFIED.get(&format!("{plain}s")).copied();
    let habit = || HABITS.iter().find(|(habit, _)| *habit == plain).map(|(_, key)| *key);
    let typo = || ALL.iter().copied().find(|known| is_typo(key, known) || is_letter_slip(key, known));
    alike.or_else(plural).or_else(habit).or_else(typo)
}

/// Names that authors use for actions, simplified.
const HABITS: [(&str, &str); 26] = [
    ("setparticipant", "setParticipantData"),
    ("setparticipants", "setParticipantData"),
    ("setparticipantsdata", "setParticipantData"),
    ("setparticipantattribute", "setParticipantData"),
    ("setparticipantattributes", "setParticipantData"),
    ("updateparticipantdata", "setParticipantData"),
    ("setattributes", "setParticipantData"),
    ("getparticipant", "getParticipantData"),
    ("getparticipants", "getParticipantData"),
    ("getparticipantsdata", "getParticipantData"),
    ("getparticipantattribute", "getParticipantData"),
    ("getparticipantattributes", "getParticipantData"),
    ("transfertoqueue", "transferToAcd"),
    ("transferacd", "transferToAcd"),
    ("dataaction", "callData"),
    ("executedataaction", "callData"),
    ("updatevariable", "updateData"),
    ("updatevariables", "updateData"),
    ("lookupdatatable", "dataTableLookup"),
    ("callmodule", "callCommonModule"),
    ("gototask", "jumpToTask"),
    ("hangup", "disconnect"),
    ("playprompt", "playAudio"),
    ("screenpop", "setScreenPop"),
    ("setconversationattributes", "setConversationData"),
    ("getconversationattributes", "getConversationData"),
];

/// The key as people speak it: letters and digits, in lower case.
fn simplified(key: &str) -> String {
    key.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether the keys have the same words but for one that is long and misspelt. Each verb counts: `getSecuredData` is not
/// `setSecuredData`.
fn is_typo(key: &str, known: &str) -> bool {
    const LONG_WORD: usize = 9;
    const LONG_KEY: usize = 12;
    // In a long key, a slip in a short word is one too.
    let shortest = if known.len() < LONG_KEY { 5 } else { 4 };
    let (words, known) = (words(key), words(known));
    let mut different = words.iter().zip(&known).filter(|(one, other)| one != other);
    let (Some((one, other)), None) = (different.next(), different.next()) else { return false };
    let is_verb = |word: &str| ALL.iter().any(|key| self::words(key).first() == Some(&word));
    let allowed = if other.len() < LONG_WORD { 1 } else { 2 };
    let letters = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    words.len() == known.len()
        && other.len() >= shortest
        && letters(one)
        && !is_verb(one)
        && edits(&one.to_ascii_lowercase(), &other.to_ascii_lowercase()) <= allowed
}

/// The words of a key: `call`, `Data` of `callData`.
fn words(key: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, _) in key.char_indices().filter(|(at, letter)| *at > 0 && letter.is_uppercase()) {
        words.extend(key.get(start..at));
        start = at;
    }
    words.extend(key.get(start..));
    words
}
