//! Reports statements of Update Data and cases of Switch in Archy YAML that have a wrong shape.

use super::parts::Checked;
use super::report::finding;
use crate::knowledge::flow_parts::VARIABLES;
use crate::knowledge::key_words::slip;
use crate::syntax::{Value, ValueKind};

impl Checked<'_, '_> {
    /// A statement of Update Data: its type, then the variable and its value.
    pub(super) fn statement(&mut self, statement: Value<'_>) {
        let types = VARIABLES.map(|key| key.strip_suffix("Variable").unwrap_or(key));
        let Some((key, body)) = statement.members().next() else { return };
        let text = key.scalar_text();
        let meant = match text.as_ref() {
            "str" | "text" => Some("string"),
            "int" => Some("integer"),
            "bool" => Some("boolean"),
            _ if types.contains(&text.as_ref()) => None,
            _ => slip(&text, &types),
        };
        self.found.extend(meant.map(|meant| finding(self.cx, key, &text, meant)));
        self.keys(body, &["variable", "value"], &["variable", "value"]);
        if let Some((key, variable)) = body.entry("variable").filter(|(_, value)| value.kind() == ValueKind::Object) {
            let message = "`variable` is a mapping, not the bare name of a variable; Archy refuses the flow";
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
    pub(super) fn evaluate(&mut self, evaluate: Value<'_>) {
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
                    let is_near = text == "cases" || slip(&text, &["case"]).is_some();
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
