//! `rule-failure`: a rule crashed. The engine creates the finding; this file documents it.

use crate::diagnostic::Severity;
use crate::rules::rule::{Group, Meta, Rule};

pub(super) struct RuleFailure;

static META: Meta = Meta {
    name: "rule-failure",
    group: Group::Linter,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "flowvet itself crashed, or skipped a fix that would have broken a file",
    page: r"## What it does

Reports that a rule, or the reader of a file, crashed: a bug in flowvet, not in the file. All other rules and files are
still checked, and the run ends with exit code 3. `flowvet fix` also reports a fix that would have broken the file, kept
its finding or caused another one; that fix is skipped, and all others are made. A file that cannot be written is
reported here, too: it is read-only, another program changed it meanwhile, or a link leads out of the project.

There is no example, because no file is known that makes a rule crash.

## Why is this a problem?

The findings of the rule in this file are missing from the report, or must be fixed by hand.

## When to turn it off

Turn off the rule that crashes instead, and report the crash with a file that shows it. Remove the names and numbers of
customers from the file first.

## Sources

None: this rule is about flowvet itself.
",
};

impl Rule for RuleFailure {
    fn meta(&self) -> &'static Meta {
        &META
    }
}
