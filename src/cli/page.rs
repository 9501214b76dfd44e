//! Lays out the page of a rule: for a terminal with headings in bold and code indented, for a pipe as Markdown; the text is
//! wrapped to the width.

use std::fmt::Write;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::output::Terminal;

/// The largest width of the text of a page, in columns: longer lines are hard to read.
const MAX_WIDTH: usize = 100;

/// Renders Markdown for a terminal of `width` columns.
pub(super) fn render(markdown: &str, width: usize, terminal: &Terminal) -> String {
    let mut page = Page { text: String::new(), open: String::new(), indent: 0, width: width.min(MAX_WIDTH), terminal };
    let mut link = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. })
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => page.flush(false),
            Event::End(TagEnd::Heading(_)) => page.flush(true),
            Event::Start(Tag::List(_)) => {
                page.flush(false);
                page.indent += 2;
            }
            Event::End(TagEnd::List(_)) => page.indent = page.indent.saturating_sub(2),
            Event::Start(Tag::Item) => page.open.push_str("- "),
            Event::Start(Tag::CodeBlock(kind)) => {
                page.flush(false);
                page.code(&kind);
            }
            Event::End(TagEnd::CodeBlock) => page.end_code(),
            Event::Start(Tag::Link { dest_url, .. }) => link = Some(dest_url),
            Event::End(TagEnd::Link) => {
                if let Some(url) = link.take().filter(|url| url.contains("://")) {
                    // Writing to a string cannot fail.
                    let _ = write!(page.open, " <{url}>");
                }
            }
            Event::Code(code) => {
                let _ = write!(page.open, "`{code}`");
            }
            Event::Text(text) => page.open.push_str(&text),
            Event::SoftBreak | Event::HardBreak => page.open.push(' '),
            Event::End(TagEnd::TableCell) => page.open.push_str("  "),
            _ => {}
        }
    }
    page.flush(false);
    page.text
}

/// Wraps the paragraphs and items of Markdown to `width` columns. Code, tables and headings stay, and so does a word that is
/// longer, such as an address.
pub(super) fn wrap(markdown: &str, width: usize) -> String {
    let width = width.min(MAX_WIDTH);
    let (mut text, mut open) = (String::new(), String::new());
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let content = line.trim_start();
        let marks = content.find(|character| character != '`').unwrap_or(content.len());
        let ends_fence = fence.is_some_and(|fence| content.trim_end() == fence);
        if fence.is_none() && marks < 3 && !content.is_empty() && !content.starts_with(['#', '|']) {
            if starts_item(content) {
                wrap_block(&mut text, &mut open, width);
            }
            open.push_str(if open.is_empty() { line } else { content });
            open.push(' ');
            continue;
        }
        wrap_block(&mut text, &mut open, width);
        text.push_str(line);
        text.push('\n');
        fence = match fence {
            None if marks >= 3 => content.get(..marks),
            fence => fence.filter(|_| !ends_fence),
        };
    }
    wrap_block(&mut text, &mut open, width);
    text
}

/// Adds a paragraph or an item of a list, wrapped, and empties it.
fn wrap_block(text: &mut String, open: &mut String, width: usize) {
    let block = std::mem::take(open);
    let content = block.trim();
    if content.is_empty() {
        return;
    }
    let first = " ".repeat(block.len() - block.trim_start().len());
    let next = format!("{first}{}", if starts_item(content) { "  " } else { "" });
    let options = textwrap::Options::new(width).initial_indent(&first).subsequent_indent(&next).break_words(false);
    let options = options
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for (number, line) in textwrap::wrap(content, options).into_iter().enumerate() {
        if number > 0 && starts_block(line.trim_start()) {
            text.pop();
            text.push(' ');
            text.push_str(line.trim_start());
        } else {
            text.push_str(&line);
        }
        text.push('\n');
    }
}

/// Whether Markdown reads more in the start of a line than a word.
fn starts_block(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or(line);
    let is_number = word.strip_suffix(['.', ')']).is_some_and(|digits| digits.parse::<u32>().is_ok());
    is_number || matches!(word, "-" | "+" | "*" | "=") || word.starts_with(['#', '|', '>'])
}

/// Whether a line begins an item of a list.
fn starts_item(line: &str) -> bool {
    line.starts_with("- ")
}

/// A page under way.
struct Page<'t> {
    text: String,
    /// The paragraph, heading, item or code that is not finished.
    open: String,
    /// Columns before each line.
    indent: usize,
    width: usize,
    terminal: &'t Terminal,
}

impl Page<'_> {
    /// Adds the open text as a paragraph, an item of a list or, with `bold`, a heading.
    fn flush(&mut self, bold: bool) {
        let open = std::mem::take(&mut self.open);
        let open = open.trim();
        if open.is_empty() {
            return;
        }
        let is_item = open.starts_with("- ");
        if !self.text.is_empty() && !is_item {
            self.text.push('\n');
        }
        let indent = " ".repeat(self.indent.saturating_sub(2));
        let continuation = format!("{indent}{}", if is_item { "  " } else { "" });
        let options = textwrap::Options::new(self.width).initial_indent(&indent).subsequent_indent(&continuation);
        for line in textwrap::wrap(open, options.word_splitter(textwrap::WordSplitter::NoHyphenation)) {
            self.text += &if bold { self.terminal.bold(&line) } else { line.into_owned() };
            self.text.push('\n');
        }
    }

    /// Starts a code block under the name of its file, if it has one.
    fn code(&mut self, kind: &CodeBlockKind<'_>) {
        self.text.push('\n');
        if let CodeBlockKind::Fenced(info) = kind
            && let Some((_, file)) = info.split_once(' ')
        {
            let _ = writeln!(self.text, "    # {file}");
        }
    }

    fn end_code(&mut self) {
        for line in std::mem::take(&mut self.open).lines() {
            let _ = writeln!(self.text, "{}", format!("    {line}").trim_end());
        }
    }
}
