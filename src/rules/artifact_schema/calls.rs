//! Reports calls of data actions, modules, bots and scripts in Archy YAML that have a wrong shape.

use super::parts::Checked;
use super::report::finding;
use crate::expr::placeholder;
use crate::knowledge::key_words::slip;
use crate::syntax::Value;
use crate::wording::quote;

/// Words that authors write for the latest version.
const OTHER_VERSIONS: [&str; 7] =
    ["ver_latest", "ver_published", "latest", "latestPublished", "latest_published", "published", "version_latest"];

impl Checked<'_, '_> {
    /// An integration, below which `dataAction` is.
    pub(super) fn integration(&mut self, integration: Value<'_>) {
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
        if below.members().any(|(_, call)| is_call(call)) || slip(&text, &[WANTED]).is_some() {
            self.found.push(finding(self.cx, key, &text, WANTED));
        } else if is_call(below) {
            self.missing_level(key, WANTED);
        }
    }

    /// A module or bot, below which its version is.
    pub(super) fn versions(&mut self, versions: Value<'_>) {
        const LATEST: &str = "ver_latestPublished";
        for (key, call) in versions.members() {
            let text = key.scalar_text();
            let is_like = || slip(&text, &[LATEST]).is_some() || OTHER_VERSIONS.iter().any(|it| text == *it);
            if text.starts_with("ver_") {
                self.called(call, &["inputs", "outputs"]);
            }
            if text != LATEST && is_like() {
                self.found.push(finding(self.cx, key, &text, LATEST));
            }
        }
        let mut keys = versions.members().map(|(key, _)| key);
        if let Some(key) = keys.find(|key| key.text_equals("inputs") || key.text_equals("outputs")) {
            self.missing_level(key, LATEST);
        }
    }

    fn missing_level(&mut self, key: Value<'_>, wanted: &str) {
        let text = key.scalar_text();
        let message = format!("{} is where Archy expects {}; it refuses the flow", quote(&text), quote(wanted));
        let diagnostic = self.cx.diagnostic(&self.cx.place(key), message, "a level is missing", &text);
        self.found.push(diagnostic.with_help(format!("put {} above it", quote(&format!("{wanted}:")))));
    }

    /// Inputs and outputs of a call.
    pub(super) fn called(&mut self, call: Value<'_>, keys: &[&str]) {
        self.keys(call, keys, &[]);
        for (key, values) in call.members() {
            if key.text_equals("inputs") {
                values.members().for_each(|(key, value)| self.input(key, value));
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
}
