//! Prints text to standard output, with styles if they are wanted. Knows the abilities of the terminal.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;

use crate::report::options::{RenderOptions, WIDTH};

/// Standard output.
#[derive(Debug)]
pub(super) struct Terminal {
    /// Decided: never [`ColorChoice::Auto`].
    color: ColorChoice,
}

impl Terminal {
    /// Resolves an automatic choice by the terminal and the variables `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR`,
    /// `CLICOLOR_FORCE` and `TERM`.
    pub(super) fn new(color: ColorChoice) -> Self {
        let color = match color {
            ColorChoice::Auto if is_forced() => ColorChoice::Always,
            ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            color => color,
        };
        Terminal { color }
    }

    /// How the report for people is to be drawn.
    pub(super) fn options(&self) -> RenderOptions {
        RenderOptions {
            color: self.color != ColorChoice::Never,
            unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
            links: self.color != ColorChoice::Never && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
            width: width(),
            folds: columns().is_some(),
            ..RenderOptions::PLAIN
        }
    }

    /// `text` in bold where styles are wanted.
    pub(super) fn bold(&self, text: &str) -> String {
        if self.color == ColorChoice::Never {
            return text.to_owned();
        }
        let style = Style::new().bold();
        format!("{}{text}{}", style.render(), style.render_reset())
    }

    /// Prints text that may contain styles.
    ///
    /// # Errors
    ///
    /// If it cannot be written; a closed pipe is not an error.
    pub(super) fn print(&self, text: &str) -> io::Result<()> {
        written(AutoStream::new(io::stdout().lock(), self.color), text.as_bytes())
    }
}

/// Whether `FORCE_COLOR` (<https://force-color.org>) asks for colours, and `NO_COLOR` does not forbid them.
fn is_forced() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("FORCE_COLOR") && std::env::var_os("FORCE_COLOR").is_none_or(|value| value != "0") && !is_set("NO_COLOR")
}

/// Prints text for machines, byte for byte.
///
/// # Errors
///
/// As [`Terminal::print`].
pub(super) fn print_raw(text: &str) -> io::Result<()> {
    print_bytes(text.as_bytes())
}

/// As [`print_raw`], of a file in any encoding.
///
/// # Errors
///
/// As [`Terminal::print`].
pub(super) fn print_bytes(bytes: &[u8]) -> io::Result<()> {
    written(io::stdout().lock(), bytes)
}

/// Prints what is for people only on standard error.
///
/// # Errors
///
/// As [`Terminal::print`].
pub(super) fn print_note(text: &str) -> io::Result<()> {
    written(io::stderr().lock(), text.as_bytes())
}

/// Prints on standard error how many files could not be read completely, if any.
///
/// # Errors
///
/// As [`Terminal::print`].
pub(super) fn note_broken(broken: usize) -> io::Result<()> {
    let files = match broken {
        0 => return Ok(()),
        1 => "1 file or folder".to_owned(),
        broken => format!("{broken} files or folders"),
    };
    print_note(&format!("{files} could not be read completely; `flowvet check` shows what may be missing here\n"))
}

/// The columns for text that people read: those of [`columns`], or 80.
pub(super) fn width() -> usize {
    columns().unwrap_or(WIDTH)
}

/// The columns of the variable `COLUMNS`, or of the terminal; `None` where the text goes elsewhere.
pub(super) fn columns() -> Option<usize> {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    set.or_else(|| terminal_size::terminal_size_of(io::stdout()).map(|(columns, _)| usize::from(columns.0)))
}

fn written(mut stream: impl Write, bytes: &[u8]) -> io::Result<()> {
    match stream.write_all(bytes).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
