//! The `flowvet.toml` that `flowvet init` writes: every key with its default, as a comment.

use super::RuleEntry;
use super::definition::{
    ACTION, ATTRIBUTES, CATALOGUES, CLOSED, CONTRACT, DICTIONARY, EXTERNALS, GLOBS, IGNORE, KEYS, OVERRIDE, PAYLOAD,
    READ, RULES, Shape, WRITTEN,
};
use super::dictionary::FILE;
use super::options::LEVEL;
use crate::artifact::PayloadKind;
use crate::artifact::data_action::ContractSide;

/// A commented `flowvet.toml`. Lines that start with `#` and no space are keys at their defaults; without the `#` the
/// file is still valid.
#[must_use]
pub fn template(rules: &[RuleEntry]) -> String {
    let mut lines = vec!["# Configuration of flowvet. Commented-out values are the defaults.".to_owned()];
    lines.extend(GLOBS.iter().map(|line| format!("# {line}")));
    for key in KEYS {
        lines.push(String::new());
        lines.extend(key.about.iter().map(|line| format!("# {line}")));
        lines.push(format!("#{} = {}", key.name, default(&key.shape)));
    }
    lines.push(String::new());
    lines.push(format!("# {RULES}"));
    lines.push("[rules]".to_owned());
    lines.extend(rules.iter().flat_map(lines_of));
    lines.push(format!("\n# {OVERRIDE}"));
    lines.push("#[[override]]".to_owned());
    lines.push("#files = [\"archive/\"]".to_owned());
    lines.push("#rules = { syntax-error = \"warning\" }".to_owned());
    lines.push(format!("\n# {IGNORE} `path` is what reports show after the line; `pointer` is a"));
    lines.push("# JSON pointer. Both include everything inside; both may be left out.".to_owned());
    lines.push("#[[ignore]]".to_owned());
    lines.push("#rule = \"duplicate-key\"".to_owned());
    lines.push("#files = [\"exports/Main.i3InboundFlow\"]".to_owned());
    lines.push("#path = 'inboundCall \"Main\" > task \"Greet\"'".to_owned());
    lines.push("#reason = \"why this may stay\"".to_owned());
    lines.push(String::new());
    lines.push(format!("# {EXTERNALS}"));
    lines.push("[externals]".to_owned());
    for (key, default, about) in [
        ("written", "[]", WRITTEN),
        ("read", "[]", READ),
        ("catalogues", "[]", CATALOGUES),
        ("closed", "false", CLOSED),
    ] {
        lines.push(format!("#{key} = {default}  # {about}"));
    }
    lines.push(String::new());
    lines.push(format!("# {ATTRIBUTES}"));
    lines.push("[attributes]".to_owned());
    lines.push(format!("#dictionary = {FILE:?}  # {DICTIONARY}"));
    lines.push(String::new());
    let kinds = PayloadKind::ALL.map(|kind| format!("`{}`", kind.as_str()));
    lines.push(format!("# {PAYLOAD} There can be several such tables. Kinds:"));
    lines.push(format!("# {}.", kinds.join(", ")));
    lines.push("#[[payload]]".to_owned());
    lines.push("#files = [\"payloads/*.json\"]".to_owned());
    lines.push(format!("#kind = \"{}\"", PayloadKind::SetParticipantData.as_str()));
    lines.push(String::new());
    lines.push("#[[payload]]".to_owned());
    lines.push("#files = [\"samples/get-customer*.json\"]".to_owned());
    lines.push(format!("#action = \"Get Customer\"  # {ACTION}"));
    lines.push(format!(
        "#contract = \"{}\"  # {CONTRACT} The other one is \"output\".",
        ContractSide::default().as_str()
    ));
    lines.join("\n") + "\n"
}

/// The level of a rule by default, and its options.
fn lines_of(rule: &RuleEntry) -> Vec<String> {
    let RuleEntry { name, summary, .. } = rule;
    let level = format!("\"{}\"", rule.level());
    if rule.options.is_empty() {
        return vec![format!("#{name} = {level}  # {summary}")];
    }
    let descriptions = rule.options.iter().map(|option| format!("# `{}` of `{name}`: {}", option.name, option.about));
    let options = rule.options.iter().map(|option| format!(", {} = {}", option.name, option.default.toml()));
    let options: String = options.collect();
    descriptions.chain([format!("#{name} = {{ {LEVEL} = {level}{options} }}  # {summary}")]).collect()
}

/// The default of a key as TOML.
pub(super) fn default(shape: &Shape) -> String {
    match shape {
        Shape::Word(words) => format!("{:?}", words.first().unwrap_or(&"")),
        Shape::Globs | Shape::Rules => "[]".to_owned(),
        Shape::Flag => false.to_string(),
        Shape::Path(example) => format!("{example:?}"),
    }
}
