//! SARIF 2.1.0, as code scanning reads it.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use flowvet::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use flowvet::engine::Outcome;
use flowvet::report::sarif;
use flowvet::rules::{Group, Meta, Rule};
use serde_json::{Value, json};

use crate::outcomes::{file, find, long_line, outcome, wrong_case};
use crate::shared;

struct NameCaseMismatch;

static META: Meta = Meta {
    name: "name-case-mismatch",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "A name is read in a spelling that nothing writes",
    page: "## What it does\n\nReports a Get whose name\nis set in another case.\n\n## Why is this a problem?\n\nIt stays empty.\n",
};

impl Rule for NameCaseMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }
}

fn render(outcome: &Outcome) -> String {
    sarif::render(outcome, &[&NameCaseMismatch])
}

/// The only run of the log.
fn run(outcome: &Outcome) -> Value {
    let mut log: Value = serde_json::from_str(&render(outcome)).unwrap();
    log["runs"][0].take()
}

#[test]
fn a_finding_with_everything() {
    let log = render(&wrong_case()).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    assert_eq!(log, EVERYTHING);
}

#[test]
fn places_in_exports_claim_no_column_of_the_file() {
    let location = &run(&long_line())["results"][0]["locations"][0];
    assert_eq!(location["physicalLocation"]["region"], json!({"startLine": 1}));
    assert_eq!(
        location["properties"]["decodedRegion"],
        json!({"startLine": 1, "startColumn": 2722, "endLine": 1, "endColumn": 2734})
    );
    assert_eq!(
        location["message"]["text"],
        "nothing resolves this here; the attribute is stored under these very characters \
         (line 1, column 2722 of the decoded text)"
    );
}

#[test]
fn a_fix_in_an_export_is_left_out() {
    let mut outcome = long_line();
    let edit = Edit {
        file: "exports/Main.i3InboundFlow".into(),
        span: outcome.diagnostics[0].primary.location.place.span,
        replacement: "customer".to_owned(),
    };
    outcome.diagnostics[0].fix = Some(Fix { title: "rename".to_owned(), safety: Safety::Safe, edits: vec![edit] });
    assert_eq!(run(&outcome)["results"][0]["fixes"], Value::Null);
}

#[test]
fn a_rule_without_a_page_is_listed_after_the_others() {
    let source = file("flowvet.toml", "x = 1");
    let found = Diagnostic::new("configuration", Severity::Error, "Unknown key", find(&source, "x"), "here", "x");
    let mut outcome = outcome(vec![found], vec![source]);
    outcome.bad_configuration = true;
    let run = run(&outcome);
    assert_eq!(run["tool"]["driver"]["rules"][1], json!({"id": "configuration"}));
    assert_eq!(run["results"][0]["ruleIndex"], 1);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["invocations"][0]["toolConfigurationNotifications"][0]["message"]["text"], "Unknown key");
}

#[test]
fn a_crash_is_also_reported_for_the_run() {
    let source = file("a.json", "{}");
    let found = Diagnostic::new("rule-failure", Severity::Error, "`x` crashed", find(&source, "{}"), "", "x");
    let mut outcome = outcome(vec![found], vec![source]);
    outcome.summary.failures = 1;
    let invocation = &run(&outcome)["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"][0]["message"]["text"], "`x` crashed");
}

#[test]
fn paths_are_uris() {
    let source = file("flöws/100% new: #1 [a].json", "{}");
    let found = Diagnostic::new("some-rule", Severity::Info, "Message", find(&source, "{}"), "", "subject");
    let run = run(&outcome(vec![found], vec![source]));
    let location = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(location["uri"], "fl%C3%B6ws/100%25%20new%3A%20%231%20%5Ba%5D.json");
    assert_eq!(run["results"][0]["level"], "note");
}

#[test]
#[ignore = "needs ../shared"]
fn logs_follow_the_published_schema() {
    let text = shared::read("report-schemas/sarif-2.1.0.json");
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    // Its own identifier is an address: nothing is to be fetched from there.
    schema.as_object_mut().unwrap().remove("id");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("sarif.json", schema).unwrap();
    let index = compiler.compile("sarif.json", &mut schemas).unwrap();
    let outcomes = [wrong_case(), long_line(), outcome(vec![], vec![])];
    let projects = ["broken", "clean"].map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name));
    let logs = outcomes.iter().map(|outcome| serde_json::from_str(&render(outcome)).unwrap());
    for log in logs.chain(projects.iter().map(|folder| log_of(folder, &[]))) {
        if let Err(error) = schemas.validate(&log, index) {
            panic!("{error:#}");
        }
    }
}

/// The log of a project, as the command writes it.
fn log_of(folder: &Path, options: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_flowvet"))
        .current_dir(folder)
        .args(["check", "--format", "sarif"])
        .args(options)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &to) } else { _ = std::fs::copy(entry.path(), to).unwrap() }
    }
}

#[test]
fn each_rule_of_a_log_leads_to_its_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let log = log_of(&root.join("fixtures/broken"), &[]);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.len() > 50);
    for rule in rules.iter().filter(|rule| rule["id"] != "configuration") {
        let name = rule["id"].as_str().unwrap();
        assert_eq!(rule["helpUri"], format!("{}/rules/{name}.html", env!("CARGO_PKG_HOMEPAGE")));
        assert!(root.join(format!("docs/rules/{name}.md")).is_file(), "{name}");
    }
}

/// A reader that applies the fix of a result gets a file without it.
#[test]
fn the_fixes_of_a_log_can_be_applied() {
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken");
    let folder = tempfile::tempdir().unwrap();
    copy(&broken, folder.path());
    let count = |log: &Value, result: &Value| {
        let key =
            |it: &Value| (it["ruleId"].clone(), it["locations"][0]["physicalLocation"]["artifactLocation"].clone());
        log["runs"][0]["results"].as_array().unwrap().iter().filter(|it| key(it) == key(result)).count()
    };
    let log = log_of(folder.path(), &[]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    // One fix of each rule.
    let mut rules = HashSet::new();
    let fixed = results.iter().filter(|it| it.get("fixes").is_some() && rules.insert(it["ruleId"].as_str().unwrap()));
    let fixed: Vec<&Value> = fixed.collect();
    assert!(fixed.len() > 10, "{}", fixed.len());
    for result in fixed {
        let mut written = Vec::new();
        for change in result["fixes"][0]["artifactChanges"].as_array().unwrap() {
            let path = change["artifactLocation"]["uri"].as_str().unwrap().replace("%20", " ");
            let before = std::fs::read_to_string(folder.path().join(&path)).unwrap();
            let mut after = before.clone();
            let mut replacements = change["replacements"].as_array().unwrap().clone();
            replacements.sort_by_key(|it| std::cmp::Reverse(offset(&before, &it["deletedRegion"], "start")));
            for it in replacements {
                let (region, text) = (&it["deletedRegion"], it["insertedContent"]["text"].as_str().unwrap_or_default());
                after.replace_range(offset(&before, region, "start")..offset(&before, region, "end"), text);
            }
            std::fs::write(folder.path().join(&path), after).unwrap();
            written.push((path, before));
        }
        let after = log_of(folder.path(), &["--select", result["ruleId"].as_str().unwrap()]);
        assert!(count(&after, result) < count(&log, result), "{result:#}");
        for (path, before) in written {
            std::fs::write(folder.path().join(path), before).unwrap();
        }
    }
}

/// The byte at which a region starts or ends.
fn offset(text: &str, region: &Value, side: &str) -> usize {
    let number = |name: &str| usize::try_from(region[format!("{side}{name}")].as_u64().unwrap()).unwrap() - 1;
    let line: usize = text.split_inclusive('\n').take(number("Line")).map(str::len).sum();
    line + text[line..].chars().take(number("Column")).map(char::len_utf8).sum::<usize>()
}

const EVERYTHING: &str = r###"{
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "flowvet",
          "semanticVersion": "VERSION",
          "rules": [
            {
              "id": "name-case-mismatch",
              "name": "name-case-mismatch",
              "shortDescription": {
                "text": "A name is read in a spelling that nothing writes"
              },
              "fullDescription": {
                "text": "Reports a Get whose name is set in another case."
              },
              "help": {
                "text": "## What it does\n\nReports a Get whose name\nis set in another case.\n\n## Why is this a problem?\n\nIt stays empty.\n",
                "markdown": "## What it does\n\nReports a Get whose name\nis set in another case.\n\n## Why is this a problem?\n\nIt stays empty.\n"
              },
              "defaultConfiguration": {
                "enabled": true,
                "level": "error"
              },
              "properties": {
                "tags": [
                  "Attribute names"
                ]
              },
              "helpUri": "https://flowvet.dev/rules/name-case-mismatch.html"
            }
          ]
        }
      },
      "columnKind": "unicodeCodePoints",
      "invocations": [
        {
          "executionSuccessful": true,
          "toolExecutionNotifications": [],
          "toolConfigurationNotifications": []
        }
      ],
      "results": [
        {
          "ruleId": "name-case-mismatch",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "Get Participant Data reads `CustomerID`, but the attribute is set as `customerId`\n\nHelp: write `customerId` in the Get; at run time the variable is not filled otherwise"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "flows/queue.yaml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 7,
                  "startColumn": 22,
                  "endLine": 7,
                  "endColumn": 32
                }
              },
              "logicalLocations": [
                {
                  "name": "Get Participant Data #17",
                  "fullyQualifiedName": "inqueueCall Queue › Get Participant Data #17"
                }
              ],
              "message": {
                "text": "never set with this spelling; attribute names are case-sensitive"
              }
            }
          ],
          "relatedLocations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "flows/main.yaml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 9,
                  "startColumn": 28,
                  "endLine": 9,
                  "endColumn": 38
                }
              },
              "logicalLocations": [
                {
                  "name": "Set Participant Data Remember the caller",
                  "fullyQualifiedName": "inboundCall Main › task Greet › Set Participant Data Remember the caller"
                }
              ],
              "message": {
                "text": "set here"
              },
              "id": 0
            }
          ],
          "partialFingerprints": {
            "flowvet/v1": "3129c1df0fdd906f"
          },
          "fixes": [
            {
              "description": {
                "text": "rename to `customerId`"
              },
              "artifactChanges": [
                {
                  "artifactLocation": {
                    "uri": "flows/queue.yaml",
                    "uriBaseId": "%SRCROOT%"
                  },
                  "replacements": [
                    {
                      "deletedRegion": {
                        "startLine": 7,
                        "startColumn": 22,
                        "endLine": 7,
                        "endColumn": 32
                      },
                      "insertedContent": {
                        "text": "customerId"
                      }
                    }
                  ]
                }
              ]
            }
          ]
        }
      ]
    }
  ]
}
"###;
