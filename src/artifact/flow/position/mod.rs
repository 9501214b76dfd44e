//! Finds the position in the flow of any node of a flow: container and action.

pub mod archy;
pub mod configuration;

/// The container of the actions of an in-queue flow, which has no tasks; Architect shows it under this name.
const STARTUP_TASK: &str = "startup task";
