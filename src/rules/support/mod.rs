//! Helpers that several rules share. Nothing here decides whether something is a finding.

pub(super) mod bare_input;
pub(super) mod called;
pub(super) mod declared;
pub(super) mod expressions;
pub(super) mod foreign;
pub(super) mod input_advice;
pub(super) mod inputs;
pub(super) mod remove;
pub(super) mod rename;
pub(super) mod typed;
pub(super) mod variables;
pub(super) mod wording;
