//! In: the index over a project. Out: its catalogue, which says who writes and who reads each attribute; and back: what
//! the catalogue of another repository says. Touches no file.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::artifact::{Means, Op};
use crate::syntax::{Kind, Value};
use crate::workspace::{SiteRef, Workspace};

const PARTS: [(Op, &str); 2] = [(Op::Set, "writers"), (Op::Get, "readers")];
const UNKNOWN: &str = "unknownWriters";

/// The catalogue of projects, as `schemas/catalogue.json` describes it; `line` tells the line of a site, from 1.
#[must_use]
pub fn catalogue(projects: &[Workspace], line: &dyn Fn(&SiteRef<'_>) -> u32) -> Json {
    let mut attributes: BTreeMap<&str, [Vec<Json>; 2]> = BTreeMap::new();
    for spelling in projects.iter().flat_map(Workspace::spellings) {
        let parts = attributes.entry(spelling.name).or_default();
        for (sites, (op, _)) in parts.iter_mut().zip(PARTS) {
            let own = spelling.sites().filter(|site| site.site.op == op);
            sites.extend(own.map(|site| describe(&site, line)));
        }
    }
    let attribute = |(name, parts): (&str, [Vec<Json>; 2])| {
        let named = [("name".to_owned(), Json::from(name))].into_iter();
        let parts = PARTS.iter().zip(parts).map(|((_, key), sites)| ((*key).to_owned(), Json::from(sites)));
        Json::from(named.chain(parts).collect::<Map<_, _>>())
    };
    let unknown = projects.iter().flat_map(Workspace::sites).filter(SiteRef::writes_unknown_name);
    json!({
        "version": 1,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "attributes": attributes.into_iter().map(attribute).collect::<Vec<_>>(),
        UNKNOWN: unknown.map(|site| describe(&site, line)).collect::<Vec<_>>(),
    })
}

fn describe(site: &SiteRef<'_>, line: &dyn Fn(&SiteRef<'_>) -> u32) -> Json {
    let path: Vec<String> = site.site.name.place.path.iter().map(ToString::to_string).collect();
    json!({ "file": &**site.file, "path": path, "means": word(site.site.means), "line": line(site) })
}

/// What a catalogue calls the means of a site.
fn word(means: Means) -> &'static str {
    match means {
        Means::ParticipantData => "participant-data",
        Means::ConversationData => "conversation-data",
        Means::DataActionBody => "data-action-body",
        Means::TranslationMap => "translation-map",
        Means::ScriptVariable => "script-variable",
        Means::ScriptVariableBothWays => "script-variable-both-ways",
        Means::Payload => "payload",
        Means::Snippet => "snippet",
    }
}

/// A place in another repository that names an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub op: Op,
    pub name: Box<str>,
    /// `inboundCall "Main" › task "Greet"`; where there is no such path, the file.
    pub place: Box<str>,
}

/// What a catalogue says: who names which attribute, and whether something writes names that nobody knows. Variables
/// with both flags are left out, since they may mean nothing.
#[must_use]
pub fn read(root: Value<'_>) -> (Vec<Entry>, bool) {
    let mut entries = Vec::new();
    for attribute in items(root, "attributes") {
        let Some(name) = attribute.get("name").and_then(Value::as_str) else { continue };
        for (op, key) in PARTS {
            let sites = items(attribute, key);
            let sure = sites.filter(|site| !is(*site, Means::ScriptVariableBothWays));
            entries.extend(sure.map(|site| Entry { op, name: name.as_ref().into(), place: place(site).into() }));
        }
    }
    (entries, items(root, UNKNOWN).next().is_some())
}

fn items<'a>(value: Value<'a>, key: &str) -> impl Iterator<Item = Value<'a>> {
    value.get(key).into_iter().flat_map(Value::items).filter(|item| item.kind() == Kind::Object)
}

fn is(site: Value<'_>, means: Means) -> bool {
    site.get("means").is_some_and(|own| own.is_str(word(means)))
}

fn place(site: Value<'_>) -> String {
    let steps: Vec<_> = site.get("path").into_iter().flat_map(Value::items).filter_map(Value::as_str).collect();
    if steps.is_empty() {
        return site.get("file").and_then(Value::as_str).unwrap_or_default().into_owned();
    }
    steps.join(" › ")
}
