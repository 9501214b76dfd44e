//! Selects the width, the characters and the style of the report by the abilities of the terminal.

use std::fmt;

use anstyle::Style;
use miette::ThemeCharacters;

use crate::diagnostic::Diagnostic;

/// The width of a report that no terminal limits.
pub const WIDTH: usize = 80;

/// The least columns that are used for a line of source.
const NARROWEST: usize = 16;

/// The abilities of the terminal.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
#[derive(Clone, Copy, Debug)]
pub struct RenderOptions {
    /// Whether styles of ANSI may be used.
    pub color: bool,
    /// Whether lines may be drawn with characters beyond ASCII.
    pub unicode: bool,
    /// Whether the terminal makes links of OSC 8.
    pub links: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether text is folded to the width also where that is usual.
    pub folds: bool,
    /// The most findings that are drawn; `None`: all.
    pub most: Option<usize>,
    /// Whether the summary is left out.
    pub quiet: bool,
}

impl RenderOptions {
    /// That of a file.
    pub const PLAIN: RenderOptions = RenderOptions {
        color: false,
        unicode: true,
        links: false,
        width: WIDTH,
        folds: false,
        most: None,
        quiet: false,
    };

    /// The findings that are drawn.
    pub(super) fn first<'d>(&self, findings: &'d [Diagnostic]) -> &'d [Diagnostic] {
        findings.get(..self.most.unwrap_or(usize::MAX)).unwrap_or(findings)
    }

    /// The columns left for a line of source next to its number.
    pub(super) fn columns(&self, line: usize) -> usize {
        self.width.saturating_sub(gutter(line) + 3).max(NARROWEST)
    }

    /// `text` as a link to `address` where the terminal makes links (OSC 8): the address, the text, and the end of the link.
    pub(super) fn link(&self, text: &str, address: Option<String>) -> String {
        match address.filter(|_| self.links) {
            Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            None => text.to_owned(),
        }
    }

    /// Lines for people, broken at spaces to the width of the terminal. Elsewhere they stay whole, so that they can be searched.
    #[must_use]
    pub fn fold(&self, text: &str) -> String {
        if self.width >= WIDTH && !self.folds {
            return text.to_owned();
        }
        let lines = text.split('\n').map(|line| textwrap::fill(line, wrapping(self.width)));
        lines.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    pub(super) fn ellipsis_width(&self) -> usize {
        self.ellipsis().chars().count()
    }

    /// Between two steps of a logical path.
    pub(super) fn arrow(&self) -> char {
        if self.unicode { '›' } else { '>' }
    }

    pub(super) fn bar(&self) -> char {
        self.characters().vbar
    }

    pub(super) fn characters(&self) -> ThemeCharacters {
        if self.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() }
    }

    pub(super) fn bold<'t>(&self, text: &'t str) -> impl fmt::Display + use<'t> {
        Styled { style: if self.color { Style::new().bold() } else { Style::new() }, text }
    }
}

/// The columns of the gutter for the number of a line, which is 0-based.
pub(super) fn gutter(line: usize) -> usize {
    (line + 1).to_string().len() + 2
}

/// Breaks text at spaces only: names and paths stay whole.
pub(super) fn wrapping(width: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(width)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

struct Styled<'t> {
    style: Style,
    text: &'t str,
}

impl fmt::Display for Styled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.style.render(), self.text, self.style.render_reset())
    }
}
