//! In: the tree of a flow, as Archy YAML or as a flow configuration. Out: its facts.

use super::{Means, Op};

pub mod archy;
mod call;
pub mod configuration;
pub mod control;
pub mod outline;
pub mod position;
pub mod reference;
pub mod variables;

pub use variables::Variable;

/// What an action that sets or gets attributes does, by the key of Archy and the `__type` of a flow configuration.
struct AttributeAction {
    archy: &'static str,
    configuration: &'static str,
    op: Op,
    means: Means,
}

static ATTRIBUTE_ACTIONS: &[AttributeAction] = &[
    AttributeAction {
        archy: "setParticipantData",
        configuration: "SetAttributesAction",
        op: Op::Set,
        means: Means::ParticipantData,
    },
    AttributeAction {
        archy: "getParticipantData",
        configuration: "GetAttributesAction",
        op: Op::Get,
        means: Means::ParticipantData,
    },
    AttributeAction {
        archy: "setConversationData",
        configuration: "SetConversationDataAction",
        op: Op::Set,
        means: Means::ConversationData,
    },
    AttributeAction {
        archy: "getConversationData",
        configuration: "GetConversationDataAction",
        op: Op::Get,
        means: Means::ConversationData,
    },
];
