//! Renders the outcome of a run for people, within the abilities of the terminal: grouped by file, drawn by miette,
//! with a summary line at its end.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};

use super::excerpt::{Excerpts, RELATED};
use super::options::{RenderOptions, wrapping};
use super::{file_address, is_decoded, printable};
use crate::config;
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::engine::{Outcome, Summary};
use crate::rules::reference;

/// The findings and a summary line.
#[must_use]
pub fn render(outcome: &Outcome, options: &RenderOptions) -> String {
    let mut text = String::new();
    let drawn = options.first(&outcome.diagnostics);
    for findings in drawn.chunk_by(|one, next| one.primary.location.file == next.primary.location.file) {
        // Writing to a string cannot fail.
        let _ = write_file(&mut text, outcome, findings, options);
    }
    let more = outcome.diagnostics.len() - drawn.len();
    if more > 0 {
        let more = format!("{} and {} (--max-findings)", options.ellipsis(), count(more, "more finding"));
        let _ = writeln!(text, "{}", options.fold(&more));
    }
    if options.quiet {
        return text;
    }
    text + &options.bold(&options.fold(&summary(outcome))).to_string() + "\n"
}

/// The findings of one file under its name.
fn write_file(text: &mut String, outcome: &Outcome, findings: &[Diagnostic], options: &RenderOptions) -> fmt::Result {
    let Some(first) = findings.first() else { return Ok(()) };
    let location = &first.primary.location;
    let note = if is_decoded(outcome, location) { " (line and column are those of the decoded text)" } else { "" };
    let name = outcome.scope.from_current_folder(&location.file);
    let name = options.link(&printable::inline(&name), file_address(outcome, &location.file));
    writeln!(text, "{}\n", options.fold(&format!("{}{note}", options.bold(&name))))?;
    for diagnostic in findings {
        let finding = Finding { diagnostic, excerpts: Excerpts::new(outcome, diagnostic, options) };
        handler(&finding, options).render_report(text, &finding)?;
        let more = diagnostic.related.len().saturating_sub(RELATED);
        if more > 0 {
            let more = format!("  {} and {}; `--format json` lists all", options.ellipsis(), count(more, "more place"));
            writeln!(text, "{}", options.fold(&more))?;
        }
        text.push('\n');
    }
    Ok(())
}

fn handler(finding: &Finding<'_>, options: &RenderOptions) -> GraphicalReportHandler {
    let mut characters = options.characters();
    let rule = finding.diagnostic.rule;
    let name = options.link(rule, reference::address(rule));
    let sign = format!("{}[{name}]:", finding.diagnostic.severity);
    characters.error.clone_from(&sign);
    characters.warning.clone_from(&sign);
    characters.advice = sign;
    let mut styles = if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let severity = match finding.diagnostic.severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Info => styles.advice,
    };
    styles.link = styles.help;
    styles.highlights =
        finding.excerpts.labels().iter().map(|label| if label.primary() { severity } else { styles.help }).collect();
    let wrapping = wrapping(options.width);
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(options.width)
        .with_context_lines(0)
        .without_primary_span_start()
        .without_syntax_highlighting()
        .with_word_separator(wrapping.word_separator)
        .with_word_splitter(wrapping.word_splitter)
}

/// A finding in the form that miette draws.
struct Finding<'a> {
    diagnostic: &'a Diagnostic,
    excerpts: Excerpts,
}

impl fmt::Debug for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.diagnostic, f)
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable::inline(&self.diagnostic.message))
    }
}

impl std::error::Error for Finding<'_> {}

impl miette::Diagnostic for Finding<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.diagnostic.help.as_ref().map(|help| printable::inline(help).into_owned());
        let lines: Vec<String> = help.into_iter().chain(self.diagnostic.fix.as_ref().map(fix)).collect();
        (!lines.is_empty()).then(|| Box::new(lines.join("\n")) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpts.labels().iter().cloned()))
    }
}

/// That there is a fix, and how to have it made.
fn fix(fix: &Fix) -> String {
    let command = match fix.safety {
        Safety::Safe => "flowvet fix",
        Safety::Unsafe => "flowvet fix --unsafe",
    };
    format!("fix: {} ({command})", printable::inline(&fix.title))
}

/// The result of a run in one line.
pub(super) fn summary(outcome: &Outcome) -> String {
    let summary = &outcome.summary;
    if summary.files == 0 && outcome.diagnostics.is_empty() {
        return "nothing to check: no Genesys Cloud artefact found".to_owned();
    }
    let is_part = summary.elsewhere > 0 || summary.named < summary.files;
    let selection = outcome.scope.selection().filter(|_| is_part);
    let mut parts = vec![tally(outcome)];
    if let Some((selection, found)) = selection.zip(parts.first_mut()).filter(|_| outcome.diagnostics.is_empty()) {
        let nothing = if summary.named == 0 { ": nothing to check there" } else { "" };
        *found = format!("{found} in {}{nothing}", printable::inline(selection));
    }
    if summary.elsewhere > 0 {
        parts.push(format!("{} elsewhere in the project", summary.elsewhere));
    }
    let named = selection.filter(|_| summary.named > 0).map(|_| format!(", {} of them selected", summary.named));
    parts.push(format!("{} read{}", count(summary.files, "artefact"), named.unwrap_or_default()));
    if summary.others > 0 {
        parts.push(format!("{} of no known kind", count(summary.others, "file")));
    }
    let ignored = summary.suppressed.saturating_sub(summary.accepted);
    if ignored > 0 {
        parts.push(format!("{ignored} ignored"));
    }
    if summary.accepted > 0 {
        parts.push(format!("{} accepted by the baseline", summary.accepted));
    }
    if summary.failures > 0 {
        parts.push(format!("{} of flowvet itself", count(summary.failures, "failure")));
    }
    parts.join("; ")
}

/// The next steps, one line each: how many findings have a fix, and where a rule is explained, or what to do where nothing
/// was read. Empty without findings in artefacts. The command prints it after the report on standard output.
#[must_use]
pub fn next_steps(outcome: &Outcome) -> String {
    let Some(example) = outcome.diagnostics.iter().find(|it| is_explained(it.rule)) else {
        return nothing_read(outcome);
    };
    let fixes = || outcome.diagnostics.iter().filter_map(|it| it.fix.as_ref());
    let safe = fixes().filter(|fix| fix.safety == Safety::Safe).count();
    let unsafe_ones = fixes().count() - safe;
    let mut text = match (safe, unsafe_ones) {
        (0, 0) => String::new(),
        (safe, 0) => format!("{} can be fixed with `flowvet fix`\n", count(safe, "finding")),
        (0, others) => format!("{} can be fixed with `flowvet fix --unsafe`\n", count(others, "finding")),
        (safe, others) => format!(
            "{} can be fixed with `flowvet fix`, {others} more with `flowvet fix --unsafe`\n",
            count(safe, "finding")
        ),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "`flowvet explain {}` explains a rule", example.rule);
    text
}

/// The next steps if a run has read no artefact.
fn nothing_read(outcome: &Outcome) -> String {
    let Summary { files, others, .. } = outcome.summary;
    match others {
        _ if files > 0 || !outcome.diagnostics.is_empty() => String::new(),
        0 => "name the folder that contains the flows, as in `flowvet check flows`, and check that no ignore file, no \
              `exclude` of flowvet.toml and no `--exclude` leaves it out\n"
            .to_owned(),
        others => format!(
            "{} of no known kind: `flowvet check --show-files` lists the reasons; call payloads `NAME.payload.json`, or list them in \
             flowvet.toml\n",
            count(others, "file")
        ),
    }
}

/// Whether a rule of this name has a page: mistakes in the configuration are reported under a name that is not a rule.
fn is_explained(rule: &str) -> bool {
    rule != config::CLASS
}

/// `3 errors and 1 warning in 2 files`.
pub(super) fn tally(outcome: &Outcome) -> String {
    let Summary { errors, warnings, infos, .. } = outcome.summary;
    let found: Vec<String> = [(errors, "error"), (warnings, "warning"), (infos, "info")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(number, word))
        .collect();
    let files: BTreeSet<_> = outcome.diagnostics.iter().map(|found| &found.primary.location.file).collect();
    match found.split_last() {
        None => "no findings".to_owned(),
        Some((only, [])) => format!("{only} in {}", count(files.len(), "file")),
        Some((last, others)) => format!("{} and {last} in {}", others.join(", "), count(files.len(), "file")),
    }
}

/// A number of things: `2 files`.
pub(super) fn count(number: usize, word: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {word}{ending}")
}
