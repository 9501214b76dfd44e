//! Input: a piece of a template and the template that it belongs to. Output: the piece as its author must type it.

use crate::artifact::data_action::Template;
use crate::syntax::scalar;

/// Writes Velocity for the file of a template, in backticks: `$${input.x}` in Terraform, `\"` for a quote in JSON.
pub(in crate::rules) fn typed(template: &Template<'_>, velocity: &str) -> String {
    format!("`{}`", scalar::encode_part(velocity, template.value.style()))
}
