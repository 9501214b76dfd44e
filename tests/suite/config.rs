//! What a `flowvet.toml` asks for, and what is wrong with one.

use std::path::Path;
use std::sync::LazyLock;

use flowvet::config::{
    self, Config, Definition, Level, Named, OptionDefault, Origin, PayloadFiles, PayloadIs, Preset, RuleEntry,
    RuleOption, Setting,
};
use flowvet::diagnostic::Severity;
use flowvet::rules;
use flowvet::text::{Encoding, Source};
use proptest::prelude::*;

fn parse(text: &str) -> (Config, String) {
    let source = Source::new("flowvet.toml".into(), text.to_owned(), Encoding::Utf8);
    let (config, parsed) = config::read(&source);
    let findings = parsed.findings(definition());
    let lines = findings.into_iter().map(|finding| {
        let span = finding.primary.location.place.span;
        let (start, end) = (source.position(span.start), source.position(span.end));
        let (rule, severity, message, label) =
            (finding.rule, finding.severity, finding.message, finding.primary.message);
        let help = finding.help.unwrap_or_default();
        format!("{}:{}-{} {severity}[{rule}]: {message} | {label} | {help}", start.line, start.column, end.column)
    });
    (config, lines.collect::<Vec<_>>().join("\n"))
}

#[track_caller]
fn valid(text: &str) -> Config {
    let (config, findings) = parse(text);
    assert_eq!(findings, "", "\n{text}");
    config
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(parse(text).1, expected, "\n{text}");
}

/// What a configuration may contain, compiled once.
fn definition() -> &'static Definition {
    static DEFINITION: LazyLock<Definition> = LazyLock::new(|| Definition::of(&entries()));
    &DEFINITION
}

fn entries() -> Vec<RuleEntry> {
    rules::ALL.iter().map(|rule| rule.meta().entry()).collect()
}

#[test]
fn an_empty_file_is_the_default() {
    let config = valid("");
    assert_eq!(config.preset, None);
    assert_eq!(config.fail_on, None);
    assert!(config.rules.is_empty() && config.include.is_empty() && config.exclude.is_empty());
}

#[test]
fn every_key_is_read() {
    let config = valid(
        r#"
preset = "strict"
fail-on = "info"
include = ["flows/"]
exclude = ["*.draft.yaml"]
projects = ["teams/*"]
snippets = ["scripts/*.js"]

[rules]
empty-name = "warning"
dynamic-name = "off"

[[payload]]
files = ["payloads/*.json"]
kind = "callback"

[[payload]]
files = ["mail.json"]
kind = "email"

[[payload]]
files = ["samples/in.json"]
action = "Get Customer"

[[payload]]
files = ["samples/"]
action = "Get Customer"
contract = "output"
"#,
    );
    assert_eq!((config.preset, config.fail_on), (Some(Preset::Strict), Some(Severity::Info)));
    assert_eq!(
        config.rules["empty-name"],
        Named { level: Some(Level::On(Severity::Warning)), line: 10, options: [].into() }
    );
    assert_eq!(config.rules["dynamic-name"], Named { level: Some(Level::Off), line: 11, options: [].into() });
    assert!(config.include.is_match("flows/main.yaml") && config.exclude.is_match("flows/main.draft.yaml"));
    assert!(config.projects.is_match("teams/north") && config.snippets.is_match("scripts/set.js"));
    let of = |path| match PayloadFiles::of(&config.payloads, Path::new(path)).map(|files| &files.are) {
        Some(PayloadIs::Kind(kind)) => kind.as_str().to_owned(),
        Some(PayloadIs::Sample(of, location)) => {
            format!("{} of {} at {:?}", of.side.as_str(), of.action, location.place.pointer)
        }
        None => "nothing".to_owned(),
    };
    assert_eq!(of("payloads/late.json"), "callback");
    assert_eq!(of("mail.json"), "email");
    assert_eq!(of("samples/in.json"), "input of Get Customer at \"/payload/2/action\"");
    assert_eq!(of("samples/out.json"), "output of Get Customer at \"/payload/3/action\"");
    assert_eq!(of("main.json"), "nothing");
}

#[test]
fn a_payload_is_of_one_kind_or_of_a_data_action() {
    let table = |keys: &str| parse(&format!("[[payload]]\nfiles = [\"a.json\"]\n{keys}")).1;
    assert_eq!(table("action = \"Get\"\ncontract = \"output\""), "");
    for (keys, expected) in [
        ("", "required key `kind` is missing"),
        ("action = \"Get\"\nkind = \"email\"", "`kind` is not allowed here"),
        ("kind = \"email\"\ncontract = \"input\"", "`contract` is not allowed here"),
        ("action = \"Get\"\ncontract = \"outpt\"", "must be `input` or `output`, not `outpt`"),
        ("action = \"\"", "`action` must not be empty"),
    ] {
        let found = table(keys);
        assert!(found.contains(expected) && found.lines().count() == 1, "{keys}\n{found}");
    }
}

#[test]
fn a_name_beats_the_preset() {
    let rules = "\n[rules]\nempty-name = \"info\"\npadded-name = \"off\"";
    let on = |config: &Config, rule: &str, recommended| config.setting(rule, recommended).on;
    for (preset, recommended, others) in [("recommended", true, false), ("strict", true, true), ("none", false, false)]
    {
        let config = valid(&format!("preset = \"{preset}\"{rules}"));
        assert_eq!((on(&config, "syntax-error", true), on(&config, "syntax-error", false)), (recommended, others));
        assert_eq!(config.setting("empty-name", false), Setting { on: true, origin: Origin::Named(3) });
        assert_eq!(config.setting("padded-name", true), Setting { on: false, origin: Origin::Named(4) });
        assert_eq!(config.setting("syntax-error", true).origin, Origin::Preset(Preset::named(preset).unwrap()));
        assert_eq!(config.severity("empty-name"), Some(Severity::Info));
        assert_eq!(config.severity("padded-name"), None);
        assert_eq!(config.severity("syntax-error"), None);
    }
}

#[test]
fn globs() {
    let table = [
        // Without `/`: a name in any folder.
        ("main.yaml", "main.yaml flows/main.yaml a/b/main.yaml", "domain.yaml main.yaml.bak"),
        ("*.yaml", "main.yaml flows/main.yaml", "main.yml"),
        // A folder takes in everything below.
        ("vendor", "vendor/a.yaml vendor/b/a.yaml flows/vendor/a.yaml vendor", "vendors/a.yaml"),
        ("vendor/", "vendor/a.yaml vendor/b/a.yaml flows/vendor/a.yaml", "vendor vendors/a.yaml"),
        ("flows/old", "flows/old/a.yaml flows/old/b/c.yaml", "a/flows/old/a.yaml flows/older/a.yaml"),
        // With `/`: from the folder of the file.
        ("flows/*.yaml", "flows/a.yaml", "flows/b/a.yaml a/flows/a.yaml"),
        ("flows/**/*.yaml", "flows/a.yaml flows/b/c/a.yaml", "a.yaml"),
        ("/main.yaml", "main.yaml", "flows/main.yaml"),
        ("./main.yaml", "main.yaml", "flows/main.yaml"),
        ("flow-{a,b}.yaml", "flow-a.yaml flow-b.yaml", "flow-c.yaml"),
        ("**", "a a/b", ""),
    ];
    for (glob, matched, others) in table {
        let config = valid(&format!("exclude = ['{glob}']"));
        for path in matched.split(' ') {
            assert!(config.exclude.is_match(path), "{glob} should match {path}");
        }
        for path in others.split(' ').filter(|path| !path.is_empty()) {
            assert!(!config.exclude.is_match(path), "{glob} should not match {path}");
        }
    }
    let config = valid("projects = ['teams/*', 'shop/']");
    assert!(config.projects.is_match("teams/north") && config.projects.is_match("shop"));
    assert!(!config.projects.is_match("teams/north/flows") && !config.projects.is_match("shop/flows"));
}

#[test]
fn unknown_keys() {
    check(
        "exlude = []\n\n[[payload]]\nfile = []\nkind = \"email\"\nfiles = []",
        "1:1-7 error[configuration]: unknown key `exlude` | unknown key | did you mean `exclude`?\n\
         4:1-5 error[configuration]: unknown key `file` | unknown key | remove `file`, or use one of: `action`, `contract`",
    );
    check(
        "colour = \"no\"",
        "1:1-7 error[configuration]: unknown key `colour` | unknown key | remove `colour`, or use one of: `extend`, `preset`, `fail-on`, `no-ignore`, `require-reason`, `include`, `exclude`, `projects` and 8 more",
    );
}

#[test]
fn externals() {
    let (config, findings) = parse(
        "[externals]\nwritten = [\"orderId\", \"crm.*\", \"[\"]\nread = [\"a b\"]\n\
         catalogues = [\"shop.json\"]\nclosed = true",
    );
    let is_glob = |glob: &str, name: &str| {
        let listed = config.externals.written.iter().find(|listed| &*listed.text == glob).unwrap();
        listed.glob.as_ref().map(|glob| glob.compile_matcher().is_match(name))
    };
    assert_eq!(is_glob("orderId", "orderId"), None);
    assert_eq!(is_glob("crm.*", "crm.order/id"), Some(true));
    assert_eq!(is_glob("crm.*", "crm"), Some(false));
    assert_eq!(&*config.externals.read[0].text, "a b");
    assert_eq!(&*config.externals.catalogues[0].path, "shop.json");
    assert!(config.externals.closed);
    assert_eq!(
        findings,
        "2:33-34 error[configuration]: invalid glob `[`: missing `]` | invalid glob | to match a literal `[`, write `\\[` in a string with single quotes"
    );
    check(
        "[externals]\nclosed = 1\nwriten = []",
        "2:10-11 error[configuration]: `closed` must be `true` or `false`, not a number | wrong type | write `true` or `false`\n\
         3:1-7 error[configuration]: unknown key `writen` | unknown key | did you mean `written`?",
    );
}

#[test]
fn unknown_rules_and_levels() {
    check(
        "[rules]\npaddedname = \"off\"\nspelling = \"off\"\nempty-name = \"warn\"\nduplicate-key = true\nsyntax-error = \"loud\"",
        "2:1-11 error[configuration]: `paddedname` is not a rule, so naming it here has no effect | unknown rule | did you mean `padded-name`?\n\
         3:1-9 error[configuration]: `spelling` is not a rule, so naming it here has no effect | unknown rule | run `flowvet rules` to list the rules\n\
         4:15-19 error[configuration]: `empty-name` must be `error`, `warning`, `info` or `off`, not `warn` | unknown value | did you mean `warning`?\n\
         5:17-21 error[configuration]: `duplicate-key` must be `error`, `warning`, `info` or `off`, not `true` | unknown value | write `duplicate-key = \"error\"`, or another of: `\"warning\"`, `\"info\"`, `\"off\"`\n\
         6:17-21 error[configuration]: `syntax-error` must be `error`, `warning`, `info` or `off`, not `loud` | unknown value | use one of: `error`, `warning`, `info`, `off`",
    );
}

#[test]
fn wrong_types_and_values() {
    check(
        "preset = \"stric\"\ninclude = \"flows\"\nexclude = [1, \"\"]\nrules = []",
        "1:11-16 error[configuration]: `preset` must be `recommended`, `strict` or `none`, not `stric` | unknown value | did you mean `strict`?\n\
         2:12-17 error[configuration]: `include` must be an array, not a string | wrong type | write `include = [\"flows\"]`\n\
         3:12-13 error[configuration]: item 1 of `exclude` must be a string, not a number | wrong type | write `\"1\"`\n\
         3:15-17 error[configuration]: item 2 of `exclude` must not be empty | not allowed | add a value, or remove item 2 of `exclude`\n\
         4:9-11 error[configuration]: `rules` must be a table, not an array | wrong type | write `[rules]` and its keys in the lines below it",
    );
}

#[test]
fn payloads_that_are_not_complete() {
    check(
        "[[payload]]\nkind = \"call-back\"\n",
        "1:1-2 error[configuration]: required key `files` is missing | incomplete | add `files`\n\
         2:9-18 error[configuration]: `kind` must be `set-participant-data`, `participant-attributes`, `callback` or \
         `email`, not `call-back` | unknown value | did you mean `callback`?",
    );
}

#[test]
fn bad_globs() {
    let literal = |sign| format!("to match a literal `{sign}`, write `\\{sign}` in a string with single quotes");
    let special = "correct the glob; `*`, `?`, `**`, `[…]` and `{…,…}` are special in it".to_owned();
    let expected = [
        ("1:21-22 error[configuration]: invalid glob `a/[b`: missing `]`", literal('[')),
        ("1:27-28 error[configuration]: invalid glob `{a,b`: missing `}`", literal('{')),
        ("1:37-38 error[configuration]: invalid glob `ab}`: missing `{` before `}`", literal('}')),
        ("1:42-47 error[configuration]: invalid glob `[z-a]`: invalid range; 'z' > 'a'", special),
    ];
    let expected = expected.map(|(line, help)| format!("{line} | invalid glob | {help}")).join("\n");
    check("include = ['ok', 'a/[b', '{a,b', 'ab}', '[z-a]']", &expected);
}

#[test]
fn valid_parts_still_count() {
    let (config, findings) =
        parse("preset = 1\ninclude = ['[', 'flows/']\nwrong = 1\n[rules]\nempty-name = \"off\"\nx = 1");
    assert_eq!(findings.lines().count(), 4);
    assert!(config.include.is_match("flows/main.yaml"));
    assert_eq!(config.rules["empty-name"].level, Some(Level::Off));
    assert_eq!(config.preset, None);
}

#[test]
fn syntax_errors_hide_other_findings() {
    let help = "fix this first; settings that could be read are still used";
    let (config, findings) = parse("preset = \"strict\"\nfail-on =\n[rules\nempty-name = \"off\"\n");
    assert_eq!(config.preset, Some(Preset::Strict));
    assert_eq!(
        findings,
        format!(
            "2:9-10 error[configuration]: invalid TOML: expected a value after this | invalid TOML | {help}\n\
             3:6-7 error[configuration]: invalid TOML: unclosed table, expected `]` | invalid TOML | {help}"
        )
    );
}

#[test]
fn the_template_is_valid_with_and_without_its_comment_marks() {
    let template = config::template(&entries());
    let config = valid(&template);
    assert!(config.rules.is_empty() && config.payloads.is_empty());
    let is_key = |line: &str| line.starts_with('#') && !line.starts_with("# ");
    let lines = template.lines().map(|line| if is_key(line) { &line[1..] } else { line });
    let config = valid(&lines.collect::<Vec<_>>().join("\n"));
    assert_eq!((config.preset, config.fail_on), (Some(Preset::Recommended), Some(Severity::Warning)));
    assert_eq!(config.payloads.len(), 2);
    for rule in entries() {
        assert_eq!(config.setting(rule.name, rule.recommended).on, rule.recommended);
        assert_eq!(config.severity(rule.name), rule.recommended.then_some(rule.severity));
    }
}

proptest! {
    #[test]
    fn any_text_yields_findings_within_its_bounds(text in "([a-z-]{1,8}|preset|include|rules|payload|[\\[\\]{}=.,'\"\n 0-9é#]){0,30}") {
        let source = Source::new("flowvet.toml".into(), text, Encoding::Utf8);
        for finding in config::read(&source).1.findings(definition()) {
            let span = finding.primary.location.place.span;
            prop_assert!(source.text().get(span.range()).is_some());
            prop_assert!(!finding.primary.message.is_empty() && finding.help.is_some());
        }
    }
}

/// What the words of `secret-in-name` are set to in a file.
fn words(config: &Config, file: &str) -> String {
    let entry = entries().into_iter().find(|entry| entry.name == "secret-in-name").unwrap();
    config.in_file(file).option(entry.name, &entry.options[0]).words().join(" ")
}

#[test]
fn options_of_rules() {
    let config = valid(
        "[rules]\nsecret-in-name = { level = \"error\", words = [\"iban\"] }\n\
         [[override]]\nfiles = [\"old/\"]\nrules = { secret-in-name = { words = [\"pin\", \"cvv\"] } }\n\
         [[override]]\nfiles = [\"old/b.yaml\"]\nrules = { secret-in-name = \"info\" }",
    );
    assert_eq!(words(&config, "a.yaml"), "iban");
    assert_eq!(words(&config, "old/b.yaml"), "pin cvv");
    assert_eq!(config.in_file("old/a.yaml").severity("secret-in-name"), Some(Severity::Error));
    assert_eq!(config.in_file("old/b.yaml").severity("secret-in-name"), Some(Severity::Info));
    let config = valid("[rules.secret-in-name]\nwords = [\"iban\"]");
    assert_eq!(config.setting("secret-in-name", true), Setting { on: true, origin: Origin::Preset(Preset::default()) });
    assert!(words(&valid(""), "a.yaml").contains("password"));
    check(
        "[rules]\nsecret-in-name = { levl = \"error\", words = \"iban\" }\nempty-name = { words = [] }",
        "2:20-24 error[configuration]: unknown key `levl` | unknown key | did you mean `level`?\n\
         2:45-49 error[configuration]: `words` must be an array, not a string | wrong type | \
         write `[\"iban\"]`\n\
         3:16-21 error[configuration]: unknown key `words` | unknown key | remove `words`, or use `level`",
    );
}

#[test]
fn options_have_types() {
    const OPTIONS: &[RuleOption] = &[
        RuleOption { name: "most", about: "How many.", default: OptionDefault::Number(3) },
        RuleOption { name: "loud", about: "Whether.", default: OptionDefault::Flag(false) },
    ];
    let rule =
        RuleEntry { name: "some-rule", summary: "S", severity: Severity::Error, recommended: true, options: OPTIONS };
    let read = |text: &str| {
        let source = Source::new("flowvet.toml".into(), format!("[rules]\nsome-rule = {{ {text} }}"), Encoding::Utf8);
        let (config, parsed) = config::read(&source);
        let value = |at: usize| config.in_file("a").option(rule.name, &OPTIONS[at]);
        let messages = parsed.findings(&Definition::of(&[rule])).into_iter().map(|it| it.message);
        let messages = messages.collect::<Vec<_>>().join("; ");
        format!("{} {} {messages}", value(0).number(), value(1).flag())
    };
    assert_eq!(read(""), "3 false ");
    assert_eq!(read("most = 0x1_0, loud = true"), "16 true ");
    assert_eq!(read("most = +7"), "7 false ");
    assert_eq!(
        read("most = 1.5, loud = 1"),
        "3 false `most` must be a whole number, not `1.5`; \
         `loud` must be `true` or `false`, not a number"
    );
    assert_eq!(read("most = -1"), "3 false `most` must be at least 0, not `-1`");
}

#[test]
fn a_key_that_became_an_option_is_still_accepted() {
    let (config, findings) = parse("secret-words = [\"iban\"]");
    assert_eq!(words(&config, "a.yaml"), "iban");
    assert_eq!(
        findings,
        "1:1-13 info[configuration]: the key `secret-words` is now the option `words` of the rule `secret-in-name` | \
         still accepted | write `secret-in-name = { words = [\"iban\"] }` under `[rules]` and remove `secret-words`"
    );
    let (config, _) = parse("secret-words = [\"iban\"]\n[rules]\nsecret-in-name = { words = [\"pin\"] }");
    assert_eq!(words(&config, "a.yaml"), "pin");
}
