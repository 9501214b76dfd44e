//! Reports blocks of a Terraform file that have a wrong shape: misspelt, with a label too many or too few, written as an
//! argument, or with a misspelt argument where flowvet knows all of them.

use super::function::flag;
use super::report::rename;
use super::terraform::argument_as_block;
use crate::artifact::terraform::{is_bare, misspelt_resource, unbraced};
use crate::diagnostic::{Diagnostic, Severity};
use crate::knowledge::key_words::{meant, slip};
use crate::rules::context::FileContext;
use crate::syntax::{Form, Style, Value, ValueKind};
use crate::wording::{misspelling, quote};

/// The blocks at the top of a file, with the number of their labels
/// (<https://developer.hashicorp.com/terraform/language/syntax/configuration>).
const BLOCKS: [(&str, usize); 14] = [
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("action", 2),
    ("module", 1),
    ("variable", 1),
    ("output", 1),
    ("provider", 1),
    ("check", 1),
    ("locals", 0),
    ("terraform", 0),
    ("moved", 0),
    ("import", 0),
    ("removed", 0),
];

/// A type of resources with all its arguments.
struct Resource {
    kind: &'static str,
    arguments: &'static [&'static str],
    required: &'static [&'static str],
}

/// The arguments of resources that deploy files
/// (<https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs>, `flow` and `script`).
const RESOURCES: [Resource; 2] = [
    Resource {
        kind: "genesyscloud_flow",
        arguments: &["filepath", "file_content_hash", "substitutions", "force_unlock", "name", "type"],
        required: &["filepath"],
    },
    Resource {
        kind: "genesyscloud_script",
        arguments: &["script_name", "filepath", "file_content_hash", "substitutions", "division_id"],
        required: &["filepath", "script_name"],
    },
];

/// The arguments and blocks that every resource may have.
const COMMON: [&str; 10] = [
    "count",
    "for_each",
    "depends_on",
    "provider",
    "lifecycle",
    "dynamic",
    "provisioner",
    "connection",
    "timeouts",
    "id",
];

/// Checks the blocks at the top of a file of HCL.
pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let root = cx.tree.root();
    let mut found: Vec<Diagnostic> = root.members().filter_map(|(key, value)| top(cx, key, value)).collect();
    found.extend(
        root.members().filter(|(key, _)| key.text_equals("resource")).flat_map(|(_, block)| resource(cx, block)),
    );
    let blocks = root.members().filter(|(_, block)| block.kind() == ValueKind::Array);
    found.extend(blocks.flat_map(|(key, block)| closed(cx, key, block)));
    found
}

/// Checks a block at the top, or an argument there.
fn top(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let name = key.scalar_text();
    let diagnostic = |message: String, label: &str| cx.diagnostic(&cx.place(key), message, label, &name);
    let names = BLOCKS.map(|(name, _)| name);
    let known = BLOCKS.iter().find(|(block, _)| *block == name);
    if value.form() != Form::Block {
        let message = format!("{} is an argument outside of a block, so Terraform refuses the file", quote(&name));
        return Some(diagnostic(message, "not in a block").with_help(match known {
            Some(_) => format!("write `{name} {{ … }}` without `=`"),
            None => "move it into a block; values of variables belong in a `.tfvars` file".to_owned(),
        }));
    }
    let Some((_, labels)) = known else {
        let meant = misspelling(&name, &names)?;
        let message = format!("{} is not a block of Terraform, which refuses the file", quote(&name));
        return Some(diagnostic(message, "unknown block").with_help(format!("rename it to {}", quote(meant))));
    };
    let written = if value.kind() == ValueKind::Array { value.items().count().saturating_sub(1) } else { 0 };
    if written == *labels {
        return None;
    }
    let count = |number: usize| match number {
        0 => "no label".to_owned(),
        1 => "one label".to_owned(),
        more => format!("{more} labels"),
    };
    let message = format!(
        "this {} block has {}, and Terraform expects {}; it refuses the file",
        quote(&name),
        count(written),
        count(*labels)
    );
    let help = match *labels {
        0 => format!("write `{name} {{ … }}`"),
        1 => format!("write `{name} \"name\" {{ … }}`"),
        _ => format!("write `{name} \"type\" \"name\" {{ … }}`"),
    };
    Some(diagnostic(message, "wrong number of labels").with_help(help))
}

/// The arguments of a resource that deploys a file.
fn resource(cx: &FileContext<'_>, block: Value<'_>) -> Vec<Diagnostic> {
    let mut parts = block.items();
    let kind = parts.next().map(Value::scalar_text).unwrap_or_default();
    let (Some(own), Some(body)) = (RESOURCES.iter().find(|it| *it.kind == *kind), block.items().last()) else {
        return block.items().next().and_then(|label| misspelt_type(cx, label, &kind)).into_iter().collect();
    };
    let is_free = |name: &&str| body.get(name).is_none_or(|value| value.kind() == ValueKind::Null);
    let free: Vec<&str> = own.arguments.iter().copied().filter(is_free).collect();
    let mut gaps: Vec<&str> = own.required.iter().copied().filter(is_free).collect();
    let mut found: Vec<Diagnostic> =
        body.members().filter_map(|(key, value)| argument_as_block(cx, key, value)).collect();
    for (key, _) in body.members() {
        let name = key.scalar_text();
        if own.arguments.contains(&name.as_ref()) || COMMON.contains(&name.as_ref()) {
            continue;
        }
        let Some(meant) = meant(&name, &gaps).or_else(|| meant(&name, &free)).map(str::to_owned) else { continue };
        gaps.retain(|gap| **gap != *meant);
        let message = format!("{} is not an argument of `{kind}`; Terraform refuses the resource", quote(&name));
        let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown argument", &name);
        let fix = rename(cx, key, &name, &meant);
        found.push(diagnostic.with_help(format!("rename it to {}", quote(&meant))).with_fix(fix));
    }
    found.extend(misspelt_meta(cx, body, own.arguments));
    found.extend(body.entry("filepath").and_then(|(key, path)| no_path(cx, key, path)));
    found.extend(body.entry("script_name").and_then(|(key, name)| no_text(cx, key, name)));
    found.extend(body.entry("file_content_hash").and_then(|(_, hash)| no_hash(cx, hash)));
    found.extend(body.entry("force_unlock").and_then(|(key, value)| flag(cx, key, value)));
    let list = body.entry("substitutions").filter(|(_, value)| value.kind() == ValueKind::Array && is_bare(*value));
    if let Some((key, _)) = list {
        let message = "`substitutions` is a list, but Terraform expects a map of keys and texts";
        let diagnostic = cx.diagnostic(&cx.place(key), message, "a list, not a map", "substitutions");
        found.push(diagnostic.with_help("write `substitutions = { key = \"text\" }`"));
    }
    if let Some((_, map)) = body.entry("substitutions").filter(|(_, map)| is_bare(*map)) {
        let is_list = |value: Value<'_>| matches!(value.kind(), ValueKind::Array | ValueKind::Object) && is_bare(value);
        let in_braces = map.members().map(|(key, _)| key).filter(|key| unbraced(&key.scalar_text()).is_some());
        found.extend(in_braces.map(|key| {
            let name = key.scalar_text();
            let meant = unbraced(&name).unwrap_or_default();
            let message = format!(
                "the key {} of a substitution has braces, so Terraform looks for it in more braces",
                quote(&name)
            );
            let diagnostic = cx.diagnostic(&cx.place(key), message, "braces", &name);
            diagnostic.with_help(format!("write {} without braces", quote(meant)))
        }));
        for (key, _) in map.members().filter(|(_, value)| is_list(*value)) {
            let name = key.scalar_text();
            let message = format!("the substitution {} is not a text, so Terraform refuses the resource", quote(&name));
            let diagnostic = cx.diagnostic(&cx.place(key), message, "not a text", &name);
            found.push(diagnostic.with_help("write the text that replaces the key, in quotes"));
        }
    }
    let is_dynamic = body.get("dynamic").is_some();
    if let (Some(gap), Some(label)) = (gaps.first().filter(|_| !is_dynamic), block.items().nth(1)) {
        let message = format!("`{kind}` has no {}; Terraform refuses the resource", quote(gap));
        let place = body.entry(gap).map_or(label, |(key, _)| key);
        let diagnostic = cx.diagnostic(&cx.place(place), message, "incomplete", gap);
        found.push(diagnostic.with_help(format!("add {}", quote(gap))));
    }
    found
}

/// The blocks of which all arguments are known
/// (<https://developer.hashicorp.com/terraform/language/block/module> and the other pages there), and the argument that each
/// needs. A module has its own arguments as well.
const CLOSED: [(&str, &[&str], Option<&str>); 3] = [
    ("variable", &["type", "default", "description", "sensitive", "nullable", "validation", "ephemeral"], None),
    ("output", &["value", "description", "sensitive", "depends_on", "ephemeral", "precondition"], Some("value")),
    ("module", &["source"], Some("source")),
];

/// The arguments of a variable, an output or a module.
fn closed(cx: &FileContext<'_>, key: Value<'_>, block: Value<'_>) -> Vec<Diagnostic> {
    let name = key.scalar_text();
    let (Some((_, arguments, needed)), Some(body)) =
        (CLOSED.iter().find(|(own, ..)| *own == name), block.items().last())
    else {
        return Vec::new();
    };
    let gap = needed.filter(|needed| body.get(needed).is_none());
    // An argument of a module may have any name.
    let free: Vec<&str> = match gap {
        Some(gap) if name == "module" => vec![gap],
        _ if name == "module" => Vec::new(),
        _ => arguments.iter().copied().filter(|name| body.get(name).is_none()).collect(),
    };
    let mut found = misspelt(cx, body, &free, arguments, &name);
    let is_renamed = found
        .iter()
        .any(|it| it.fix.as_ref().is_some_and(|fix| gap.is_some_and(|gap| fix.title.ends_with(&quote(gap)))));
    if let (Some(gap), false, Some(label)) = (gap, is_renamed, block.items().next().filter(|label| *label != body)) {
        let message = format!("the {name} has no {}; Terraform refuses the file", quote(gap));
        let diagnostic = cx.diagnostic(&cx.place(label), message, "incomplete", gap);
        found.push(diagnostic.with_help(format!("add {}", quote(gap))));
    }
    found
}

/// A misspelt argument that any resource may have: `dependsOn`.
pub(super) fn misspelt_meta(cx: &FileContext<'_>, body: Value<'_>, own: &[&str]) -> Vec<Diagnostic> {
    const META: [&str; 4] = ["depends_on", "for_each", "provider", "lifecycle"];
    let free: Vec<&str> = META.into_iter().filter(|name| body.get(name).is_none()).collect();
    let known: Vec<&str> = own.iter().chain(&COMMON).copied().collect();
    misspelt(cx, body, &free, &known, "resource")
}

/// The keys of a body that are a slip of one that is free, and not known.
fn misspelt(cx: &FileContext<'_>, body: Value<'_>, free: &[&str], known: &[&str], what: &str) -> Vec<Diagnostic> {
    let keys = body.members().map(|(key, _)| (key, key.scalar_text()));
    let unknown = keys.filter(|(_, text)| !known.contains(&text.as_ref()));
    let finding = |(key, text): (Value<'_>, std::borrow::Cow<'_, str>)| {
        let meant = slip(&text, free)?;
        let message = format!("{} is not an argument of this {what}; Terraform refuses the file", quote(&text));
        let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown argument", &text);
        let fix = rename(cx, key, &text, meant);
        Some(diagnostic.with_help(format!("rename it to {}", quote(meant))).with_fix(fix))
    };
    unknown.filter_map(finding).collect()
}

/// A text that is a list or a map.
fn no_text(cx: &FileContext<'_>, key: Value<'_>, value: Value<'_>) -> Option<Diagnostic> {
    let what = match value.kind() {
        ValueKind::Array if is_bare(value) => "a list",
        ValueKind::Object if is_bare(value) => "a map",
        _ => return None,
    };
    let name = key.scalar_text();
    let message = format!("{} is {what}, but Terraform expects a text", quote(&name));
    Some(cx.diagnostic(&cx.place(key), message, "not a text", &name).with_help("write one text, in quotes"))
}

/// A type of resource that is nearly one that flowvet reads.
fn misspelt_type(cx: &FileContext<'_>, label: Value<'_>, kind: &str) -> Option<Diagnostic> {
    let meant = misspelt_resource(kind)?;
    let message = format!("the provider has no resource {}; Terraform refuses the file", quote(kind));
    let diagnostic = cx.diagnostic(&cx.place(label), message, "unknown resource", kind);
    Some(diagnostic.with_help(format!("rename it to {}", quote(meant))))
}

/// The path of a deployed file that is a list, or the text of the file.
fn no_path(cx: &FileContext<'_>, key: Value<'_>, path: Value<'_>) -> Option<Diagnostic> {
    let is_text = path.style() == Style::Whole || path.kind() == ValueKind::Missing && path.raw().starts_with("file(");
    let what = match path.kind() {
        ValueKind::Array if is_bare(path) => "a list",
        ValueKind::Object if is_bare(path) => "a map",
        _ if is_text => "the text of a file",
        _ => return None,
    };
    let message = format!("`filepath` is {what}, but Terraform expects the path of one file");
    let diagnostic = cx.diagnostic(&cx.place(key), message, "no path", "filepath");
    Some(diagnostic.with_help("write the path: `filepath = \"${path.module}/flow.yaml\"`"))
}

/// The hash of a file that is a path, or the hash of a path: it never changes, so changes of the file are not deployed.
fn no_hash(cx: &FileContext<'_>, hash: Value<'_>) -> Option<Diagnostic> {
    let raw = hash.raw();
    let functions = ["sha256(\"", "sha1(\"", "sha512(\"", "md5(\""];
    // Anything else that Terraform puts in may be the content of the file, or its hash.
    let is_constant = raw.matches("${").count() == raw.matches("${path.").count();
    let is_of_text = functions.iter().any(|function| raw.starts_with(function));
    let is_of_path = hash.kind() == ValueKind::Missing && is_of_text && is_constant;
    let is_path = hash.kind() == ValueKind::String && raw.starts_with("\"${path.") && is_constant;
    let what = if is_path { "a path" } else { "the hash of a path" };
    let message =
        format!("`file_content_hash` is {what}, which stays the same; Terraform does not deploy changes of the file");
    let diagnostic = cx.diagnostic(&cx.place(hash), message, "not the hash of the file", "file_content_hash");
    let diagnostic = diagnostic.with_severity(Severity::Warning);
    (is_of_path || is_path).then(|| diagnostic.with_help("use `filesha256(…)` with the path of the file"))
}
