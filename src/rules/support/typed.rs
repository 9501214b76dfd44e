//! Converts a piece of a template to the text that its author must type in the file.

use crate::artifact::data_action::Template;
use crate::syntax::scalar;

/// Writes Velocity for the file of a template, in backticks: `$${input.x}` in Terraform, `\"` for a quote in JSON.
pub(in crate::rules) fn typed(template: &Template<'_>, velocity: &str) -> String {
    format!("`{}`", scalar::encode_part(velocity, template.value.style()))
}
