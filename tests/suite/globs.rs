//! Globs of a configuration that match nothing, projects in folders, and the ignore files of git, as the command reports
//! them.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A flow that sets or reads an attribute.
fn flow(action: &str, name: &str, member: &str) -> String {
    format!(
        "inqueueCall:\n  name: {action} {name}\n  startUpTaskActions:\n    - {action}:\n        name: A\n        \
         attributes:\n          - attribute:\n              name:\n                lit: {name}\n              {member}\n"
    )
}

fn sets(name: &str) -> String {
    flow("setParticipantData", name, "value:\n                exp: Call.Ani")
}

fn reads(name: &str) -> String {
    flow("getParticipantData", name, "variable: Flow.id")
}

fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_flowvet"))
        .current_dir(folder)
        .args(arguments)
        .env_remove("GITHUB_ACTIONS")
        .env_remove("XDG_CONFIG_HOME")
        .env("HOME", folder.join("home"))
        .output()
        .unwrap()
}

/// The findings of a check, one line each, and the exit code.
fn check(folder: &Path) -> (String, i32) {
    let output = run(folder, &["check", "--format", "concise"]);
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn projects_start_at_the_folder_of_the_configuration() {
    let folder = folder(&[
        ("flowvet.toml", "projects = [\"*\"]\n".to_owned()),
        ("north/flows/main.yaml", sets("customerId")),
        ("north/queues/queue.yaml", reads("CustomerID")),
        ("south/main.yaml", sets("CUSTOMERID")),
    ]);
    let (found, code) = check(folder.path());
    assert!(found.starts_with("north/queues/queue.yaml:9:22: error[name-case-mismatch]"), "{found}");
    assert_eq!((found.lines().count(), code), (1, 1));
    // Deeper folders are listed with `**`.
    write(folder.path(), "flowvet.toml", "projects = [\"**/queues\"]\n");
    let (found, _) = check(folder.path());
    assert!(found.contains("mixed-case-name"), "{found}");
    assert!(!found.contains("queue.yaml"), "{found}");
}

#[test]
fn a_glob_that_matches_nothing_is_a_warning_at_the_glob() {
    let configuration = "include = [\"flows\", \"floes/*.yaml\"]\nexclude = [\"old/\"]\nprojects = [\"inner\", \"flow/*\"]\n\
                         snippets = [\"*.js\"]\n\n[[override]]\nfiles = [\"*.tf\"]\nrules = { empty-name = \"off\" }\n\n\
                         [[payload]]\nfiles = [\"payloads/*.json\"]\nkind = \"callback\"\n";
    let folder = folder(&[
        ("flowvet.toml", configuration.to_owned()),
        ("flows/main.yaml", sets("a")),
        ("flows/inner/queue.yaml", reads("a")),
    ]);
    let expected =
        "flowvet.toml:1:22: warning[configuration] `floes/*.yaml` in `include` matches no file, so it has no effect
flowvet.toml:2:13: warning[configuration] `old/` in `exclude` matches no file, so it has no effect
flowvet.toml:3:14: warning[configuration] `inner` in `projects` matches no folder, so it has no effect
flowvet.toml:3:23: warning[configuration] `flow/*` in `projects` matches no folder, so it has no effect
flowvet.toml:4:14: warning[configuration] `*.js` in `snippets` matches no file, so it has no effect
flowvet.toml:7:11: warning[configuration] `*.tf` in this `[[override]]` matches no file, so it has no effect
flowvet.toml:11:11: warning[configuration] `payloads/*.json` in this `[[payload]]` matches no file, so it has no effect
";
    assert_eq!(check(folder.path()), (expected.to_owned(), 1));
    let output = run(folder.path(), &["check", "flows", "--format", "json"]);
    let report = String::from_utf8(output.stdout).unwrap();
    for help in [
        "did you mean `flows`?",
        "correct or remove it; it starts at the folder of flowvet.toml, and `*` stops at `/`",
        "correct or remove it; to match a folder at any depth, write `**/inner`",
    ] {
        assert!(report.contains(help), "{help}\n{report}");
    }
}

#[test]
fn globs_that_match_something_or_exclude_what_git_ignores_are_silent() {
    let configuration = "include = [\"*.yaml\", \"*.tf\"]\nexclude = [\"old/\", \"build/\", \"node_modules\", \"out/flows/*.yaml\"]\n\
                         projects = [\"teams/*\"]\n\n[[override]]\nfiles = [\"queue.yaml\"]\nrules = { empty-name = \"off\" }\n";
    let folder = folder(&[
        ("flowvet.toml", configuration.to_owned()),
        (".git/HEAD", String::new()),
        (".gitignore", "build/\nout\n".to_owned()),
        ("old/a.yaml", sets("a")),
        ("main.tf", String::new()),
        ("teams/north/main.yaml", sets("a")),
        ("teams/south/queue.yaml", reads("a")),
    ]);
    assert_eq!(check(folder.path()), (String::new(), 0));
    // A project that is not named is not read, so its files may be the ones that a glob is for.
    let output = run(folder.path(), &["check", "teams/north", "--format", "concise"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
}

#[test]
fn an_include_that_leaves_everything_out_is_an_error() {
    let folder = folder(&[
        ("flowvet.toml", "fail-on = \"error\"\ninclude = [\"exports/*.yaml\", \"README.md\"]\n".to_owned()),
        ("README.md", String::new()),
        ("flows/main.yaml", sets("a")),
        ("flows/queue.yaml", reads("a")),
    ]);
    let expected = "flowvet.toml:2:13: error[configuration] `include` leaves out all 2 files that could be checked, so \
                    nothing is checked\n";
    assert_eq!(check(folder.path()), (expected.to_owned(), 2));
}

#[test]
fn an_ignore_entry_that_misses_its_finding_shows_where_the_findings_are() {
    let broken = flow("getParticipantData", "\"\"", "variable: Flow.id");
    let entry =
        "[[ignore]]\nrule = \"empty-name\"\nfiles = [\"queue.yaml\"]\npath = 'inqueueCall \"Queue\"'\nreason = \"x\"\n";
    let folder = folder(&[("flowvet.toml", entry.to_owned()), ("queue.yaml", broken)]);
    let output = run(folder.path(), &["check", "--format", "json"]);
    let report = String::from_utf8(output.stdout).unwrap();
    for part in [
        "unused ignore entry: its place has no `empty-name` finding, but other places in this file have one",
        "correct `path` or `pointer`, or remove the entry; findings are at `inqueueCall",
        "not ignored by this entry",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn values_of_a_wrong_type_are_shown_as_they_should_be_written() {
    let configuration = "extend = [\"base.toml\"]\npreset = 1\ninclude = \"flows\"\nexclude = { a = 1 }\nno-ignore = \"empty-name\"\n\
                         require-reason = \"yes\"\nexternals = []\noverride = \"x\"\n\n[payload]\n\n[rules]\nempty-name = false\n";
    let folder = folder(&[("flowvet.toml", configuration.to_owned()), ("flows/main.yaml", sets("a"))]);
    let output = run(folder.path(), &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let helps: Vec<&str> =
        report["diagnostics"].as_array().unwrap().iter().filter_map(|it| it["help"].as_str()).collect();
    let expected = [
        "write `extend = \"base.toml\"`",
        "write `preset = \"recommended\"`, or another of: `\"strict\"`, `\"none\"`",
        "write `include = [\"flows\"]`",
        "write `exclude = [\"…\"]`",
        "write `no-ignore = [\"empty-name\"]`",
        "write `require-reason = true` or `require-reason = false`",
        "write `[externals]` and its keys in the lines below it",
        "write `[[override]]` and its keys in the lines below it",
        "write `[[payload]]` and its keys in the lines below it",
        "write `empty-name = \"off\"`, or another of: `\"error\"`, `\"warning\"`, `\"info\"`",
    ];
    assert_eq!(helps, expected);
}

#[test]
fn git_ignores_by_its_own_exclude_files() {
    let folder = folder(&[
        ("home/.gitconfig", "[core]\n\texcludesFile = ~/ignored\n".to_owned()),
        ("home/ignored", "global.yaml\nkept.yaml\n".to_owned()),
        ("repo/.gitignore", "!kept.yaml\n".to_owned()),
    ]);
    let repository = folder.path().join("repo");
    git(&repository, &["init", "--quiet"]);
    write(&repository, ".git/info/exclude", "local.yaml\n");
    git(&repository, &["add", ".gitignore"]);
    git(&repository, &["commit", "--quiet", "--message", "a"]);
    git(&repository, &["worktree", "add", "--quiet", "../tree"]);
    let listed = |place: &str| {
        let place = folder.path().join(place);
        for name in ["global", "kept", "local", "main"] {
            write(&place, &format!("{name}.yaml"), &sets("a"));
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
        command.current_dir(&place).args(["check", "--show-files"]).env_remove("XDG_CONFIG_HOME");
        let output = command.env("HOME", folder.path().join("home")).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter_map(|line| line.split_whitespace().last().map(str::to_owned)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(listed("repo"), "kept.yaml main.yaml");
    // In a worktree, `.git` is a file that leads to the same repository.
    assert!(folder.path().join("tree/.git").is_file());
    assert_eq!(listed("tree"), "kept.yaml main.yaml");
    // The configuration of the repository counts more than that of the user.
    write(folder.path(), "other", "main.yaml\n");
    let other = folder.path().join("other");
    git(&repository, &["config", "core.excludesFile", other.to_str().unwrap()]);
    assert_eq!(listed("tree"), "global.yaml kept.yaml");
}

/// Where the configuration of git includes other files, with a condition that is met (`*`) or not, and that is asked git too.
#[test]
fn git_names_its_exclude_file_in_files_that_it_includes() {
    let cases = [
        ("[include]\n\tpath = extra\n", true),
        ("[include] path = \"ex\\\ntra\" ; a comment\n", true),
        ("[core]\n\texcludesFile = none\n[include]\n\tpath = ~/extra # a comment\n", true),
        ("[include]\n\tpath = extra\n[Core]\n\tEXCLUDESFILE = none\n", false),
        ("[include]\n\tpath = chain\n", true),
        ("[include]\n\tpath = missing\n[include]\n\tpath = extra\n", true),
        ("[includeIf \"gitdir:~/work/\"]\n\tpath = extra\n", true),
        ("[includeIf \"gitdir:~/WORK/\"]\n\tpath = extra\n", false),
        ("[includeIf \"gitdir/i:~/WORK/\"]\n\tpath = extra\n", true),
        ("[includeIf \"gitdir:./work/*/.git\"]\n\tpath = extra\n", true),
        ("[includeIf \"gitdir:*/.git\"]\n\tpath = extra\n", true),
        ("[includeIf \"gitdir:work/repo/.git\"]\n\tpath = extra\n", true),
        ("[includeIf \"gitdir:~/elsewhere/\"]\n\tpath = extra\n", false),
        ("[includeIf \"onbranch:release/\"]\n\tpath = extra\n", true),
        ("[includeIf \"onbranch:release\"]\n\tpath = extra\n", false),
        ("[includeIf \"hasconfig:remote.*.url:https://git.example.org/**\"]\n\tpath = extra\n", true),
        ("[includeIf \"hasconfig:remote.*.url:https://example.com/**\"]\n\tpath = extra\n", false),
        ("[includeIf \"onbranch:{release,main}/*\"]\n\tpath = extra\n", false),
        ("[includeIf \"onbranch:[{r]elease/*\"]\n\tpath = extra\n", true),
        ("[includeIf \"gitdir:~/{work,home}/\"]\n\tpath = extra\n", false),
        ("[includeIf \"hasconfig:remote.*.url:https://git.{example,x}.org/**\"]\n\tpath = extra\n", false),
        ("[includeIf \"unheard:of\"]\n\tpath = extra\n", false),
    ];
    for (configuration, is_ignored) in cases {
        let folder = folder(&[
            ("home/.gitconfig", configuration.to_owned()),
            ("home/chain", "[include]\npath = .\\\n/extra\n".to_owned()),
            ("home/extra", "[core]\n\texcludesFile = ~/ignored\n".to_owned()),
            ("home/ignored", "main.yaml\n".to_owned()),
            ("home/work/repo/main.yaml", sets("a")),
            ("home/work/repo/kept.yaml", sets("a")),
        ]);
        let (home, repository) = (folder.path().join("home"), folder.path().join("home/work/repo"));
        git(&repository, &["init", "--quiet", "--initial-branch", "release/1"]);
        git(&repository, &["remote", "add", "origin", "https://git.example.org/a/b.git"]);
        let at_home = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.current_dir(&repository).args(arguments).env("HOME", &home).env("GIT_CONFIG_NOSYSTEM", "1");
            for name in ["XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"] {
                command.env_remove(name);
            }
            command.output().unwrap()
        };
        let listed = at_home(env!("CARGO_BIN_EXE_flowvet"), &["check", "--show-files"]);
        let text = String::from_utf8(listed.stdout).unwrap();
        assert_eq!(!text.contains("main.yaml"), is_ignored, "{configuration}{text}");
        assert!(text.contains("kept.yaml"), "{text}");
        assert_eq!(at_home("git", &["check-ignore", "main.yaml"]).status.success(), is_ignored, "git: {configuration}");
    }
}

#[test]
fn git_configurations_of_any_size_come_to_an_end() {
    let many = |count, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let remotes = many(500, &|number| format!("[remote \"{number}\"]\nurl = {number}\n"));
    let conditions =
        many(500, &|number| format!("[includeIf \"hasconfig:remote.*.url:*{number}/\"]\npath = ../../other\n"));
    let configurations = [
        "[include]\npath = config\n".repeat(1_000),
        remotes + &conditions,
        conditions + "[include]\n" + &"path = config\n".repeat(300),
        format!("[{}]\n", "a".repeat(100_000)) + &"a\n".repeat(40_000),
    ];
    for configuration in configurations {
        let folder = folder(&[("repo/main.yaml", sets("a"))]);
        let repository = folder.path().join("repo");
        write(&repository, ".git/HEAD", "ref: refs/heads/main\n");
        write(&repository, ".git/config", &(configuration + "\n[core]\nexcludesFile = none\n"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
        let output = command.current_dir(&repository).args(["check", "--show-files"]).output().unwrap();
        assert!(String::from_utf8(output.stdout).unwrap().contains("main.yaml"));
    }
}
