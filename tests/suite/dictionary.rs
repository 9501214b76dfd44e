//! The attribute dictionary: what is read of it, what is wrong in it, and what follows for the rules.

use std::fs;
use std::path::Path;

use flowvet::artifact::ArtifactKind;
use flowvet::artifact::detect::Format;
use flowvet::engine::{self, Request, Session};
use flowvet::rules;

use crate::corpus;
use crate::names::{flow, get, script, set};
use crate::project::{Project, expect, export};

/// Files with a dictionary.
fn with<'a>(dictionary: &str, files: &[(&'a str, String)]) -> Vec<(&'a str, String)> {
    [("attributes.toml", dictionary.to_owned())].into_iter().chain(files.iter().cloned()).collect()
}

#[test]
fn errors_have_places_and_suggestions() {
    let dictionary = r#"[orderNumber]
type = "numbr"
maxlength = 3
[context.email]
description = "of the customer"
[shelf]
pattern = "[a-"
values = ["A", "A"]
[window]
type = "number"
values = ["1", "early"]
max-length = "5"
[parcel]
deprecated = "orderNumbr"
aliases = ["shelf"]
"#;
    let expected = r#"attributes.toml:2:9-14 error[configuration] `type` must be `string`, `number`, `boolean`, `date`, `date-time`, `json`, `phone`, `email` or `url`, not `numbr` | unknown value | did you mean `number`?
attributes.toml:3:1-10 error[configuration] unknown key `maxlength` | unknown key | did you mean `max-length`?
attributes.toml:4:10-15 error[configuration] unknown key `email` | unknown key | put a name that contains a dot in quotes: `["context.email"]`
attributes.toml:7:12-15 error[configuration] invalid pattern `[a-`: invalid character class range, the start must be <= the end | invalid pattern | correct the regular expression, in the syntax of the crate `regex`: without look-around and back-references
attributes.toml:8:17-18 error[configuration] item 2 of `values` is a duplicate of item 1 | not allowed | remove one of the two items
attributes.toml:11:17-22 error[configuration] value `early` of `window` contradicts the other keys of its table | not allowed by the same table | remove the value, or change `type`, `pattern` or `max-length`
attributes.toml:12:15-16 error[configuration] `max-length` must be a whole number, not a string | wrong type | write `5`
attributes.toml:14:15-25 error[configuration] the replacement `orderNumbr` is not in the attribute dictionary | unknown attribute | did you mean `orderNumber`?
attributes.toml:15:13-18 error[configuration] alias `shelf` of `parcel` also belongs to `shelf` | declared twice | remove the alias from one of them
    attributes.toml:6:2-7 declared here
"#;
    expect(&with(dictionary, &[]), expected);
}

/// Writes the dictionary of a project, as `flowvet attributes init` and `update` do.
fn write_dictionary(folder: &Path) {
    let request = Request { folder: folder.to_path_buf(), ..Request::default() };
    for file in engine::attribute_files(&request, &()).unwrap().files {
        fs::write(&file.path, file.text()).unwrap();
    }
}

/// The findings of the rules that need a dictionary.
fn of_dictionary(folder: &Path) -> Vec<String> {
    let request = Request { folder: folder.to_path_buf(), ..Request::default() };
    let outcome = engine::check(&request, rules::ALL, &()).unwrap();
    let rules = ["configuration", "undeclared-attribute", "attribute-value", "deprecated-attribute"];
    let found = outcome.diagnostics.iter().filter(|it| rules.contains(&it.rule));
    found.map(|it| format!("{}: {}", it.rule, it.message)).collect()
}

#[test]
#[ignore = "needs ../shared"]
fn what_init_writes_is_silent_on_published_projects() {
    for project in corpus::projects() {
        let folder = tempfile::tempdir().unwrap();
        corpus::copy(&project, folder.path());
        fs::write(folder.path().join("flowvet.toml"), "").unwrap();
        write_dictionary(folder.path());
        assert_eq!(of_dictionary(folder.path()), Vec::<String>::new(), "{}", corpus::title(&project));
        let old = fs::read_to_string(folder.path().join("attributes.toml")).unwrap();
        write_dictionary(folder.path());
        assert_eq!(fs::read_to_string(folder.path().join("attributes.toml")).unwrap(), old);
    }
}

/// What the clean fixture has nothing of: a web page, and a Terraform action that reads and sets attributes.
const MORE: [(&str, &str); 2] = [
    (
        "web/reserve.html",
        "<script>\nGenesys(\"command\", \"Database.set\", {messaging: {customAttributes: {tableNumber: 4, \"guest name\": who}}});\n</script>\n",
    ),
    (
        "terraform/table.tf",
        r#"locals {
  both = jsonencode({
    type       = "object"
    required   = ["conversationId", "participantId"]
    properties = { conversationId = { type = "string" }, participantId = { type = "string" } }
  })
}
resource "genesyscloud_integration_action" "set" {
  name            = "Set Table"
  category        = "Cafe"
  integration_id  = "1"
  contract_input  = local.both
  contract_output = jsonencode({ type = "object", properties = {} })
  config_request {
    request_url_template = "/api/v2/conversations/$${input.conversationId}/participants/$${input.participantId}/attributes"
    request_type         = "PATCH"
    request_template     = "{\"attributes\": {\"mailTopic\": \"damaged book\", \"storeCode\": \"NORTH-2\"}}"
  }
}
resource "genesyscloud_integration_action" "get" {
  name            = "Get Table"
  category        = "Cafe"
  integration_id  = "1"
  contract_input  = jsonencode({ type = "object", properties = { id = { type = "string" } }, required = ["id"] })
  contract_output = jsonencode({ type = "object", properties = { number = { type = "string" } } })
  config_request {
    request_url_template = "/api/v2/conversations/$${input.id}"
    request_type         = "GET"
  }
  config_response {
    translation_map  = { number = "$.participants[0].attributes.tableNumber" }
    success_template = "{\"number\": $${number}}"
  }
}
"#,
    ),
];

/// Replaces the name or the value of one use after another in the clean fixture and [`MORE`], and returns the heads of the
/// findings of each.
fn mutants(change: impl Fn(&str) -> String, of_value: bool) -> Vec<(String, Vec<String>)> {
    let clean = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let folder = tempfile::tempdir().unwrap();
    corpus::copy(&clean, folder.path());
    fs::write(folder.path().join("flowvet.toml"), "snippets = [\"snippets/*.js\"]\n").unwrap();
    for (path, text) in MORE {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    write_dictionary(folder.path());
    let request = Request { folder: folder.path().to_path_buf(), ..Request::default() };
    let mut session = Session::new(request, rules::ALL, &());
    assert_eq!(session.outcome().unwrap().diagnostics, Vec::new());
    let mut found = Vec::new();
    for artefact in super::artefacts::of(folder.path()) {
        let path = folder.path().join(&artefact.path);
        let encode =
            |text: &str| if artefact.format == Format::Export { export(text) } else { text.as_bytes().to_vec() };
        for usage in &artefact.facts.uses {
            let written = if of_value { usage.value.as_ref() } else { Some(&usage.name) };
            let Some((written, name)) = written.and_then(|it| Some((it, it.text.known()?))) else { continue };
            // A text inside of a template is written literally.
            let (span, new) = match written.scalar {
                Some(scalar) => (scalar.span, scalar.write(&change(name))),
                None => (written.place.span, change(name)),
            };
            let is_copy = written.scalar.is_none() && artefact.text[span.range()] != *name;
            if is_copy || change(name) == *name || name.contains("{{") {
                continue;
            }
            let mut text = artefact.text.clone();
            text.replace_range(span.range(), &new);
            session.set_overlay(&path, Some(encode(&text)));
            let outcome = session.outcome().unwrap();
            let place = format!("{} {:?} {:?} {name}", artefact.path, usage.via, usage.access);
            found.push((place, outcome.diagnostics.iter().map(|it| format!("{}: {}", it.rule, it.message)).collect()));
        }
        session.set_overlay(&path, None);
    }
    found
}

#[test]
fn a_changed_name_or_value_is_one_finding() {
    let flip = |text: &str| {
        let first = text.chars().next().unwrap();
        let other =
            if first.is_uppercase() { first.to_lowercase().to_string() } else { first.to_uppercase().to_string() };
        other + &text[first.len_utf8()..]
    };
    let renamed = mutants(|name| format!("qx{}", &name[1..]), false);
    let respelled = mutants(flip, false);
    let revalued = mutants(|value| format!("{value} qx"), true).into_iter().chain(mutants(flip, true));
    let revalued: Vec<_> = revalued.collect();
    assert!(renamed.len() > 40 && revalued.len() > 15, "{} {}", renamed.len(), revalued.len());
    let several: Vec<_> =
        renamed.into_iter().chain(respelled).chain(revalued).filter(|(_, found)| found.len() != 1).collect();
    assert_eq!(several, Vec::new());
}

#[test]
fn a_changed_text_of_a_comparison_is_one_finding() {
    let clean = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
    let request = Request { folder: clean.clone(), ..Request::default() };
    let mut session = Session::new(request, rules::ALL, &());
    let mut changed = 0;
    for artefact in super::artefacts::of(&clean).into_iter().filter(|it| it.facts.kind == ArtifactKind::ArchyYaml) {
        let path = clean.join(&artefact.path);
        for compared in artefact.facts.conditions.iter().flat_map(|it| &it.compared) {
            for other in [compared.text.to_uppercase(), format!("{}qx", compared.text)] {
                let mut new = artefact.text.clone();
                new.replace_range(compared.place.span.range(), &other);
                session.set_overlay(&path, Some(new.into_bytes()));
                let outcome = session.outcome().unwrap();
                let found: Vec<_> = outcome.diagnostics.iter().map(|it| it.rule).collect();
                assert_eq!(found, ["attribute-value"], "{} {other}", artefact.path);
                changed += 1;
            }
        }
        session.set_overlay(&path, None);
    }
    assert!(changed > 0);
}

#[test]
fn what_the_dictionary_lists_as_writers_and_readers_is_exact() {
    let dictionary = r#"
[state]
set-by = []
read-by = ["b.yaml"]
[tier]
set-by = ["CRM"]
read-by = []
[shop]
set-by = ["b.*", "Desk"]
[parcel]
"#;
    let rules = "[rules]\ndynamic-name = \"off\"\nread-never-written = \"warning\"\nwritten-never-read = \"warning\"\n";
    // A computed name may be any attribute, but not one whose writers and readers are listed.
    let computed = set("state").replace("lit: state", "exp: Flow.name");
    let files = [
        ("flowvet.toml", rules.to_owned()),
        ("b.yaml", flow(&[get("state"), get("Tier"), get("tier"), get("shop"), get("parcel"), computed])),
        ("c.yaml", flow(&[set("tier")])),
        ("desk.script", script(&[("note", false, false)])),
    ];
    expect(
        &with(dictionary, &files),
        "b.yaml:7:72-77 warning[read-never-written] Get Participant Data reads `state`, which nothing sets | never set (`set-by` lists all that set it) | set `state` somewhere, or list what sets it under `set-by` of its table in attributes.toml
b.yaml:8:72-76 error[name-case-mismatch] Get Participant Data reads `Tier`, but the attribute is set as `tier` | never set with this spelling; attribute names are case-sensitive | use `tier` here; otherwise the variable stays empty at run time
    c.yaml:7:72-76 set here as `tier`
    attributes.toml:6:12-15 set in CRM as `tier`
    fix (safe): rename to `tier`
b.yaml:10:72-76 warning[read-never-written] Get Participant Data reads `shop`, which nothing sets | never set (`set-by` lists all that set it) | set `shop` somewhere, or list what sets it under `set-by` of its table in attributes.toml
",
    );
}

#[test]
fn an_update_puts_tables_in_order() {
    let files = [("a.yaml", flow(&[set("box"), get("\"lid.size\""), set("tag")]))];
    let dictionary = "# Shops\n\n# The crate\n[crate]\n\n# The lot\n[lot]\n";
    let project = Project::new(&with(dictionary, &files));
    write_dictionary(&project.folder());
    let expected = r#"# Shops

[box]
description = ""
set-by = ["a.yaml"]

# The crate
[crate]

["lid.size"]
description = ""
read-by = ["a.yaml"]

# The lot
[lot]

[tag]
description = ""
set-by = ["a.yaml"]
"#;
    assert_eq!(project.read("attributes.toml"), expected);
    project.write("attributes.toml", "[lot]\n[crate]");
    write_dictionary(&project.folder());
    let added = expected.split("\n# The").next().unwrap().trim_start_matches("# Shops\n").to_owned();
    let text = project.read("attributes.toml");
    assert!(text.starts_with(&format!("[lot]\n[crate]\n{added}")), "{text}");
}

#[test]
fn a_dictionary_elsewhere_is_shared_and_not_shown_while_it_has_errors() {
    let files = [
        (".git/HEAD", String::new()),
        ("shop/flowvet.toml", "[attributes]\ndictionary = \"../names.toml\"\n".to_owned()),
        ("shop/a.yaml", flow(&[set("box")])),
        ("names.toml", "[crate]\n".to_owned()),
    ];
    let found = crate::project::findings(&files);
    assert!(found.contains("undeclared-attribute] Set Participant Data sets `box`"), "{found}");
    let mut missing = files.clone();
    missing[1].1 = missing[1].1.replace("names", "nomes");
    let found = crate::project::findings(&missing);
    assert!(found.contains("cannot read the attribute dictionary"), "{found}");
}
