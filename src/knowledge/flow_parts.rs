//! The parts of a flow in Archy YAML outside of its actions: its settings, its variables, its tasks, states and menus.
//!
//! Source: published Archy files. A newer release may have more.

use super::parts::Keys;
use super::parts::Part::{Any, Defaults, Each, Items, Keys as Map, Loose, Setting, Variables};

/// The keys of a flow.
pub(crate) const FLOW: Keys = &[
    ("name", Any),
    ("startUpRef", Any),
    ("startUpTaskActions", Any),
    ("startUpTaskVariables", Variables),
    ("defaultLanguage", Any),
    ("supportedLanguages", Each(LANGUAGE)),
    ("division", Any),
    ("description", Any),
    ("initialGreeting", Setting),
    ("variables", Variables),
    ("tasks", Any),
    ("states", Any),
    ("menus", Any),
    ("bots", Any),
    ("settingsErrorHandling", Map(ERROR_HANDLING)),
    ("settingsActionDefaults", Defaults),
    ("settingsPrompts", Map(&[("ensureAudioInPrompts", Any), ("promptMediaToValidate", Items("mediaType", &[]))])),
    ("settingsMenu", Map(MENU_SETTINGS)),
    ("settingsSpeechRec", Map(SPEECH_REC)),
    (
        "settingsBotFlow",
        Map(&[("intentSettings", Items("intent", INTENT)), ("virtualAgentEnabled", Any), ("none", Any)]),
    ),
    ("settingsUserInput", Map(USER_INPUT)),
    ("settingsKnowledge", Map(NONE)),
    ("settingsNaturalLanguageUnderstanding", Map(&[("nluDomainVersion", Map(NLU)), ("mutedUtterances", Any)])),
    ("settingsInQueueCall", Map(&[("holdMusic", Loose)])),
    ("settingsInboundEmailHandling", Map(&[("emailHandling", Map(&[("disconnect", Any)]))])),
    ("settingsOutboundCall", Map(&[("contactList", Loose), ("wrapupCode", Loose)])),
    ("settingsCommonModule", Map(&[("compatibleFlowTypes", Items("flowType", &[]))])),
    ("settingsVirtualAgent", Map(&[("summarization", Loose), ("assignWrapupCodes", Loose)])),
];

const LANGUAGE: Keys = &[("defaultLanguageSkill", Loose), ("textToSpeech", Any), ("speechToText", Any), ("none", Any)];

const NONE: Keys = &[("none", Any)];

const ERROR_HANDLING: Keys = &[
    (
        "errorHandling",
        Map(&[
            ("disconnect", Map(NONE)),
            ("endWorkflow", Map(&[("none", Any), ("exitReason", Loose)])),
            ("exit", Map(NONE)),
            ("queue", Map(&[("targetQueue", Loose)])),
        ]),
    ),
    ("preHandlingAudio", Setting),
    ("enableAgentEscalation", Loose),
    ("errorEventHandover", Loose),
    ("agentEscalationConfirmation", Loose),
    ("agentEscalationHandover", Loose),
    ("agentEscalationHandling", Map(&[("exit", Map(NONE))])),
    ("recognitionFailureEventHandover", Loose),
    ("recognitionFailureEventHandling", Map(&[("exit", Map(NONE))])),
];

const MENU_SETTINGS: Keys = &[
    ("extensionDialingMaxDelay", Loose),
    ("listenForExtensionDialing", Loose),
    ("menuSelectionTimeout", Loose),
    ("repeatCount", Loose),
];

const SPEECH_REC: Keys = &[
    ("completeMatchTimeout", Loose),
    ("incompleteMatchTimeout", Loose),
    ("maxSpeechLengthTimeout", Loose),
    ("minConfidenceLevel", Loose),
    ("asrCompanyDir", Any),
    ("asrEnabledOnFlow", Any),
    ("suppressRecording", Any),
];

const INTENT: Keys = &[("name", Any), ("confirmation", Loose)];

const USER_INPUT: Keys = &[
    ("enableBargeIn", Loose),
    ("enableAutomaticQuickReplies", Loose),
    ("enableIntentClassificationHinting", Loose),
    ("noMatchesMax", Loose),
    ("noInputsMax", Loose),
    ("noInputsTimeout", Loose),
    ("interDigitTimeout", Loose),
    ("confirmationRejectionsMax", Loose),
    ("collectionLowConfidenceThreshold", Loose),
    ("collectionHighConfidenceThreshold", Loose),
    ("confirmationLowConfidenceThreshold", Loose),
    ("noMatchApology", Loose),
    ("noInputApology", Loose),
    ("noToConfirmationApology", Loose),
    ("confirmationNoMatchApology", Loose),
    ("confirmationNoInputApology", Loose),
    ("speechToTextSpeechDetectionSensitivity", Loose),
    ("speechToTextMaxSpeechTimeout", Loose),
    ("dtmfTerminatingCharacter", Loose),
];

const NLU: Keys =
    &[("intents", Any), ("entities", Any), ("entityTypes", Any), ("language", Any), ("languageVersions", Any)];

/// The keys of the items of a list of containers.
pub(crate) fn container(item: &str) -> Keys {
    if item == "menu" { MENU } else { TASK }
}

/// Those of a task, and of a state or bot.
const TASK: Keys = &[
    ("name", Any),
    ("refId", Any),
    ("description", Any),
    ("actions", Any),
    ("variables", Variables),
    ("outputs", Any),
    ("outputPaths", Items("outputPath", &[("name", Any)])),
];

const MENU: Keys = &[
    ("name", Any),
    ("refId", Any),
    ("description", Any),
    ("audio", Setting),
    ("choices", Any),
    ("defaultChildMenuRef", Any),
    ("settingsMenu", Map(MENU_SETTINGS)),
    ("settingsSpeechRec", Map(SPEECH_REC)),
];

/// The keys of a variable.
pub(crate) const VARIABLE: Keys = &[
    ("name", Any),
    ("description", Any),
    ("initialValue", Setting),
    ("isInput", Any),
    ("isOutput", Any),
    ("isSecure", Any),
];

/// The kinds of variables that flows mostly have, with the ending of their keys.
pub(crate) const VARIABLES: [&str; 18] = [
    "stringVariable",
    "integerVariable",
    "booleanVariable",
    "decimalVariable",
    "dateTimeVariable",
    "dateVariable",
    "timeVariable",
    "durationVariable",
    "currencyVariable",
    "jsonVariable",
    "queueVariable",
    "userVariable",
    "phoneNumberVariable",
    "promptVariable",
    "skillVariable",
    "stringCollectionVariable",
    "integerCollectionVariable",
    "jsonCollectionVariable",
];

/// The kind of variable that an author most likely meant who wrote another key for it: `strVariable`, `boolean`.
pub(crate) fn variable(key: &str) -> Option<&'static str> {
    use super::key_words::slip;
    if VARIABLES.contains(&key) {
        return None;
    }
    match key {
        "strVariable" | "textVariable" | "text" => return Some("stringVariable"),
        "intVariable" | "int" => return Some("integerVariable"),
        "boolVariable" | "bool" => return Some("booleanVariable"),
        _ => {}
    }
    let kinds = VARIABLES.map(|known| known.strip_suffix("Variable").unwrap_or(known));
    let begins = |kind: &&str| key.eq_ignore_ascii_case(kind) || key.eq_ignore_ascii_case(&format!("{kind}Var"));
    // A kind that is not in the table may be newer.
    let is_kind = key.ends_with("Variable") && key.starts_with(|first: char| first.is_ascii_lowercase());
    let own = key.strip_suffix("Variable").filter(|_| is_kind);
    let by_kind = kinds.iter().zip(VARIABLES).find(|(kind, _)| begins(kind)).map(|(_, known)| known);
    match own {
        Some(kind) => slip(kind, &kinds)
            .filter(|meant| *meant != kind)
            .and_then(|meant| kinds.iter().zip(VARIABLES).find(|(kind, _)| *kind == &meant).map(|(_, known)| known)),
        None => slip(key, &VARIABLES).or(by_kind),
    }
}
