//! Tables about Genesys Cloud, each row with its source. Knows no file and no rule.

pub mod actions;
pub mod flow_types;
pub mod names;
pub mod variables;

/// Where a row of a table comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// A public page.
    pub url: &'static str,
    /// The day when the page was written, or when it said so: `YYYY-MM-DD`, or `YYYY` where no more is known.
    pub date: &'static str,
}
