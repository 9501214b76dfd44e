//! Runs `flowvet fix`: writes the fixed files, prints a diff, or prints the fixed standard input, and returns the exit code.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};

use super::args::Fix;
use super::check::exit;
use super::output::{Terminal, print_bytes, print_note};
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::engine::{self, Request};
use crate::fix::Fixes;
use crate::{fix, report, rules};

pub(super) fn run(options: &Fix, terminal: &Terminal) -> Result<Exit, Failure> {
    engine::start_threads(options.threads)?;
    let folder = std::env::current_dir()?;
    if !options.hook {
        paths::exist(&folder, options.paths.iter().chain(&options.config))?;
    }
    let mut request = Request {
        folder,
        paths: options.paths.clone(),
        hook: options.hook,
        config: options.config.clone(),
        exclude: options.exclude.clone(),
        choice: options.choice.clone(),
        ..Request::default()
    };
    let mut input = None;
    if let Some(path) = &options.stdin {
        let bytes = engine::standard_input().map_err(|error| Failure::Usage(error.to_string()))?;
        request.overlays = BTreeMap::from([(engine::absolute(&request.folder, path), bytes.clone())]);
        request.paths.push(path.clone());
        input = Some(bytes);
    }
    let mut fixes = find(&request, options.also_unsafe)?;
    if options.diff {
        let is_exact = !io::stdout().is_terminal();
        let color = terminal.options().color;
        terminal.print(&report::diff::render(&fixes.documents, &fixes.left.scope, color, is_exact))?;
        print_note(&report::fixes::render(&fixes, false))?;
        let is_above = |path: &str| fixes.left.scope.from_current_folder(path).starts_with("../");
        if is_exact && fixes.documents.iter().any(|document| is_above(&document.path)) {
            print_note("`git apply` refuses paths with `..`: to apply this diff, print it in a folder above\n")?;
        }
    } else if let Some(input) = input {
        let changed = fixes.documents.first().map(fix::Document::new_bytes);
        print_bytes(&changed.unwrap_or(input))?;
        print_note(&report::fixes::render(&fixes, true))?;
    } else {
        write(&mut fixes);
        terminal.print(&report::fixes::render(&fixes, true))?;
    }
    let left = exit(&fixes.left, None);
    let is_undone = options.diff && !fixes.documents.is_empty();
    Ok(if left == Exit::Clean && is_undone { Exit::Findings } else { left })
}

/// Applies the fixes of `flowvet check --fix`, and reports on standard error what was done. The check after it reports
/// what is left.
pub(super) fn before_check(request: &Request, also_unsafe: bool) -> Result<(), Failure> {
    let mut fixes = find(request, also_unsafe)?;
    write(&mut fixes);
    Ok(print_note(&format!("{}\n", report::fixes::done(&fixes, true)))?)
}

fn find(request: &Request, also_unsafe: bool) -> Result<Fixes, Failure> {
    let bar = Bar::new();
    let fixes = fix::fix(request, rules::ALL, also_unsafe, &bar);
    bar.clear();
    Ok(fixes?)
}

fn write(fixes: &mut Fixes) {
    fixes.record(&fix::write(&fixes.documents));
    for folder in fixes.left.scope.leftovers() {
        fix::remove_abandoned(folder);
    }
}
