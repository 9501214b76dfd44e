//! Tests through the public surface: text in, text out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

mod archy;
mod cli;
mod config;
mod data_action;
mod detect;
mod engine;
mod export;
mod expr;
mod flow_configuration;
mod generated;
mod json;
mod names;
mod outcomes;
mod pages;
mod payload;
mod payload_rules;
mod project;
mod report_concise;
mod report_human;
mod report_json;
mod report_sarif;
mod schema;
mod script;
mod sites;
mod snippet;
mod syntax_rules;
mod text;
mod toml;
mod values;
mod velocity;
mod workspace;
mod yaml;
mod yaml_scalar;
