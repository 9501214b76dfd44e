//! Reports the parts of common actions in Archy YAML that have a wrong shape: misspelt keys, paths that the action does
//! not have, and settings without `lit`, `exp` or `var`. A key that is near none of the known ones may be newer, and is not
//! reported.

use std::borrow::Cow;

use super::flow_keys::finding;
use crate::artifact::flow::archy::is_replaced;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::placeholder;
use crate::knowledge::action_parts::{Action, COMMON, Part, by_key};
use crate::knowledge::actions;
use crate::rules::context::FileContext;
use crate::syntax::{Value, ValueKind};
use crate::wording::{list, misspelling, quote};

/// Checks the action below a key that is `name`. `is_action` returns whether it is one.
pub(super) fn check(
    cx: &FileContext<'_>,
    name: &str,
    body: Value<'_>,
    is_action: impl FnOnce() -> bool,
) -> Vec<Diagnostic> {
    let Some(action) = by_key(name).filter(|_| body.kind() == ValueKind::Object && is_action()) else {
        return Vec::new();
    };
    let label = actions::archy_label(name);
    let mut checked = Checked { cx, label: &label, found: Vec::new() };
    checked.action(action, body);
    checked.found
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

/// The findings about an action.
struct Checked<'c, 'l> {
    cx: &'c FileContext<'c>,
    label: &'l str,
    found: Vec<Diagnostic>,
}

impl Checked<'_, '_> {
    fn action(&mut self, action: &Action, body: Value<'_>) {
        let names: Vec<&str> = action.keys.iter().map(|(key, _)| *key).chain(COMMON).collect();
        let needed: Vec<&str> = action.keys.iter().filter(|(_, part)| part.is_needed()).map(|(key, _)| *key).collect();
        self.keys(body, &names, &needed);
        for (key, value) in body.members() {
            let part = action.keys.iter().find(|(name, _)| key.text_equals(name)).map(|(_, part)| *part);
            match part {
                Some(Part::Setting | Part::Needed) => self.setting(key, value),
                Some(Part::Output) => self.output(key, value),
                Some(Part::Outputs) => value.members().for_each(|(key, value)| self.output(key, value)),
                Some(Part::Category) => value.members().for_each(|(_, integration)| self.integration(integration)),
                Some(Part::Versions) => value.members().for_each(|(_, versions)| self.versions(versions)),
                Some(Part::Script) => value.members().for_each(|(_, script)| self.called(script, &["inputs"])),
                Some(Part::Statements) => value.items().for_each(|statement| self.statement(statement)),
                Some(Part::Evaluate) => self.evaluate(value),
                Some(Part::Queue) => self.queue(key, value),
                Some(Part::Flow) => self.flow(key, value),
                None if key.text_equals("outputs") => self.paths(action, value),
                Some(Part::Any | Part::NeededAny) | None => {}
            }
        }
    }

    /// Misspelt keys, and a part of the key that the action needs in its place.
    fn keys(&mut self, body: Value<'_>, known: &[&str], needed: &[&str]) {
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
            match misspelling(&text, &free) {
                // It may be a newer form with several values.
                Some(meant) if *text == format!("{meant}s") => {}
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

    /// The paths of the action.
    fn paths(&mut self, action: &Action, paths: Value<'_>) {
        if !action.are_all {
            return self.keys(paths, action.paths, &[]);
        }
        for (key, path) in paths.members() {
            let text = key.scalar_text();
            let is_known = action.paths.contains(&text.as_ref()) || !placeholder::find(&text).is_empty();
            if is_known || path.get("actions").is_none() {
                continue;
            }
            let message = format!("{} has no path {}, so the actions below it never run", self.label, quote(&text));
            let diagnostic = self.cx.diagnostic(&self.cx.place(key), message, "no such path", &text);
            self.found.push(diagnostic.with_help(format!("use {} below `outputs:`", list(action.paths))));
        }
    }

    /// A setting that is a bare text, or whose `lit` or `exp` is misspelt.
    fn setting(&mut self, key: Value<'_>, value: Value<'_>) {
        self.wrapped(key, value, "`lit:` or `exp:`", "`lit:` for a fixed value, or `exp:` for an expression");
        let Some((own, text)) = only_key(value) else { return };
        let meant = match text.to_ascii_lowercase().as_str() {
            "lit" | "literal" => "lit",
            "exp" | "expr" | "expression" => "exp",
            "novalue" | "novalues" => "noValue",
            "tts" => "tts",
            _ => return,
        };
        if meant != text {
            self.found.push(finding(self.cx, own, &text, meant));
        }
    }

    /// An output without a variable.
    fn output(&mut self, key: Value<'_>, value: Value<'_>) {
        const HELP: &str = "`var:` with the variable that is filled";
        self.wrapped(key, value, "`var:`", HELP);
        let Some((own, text)) = only_key(value) else { return };
        match text.as_ref() {
            "variable" | "Var" | "vars" => self.found.push(finding(self.cx, own, &text, "var")),
            // Nothing says what becomes of them.
            "exp" | "lit" => {
                let (name, text) = (quote(&key.scalar_text()), quote(&format!("{text}:")));
                let message = format!("{name} of {} is an output, and has {text}, not `var:`", self.label);
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
        if let Some((key, _)) = value.entry("lit").filter(|_| value.get("name").is_none()) {
            self.found.push(finding(self.cx, key, "lit", "name"));
        }
    }

    /// A bare text where a mapping belongs.
    fn wrapped(&mut self, key: Value<'_>, value: Value<'_>, what: &str, help: &str) {
        let is_bare = matches!(value.kind(), ValueKind::String | ValueKind::Number | ValueKind::Bool);
        if !is_bare || is_replaced(value) {
            return;
        }
        let (name, text) = (key.scalar_text(), value.scalar_text());
        let message = format!("{} of {} is the bare text {}, not {what}", quote(&name), self.label, quote(&text));
        let diagnostic = self.cx.diagnostic(&self.cx.place(value), message, format!("no {what}"), &name);
        self.found.push(diagnostic.with_severity(Severity::Warning).with_help(format!("use {help}")));
    }

    /// An integration, below which `dataAction` is.
    fn integration(&mut self, integration: Value<'_>) {
        const WANTED: &str = "dataAction";
        if let Some(data_actions) = integration.get(WANTED) {
            let keys = ["inputs", "successOutputs", "failureOutputs"];
            return data_actions.members().for_each(|(_, call)| self.called(call, &keys));
        }
        let Some((key, below)) = integration.members().next() else { return };
        let text = key.scalar_text();
        if !placeholder::find(&text).is_empty() {
            return;
        }
        let is_call = |value: Value<'_>| {
            ["inputs", "successOutputs", "failureOutputs"].iter().any(|name| value.get(name).is_some())
        };
        if below.members().any(|(_, call)| is_call(call)) || misspelling(&text, &[WANTED]).is_some() {
            self.found.push(finding(self.cx, key, &text, WANTED));
        } else if is_call(below) {
            self.missing_level(key, WANTED);
        }
    }

    /// A module or bot, below which its version is.
    fn versions(&mut self, versions: Value<'_>) {
        let is_version = |key: Value<'_>| key.scalar_text().starts_with("ver_");
        for (_, call) in versions.members().filter(|(key, _)| is_version(*key)) {
            self.called(call, &["inputs", "outputs"]);
        }
        let mut keys = versions.members().map(|(key, _)| key);
        if let Some(key) = keys.find(|key| key.text_equals("inputs") || key.text_equals("outputs")) {
            self.missing_level(key, "ver_latestPublished");
        }
    }

    fn missing_level(&mut self, key: Value<'_>, wanted: &str) {
        let text = key.scalar_text();
        let message = format!("{} is where Archy expects {}; it refuses the flow", quote(&text), quote(wanted));
        let diagnostic = self.cx.diagnostic(&self.cx.place(key), message, "a level is missing", &text);
        self.found.push(diagnostic.with_help(format!("put {} above it", quote(&format!("{wanted}:")))));
    }

    /// Inputs and outputs of a call.
    fn called(&mut self, call: Value<'_>, keys: &[&str]) {
        self.keys(call, keys, &[]);
        for (key, values) in call.members() {
            if key.text_equals("inputs") {
                values.members().for_each(|(key, value)| self.setting(key, value));
            } else if ["outputs", "successOutputs", "failureOutputs"].iter().any(|name| key.text_equals(name)) {
                // A data action has outputs for each result.
                if key.text_equals("outputs") && !keys.contains(&"outputs") {
                    if keys.contains(&"successOutputs") && call.get("successOutputs").is_none() {
                        self.found.push(finding(self.cx, key, "outputs", "successOutputs"));
                    }
                    continue;
                }
                values.members().for_each(|(key, value)| self.output(key, value));
            }
        }
    }

    /// A statement of Update Data: its type, then the variable and its value.
    fn statement(&mut self, statement: Value<'_>) {
        const TYPES: [&str; 8] =
            ["string", "integer", "decimal", "boolean", "dateTime", "duration", "queue", "stringCollection"];
        let Some((key, body)) = statement.members().next() else { return };
        let text = key.scalar_text();
        let meant = match text.as_ref() {
            "str" | "text" => Some("string"),
            "int" => Some("integer"),
            "bool" => Some("boolean"),
            _ if TYPES.contains(&text.as_ref()) => None,
            _ => misspelling(&text, &TYPES),
        };
        self.found.extend(meant.map(|meant| finding(self.cx, key, &text, meant)));
        self.keys(body, &["variable", "value"], &["variable", "value"]);
        if let Some((key, variable)) = body.entry("variable").filter(|(_, value)| value.kind() == ValueKind::Object) {
            let message = "`variable` is a mapping, and Archy expects the bare name of a variable";
            let diagnostic = self.cx.diagnostic(&self.cx.place(key), message, "not a bare name", "variable");
            let is_known = ["var", "exp", "lit"].iter().any(|name| variable.get(name).is_some());
            self.found.extend(
                is_known.then(|| diagnostic.with_help("write the name of the variable directly after `variable:`")),
            );
        }
        if let Some((key, value)) = body.entry("value") {
            self.setting(key, value);
        }
    }

    /// The cases of Switch.
    fn evaluate(&mut self, evaluate: Value<'_>) {
        self.keys(evaluate, &["firstTrue", "firstMatch"], &[]);
        let all = evaluate.get("firstTrue");
        let by_type = evaluate.get("firstMatch").into_iter().flat_map(Value::members).map(|(_, cases)| cases);
        for body in all.into_iter().chain(by_type).filter(|body| body.kind() == ValueKind::Object) {
            if body.get("cases").is_none()
                && let Some((key, _)) = body.entry("case").filter(|(_, cases)| cases.kind() == ValueKind::Array)
            {
                self.found.push(finding(self.cx, key, "case", "cases"));
            }
            self.keys(body, &["default", "cases"], &[]);
            for (key, case) in body.get("cases").into_iter().flat_map(Value::items).flat_map(Value::members) {
                if !key.text_equals("case") {
                    let text = key.scalar_text();
                    let is_near = matches!(text.as_ref(), "cases" | "Case");
                    self.found.extend(is_near.then(|| finding(self.cx, key, &text, "case")));
                    continue;
                }
                self.keys(case, &["value", "actions"], &[]);
                if let Some((key, value)) = case.entry("value") {
                    self.setting(key, value);
                }
            }
        }
    }
}
