//! Reports the parts of a flow in Archy YAML that have a wrong shape: misspelt keys, paths that an action does not have, and
//! settings without `lit`, `exp` or `var`. A key that is near none of the known ones may be newer, and is not reported.

use std::borrow::Cow;

use super::report::finding;
use crate::artifact::flow::archy::is_replaced;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::placeholder;
use crate::knowledge::action_parts::{Action, by_key};
use crate::knowledge::key_words::slip;
use crate::knowledge::parts::{Keys, Part, form};
use crate::knowledge::{action_keys, actions};
use crate::rules::context::FileContext;
use crate::syntax::{Value, ValueKind};
use crate::wording::quote;

/// Checks the action below a key that is `name`.
pub(super) fn check(cx: &FileContext<'_>, name: &str, body: Value<'_>) -> Vec<Diagnostic> {
    let Some(action) = by_key(name) else { return Vec::new() };
    let label = actions::archy_label(name);
    let mut checked = Checked::new(cx, &label);
    checked.action(action, body);
    checked.found
}

/// Checks the form of a setting.
pub(super) fn check_form(cx: &FileContext<'_>, setting: Value<'_>) -> Vec<Diagnostic> {
    let mut checked = Checked::new(cx, "");
    checked.form(setting);
    checked.found
}

/// Checks a mapping that is not an action and may have these keys.
pub(super) fn check_keys(cx: &FileContext<'_>, label: &str, body: Value<'_>, keys: Keys) -> Vec<Diagnostic> {
    let mut checked = Checked::new(cx, label);
    checked.mapping(body, keys);
    checked.found
}

/// The outputs of a data table.
const TABLE: Keys = &[("foundOutputs", Part::Outputs), ("failureOutputs", Part::Outputs)];

/// The units of a duration, with other words for them.
const UNITS: [(&[&str], &str); 4] = [
    (&["sec", "secs", "second"], "seconds"),
    (&["min", "mins", "minute"], "minutes"),
    (&["hr", "hrs", "hour"], "hours"),
    (&["day"], "days"),
];

/// The keys below `lit`: units, and the name of a queue, a prompt and the like.
const BELOW_LIT: [&str; 5] = ["seconds", "minutes", "hours", "days", "name"];

/// A misspelt unit of a duration, or a misspelt `name`. A literal with several other keys may be a date or a time.
fn misspelt_unit(cx: &FileContext<'_>, literal: Value<'_>) -> Option<Diagnostic> {
    let keys = literal.members().map(|(key, _)| (key, key.scalar_text()));
    let mut others = keys.filter(|(_, text)| !BELOW_LIT.contains(&text.as_ref()));
    let (Some((key, text)), None) = (others.next(), others.next()) else { return None };
    let unit = UNITS.iter().find(|(words, _)| words.contains(&text.as_ref())).map(|(_, unit)| *unit);
    Some(finding(cx, key, &text, unit.or_else(|| slip(&text, &BELOW_LIT))?))
}

/// Whether a text is the beginning of a key or the last of its words: `cond` of `condition`, `queue` of `targetQueue`.
fn is_part_of(text: &str, key: &str) -> bool {
    const SHORTEST: usize = 3;
    let at = key.len().saturating_sub(text.len());
    let (Some(beginning), Some(end)) = (key.get(..text.len()), key.get(at..)) else { return false };
    let is_end = end.eq_ignore_ascii_case(text) && end.starts_with(|first: char| first.is_ascii_uppercase());
    text.len() >= SHORTEST && (beginning.eq_ignore_ascii_case(text) || is_end)
}

/// The key of an object that has one, and its text.
fn only_key(object: Value<'_>) -> Option<(Value<'_>, Cow<'_, str>)> {
    let mut keys = object.members().map(|(key, _)| key);
    let key = keys.next()?;
    keys.next().is_none().then(|| (key, key.scalar_text()))
}

/// The findings about an action, or about another part of a flow.
pub(super) struct Checked<'c, 'l> {
    pub(super) cx: &'c FileContext<'c>,
    pub(super) label: &'l str,
    pub(super) found: Vec<Diagnostic>,
}

impl<'c, 'l> Checked<'c, 'l> {
    fn new(cx: &'c FileContext<'c>, label: &'l str) -> Self {
        Checked { cx, label, found: Vec::new() }
    }

    fn action(&mut self, action: &Action, body: Value<'_>) {
        if self.parts(body, &action.keys()) {
            let names: Vec<&str> = action.keys().map(|(key, _)| *key).collect();
            let needed: Vec<&str> = action.keys().filter(|(_, part)| part.is_needed()).map(|(key, _)| *key).collect();
            let one: Vec<&str> = action.keys().filter(|(_, part)| part.is_one_setting()).map(|(key, _)| *key).collect();
            self.misspelt(body, &names, &needed, &one);
        }
        if let Some(paths) = body.get("outputs") {
            self.paths(action, paths);
        }
    }

    /// A mapping that has only these keys.
    fn mapping(&mut self, body: Value<'_>, keys: Keys) {
        if self.parts(body, &keys.iter()) {
            let names: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            self.keys(body, &names, &[]);
        }
    }

    /// The values of the keys of a mapping. Returns whether it has other keys.
    fn parts(&mut self, body: Value<'_>, keys: &(impl Iterator<Item = &'static (&'static str, Part)> + Clone)) -> bool {
        let mut has_others = false;
        for (key, value) in body.members() {
            match keys.clone().find(|(name, _)| key.text_equals(name)) {
                Some((_, part)) => self.part(*part, key, value),
                None => has_others = true,
            }
        }
        has_others
    }

    pub(super) fn part(&mut self, part: Part, key: Value<'_>, value: Value<'_>) {
        match part {
            Part::Setting | Part::Needed => self.setting(key, value),
            Part::Loose => self.form(value),
            Part::Output => self.output(key, value),
            Part::Outputs => value.members().for_each(|(key, value)| self.output(key, value)),
            Part::Category => value.members().for_each(|(_, integration)| self.integration(integration)),
            Part::Versions => value.members().for_each(|(_, versions)| self.versions(versions)),
            Part::Script => value.members().for_each(|(_, script)| self.called(script, &["inputs"])),
            Part::Statements => value.items().for_each(|statement| self.statement(statement)),
            Part::Evaluate => self.evaluate(value),
            Part::Queue => self.queue(key, value),
            Part::Flow => self.flow(key, value),
            Part::Table => value.members().for_each(|(_, table)| self.mapping(table, TABLE)),
            Part::Keys(keys) => self.mapping(value, keys),
            Part::Each(keys) => {
                let items = value.items().flat_map(Value::members);
                value.members().chain(items).for_each(|(_, body)| self.mapping(body, keys));
            }
            Part::Items(item, keys) => value.items().for_each(|entry| {
                self.keys(entry, &[item], &[]);
                entry.get(item).into_iter().for_each(|body| self.mapping(body, keys));
            }),
            Part::Variables => value.items().for_each(|entry| self.variable(entry)),
            Part::Defaults => self.defaults(value),
            Part::Any => {}
        }
    }

    /// The settings of actions where they do not have their own.
    fn defaults(&mut self, value: Value<'_>) {
        for (key, body) in value.members() {
            let text = key.scalar_text();
            if let Some(action) = by_key(&text) {
                let names: Vec<&str> = action.keys().map(|(key, _)| *key).collect();
                if self.parts(body, &action.keys()) {
                    self.keys(body, &names, &[]);
                }
            } else if let Some(meant) = action_keys::nearest(&text).filter(|meant| value.get(meant).is_none()) {
                self.found.push(finding(self.cx, key, &text, meant));
            }
        }
    }

    /// Misspelt keys, and a part of the key that the action needs in its place.
    pub(super) fn keys(&mut self, body: Value<'_>, known: &[&str], needed: &[&str]) {
        self.misspelt(body, known, needed, &[]);
    }

    /// As [`Checked::keys`]. A newer form may have several of `one`.
    fn misspelt(&mut self, body: Value<'_>, known: &[&str], needed: &[&str], one: &[&str]) {
        let is_known = |key: &str| known.contains(&key) || !placeholder::find(key).is_empty();
        let mut unknown =
            body.members().map(|(key, _)| (key, key.scalar_text())).filter(|(_, text)| !is_known(text)).peekable();
        if unknown.peek().is_none() {
            return;
        }
        let free: Vec<&str> = known.iter().copied().filter(|name| body.get(name).is_none()).collect();
        let mut gaps: Vec<&str> = needed.iter().copied().filter(|name| body.get(name).is_none()).collect();
        let mut others = Vec::new();
        for (key, text) in unknown {
            match slip(&text, &free) {
                Some(meant) if one.contains(&meant) && *text == format!("{meant}s") => {}
                Some(meant) => {
                    gaps.retain(|gap| *gap != meant);
                    self.found.push(finding(self.cx, key, &text, meant));
                }
                None => others.push((key, text)),
            }
        }
        if let ([(key, text)], [gap]) = (&others[..], &gaps[..])
            && is_part_of(text, gap)
        {
            self.found.push(finding(self.cx, *key, text, gap));
        }
    }

    /// A setting that is a bare text, or whose form is misspelt.
    pub(super) fn setting(&mut self, key: Value<'_>, value: Value<'_>) {
        self.wrapped(key, value, "`lit:` or `exp:`", "`lit:` for a fixed value, or `exp:` for an expression");
        self.form(value);
    }

    /// A misspelt `lit`, `exp` or the like, and a misspelt unit below `lit`.
    fn form(&mut self, value: Value<'_>) {
        let Some((own, text)) = only_key(value) else { return };
        if let Some(meant) = form(&text) {
            return self.found.push(finding(self.cx, own, &text, meant));
        }
        self.found.extend(value.get("lit").and_then(|literal| misspelt_unit(self.cx, literal)));
    }

    /// An input of a call: a setting that is not an output.
    pub(super) fn input(&mut self, key: Value<'_>, value: Value<'_>) {
        self.setting(key, value);
        let Some((own, _)) = only_key(value).filter(|(_, text)| text == "var") else { return };
        let name = key.scalar_text();
        let message = format!(
            "{} of {} is an input, and has `var:`, not `lit:` or `exp:`; Archy may refuse the flow",
            quote(&name),
            self.label
        );
        let diagnostic = self.cx.diagnostic(&self.cx.place(own), message, "neither `lit:` nor `exp:`", &name);
        let help = "use `exp:` with the variable whose value is passed";
        self.found.push(diagnostic.with_severity(Severity::Warning).with_help(help));
    }

    /// An output without a variable.
    pub(super) fn output(&mut self, key: Value<'_>, value: Value<'_>) {
        const HELP: &str = "`var:` with the variable that is filled";
        self.wrapped(key, value, "`var:`", HELP);
        let Some((own, text)) = only_key(value) else { return };
        if let Some(meant) = form(&text) {
            return self.found.push(finding(self.cx, own, &text, meant));
        }
        match text.as_ref() {
            // It is not documented what Archy does with them.
            "exp" | "lit" => {
                let (name, text) = (quote(&key.scalar_text()), quote(&format!("{text}:")));
                let message = format!(
                    "{name} of {} is an output, and has {text}, not `var:`; Archy may refuse the flow",
                    self.label
                );
                let diagnostic = self.cx.diagnostic(&self.cx.place(own), message, "no `var:`", &key.scalar_text());
                self.found.push(diagnostic.with_severity(Severity::Warning).with_help(format!("use {HELP}")));
            }
            _ => {}
        }
    }

    /// A queue: a literal one is known by its name.
    fn queue(&mut self, key: Value<'_>, value: Value<'_>) {
        self.setting(key, value);
        let Some((key, queue)) = value.entry("lit") else { return };
        self.wrapped(key, queue, "`name:`", "`name:` with the name of the queue below `lit:`");
        self.keys(queue, &["name"], &[]);
    }

    /// A flow, which is known by its name.
    fn flow(&mut self, key: Value<'_>, value: Value<'_>) {
        self.wrapped(key, value, "`name:`", "`name:` with the name of the flow");
        self.keys(value, &["name"], &[]);
        if let Some((key, _)) = value.entry("lit").filter(|_| value.get("name").is_none()) {
            self.found.push(finding(self.cx, key, "lit", "name"));
        }
    }

    /// A bare text where a mapping belongs.
    pub(super) fn wrapped(&mut self, key: Value<'_>, value: Value<'_>, what: &str, help: &str) {
        let is_bare = matches!(value.kind(), ValueKind::String | ValueKind::Number | ValueKind::Bool);
        if !is_bare || is_replaced(value) {
            return;
        }
        let (name, text) = (key.scalar_text(), value.scalar_text());
        let message = format!(
            "{} of {} is the bare text {}, not {what}; Archy may refuse the flow",
            quote(&name),
            self.label,
            quote(&text)
        );
        let diagnostic = self.cx.diagnostic(&self.cx.place(value), message, format!("no {what}"), &name);
        self.found.push(diagnostic.with_severity(Severity::Warning).with_help(format!("use {help}")));
    }
}
