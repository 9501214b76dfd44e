//! Runs `flowvet fix`: writes the fixed files, or prints a diff, and returns the exit code.

use super::args::Fix;
use super::check::exit;
use super::output::{Terminal, print_note};
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::engine::{self, Request};
use crate::fix::Fixes;
use crate::{fix, report, rules};

pub(super) fn run(options: &Fix, terminal: &Terminal) -> Result<Exit, Failure> {
    engine::start_threads(options.threads)?;
    let folder = std::env::current_dir()?;
    if !options.hook {
        paths::exist(&folder, &options.paths)?;
    }
    let request = Request {
        folder,
        paths: options.paths.clone(),
        hook: options.hook,
        choice: options.choice.clone(),
        ..Request::default()
    };
    let mut fixes = find(&request, options.also_unsafe)?;
    if options.diff {
        terminal.print(&report::diff::render(&fixes.documents, terminal.options().color))?;
        print_note(&report::fixes::render(&fixes, false))?;
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
