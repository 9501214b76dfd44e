//! What comments, entries of the configuration and levels by path keep out of the report, and what is said of those that
//! match nothing.

use flowvet::suppress::{Reason, comment};
use flowvet::syntax::{Limits, yaml};
use proptest::prelude::*;

use super::project::{Project, expect, export, render};

/// A flow with one Set that has these rows, each a line of YAML for the name and what follows it.
fn flow(rows: &[&str]) -> String {
    let head = "inboundCall:\n  name: Main\n  startUpRef: /inboundCall/tasks/task[Greet_10]\n  tasks:\n    - task:\n        name: Greet\n        refId: Greet_10\n        actions:\n          - setParticipantData:\n              name: Remember\n              attributes:\n";
    rows.iter().fold(head.to_owned(), |text, row| {
        text + &format!("                - attribute:\n                    name:\n{row}\n                    value:\n                      exp: Call.Ani\n")
    })
}

fn empty_name(comment: &str) -> String {
    format!("                      lit: \"\"{comment}")
}

/// What is found in a flow and what is not reported of it, each as `rule` with the reason.
fn suppressed(project: &Project) -> Vec<String> {
    let outcome = project.outcome();
    assert_eq!(outcome.summary.suppressed, outcome.suppressed.len());
    let one = |it: &flowvet::suppress::Suppressed| match &it.reason {
        Reason::Comment(reason) => format!("{} by comment: {}", it.diagnostic.rule, reason.as_deref().unwrap_or("-")),
        Reason::ConfigEntry(reason) => {
            format!("{} by entry: {}", it.diagnostic.rule, reason.as_deref().unwrap_or("-"))
        }
        Reason::Baseline => format!("{} by baseline", it.diagnostic.rule),
    };
    outcome.suppressed.iter().map(one).collect()
}

#[track_caller]
fn silent(project: &Project, expected: &[&str]) {
    assert_eq!(project.findings(), "");
    assert_eq!(suppressed(project), expected);
}

#[test]
fn a_comment_in_the_line() {
    let project = Project::new(&[("main.yaml", flow(&[&empty_name(" # flowvet: ignore[empty-name] set later")]))]);
    silent(&project, &["empty-name by comment: set later"]);
}

#[test]
fn a_comment_before_the_line() {
    let row = format!("  # flowvet:ignore [ empty-name ]\n\n  # another comment\n{}", empty_name(""));
    silent(&Project::new(&[("main.yaml", flow(&[&row]))]), &["empty-name by comment: -"]);
}

#[test]
fn a_comment_at_the_head_is_about_the_file() {
    let text = flow(&[&empty_name(""), "                      lit: a", &empty_name("")]);
    let project = Project::new(&[("main.yaml", format!("# Ours\n# flowvet: ignore[empty-name] - old\n---\n{text}"))]);
    silent(&project, &["empty-name by comment: old", "empty-name by comment: old"]);
}

#[test]
fn a_comment_is_about_its_line_only() {
    let text = flow(&[&empty_name(" # flowvet: ignore[empty-name]"), "                      lit: a", &empty_name("")]);
    expect(
        &[("main.yaml", text)],
        "main.yaml:24:28-30 error[empty-name] Set Participant Data has an attribute without a name | missing name | \
         enter the attribute name\n",
    );
}

#[test]
fn a_comment_after_another_comment_and_several_rules() {
    let row =
        empty_name(" # TODO # flowvet: ignore[padded-name, empty-name]: both (#12) # flowvet: ignore[dynamic-name]");
    let project = Project::new(&[("main.yaml", flow(&[&row]))]);
    assert_eq!(suppressed(&project), ["empty-name by comment: both (#12)"]);
    assert_eq!(project.fix(), 2);
    assert_eq!(project.read("main.yaml"), flow(&[&empty_name(" # TODO # flowvet: ignore[empty-name]: both (#12)")]));
    silent(&project, &["empty-name by comment: both (#12)"]);
}

#[test]
fn a_scalar_of_several_lines_belongs_to_its_first_line() {
    for scalar in [
        "lit: | # flowvet: ignore[template-in-name]\n                        a${b}",
        "lit: > # flowvet: ignore[template-in-name]\n\n                        a\n                        ${b}",
        "# flowvet: ignore[template-in-name]\n                      lit: \"a\n                        ${b}\"",
    ] {
        let text = flow(&[&format!("                      {scalar}")]).replace("${b}", "$!{b}");
        silent(&Project::new(&[("main.yaml", text)]), &["template-in-name by comment: -"]);
    }
}

#[test]
fn a_comment_inside_a_text_is_text() {
    for scalar in [
        "lit: \"x # flowvet: ignore[empty-name]\"",
        "lit: 'x # flowvet: ignore[empty-name]'",
        "lit: x# flowvet: ignore[empty-name]",
        "lit: |\n                        # flowvet: ignore[empty-name]",
        "lit: \"a\n                        # flowvet: ignore[empty-name] b\"",
    ] {
        let text = flow(&[&format!("                      {scalar}")]);
        assert!(!Project::new(&[("main.yaml", text)]).findings().contains("unused-ignore"), "{scalar}");
    }
}

#[test]
fn crlf_and_the_end_of_the_file() {
    let text = flow(&[&empty_name(" # flowvet: ignore[empty-name] x")]).replace('\n', "\r\n");
    silent(&Project::new(&[("main.yaml", text)]), &["empty-name by comment: x"]);
    let text = flow(&["                      lit: a"]);
    let project = Project::new(&[("main.yaml", format!("{text}# flowvet: ignore[empty-name]"))]);
    assert_eq!(project.fix(), 1);
    assert_eq!(project.read("main.yaml"), text);
}

#[test]
fn mistakes_in_comments() {
    let rows = [
        "                      lit: a # flowvet: ignore[emty-name]",
        "                      lit: b # flowvet: ignore",
        "                      lit: c # flowvet: ignore[empty-name",
        "                      lit: d # flowvet: ignore[]",
        "                      lit: e # flowvet: ignoer[empty-name]",
        "                      lit: f # flowvet: ignore[syntax-error]",
        "                      lit: g # flowvet: this is only talk, and so is flowvet: ignore",
        "                      lit: h # flowvet: ignore[no-such-thing-at-all]",
    ];
    let help = "write the comment as `flowvet: ignore[rule] reason`";
    expect(
        &[("main.yaml", flow(&rows))],
        &format!(
            "main.yaml:14:48-57 warning[unused-ignore] `emty-name` is not a rule, so naming it here has no effect | unknown rule | did you mean `empty-name`?
             main.yaml:19:41-47 warning[unused-ignore] invalid ignore comment: no rule named | syntax error | {help}
             main.yaml:24:47-58 warning[unused-ignore] invalid ignore comment: missing `]` | syntax error | {help}
             main.yaml:29:47-48 warning[unused-ignore] invalid ignore comment: no rule named | syntax error | {help}
             main.yaml:34:41-47 warning[unused-ignore] invalid ignore comment: only `ignore[…]` is supported | syntax error | {help}
             main.yaml:39:48-60 warning[unused-ignore] `syntax-error` cannot be ignored, so naming it here has no effect | no effect | fix the problem, or turn the rule off in flowvet.toml
             main.yaml:49:48-68 warning[unused-ignore] `no-such-thing-at-all` is not a rule, so naming it here has no effect | unknown rule | run `flowvet rules` to list the rules"
        )
        .replace("\n             ", "\n"),
    );
}

#[test]
fn unused_comments_are_removed() {
    let rows = |one: &str, other: &str, before: &str| {
        flow(&[
            &format!("{before}                      lit: a{one}"),
            &format!("                      lit: \"\"{other}"),
        ])
    };
    let project = Project::new(&[(
        "main.yaml",
        rows(
            "   # flowvet: ignore[empty-name] x",
            " # flowvet: ignore[padded-name, empty-name, padded-name, dynamic-name]",
            "# flowvet: ignore[padded-name, empty-name]\n",
        ),
    )]);
    assert_eq!(
        project.findings(),
        "main.yaml:14:1-43 warning[unused-ignore] unused ignore comment: there is no `padded-name` or `empty-name` finding here | unused | remove the comment; it could hide a future problem
    fix (safe): remove the comment
main.yaml:15:32-63 warning[unused-ignore] unused ignore comment: there is no `empty-name` finding here | unused | remove the comment; it could hide a future problem
    fix (safe): remove the comment
main.yaml:20:49-60 warning[unused-ignore] `padded-name` in this ignore comment is unused: there is no such finding | unused | remove `padded-name` from the list; it could hide a future problem
    fix (safe): remove `padded-name`
main.yaml:20:74-85 warning[unused-ignore] `padded-name` in this ignore comment is unused: there is no such finding | unused | remove `padded-name` from the list; it could hide a future problem
    fix (safe): remove `padded-name`
main.yaml:20:87-99 warning[unused-ignore] `dynamic-name` in this ignore comment is unused: there is no such finding | unused | remove `dynamic-name` from the list; it could hide a future problem
    fix (safe): remove `dynamic-name`
"
    );
    project.fix();
    assert_eq!(project.read("main.yaml"), rows("", " # flowvet: ignore[empty-name]", ""));
    silent(&project, &["empty-name by comment: -"]);
}

#[test]
fn unused_ignores_of_rules_that_are_off_and_unread_files_are_silent() {
    let row = "                      lit: a # flowvet: ignore[empty-name]";
    let project = Project::new(&[("main.yaml", flow(&[row]))]);
    project.write("flowvet.toml", "[rules]\nempty-name = \"off\"\n");
    silent(&project, &[]);
    project.write("flowvet.toml", "");
    project.write("broken.yaml", "inboundCall:\n  startUpRef: x\n  name: [\n");
    assert!(!project.findings().contains("unused-ignore") && project.findings().contains("syntax-error"));
}

#[test]
fn a_file_that_is_not_an_artefact_hides_nothing() {
    let row = "                      lit: a # flowvet: ignore[empty-name]";
    let project = Project::new(&[("main.yaml", flow(&[row]).as_str()), ("empty.json", ""), ("other.yaml", "a: [")]);
    assert!(project.findings().contains("unused-ignore"));
}

#[test]
fn an_ignore_that_a_fix_makes_unused_is_removed_in_the_next_round() {
    let set = flow(&["                      lit: customerId"]);
    let get = "inqueueCall:\n  name: Queue\n  startUpTaskActions:\n    - getParticipantData:\n        name: Who\n        attributes:\n          - attribute:\n              name:\n                lit: CustomerID\n              variable: Flow.id\n";
    let project = Project::new(&[("main.yaml", set.as_str()), ("queue.yaml", get)]);
    project.write(
        "a/queue.yaml",
        get.replace("lit: CustomerID", "lit: CustomerID # flowvet: ignore[name-case-mismatch] later"),
    );
    assert_eq!(suppressed(&project), ["name-case-mismatch by comment: later"]);
    project.fix();
    assert_eq!(project.read("queue.yaml"), get.replace("CustomerID", "customerId"));
    assert_eq!(project.outcome().diagnostics.len(), 0);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|\n|# flowvet: ignore\\[|flowvet:|#|\\]|,|a: |- |\"|'|\\|){0,60}") {
        let (tree, _) = yaml::parse(&text, &Limits::default());
        for comment in comment::read(&text, &tree) {
            let spans = comment.rules.iter().flat_map(|rule| [rule.span, rule.written]);
            for span in spans.chain([comment.span, comment.removal]).chain(comment.fault.map(|fault| fault.span)) {
                prop_assert!(text.get(span.range()).is_some());
            }
        }
    }
}

#[test]
fn the_rule_itself_follows_the_configuration() {
    let row = "                      lit: a # flowvet: ignore[empty-name]";
    let project = Project::new(&[("main.yaml", flow(&[row]))]);
    for (rules, expected) in
        [("unused-ignore = \"error\"", "main.yaml:14:30-59 error[unused-ignore]"), ("unused-ignore = \"off\"", "")]
    {
        project.write("flowvet.toml", format!("[rules]\n{rules}\n"));
        assert!(project.findings().starts_with(expected) && project.findings().is_empty() == expected.is_empty());
    }
}

/// An attribute list as `GET …/latestconfiguration` would hold it, in an Architect export.
fn exported(name: &str) -> Vec<u8> {
    let action = format!(
        r#"{{"__type":"SetAttributesAction","name":"Remember","trackingId":9,"variables":[{{"variable":{{"config":{{"lit":{{"text":"{name}"}}}},"text":"{name}"}},"expression":{{"config":{{"lit":{{"text":"x"}}}},"text":"x"}}}}]}}"#
    );
    export(&format!(
        r#"{{"name":"Main","type":"inboundcall","flowSequenceItemList":[{{"__type":"Task","name":"Greet","trackingId":3,"actionList":[{action}]}}],"defaultSettings":{{}},"manifest":{{}}}}"#
    ))
}

#[test]
fn an_entry_of_the_configuration() {
    let project = Project::new(&[("flows/Main.i3InboundFlow", exported("name "))]);
    let found = project.outcome();
    assert_eq!(found.diagnostics.len(), 1, "{}", render(&found));
    let place = found.diagnostics[0].primary.location.place.clone();
    let steps: Vec<String> = place.path.iter().map(ToString::to_string).collect();
    let rule = found.diagnostics[0].rule;
    for (keys, matches) in [
        (String::new(), true),
        (format!("path = '{}'", steps.join(" › ")), true),
        (format!("path = '{}'", steps.join(">")), true),
        (format!("path = '{}'", steps[..2].join(" > ")), true),
        (format!("path = '{}'", steps.join(" > ").replace('"', "").replace(" #9", "")), true),
        (format!("path = '{}'", &steps[0][..steps[0].len() - 2]), false),
        (format!("path = '{} > elsewhere'", steps.join(" > ")), false),
        (format!("pointer = '{}'", place.pointer), true),
        ("pointer = '/flowSequenceItemList/0'".to_owned(), true),
        ("pointer = '/flowSequenceItem'".to_owned(), false),
        ("pointer = '/flowSequenceItemList/1'".to_owned(), false),
    ] {
        for files in ["flows/", "*.i3InboundFlow"] {
            let entry = format!("[[ignore]]\nrule = '{rule}'\nfiles = ['{files}']\n{keys}\nreason = 'known'\n");
            project.write("flowvet.toml", &entry);
            let reasons = if matches { vec![format!("{rule} by entry: known")] } else { Vec::new() };
            assert_eq!(suppressed(&project), reasons, "{entry}");
            assert_eq!(project.findings().contains("unused-ignore"), !matches, "{entry}");
        }
    }
    project.write("flowvet.toml", format!("[[ignore]]\nrule = '{rule}'\nfiles = ['other/']\n"));
    assert_eq!(suppressed(&project), [""; 0]);
}

#[test]
fn unused_entries_are_removed() {
    let before = "preset = \"strict\"\n\n";
    let after = "# the rest\n[rules]\nread-never-written = \"off\"\nwritten-never-read = \"off\"\n";
    let project = Project::new(&[("main.yaml", flow(&[&empty_name("")]))]);
    project.write(
        "flowvet.toml",
        format!(
            "{before}[[ignore]] # gone\nrule = \"padded-name\"\nfiles = [\"main.yaml\"] # old\n\n[[ignore]]\nrule = [\n  \"padded-name\",\n  \"empty-name\",\n]\nfiles = [\"main.yaml\"]\n\n{after}"
        ),
    );
    assert_eq!(
        project.findings(),
        "flowvet.toml:4:9-20 warning[unused-ignore] unused ignore entry: there is no `padded-name` finding in these files | unused | remove the entry; it could hide a future problem
    fix (safe): remove the entry
flowvet.toml:9:4-15 warning[unused-ignore] `padded-name` in this ignore entry is unused: there is no such finding | unused | remove `padded-name` from the list; it could hide a future problem
    fix (safe): remove `padded-name`
"
    );
    project.fix();
    assert_eq!(
        project.read("flowvet.toml"),
        format!("{before}\n[[ignore]]\nrule = [\n  \"empty-name\",\n]\nfiles = [\"main.yaml\"]\n\n{after}")
    );
    silent(&project, &["empty-name by entry: -"]);
}

#[test]
fn mistakes_in_the_configuration() {
    let project = Project::new(&[("main.yaml", flow(&["                      lit: a"]))]);
    project.write(
        "flowvet.toml",
        "no-ignore = [\"emptyname\"]\n[[ignore]]\nrule = \"emty-name\"\nfiles = [\"a\"]\npointer = \"x\"\n[[ignore]]\nrule = [\"x\"]\n[[override]]\nfiles = [\"[\"]\nrules = { emty-name = \"off\" }\n",
    );
    let found: Vec<String> = project
        .outcome()
        .diagnostics
        .iter()
        .map(|it| format!("{} ({})", it.message, it.help.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        found,
        [
            "`emptyname` is not a rule, so naming it here has no effect (did you mean `empty-name`?)",
            "`emty-name` is not a rule, so naming it here has no effect (did you mean `empty-name`?)",
            "`pointer` must match `^/` (use a value that matches `^/`)",
            "required key `files` is missing (add `files`)",
            "`x` is not a rule, so naming it here has no effect (run `flowvet rules` to list the rules)",
            "invalid glob `[`: missing `]` (to match a literal `[`, write `\\[` in a string with single quotes)",
            "`emty-name` is not a rule, so naming it here has no effect (did you mean `empty-name`?)",
        ]
    );
}

#[test]
fn an_ignore_without_a_reason_may_count_for_nothing() {
    let project = Project::new(&[("main.yaml", flow(&[&empty_name(" # flowvet: ignore[empty-name]")]))]);
    project.write(
        "flowvet.toml",
        "require-reason = true\n[[ignore]]\nrule = \"empty-name\"\nfiles = [\"main.yaml\"]\nreason = \" \"\n",
    );
    assert_eq!(
        project.findings(),
        "flowvet.toml:3:9-19 warning[unused-ignore] this ignore entry has no reason, so it has no effect (`require-reason` is on) | reason missing | add `reason = \"…\"`
main.yaml:14:28-30 error[empty-name] Set Participant Data has an attribute without a name | missing name | enter the attribute name
main.yaml:14:31-60 warning[unused-ignore] this ignore comment has no reason, so it has no effect (`require-reason` is on) | reason missing | add a reason after the `]`
"
    );
}

#[test]
fn some_rules_cannot_be_ignored() {
    let project = Project::new(&[("main.yaml", flow(&[&empty_name(" # flowvet: ignore[empty-name] x")]))]);
    project.write("flowvet.toml", "no-ignore = [\"empty-name\"]\n");
    assert_eq!(
        project.findings(),
        "main.yaml:14:28-30 error[empty-name] Set Participant Data has an attribute without a name | missing name | enter the attribute name
main.yaml:14:49-59 warning[unused-ignore] `empty-name` cannot be ignored, so naming it here has no effect | no effect | fix the problem, or remove `empty-name` from `no-ignore` in flowvet.toml
"
    );
}

#[test]
fn levels_by_path() {
    let text = flow(&[&empty_name("")]);
    let project = Project::new(&[("a/main.yaml", &text), ("b/main.yaml", &text), ("b/c/main.yaml", &text)]);
    let levels = |toml: &str| -> Vec<String> {
        project.write("flowvet.toml", toml);
        let outcome = project.outcome();
        let line = |it: &flowvet::diagnostic::Diagnostic| format!("{} {}", it.primary.location.file, it.severity);
        outcome.diagnostics.iter().filter(|it| it.rule == "empty-name").map(line).collect()
    };
    let (b_off, c_info) = (
        "[[override]]\nfiles = ['b/']\nrules = { empty-name = 'off' }\n",
        "[[override]]\nfiles = ['c']\nrules = { empty-name = 'info' }\n",
    );
    assert_eq!(levels(&format!("{b_off}{c_info}")), ["a/main.yaml error", "b/c/main.yaml info"]);
    assert_eq!(levels(&format!("{c_info}{b_off}")), ["a/main.yaml error"]);
    assert_eq!(levels(&format!("preset = 'none'\n{c_info}")), ["b/c/main.yaml info"]);
    assert_eq!(
        levels(&format!("rules = {{ empty-name = 'warning' }}\n{c_info}")),
        ["a/main.yaml warning", "b/c/main.yaml info", "b/main.yaml warning"]
    );
}

#[test]
fn a_project_that_inherits_its_configuration_shares_its_entries() {
    let text = flow(&[&empty_name("")]);
    let project = Project::new(&[
        ("brands/a/main.yaml", &text),
        ("brands/b/main.yaml", &flow(&["                      lit: a"])),
    ]);
    let toml = "projects = ['brands/*']\n[[ignore]]\nrule = 'empty-name'\nfiles = ['brands/a/main.yaml']\n";
    project.write("flowvet.toml", toml);
    silent(&project, &["empty-name by entry: -"]);
    project.write("flowvet.toml", toml.replace("brands/a/", "brands/b/"));
    assert!(project.findings().contains("unused-ignore"));
    // Of one brand alone nobody knows whether the entry is for the other one.
    let request =
        flowvet::engine::Request { folder: project.folder().join("brands/b"), ..flowvet::engine::Request::default() };
    let outcome = flowvet::engine::check_projects(&request, flowvet::rules::ALL, &()).unwrap();
    assert_eq!(render(&outcome), "");
}
