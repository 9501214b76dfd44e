//! Runs `flowvet fix`: writes the fixed files, or prints a diff, and returns the exit code.

use super::args::Fix;
use super::check::exit;
use super::output::{Terminal, print_note};
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::engine::{self, Request};
use crate::{fix, report, rules};

pub(super) fn run(options: &Fix, terminal: &Terminal) -> Result<Exit, Failure> {
    engine::start_threads(options.threads)?;
    let folder = std::env::current_dir()?;
    if !options.hook {
        paths::exist(&folder, &options.paths)?;
    }
    let request = Request { folder, paths: options.paths.clone(), hook: options.hook, ..Request::default() };
    let bar = Bar::new();
    let fixes = fix::fix(&request, rules::ALL, options.also_unsafe, &bar);
    bar.clear();
    let mut fixes = fixes?;
    if options.diff {
        terminal.print(&report::diff::render(&fixes.documents, terminal.options().color))?;
        print_note(&report::fixes::render(&fixes, false))?;
    } else {
        fixes.settle(&fix::write(&fixes.documents));
        for folder in fixes.left.scope.leftovers() {
            fix::sweep(folder);
        }
        terminal.print(&report::fixes::render(&fixes, true))?;
    }
    let left = exit(&fixes.left, None);
    let is_undone = options.diff && !fixes.documents.is_empty();
    Ok(if left == Exit::Clean && is_undone { Exit::Findings } else { left })
}
