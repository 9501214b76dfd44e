//! `rule-failure`: a rule crashed. The engine makes the finding; this file only says what it means.

use crate::diagnostic::Severity;
use crate::rules::{Group, Meta, Rule};

pub(super) struct RuleFailure;

static META: Meta = Meta {
    name: "rule-failure",
    group: Group::Linter,
    severity: Severity::Error,
    recommended: true,
    summary: "A rule of flowvet crashed on this file, or its fix would have done harm",
    page: r"## What it does

Says that a rule, or the reader of a file, crashed: a mistake in flowvet, not in the file. All other rules and files
are still checked, and the run ends with exit code 3. `flowvet fix` says so too of a fix that would have broken the file,
left its finding there or brought another one; that fix is not made, and all others are.

There is no example: a file that makes a rule crash is a file that we have not seen.

## Why is this a problem?

What the rule would have found in this file is missing from the report, or has to be mended by hand.

## When to turn it off

Turn off the rule that crashes in place of this one, and report the crash together with a file that shows it. Take
names and numbers of customers out of the file first.

## Sources

None: this is about flowvet itself.
",
};

impl Rule for RuleFailure {
    fn meta(&self) -> &'static Meta {
        &META
    }
}
