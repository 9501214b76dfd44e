//! Built-in variables of flows: what the platform fills and no flow declares.
//!
//! Only those that published flows use, as the `sysref` of an expression or by name: a complete list is not published.

use super::Origin;

/// A built-in variable.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// With its scope, as Architect writes it. Case does not matter.
    pub name: &'static str,
    pub origin: Origin,
}

const CALLBACK: Origin =
    Origin { url: "https://github.com/GenesysCloudBlueprints/automated-callback-blueprint", date: "2026" };
const SWITCH: Origin =
    Origin { url: "https://github.com/GenesysCloudBlueprints/switch-voice-to-web-messaging", date: "2026" };
const LIMITLESS: Origin =
    Origin { url: "https://github.com/GenesysCloudBlueprints/limitless-flows-blueprint", date: "2026" };

/// By name.
pub static BUILT_IN: &[BuiltIn] = &[
    BuiltIn { name: "Call.Ani", origin: CALLBACK },
    BuiltIn { name: "Call.Contact", origin: CALLBACK },
    BuiltIn { name: "Call.ConversationId", origin: SWITCH },
    BuiltIn { name: "Call.CurrentQueue", origin: SWITCH },
    BuiltIn { name: "Call.EstimatedWaitTime", origin: CALLBACK },
    BuiltIn { name: "Call.PositionInQueue", origin: CALLBACK },
    BuiltIn { name: "Call.RemoteName", origin: CALLBACK },
    BuiltIn { name: "Chat.ConversationId", origin: LIMITLESS },
    BuiltIn { name: "Chat.Guest", origin: LIMITLESS },
    BuiltIn { name: "Email.ConversationId", origin: LIMITLESS },
    BuiltIn { name: "Email.Message", origin: LIMITLESS },
    BuiltIn { name: "Message.ConversationId", origin: LIMITLESS },
    BuiltIn { name: "Message.Message", origin: LIMITLESS },
];

/// Whether this is the name of a built-in variable, in any case.
#[must_use]
pub fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|known| known.name.eq_ignore_ascii_case(name))
}
