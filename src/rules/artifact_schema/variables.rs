//! Reports variables in Archy YAML whose kind or keys are misspelt, or whose flags are another text.

use super::parts::{Checked, check_keys};
use super::report::finding;
use crate::artifact::flow::archy::is_replaced;
use crate::diagnostic::Severity;
use crate::knowledge::flow_parts;
use crate::syntax::Value;
use crate::wording::quote;

const VALUE: &str = "initialValue";

const FLAGS: [&str; 3] = ["isInput", "isOutput", "isSecure"];

impl Checked<'_, '_> {
    /// An item of `variables`.
    pub(super) fn variable(&mut self, entry: Value<'_>) {
        let Some((key, body)) = entry.members().next() else { return };
        let text = key.scalar_text();
        self.found.extend(flow_parts::variable(&text).map(|meant| finding(self.cx, key, &text, meant)));
        self.found.extend(check_keys(self.cx, "the variable", body, flow_parts::VARIABLE));
        let initial = ["initial", "value", "default"].iter().filter(|_| body.get(VALUE).is_none());
        for (key, _) in initial.filter_map(|name| body.entry(name)) {
            self.found.push(finding(self.cx, key, &key.scalar_text(), VALUE));
        }
        FLAGS.iter().filter_map(|name| body.entry(name)).for_each(|(key, value)| self.flag(key, value));
    }

    /// A flag of a variable that is another text.
    fn flag(&mut self, key: Value<'_>, value: Value<'_>) {
        // In quotes it may still be understood.
        let is_flag = |text: &str| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
        let text = value.as_str().filter(|text| !is_flag(text) && !is_replaced(value));
        let Some(text) = text else { return };
        let name = key.scalar_text();
        let message =
            format!("{} is the text {}, not `true` or `false`; Archy may refuse the flow", quote(&name), quote(&text));
        let diagnostic = self.cx.diagnostic(&self.cx.place(value), message, "not `true` or `false`", &name);
        let diagnostic = diagnostic.with_severity(Severity::Warning);
        self.found.push(diagnostic.with_help("write `true` or `false` without quotes"));
    }
}
