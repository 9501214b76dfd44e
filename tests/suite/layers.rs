//! Modules use only modules above them in the table of `ARCHITECTURE.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the table with their rows, from 0.
fn rows() -> BTreeMap<String, usize> {
    let text = include_str!("../../ARCHITECTURE.md");
    let table = text.split("\n## Modules\n").nth(1).expect("a section `Modules`").split("\n## ").next().unwrap();
    let names = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    names.map(str::to_owned).zip(0..).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The modules of the crate that a text names behind `crate::`, comments left out.
fn used(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let word = |text: &str| text.chars().take_while(|it| it.is_ascii_lowercase() || *it == '_').collect::<String>();
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group.split('}').next().unwrap().split(',').map(|name| word(name.trim()))),
            None => found.push(word(rest)),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn modules_use_only_modules_above_them() {
    let rows = rows();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in files(&root) {
        let path = file.strip_prefix(&root).unwrap();
        let module = path.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(row) = rows.get(&module) else {
            wrong.push(format!("ARCHITECTURE.md has no row for `{module}`"));
            continue;
        };
        for name in used(&fs::read_to_string(&file).unwrap()) {
            if rows.get(&name).is_none_or(|used| used > row) {
                wrong.push(format!("{} uses `{name}`, which is not above `{module}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_of_rules_do_not_go_through_the_root_of_the_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let home = root.join("mod.rs");
    for file in files(&root).into_iter().filter(|file| *file != home) {
        let text = fs::read_to_string(&file).unwrap();
        let mut uses = text.lines().filter(|line| line.starts_with("use crate::rules::"));
        let through =
            uses.find(|line| line["use crate::rules::".len()..].starts_with(|it: char| it == '{' || it.is_uppercase()));
        assert_eq!(through, None, "{}: name the module, such as `rules::rule`", file.display());
    }
}
