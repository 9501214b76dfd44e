//! Renders the rule reference as Markdown from the registry: one page per rule, and tables of all rules.

use std::fmt::Write;

use super::registry::ALL;
use super::rule::Meta;

/// The page of a rule under a title, with its level.
#[must_use]
pub fn page(meta: &Meta) -> String {
    let presets = if meta.recommended { "`recommended` and `strict`" } else { "`strict`" };
    format!(
        "# {}\n\n{}.\n\nLevel **{}**, in the presets {presets}. Since {}.\n\n{}{}",
        meta.name,
        meta.summary,
        meta.severity,
        meta.since,
        meta.page,
        options(meta)
    )
}

/// Returns the address of the page of a rule in the published book, which is at the `homepage` of the package; `None`
/// if the rule does not exist or the package has no homepage.
#[must_use]
pub fn address(rule: &str) -> Option<String> {
    let home = env!("CARGO_PKG_HOMEPAGE").trim_end_matches('/');
    let is_rule = ALL.iter().any(|known| known.meta().name == rule);
    (is_rule && !home.is_empty()).then(|| format!("{home}/rules/{rule}.html"))
}

/// The settings in the configuration, as a section of the page; empty if the rule has no options.
fn options(meta: &Meta) -> String {
    if meta.options.is_empty() {
        return String::new();
    }
    let rows = meta.options.iter().map(|option| {
        let default = option.default.toml();
        format!("- `{}`: {} Default: `{default}`.\n", option.name, option.about)
    });
    let rows: String = rows.collect();
    let name = meta.name;
    format!("\n## Options\n\nSet under `[rules]` of `flowvet.toml`: `{name} = {{ level = \"warning\", … }}`.\n\n{rows}")
}

/// All rules in one table per group, with links to their pages, for a file in the folder `docs`.
#[must_use]
pub fn tables() -> String {
    let mut text = String::new();
    let mut group = None;
    for meta in ALL.iter().map(|rule| rule.meta()) {
        let (name, severity, summary) = (meta.name, meta.severity, meta.summary);
        let fix = if meta.has_fix() { "yes" } else { "" };
        let preset = if meta.recommended { "" } else { " (preset `strict`)" };
        if group.replace(meta.group) != Some(meta.group) {
            let gap = if text.is_empty() { "" } else { "\n" };
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{gap}**{}**\n\n| rule | level | fix | since | summary |\n|---|---|---|---|---|",
                meta.group.title()
            );
        }
        let _ =
            writeln!(text, "| [`{name}`](rules/{name}.md) | {severity}{preset} | {fix} | {} | {summary} |", meta.since);
    }
    text
}
