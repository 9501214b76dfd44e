//! Reports the paths of an action in Archy YAML that it does not have, and misspelt keys below a path.

use super::parts::Checked;
use super::report::finding;
use crate::expr::placeholder;
use crate::knowledge::action_parts::Action;
use crate::knowledge::key_words::slip;
use crate::knowledge::parts::{Keys, Part};
use crate::syntax::{Value, ValueKind};
use crate::wording::{list, quote};

/// An intent as a path of Ask for Intent.
const INTENT: Keys = &[("name", Part::Any), ("actions", Part::Any), ("enabled", Part::Any)];

/// The path of an action that an author most likely meant by another word.
fn other_path(word: &str) -> Option<&'static str> {
    Some(match word {
        "failed" | "fail" | "error" | "failures" | "onFailure" | "onError" => "failure",
        "succeeded" | "ok" | "successful" | "onSuccess" => "success",
        "missing" | "none" | "notfound" | "not_found" => "notFound",
        "true" => "yes",
        "false" => "no",
        _ => return None,
    })
}

impl Checked<'_, '_> {
    /// The paths of the action.
    pub(super) fn paths(&mut self, action: &Action, paths: Value<'_>) {
        for (key, path) in paths.members() {
            if action.paths.iter().any(|known| key.text_equals(known)) && path.kind() == ValueKind::Object {
                self.keys(path, &["actions", "enabled"], &[]);
            }
        }
        if let Some(intents) = paths.get("intents") {
            self.part(Part::Items("intent", INTENT), intents, intents);
        }
        if !action.are_all {
            self.keys(paths, action.paths, &[]);
            for (key, _) in paths.members().filter(|(_, path)| path.get("actions").is_some()) {
                let text = key.scalar_text();
                let meant = other_path(&text).filter(|meant| action.paths.contains(meant));
                let meant = meant.filter(|meant| paths.get(meant).is_none() && slip(&text, &[meant]).is_none());
                self.found.extend(meant.map(|meant| finding(self.cx, key, &text, meant)));
            }
            return;
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
}
