//! Reports the errors of a `flowvet.toml` as findings: invalid TOML, what the schema does not allow, and invalid globs.

use std::sync::Arc;

use super::globs::BadGlob;
use super::read::Parsed;
use super::{CLASS, RuleEntry, moved, schema, written};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::schema::{Foreign, Schema, Violation};
use crate::syntax::{SyntaxError, Value, ValueKind};
use crate::text::{Source, Span};
use crate::wording::did_you_mean;

/// The content that a `flowvet.toml` may have.
#[derive(Debug)]
pub struct Definition(Foreign);

impl Definition {
    /// Makes the schema of the configuration of these rules.
    #[must_use]
    pub fn of(rules: &[RuleEntry]) -> Self {
        Definition(Schema::configuration(schema(rules)))
    }
}

impl Parsed<'_> {
    /// Returns the errors as findings of the class [`CLASS`]. While the file is not valid TOML, only that is reported.
    #[must_use]
    pub fn findings(&self, definition: &Definition) -> Vec<Diagnostic> {
        let Parsed { source, tree, errors, bad_globs } = self;
        // One missing bracket moves all that follows it to another table: the schema would report errors that the author
        // did not make.
        if !errors.is_empty() {
            return errors.iter().map(|error| not_toml(source, error)).collect();
        }
        let violations = definition.0.violations(tree.root());
        let violations = violations.iter().map(|violation| not_configuration(source, violation));
        violations.chain(bad_globs.iter().cloned()).chain(moved::findings(source, tree.root())).collect()
    }
}

fn not_toml(source: &Source, error: &SyntaxError) -> Diagnostic {
    let message = format!("invalid TOML: {}", error.message);
    finding(source, error.span, "", &message, "invalid TOML", "syntax")
        .with_help("fix this first; settings that could be read are still used")
}

fn not_configuration(source: &Source, violation: &Violation<'_>) -> Diagnostic {
    let key = violation.at.scalar_text();
    let unknown_rule = is_unknown_rule(violation);
    let message = if unknown_rule {
        format!("`{key}` is not a rule, so naming it here has no effect")
    } else {
        violation.message.clone()
    };
    let label = match violation.keyword {
        _ if unknown_rule => "unknown rule",
        "additionalProperties" => "unknown key",
        "enum" => "unknown value",
        "type" => "wrong type",
        "required" => "incomplete",
        _ => "not allowed",
    };
    let help = if unknown_rule {
        did_you_mean(violation.suggestion(), "run `flowvet rules` to list the rules")
    } else {
        written::help(violation).unwrap_or_else(|| violation.help())
    };
    finding(source, violation.span, &violation.at.pointer(), &message, label, &key).with_help(help)
}

/// Whether something is wrong in that it should be the name of a rule.
fn is_unknown_rule(violation: &Violation<'_>) -> bool {
    let holder = violation.at.parent().and_then(Value::key);
    let is_inside = |name| holder.is_some_and(|key: Value<'_>| key.is_str(name));
    match violation.keyword {
        "additionalProperties" => is_inside("rules"),
        "enum" => {
            violation.at.kind() == ValueKind::String
                && (is_inside("no-ignore")
                    || is_inside("rule")
                    || violation.at.key().is_some_and(|key| key.is_str("rule")))
        }
        _ => false,
    }
}

pub(super) fn not_glob(source: &Source, glob: &BadGlob<'_>) -> Diagnostic {
    let text = glob.at.scalar_text();
    let message = format!("invalid glob `{text}`: {}", glob.message);
    let help = match glob.sign {
        Some(sign) => format!("to match a literal `{sign}`, write `\\{sign}` in a string with single quotes"),
        None => "correct the glob; `*`, `?`, `**`, `[…]` and `{…,…}` are special in it".to_owned(),
    };
    finding(source, glob.span, &glob.at.pointer(), &message, "invalid glob", &text).with_help(help)
}

pub(super) fn finding(
    source: &Source,
    span: Span,
    pointer: &str,
    message: &str,
    label: &str,
    subject: &str,
) -> Diagnostic {
    let place = Place { span, pointer: pointer.into(), path: Arc::from([]) };
    let location = Location { file: source.path().clone(), place };
    Diagnostic::new(CLASS, Severity::Error, message, location, label, subject)
}
