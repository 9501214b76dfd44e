//! Tables about Genesys Cloud, each row with its source. Knows no file and no rule.

pub mod action_keys;
pub(crate) mod action_parts;
pub mod actions;
pub mod expressions;
pub(crate) mod flow_parts;
pub mod flow_types;
pub(crate) mod key_words;
pub mod names;
pub(crate) mod parts;

/// The source of a row or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// A public page.
    pub url: &'static str,
    /// The date of the page or statement: `YYYY-MM-DD`, or `YYYY` if only the year is known.
    pub date: &'static str,
}
