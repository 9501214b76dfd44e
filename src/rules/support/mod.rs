//! What several rules share. Nothing here decides whether something is a finding.

pub(super) mod bare_input;
pub(super) mod called;
pub(super) mod invisible;
pub(super) mod near;
pub(super) mod remove;
pub(super) mod rename;
pub(super) mod unwritten;
pub(super) mod wording;
pub(super) mod words;
