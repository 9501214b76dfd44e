//! Runs code that may crash and turns a crash into a finding.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once};

use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::text::Span;

/// The rule that reports crashes of other rules.
pub(crate) const RULE: &str = "rule-failure";

/// The name of the guarded code if it is not a rule: the reading of a file.
pub(super) const READING: &str = "reading";

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Calls `run` on behalf of `what`, a rule or the reading of `file`. A crash becomes a finding in `file`.
pub(super) fn guarded(what: &str, file: &Arc<str>, run: impl FnOnce() -> Vec<Diagnostic>) -> Vec<Diagnostic> {
    silence_guarded_panics();
    let outer = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    GUARDED.set(outer);
    result.unwrap_or_else(|crash| {
        let reason = crash
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| crash.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no reason given".to_owned());
        let (message, label) = match what {
            READING => (format!("flowvet crashed while reading this file: {reason}"), "not checked"),
            rule => (format!("rule `{rule}` crashed on this file: {reason}"), "not checked by this rule"),
        };
        vec![failure(what, file, message, label)]
    })
}

/// A finding that reports a failure of flowvet itself in `file`, on behalf of `what`.
pub(crate) fn failure(what: &str, file: &Arc<str>, message: String, label: &str) -> Diagnostic {
    let place = Place::at(Span::at(0));
    let location = Location { file: file.clone(), place };
    Diagnostic::new(RULE, Severity::Error, message, location, label, what).with_help(
        "this is a bug in flowvet; please report it with this message, the version and, if possible, the file",
    )
}

/// A finding that reports that `file` was not written; `reason` is a clause without full stop.
pub(crate) fn not_written(file: &Arc<str>, reason: &str) -> Diagnostic {
    let location = Location { file: file.clone(), place: Place::at(Span::at(0)) };
    let message = format!("`{file}` was not written: {reason}");
    Diagnostic::new(RULE, Severity::Error, message, location, "not written", &**file)
        .with_help("run flowvet again when this is a writable file inside of the project that no other program changes")
}

/// Keeps the crashes that [`guarded`] reports itself from being printed as well; all others are printed as ever.
fn silence_guarded_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |crash| {
            if !GUARDED.get() {
                usual(crash);
            }
        }));
    });
}
