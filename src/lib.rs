//! flowvet reads Genesys Cloud CX artefacts (flows, data actions, agent scripts, payloads) and reports errors with
//! exact places.
//!
//! # What is stable
//!
//! The command is the product. Its contracts only grow: the names of rules, the keys of `flowvet.toml` (an old key is
//! accepted, with a finding that shows its replacement), exit codes, version 1 of the JSON report, the catalogue of
//! `flowvet map --format json`, and the fingerprints in baselines.
//!
//! This library is not stable. It exists for the command, its tests, its benches and its fuzz targets. Any release
//! may change every item of it.
//!
//! `ARCHITECTURE.md` lists the modules in order of dependency. The header of each module describes its input, its
//! output and what it does not know.

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
