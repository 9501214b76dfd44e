//! The definition of `flowvet.toml`: its keys, and the JSON Schema that follows from them and from the list of rules.

use serde_json::{Map, Value, json};

use super::dictionary::FILE;
use super::options::LEVEL;
use super::{Preset, RuleEntry, RuleOption, moved};
use crate::artifact::PayloadKind;
use crate::artifact::data_action::ContractSide;
use crate::diagnostic::Severity;
use crate::schema::Schema;

/// A key at the top of `flowvet.toml`.
pub(super) struct Key {
    pub name: &'static str,
    /// Describes its effect in one or two lines.
    pub about: &'static [&'static str],
    pub shape: Shape,
}

/// The form of the value of a key.
pub(super) enum Shape {
    /// One of these words; the first is the default.
    Word(&'static [&'static str]),
    /// A list of globs, empty by default.
    Globs,
    /// A list of names of rules, empty by default.
    Rules,
    /// `true` or `false`, the default.
    Flag,
    /// A path. It has no default; this is an example.
    Path(&'static str),
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "extend",
        about: &[
            "Another flowvet.toml whose settings apply where this one is silent, for example that of the folder above.",
            "Its globs count as if they were written here; its [[ignore]] and `projects` stay its own.",
        ],
        shape: Shape::Path("../flowvet.toml"),
    },
    Key {
        name: "preset",
        about: &["Which rules are on where [rules] does not name them:", "`recommended`, `strict` (all) or `none`."],
        shape: Shape::Word(&[Preset::Recommended.as_str(), Preset::Strict.as_str(), Preset::None.as_str()]),
    },
    Key {
        name: "fail-on",
        about: &["Findings of this severity or above make the exit code 1: `error`, `warning` or `info`."],
        shape: Shape::Word(&[Severity::Warning.as_str(), Severity::Error.as_str(), Severity::Info.as_str()]),
    },
    Key {
        name: "no-ignore",
        about: &[
            "Rules whose findings can be neither ignored nor accepted by the baseline.",
            "Comments and [[ignore]] never apply to `syntax-error`, `unreadable-file`, `rule-failure` and `unused-ignore`.",
        ],
        shape: Shape::Rules,
    },
    Key { name: "require-reason", about: &["Whether an ignore without a reason has no effect."], shape: Shape::Flag },
    Key { name: "include", about: &["Check only these files. Empty: all files."], shape: Shape::Globs },
    Key { name: "exclude", about: &["Do not check these files."], shape: Shape::Globs },
    Key {
        name: "projects",
        about: &[
            "Folders that are independent projects: names in one of them are not compared with names outside it.",
            "These globs start at the folder of this file: `*` is each folder in it, `**/north` a folder at any depth.",
        ],
        shape: Shape::Globs,
    },
    Key {
        name: "snippets",
        about: &["JavaScript files (.js) that set and get attributes with `flow.data.set` and `flow.data.get`."],
        shape: Shape::Globs,
    },
];

pub(super) const RULES: &str = "The level of each rule: `error`, `warning`, `info` or `off`. It replaces the severity of all findings of the rule. A table sets options of the rule as well: `{ level = \"warning\", … }`.";
pub(super) const PAYLOAD: &str = "Files that are payloads of one kind, or sample inputs or outputs of a data action.";
pub(super) const ACTION: &str = "The name of the data action whose contract the files must match.";
pub(super) const CONTRACT: &str = "Which contract of the data action they must match.";
pub(super) const EXTERNALS: &str =
    "Attributes that systems outside the project set and read, for the rules that compare names.";
pub(super) const WRITTEN: &str = "Names and globs (`*` matches any text) of attributes that other systems set.";
pub(super) const READ: &str = "Names and globs of attributes that other systems read.";
pub(super) const CATALOGUES: &str =
    "Files that `flowvet map --format json` wrote in other repositories, relative to the folder of this file.";
pub(super) const CLOSED: &str = "No other system sets or reads attributes.";
pub(super) const ATTRIBUTES: &str = "The attribute dictionary of the project.";
pub(super) const DICTIONARY: &str = "The file with the attribute dictionary, relative to the folder of this file. Without this key it is `attributes.toml` in that folder, if there is one.";
pub(super) const OVERRIDE: &str = "Rule levels for some files only; they take precedence over [rules]. If several tables set a rule for a file, the last one counts.";
pub(super) const IGNORE: &str = "Findings that are not reported, for files that cannot contain comments.";
pub(super) const OFF: &str = "off";

const LEVELS: &[&str] = &[Severity::Error.as_str(), Severity::Warning.as_str(), Severity::Info.as_str(), OFF];

/// How the globs of the configuration are read.
pub(super) const GLOBS: &[&str] = &[
    "Globs are relative to the folder of this file. A glob without `/` matches a name in any folder.",
    "The name of a folder, or a glob that ends with `/`, includes everything below it. `*` stops at `/`, `**` does not.",
];

/// The JSON Schema of `flowvet.toml`, draft 2020-12.
#[must_use]
pub fn schema(rules: &[RuleEntry]) -> Value {
    let mut properties: Map<String, Value> =
        KEYS.iter().map(|key| (key.name.to_owned(), shape(&key.shape, &key.about.join(" ")))).collect();
    properties.insert("rules".to_owned(), json!({ "description": RULES, "$ref": "#/$defs/levels" }));
    properties.insert("externals".to_owned(), externals());
    properties.insert("attributes".to_owned(), attributes());
    properties.insert("override".to_owned(), overrides());
    properties.insert("ignore".to_owned(), ignores());
    properties.insert("payload".to_owned(), payloads());
    properties.extend(moved::keys().map(|key| {
        let about = "Accepted, but now an option of a rule.";
        (key.to_owned(), json!({ "description": about, "deprecated": true, "$ref": "#/$defs/texts" }))
    }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": Schema::Configuration.id(),
        "title": "flowvet configuration",
        "description": "The file `flowvet.toml` in the root folder of a project. The id of this schema is only a name: nothing is fetched from it.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": {
            "rule": { "description": "The name of a rule.", "enum": rules.iter().map(|rule| rule.name).collect::<Vec<_>>() },
            "level": { "description": "A level.", "enum": LEVELS },
            "setting": setting("The level of a rule, by itself or in a table.", &[]),
            "levels": levels(rules),
            "globs": {
                "description": GLOBS.join(" "),
                "type": "array",
                "items": { "description": "A glob.", "type": "string", "minLength": 1 },
            },
            "texts": {
                "description": "Non-empty strings.",
                "type": "array",
                "items": { "description": "A non-empty string.", "type": "string", "minLength": 1 },
            },
        },
    })
}

fn shape(shape: &Shape, about: &str) -> Value {
    match shape {
        Shape::Word(words) => json!({ "description": about, "enum": words, "default": words.first() }),
        Shape::Globs => json!({ "description": about, "$ref": "#/$defs/globs", "default": [] }),
        Shape::Rules => {
            let rule = json!({ "description": "The name of a rule.", "$ref": "#/$defs/rule" });
            json!({ "description": about, "type": "array", "items": rule, "default": [] })
        }
        Shape::Flag => json!({ "description": about, "type": "boolean", "default": false }),
        Shape::Path(_) => json!({ "description": about, "type": "string", "minLength": 1 }),
    }
}

fn externals() -> Value {
    let texts = |about| json!({ "description": about, "$ref": "#/$defs/texts", "default": [] });
    json!({
        "description": EXTERNALS,
        "type": "object",
        "properties": {
            "written": texts(WRITTEN),
            "read": texts(READ),
            "catalogues": texts(CATALOGUES),
            "closed": { "description": CLOSED, "type": "boolean", "default": false },
        },
        "additionalProperties": false,
    })
}

fn attributes() -> Value {
    json!({
        "description": ATTRIBUTES,
        "type": "object",
        "properties": { "dictionary": { "description": DICTIONARY, "type": "string", "minLength": 1, "default": FILE } },
        "additionalProperties": false,
    })
}

/// The level of a rule, or a table with its level and options.
fn setting(about: &str, options: &[RuleOption]) -> Value {
    let level = json!({ "description": "The level of the rule.", "$ref": "#/$defs/level" });
    let options = options.iter().map(|option| (option.name.to_owned(), option.schema()));
    let properties: Map<String, Value> = std::iter::once((LEVEL.to_owned(), level)).chain(options).collect();
    json!({
        "description": about,
        "if": { "type": "object" },
        "then": { "properties": properties, "additionalProperties": false },
        "else": { "$ref": "#/$defs/level" },
    })
}

fn levels(rules: &[RuleEntry]) -> Value {
    let level = |rule: &RuleEntry| {
        let about = format!("{} (by default `{}`).", rule.summary, rule.level());
        let rule_schema = match rule.options {
            // Nearly all rules share one schema, which is compiled once.
            [] => json!({ "description": about, "$ref": "#/$defs/setting" }),
            options => setting(&about, options),
        };
        (rule.name.to_owned(), rule_schema)
    };
    let properties: Map<String, Value> = rules.iter().map(level).collect();
    json!({ "description": "Levels of rules.", "type": "object", "properties": properties, "additionalProperties": false })
}

fn overrides() -> Value {
    json!({
        "description": OVERRIDE,
        "type": "array",
        "items": {
            "description": OVERRIDE,
            "type": "object",
            "properties": {
                "files": { "description": "The files.", "$ref": "#/$defs/globs" },
                "rules": { "description": "The level of each rule in these files.", "$ref": "#/$defs/levels" },
            },
            "required": ["files", "rules"],
            "additionalProperties": false,
        },
    })
}

fn ignores() -> Value {
    json!({
        "description": IGNORE,
        "type": "array",
        "items": {
            "description": IGNORE,
            "type": "object",
            "properties": {
                "rule": {
                    "description": "The rule, or a list of rules.",
                    "type": ["string", "array"],
                    "if": { "type": "string" },
                    "then": { "$ref": "#/$defs/rule" },
                    "else": { "items": { "description": "The name of a rule.", "$ref": "#/$defs/rule" } },
                },
                "files": { "description": "The files.", "$ref": "#/$defs/globs" },
                "path": {
                    "description": "Where in the artefact, as reports show it: `inboundCall \"Main\" > task \"Greet\"`. Everything inside it is included.",
                    "type": "string",
                    "minLength": 1,
                },
                "pointer": {
                    "description": "Where in the file, as a JSON pointer (RFC 6901). Everything inside it is included.",
                    "type": "string",
                    "pattern": "^/",
                },
                "reason": { "description": "Why the findings are ignored.", "type": "string" },
            },
            "required": ["rule", "files"],
            "additionalProperties": false,
        },
    })
}

fn payloads() -> Value {
    let kinds = PayloadKind::ALL.map(PayloadKind::as_str);
    json!({
        "description": PAYLOAD,
        "type": "array",
        "items": {
            "description": PAYLOAD,
            "type": "object",
            "properties": {
                "files": { "description": "The files.", "$ref": "#/$defs/globs" },
                "kind": { "description": "The kind of payload.", "enum": kinds },
                "action": { "description": ACTION, "type": "string", "minLength": 1 },
                "contract": { "description": CONTRACT, "enum": ContractSide::ALL.map(ContractSide::as_str), "default": ContractSide::default().as_str() },
            },
            "required": ["files"],
            "if": { "required": ["action"] },
            "then": { "properties": { "kind": false } },
            "else": { "properties": { "contract": false }, "required": ["kind"] },
            "additionalProperties": false,
        },
    })
}
