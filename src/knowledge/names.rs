//! Names of attributes that the platform and other systems write or read, each with its source.

use super::Origin;

/// A name, or a glob for names, with who writes or reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformName {
    /// `*` at its end stands for any text.
    pub glob: &'static str,
    pub by: &'static str,
    pub origin: Origin,
}

/// A name that another system reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WellKnownName {
    pub name: &'static str,
    /// The system that reads it: "the Salesforce integration".
    pub by: &'static str,
    /// Whether the system accepts the name in any capitalisation.
    pub any_case: bool,
    pub origin: Origin,
}

impl PlatformName {
    /// Whether the glob matches a name.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        match self.glob.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => self.glob == name,
        }
    }
}

const CHAT: Origin = Origin {
    url: "https://github.com/MyPureCloud/developer-center-blog/blob/HEAD/source/2021-03-08-accessing-collected-chat-v2-information/index.md",
    date: "2021-03-08",
};
const ROUTING: Origin = Origin {
    url: "https://github.com/XxMasterbeasTxX/genesys-admin-app/blob/HEAD/docs/interactions-search-notes.md",
    date: "2026",
};
const CONVERSATION_INFO: Origin = Origin {
    url: "https://developer.genesys.cloud/platform/embeddable-framework/condensed-conversation-info",
    date: "2026",
};
const AGENT_PANEL: Origin = Origin {
    url: "https://help.mypurecloud.com/articles/attach-custom-conversation-attributes-to-participant-data-in-architect",
    date: "2026",
};
const SALESFORCE: Origin = Origin {
    url: "https://github.com/MyPureCloud/purecloud-for-salesforce-examples/blob/HEAD/src/SDK/sdk-rest-examples/readme.md",
    date: "2026",
};
const FRAMEWORK: Origin = Origin {
    url: "https://github.com/MyPureCloud/purecloud-embeddable-framework-example/blob/HEAD/src/framework.js",
    date: "2026",
};
const FRAMEWORK_BLUEPRINT: Origin = Origin {
    url: "https://github.com/GenesysCloudBlueprints/embeddable-framework-blueprint/blob/HEAD/src/app/services/framework-config.js",
    date: "2026",
};

const fn platform(glob: &'static str, by: &'static str, origin: Origin) -> PlatformName {
    PlatformName { glob, by, origin }
}

const WEB_CHAT: &str = "web chat";

/// The names that the platform sets.
pub static WRITTEN: &[PlatformName] = &[
    platform("context.*", WEB_CHAT, CHAT),
    platform("context.firstName", WEB_CHAT, CHAT),
    platform("context.lastName", WEB_CHAT, CHAT),
    platform("context.email", WEB_CHAT, CHAT),
    platform("context.subject", WEB_CHAT, CHAT),
    platform("context.addressStreet", WEB_CHAT, CHAT),
    platform("context.addressCity", WEB_CHAT, CHAT),
    platform("context.addressPostalCode", WEB_CHAT, CHAT),
    platform("context.addressState", WEB_CHAT, CHAT),
    platform("context.phoneNumber", WEB_CHAT, CHAT),
    platform("context.phoneType", WEB_CHAT, CHAT),
    platform("context.customerId", WEB_CHAT, CHAT),
    platform("ivr.*", "Transfer to ACD", ROUTING),
    platform("dialer*", "outbound campaigns", CONVERSATION_INFO),
];

/// The names that the platform reads, in addition to [`WELL_KNOWN`].
pub static READ: &[PlatformName] =
    &[platform("conversationDetails.participantData.*", "the interaction panel of the agent", AGENT_PANEL)];

const fn row(name: &'static str, by: &'static str, any_case: bool, origin: Origin) -> WellKnownName {
    WellKnownName { name, by, any_case, origin }
}

const DETAILS: &str = "the interaction details panel";
const EMBEDDED: &str = "integrations on the Embeddable Framework";

/// Names that other systems read. The Embeddable Framework delivers attribute names in lower case, and the published
/// screen pop for Salesforce reads them so; other capitalisation is not a mistake there.
pub static WELL_KNOWN: &[WellKnownName] = &[
    row("context.firstName", DETAILS, false, CHAT),
    row("context.lastName", DETAILS, false, CHAT),
    row("context.customField1", DETAILS, false, CHAT),
    row("context.customField1Label", DETAILS, false, CHAT),
    row("context.customField2", DETAILS, false, CHAT),
    row("context.customField2Label", DETAILS, false, CHAT),
    row("context.customField3", DETAILS, false, CHAT),
    row("context.customField3Label", DETAILS, false, CHAT),
    row("PEF_Priority", EMBEDDED, true, FRAMEWORK_BLUEPRINT),
    row("PEF_SearchValue", EMBEDDED, true, FRAMEWORK_BLUEPRINT),
    row("PEF_TransferContext", EMBEDDED, true, FRAMEWORK_BLUEPRINT),
    row("PEF_URLPop", EMBEDDED, true, FRAMEWORK_BLUEPRINT),
    row("PT_SearchValue", EMBEDDED, true, FRAMEWORK),
    row("PT_TransferContext", EMBEDDED, true, FRAMEWORK),
    row("PT_URLPop", EMBEDDED, true, FRAMEWORK),
    row("SF_URLPop", "the integration with Salesforce", true, SALESFORCE),
];

/// Words in attribute names that suggest a secret: data that the card industry forbids to store, and credentials.
/// Participant data is open to agents, to the API and to reports; secured data is not
/// (<https://help.mypurecloud.com/articles/set-secured-data-action/>).
pub static SECRETS: &[&str] = &[
    "access key",
    "api key",
    "card no",
    "card number",
    "card security code",
    "cc number",
    "credit card",
    "cvc",
    "cvv",
    "debit card",
    "passcode",
    "passphrase",
    "password",
    "passwd",
    "pin code",
    "private key",
    "secret",
    "social security number",
    "ssn",
    "token",
];
