//! Tables about Genesys Cloud, each row with its source. Knows no file and no rule.

pub mod actions;
pub mod flow_types;
