//! In: any node of a flow. Out: where in the flow it stands: container and action.

pub mod archy;
pub mod configuration;

/// What holds the actions of an in-queue flow, which has no tasks; Architect shows it under a name of its own.
const STARTUP_TASK: &str = "startup task";
