//! In: the facts of a project, and the tree of one file at a time. Out: findings. One file per rule, one registry.
//! A rule reads no file, parses nothing, prints nothing and keeps nothing between two calls.

use std::sync::Arc;

use crate::config::RuleEntry;
use crate::diagnostic::{Diagnostic, Location, Place, Severity};

mod action_limit;
mod agent_panel_value;
mod analytics_without_attributes;
mod array_to_scalar;
mod attributes_request;
mod bare_input;
mod bot_limit;
mod call_input;
mod call_output;
mod called;
mod context;
mod contract_drift;
mod contract_shape;
mod conversation_id;
mod default_not_json;
mod dotted_script_name;
mod duplicate_key;
mod duplicate_name;
mod dynamic_name;
mod empty_name;
mod expression_in_literal;
mod get_target;
mod hard_coded_secret;
mod invalid_jsonpath;
mod invisible;
mod late_conversation_data;
mod malformed_template;
mod misnested_key;
mod missing_substitution;
mod mixed_case_name;
mod module_call;
mod name_case_mismatch;
mod name_near_miss;
mod near;
mod nested_substitution;
mod non_string_value;
mod optional_input;
mod orphan_default;
mod output_not_in_schema;
mod overwritten_value;
mod padded_name;
mod participant_data_in_workflow;
mod payload_schema;
mod platform_prefix_case;
mod quoted_output;
mod read_never_written;
pub mod reference;
mod remove;
mod rename;
mod rule_failure;
mod screen_pop_input;
mod script_direction;
mod secret_in_name;
mod secure_value;
mod syntax_error;
mod template_escape;
mod template_in_name;
mod template_in_value;
mod undefined_input;
mod undefined_output;
mod unescaped_input;
mod unescaped_url_input;
mod unknown_payload;
mod unknown_target;
mod unreachable_attribute_action;
mod unreadable_file;
mod untyped_literal;
mod unused_ignore;
mod unused_input;
mod unused_output;
mod unused_translation;
mod unwritten;
mod velocity_root;
mod well_known_name;
mod wording;
mod words;
mod written_never_read;

pub use context::{FileContext, Problem, ProblemContext, ProblemKind, SampleContext, Shared, WorkspaceContext};

/// The sections of the rule reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Syntax,
    Names,
    Values,
    Payloads,
    DataActions,
    Across,
    Linter,
}

impl Group {
    /// The heading in the rule reference.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Group::Syntax => "Syntax",
            Group::Names => "Attribute names",
            Group::Values => "Attribute values",
            Group::Payloads => "Payloads",
            Group::DataActions => "Data actions",
            Group::Across => "Across artefacts",
            Group::Linter => "About the linter itself",
        }
    }
}

/// What a rule says of itself.
#[derive(Debug)]
pub struct Meta {
    /// Kebab-case, reads well after "allow".
    pub name: &'static str,
    pub group: Group,
    /// The severity of its findings where the rule itself does not say otherwise and the configuration is silent.
    pub severity: Severity,
    /// Whether it is on in the preset `recommended`; `strict` has all.
    pub recommended: bool,
    /// One line: what it says.
    pub summary: &'static str,
    /// Markdown with fixed headings: *What it does*, *Why it bites*, *Example*, *Use instead*, *Fix safety* (where
    /// there is a fix), *When to turn it off*, *Sources*.
    pub page: &'static str,
}

/// A rule implements the hook at the granularity that it needs.
pub trait Rule: Sync {
    fn meta(&self) -> &'static Meta;

    /// Looks at what stood in the way of reading a file.
    fn check_problems(&self, _cx: &ProblemContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at one artefact.
    fn check_file(&self, _cx: &FileContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at a sample payload beside the data action that it is for.
    fn check_sample(&self, _cx: &SampleContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at all artefacts of a project together.
    fn check_workspace(&self, _cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }
}

impl Meta {
    /// What the configuration must know of the rule.
    #[must_use]
    pub fn entry(&self) -> RuleEntry {
        RuleEntry { name: self.name, summary: self.summary, severity: self.severity, recommended: self.recommended }
    }

    /// A finding of this rule with its own severity. `label` stands beside the place; `subject` is the name or key
    /// that the finding is about.
    fn diagnostic(
        &'static self,
        file: &Arc<str>,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        subject: &str,
    ) -> Diagnostic {
        let location = Location { file: file.clone(), place: place.clone() };
        Diagnostic::new(self.name, self.severity, message, location, label, subject)
    }
}

/// All rules, in the order of the reference: by group, then by name.
pub static ALL: &[&dyn Rule] = &[
    &duplicate_key::DuplicateKey,
    &syntax_error::SyntaxError,
    &unreadable_file::UnreadableFile,
    &dotted_script_name::DottedScriptName,
    &duplicate_name::DuplicateName,
    &dynamic_name::DynamicName,
    &empty_name::EmptyName,
    &mixed_case_name::MixedCaseName,
    &name_case_mismatch::NameCaseMismatch,
    &name_near_miss::NameNearMiss,
    &padded_name::PaddedName,
    &platform_prefix_case::PlatformPrefixCase,
    &read_never_written::ReadNeverWritten,
    &script_direction::ScriptDirection,
    &secret_in_name::SecretInName,
    &template_in_name::TemplateInName,
    &well_known_name::WellKnownName,
    &written_never_read::WrittenNeverRead,
    &agent_panel_value::AgentPanelValue,
    &bot_limit::BotLimit,
    &conversation_id::ConversationId,
    &expression_in_literal::ExpressionInLiteral,
    &get_target::GetTarget,
    &late_conversation_data::LateConversationData,
    &overwritten_value::OverwrittenValue,
    &participant_data_in_workflow::ParticipantDataInWorkflow,
    &secure_value::SecureValue,
    &template_in_value::TemplateInValue,
    &unreachable_attribute_action::UnreachableAttributeAction,
    &untyped_literal::UntypedLiteral,
    &misnested_key::MisnestedKey,
    &non_string_value::NonStringValue,
    &payload_schema::PayloadSchema,
    &unknown_payload::UnknownPayload,
    &action_limit::ActionLimit,
    &analytics_without_attributes::AnalyticsWithoutAttributes,
    &array_to_scalar::ArrayToScalar,
    &attributes_request::AttributesRequest,
    &contract_shape::ContractShape,
    &default_not_json::DefaultNotJson,
    &hard_coded_secret::HardCodedSecret,
    &invalid_jsonpath::InvalidJsonpath,
    &malformed_template::MalformedTemplate,
    &optional_input::OptionalInput,
    &orphan_default::OrphanDefault,
    &output_not_in_schema::OutputNotInSchema,
    &quoted_output::QuotedOutput,
    &template_escape::TemplateEscape,
    &undefined_input::UndefinedInput,
    &undefined_output::UndefinedOutput,
    &unescaped_input::UnescapedInput,
    &unescaped_url_input::UnescapedUrlInput,
    &unused_input::UnusedInput,
    &unused_output::UnusedOutput,
    &unused_translation::UnusedTranslation,
    &velocity_root::VelocityRoot,
    &call_input::CallInput,
    &call_output::CallOutput,
    &contract_drift::ContractDrift,
    &missing_substitution::MissingSubstitution,
    &module_call::ModuleCall,
    &nested_substitution::NestedSubstitution,
    &screen_pop_input::ScreenPopInput,
    &unknown_target::UnknownTarget,
    &rule_failure::RuleFailure,
    &unused_ignore::UnusedIgnore,
];
