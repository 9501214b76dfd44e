//! The picture in README.md: a real report about the files of the tutorial, drawn as a terminal shows it.
//! `FLOWVET_UPDATE=1` redraws it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use crate::markdown::{parse, project};
use crate::snapshot;

/// Sizes in pixels. The width of a column is that of the usual fixed-width fonts at this size.
const COLUMN: f32 = 8.43;
const LINE: usize = 18;
const MARGIN: usize = 16;
const COLUMNS: u16 = 80;

#[test]
fn the_picture_in_the_readme_is_a_real_report() {
    let mut blocks = parse(include_str!("../../docs/tutorial.md"));
    // The tutorial changes its files later.
    let mut paths = BTreeSet::new();
    blocks
        .retain(|block| block.file().is_some_and(|(_, path)| path != "flowvet.toml" && paths.insert(path.to_owned())));
    let project = project(&blocks);
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "FORCE_HYPERLINK", "GITHUB_ACTIONS"] {
        command.env_remove(variable);
    }
    let output = command.current_dir(project.folder()).args(["check", "--color", "always"]).output().unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("name-case-mismatch"), "{report}");
    snapshot::compare_file(Path::new("docs/report.svg"), &draw(&report));
}

/// How a piece of text is drawn.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Style {
    color: Option<&'static str>,
    is_bold: bool,
    is_dim: bool,
}

impl Style {
    /// Applies the parameters of an ANSI sequence `ESC [ … m`.
    fn apply(&mut self, parameters: &str) {
        for parameter in parameters.split(';') {
            match parameter {
                "" | "0" => *self = Style::default(),
                "1" => self.is_bold = true,
                "2" => self.is_dim = true,
                "22" => (self.is_bold, self.is_dim) = (false, false),
                "31" | "91" => self.color = Some("#ff7b72"),
                "32" | "92" => self.color = Some("#7ee787"),
                "33" | "93" => self.color = Some("#e3b341"),
                "34" | "94" => self.color = Some("#79c0ff"),
                "35" | "95" => self.color = Some("#d2a8ff"),
                "36" | "96" => self.color = Some("#56d4dd"),
                "39" => self.color = None,
                _ => {}
            }
        }
    }

    fn attributes(self) -> String {
        let mut attributes = String::new();
        if let Some(color) = self.color {
            write!(attributes, " fill=\"{color}\"").unwrap();
        }
        if self.is_bold {
            attributes += " font-weight=\"bold\"";
        }
        if self.is_dim {
            attributes += " opacity=\"0.6\"";
        }
        attributes
    }
}

/// Text with ANSI sequences as an SVG. Each piece of one style is placed by its column, so that the lines of boxes meet
/// whatever the font.
fn draw(text: &str) -> String {
    let prompt = "$ flowvet check";
    let mut style = Style::default();
    let lines: Vec<Vec<(Style, String)>> =
        std::iter::once(prompt).chain([""]).chain(text.lines()).map(|line| pieces(line, &mut style)).collect();
    let height = lines.len() * LINE + 2 * MARGIN;
    let width = f32::from(COLUMNS) * COLUMN + 32.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height}\" \
         viewBox=\"0 0 {width:.0} {height}\" role=\"img\" aria-label=\"A report of flowvet\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n\
         <g fill=\"#e6edf3\" font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"14\" xml:space=\"preserve\">\n"
    );
    for (number, line) in lines.iter().enumerate() {
        let y = MARGIN + (number + 1) * LINE - 4;
        let mut column = 0_u16;
        for (style, text) in line {
            let count = u16::try_from(text.chars().count()).unwrap();
            let before = u16::try_from(text.chars().take_while(|it| *it == ' ').count()).unwrap();
            let shown = text.trim();
            if !shown.is_empty() {
                let x = 16.0 + f32::from(column + before) * COLUMN;
                let length = f32::from(u16::try_from(shown.chars().count()).unwrap()) * COLUMN;
                let (style, shown) = (style.attributes(), escape(shown));
                writeln!(svg, "<text x=\"{x:.1}\" y=\"{y}\" textLength=\"{length:.1}\"{style}>{shown}</text>").unwrap();
            }
            column += count;
        }
    }
    svg + "</g>\n</svg>\n"
}

/// A line as pieces of one style each. Sequences other than styles, such as hyperlinks, are left out.
fn pieces(line: &str, style: &mut Style) -> Vec<(Style, String)> {
    let mut pieces: Vec<(Style, String)> = Vec::new();
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        if let Some(sequence) = rest.strip_prefix("\u{1b}[") {
            let (parameters, after) = sequence.split_once('m').expect("a style ends in `m`");
            style.apply(parameters);
            rest = after;
        } else if let Some(sequence) = rest.strip_prefix("\u{1b}]") {
            rest = sequence.split_once("\u{1b}\\").expect("a hyperlink ends in a string terminator").1;
        } else {
            match pieces.last_mut() {
                Some((last, text)) if last == style => text.push(next),
                _ => pieces.push((*style, next.to_string())),
            }
            rest = &rest[next.len_utf8()..];
        }
    }
    pieces
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
