//! Finds the errors in the text of an attribute dictionary.

use super::{Dictionary, Entry, compile, key, location, read, strings};
use crate::config::CLASS;
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::schema::{Schema, Violation, violations};
use crate::syntax::{self, Limits, SyntaxError, Value, ValueKind};
use crate::text::Source;
use crate::wording::{closest, did_you_mean, quote};

/// The errors of a dictionary, as findings of the class of the configuration. While it is not valid TOML, only that is
/// reported.
#[must_use]
pub fn findings(source: &Source) -> Vec<Diagnostic> {
    let (tree, errors) = syntax::toml::parse(source.text(), &Limits::default());
    if !errors.is_empty() {
        return errors.iter().map(|error| not_toml(source, error)).collect();
    }
    let dictionary = read(source);
    let mut found: Vec<Diagnostic> =
        violations(Schema::Attributes, tree.root()).iter().map(|violation| invalid(source, violation)).collect();
    for (name, table) in tree.root().members() {
        if let Some(entry) = dictionary.entry(&name.scalar_text()) {
            found.extend(pattern(source, table));
            found.extend(values(source, table, entry));
            found.extend(replacement(source, table, &dictionary));
            found.extend(aliases(source, table, entry, &dictionary));
        }
    }
    found.sort_by(|one, other| one.order().cmp(&other.order()));
    found
}

fn not_toml(source: &Source, error: &SyntaxError) -> Diagnostic {
    let location = Location { file: source.path().clone(), place: Place::at(error.span) };
    let message = format!("invalid TOML: {}", error.message);
    finding(location, message, "invalid TOML", "syntax")
        .with_help("fix this first; attributes that could be read count")
}

fn invalid(source: &Source, violation: &Violation<'_>) -> Diagnostic {
    let at = violation.at;
    let text = at.scalar_text();
    let location = Location { file: source.path().clone(), place: Place::at(violation.span) };
    let label = match violation.keyword {
        "additionalProperties" => "unknown key",
        "enum" => "unknown value",
        "type" => "wrong type",
        _ => "not allowed",
    };
    let holder = at.parent().and_then(Value::key);
    let value = at.parent().and_then(|table| table.get(&text));
    let is_dotted =
        violation.keyword == "additionalProperties" && value.is_some_and(|it| it.kind() == ValueKind::Object);
    let help = match holder.filter(|_| is_dotted && violation.suggestion().is_none()) {
        Some(holder) => format!("put a name that contains a dot in quotes: `[\"{}.{text}\"]`", holder.scalar_text()),
        None if at.parent().is_some_and(|table| table.parent().is_none()) && violation.keyword == "type" => {
            let name = at.key().map(|name| key(&name.scalar_text())).unwrap_or_default();
            format!("declare an attribute as a table: `[{name}]`")
        }
        None => violation.help(),
    };
    finding(location, violation.message.clone(), label, &text).with_help(help)
}

fn pattern(source: &Source, table: Value<'_>) -> Option<Diagnostic> {
    let value = table.get("pattern").filter(|value| value.kind() == ValueKind::String)?;
    let error = compile(&value.as_str()?).err()?;
    // The message of the library shows the pattern over several lines; its last one names the error.
    let words = error.to_string();
    let reason = words.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let message = format!("invalid pattern {}: {reason}", quote(&value.scalar_text()));
    let help =
        "correct the regular expression, in the syntax of the crate `regex`: without look-around and back-references";
    Some(finding(location(source, value), message, "invalid pattern", &value.scalar_text()).with_help(help))
}

/// Values of the list that the entry does not allow otherwise.
fn values(source: &Source, table: Value<'_>, entry: &Entry) -> Vec<Diagnostic> {
    let name = &entry.name;
    let without_list = Entry { values: Vec::new(), ..entry.clone() };
    let refused = table.get("values").into_iter().flat_map(strings);
    let refused = refused.filter(|item| without_list.mismatch(&item.scalar_text()).is_some());
    let found = refused.map(|item| {
        let value = item.scalar_text();
        let message = format!("value {} of {} contradicts the other keys of its table", quote(&value), quote(name));
        let help = "remove the value, or change `type`, `pattern` or `max-length`";
        finding(location(source, item), message, "not allowed by the same table", &value).with_help(help)
    });
    found.collect()
}

fn replacement(source: &Source, table: Value<'_>, dictionary: &Dictionary) -> Option<Diagnostic> {
    let value = table.get("deprecated").filter(|value| value.kind() == ValueKind::String)?;
    let name = value.as_str().filter(|name| !name.is_empty() && dictionary.entry(name).is_none())?;
    let names: Vec<&str> = dictionary.entries().iter().map(|entry| &*entry.name).collect();
    let message = format!("the replacement {} is not in the attribute dictionary", quote(&name));
    let help = did_you_mean(closest(&name, &names), format!("add a table `[{}]`", key(&name)));
    Some(finding(location(source, value), message, "unknown attribute", &name).with_help(help))
}

/// Aliases that another entry has as its name or alias.
fn aliases(source: &Source, table: Value<'_>, entry: &Entry, dictionary: &Dictionary) -> Vec<Diagnostic> {
    let items = table.get("aliases").into_iter().flat_map(strings);
    let taken = items.filter_map(|item| {
        let owner = dictionary.entry(&item.scalar_text()).filter(|owner| owner.name != entry.name)?;
        let alias = item.scalar_text();
        let message =
            format!("alias {} of {} also belongs to {}", quote(&alias), quote(&entry.name), quote(&owner.name));
        let found = finding(location(source, item), message, "declared twice", &alias);
        Some(found.with_related(owner.location.clone(), "declared here").with_help("remove the alias from one of them"))
    });
    taken.collect()
}

fn finding(location: Location, message: String, label: &str, subject: &str) -> Diagnostic {
    Diagnostic::new(CLASS, Severity::Error, message, location, label, subject)
}
