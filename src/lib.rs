//! flowvet reads Genesys Cloud CX artefacts (flows, data actions, agent scripts, payloads) and reports mistakes
//! with exact spans. `ARCHITECTURE.md` draws the house; each module starts with what comes in, what goes out and
//! what it does not know.

pub mod artifact;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod engine;
pub mod expr;
pub mod fix;
pub mod knowledge;
pub mod lsp;
pub mod map;
pub mod report;
pub mod rules;
pub mod schema;
pub mod suppress;
pub mod syntax;
pub mod text;
mod wording;
pub mod workspace;
