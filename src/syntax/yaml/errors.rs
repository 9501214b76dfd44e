//! Describes an error of the YAML parser in plain words, with a span that is visible.

use granit_parser::{ErrorKind, ScanError};

use crate::syntax::{ErrorClass, SyntaxError, visible};
use crate::text::Span;

/// The error as a person reads it. `text` is what was parsed.
pub(super) fn explain(error: &ScanError, text: &str) -> SyntaxError {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let kind = error.kind();
    let class = if *kind == ErrorKind::RecursionLimitExceeded { ErrorClass::Limit } else { ErrorClass::Syntax };
    let span = match kind {
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar => tab_near(text, at),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => bad_escape(text, at, kind),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::UnclosedQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::RecursionLimitExceeded
        | ErrorKind::UnexpectedCharacter { .. } => visible(text, at),
        ErrorKind::ExpectedBlockMappingKey => {
            // For a list item in the place of a key, the parser points after its dash.
            let before = text.get(..at).unwrap_or_default().trim_end_matches(' ');
            word(text, before.strip_suffix('-').map_or(at, str::len))
        }
        _ => word(text, at),
    };
    SyntaxError { span, class, message: message(kind) }
}

fn message(kind: &ErrorKind) -> String {
    let words = match kind {
        ErrorKind::RecursionLimitExceeded => "this is nested too deeply",
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            "YAML cannot be indented with tabs, only with spaces"
        }
        ErrorKind::TabInPlainScalar | ErrorKind::TabAtBlockScalarStart => "a tab is not allowed here in YAML",
        ErrorKind::MappingValueNotAllowed => {
            "`:` cannot follow here: a value that contains `: ` must be in quotes, and a key must be on its own line"
        }
        ErrorKind::InvalidColonPlacement => "`:` cannot follow here, perhaps because a `]` or `}` is missing before it",
        ErrorKind::FlowMappingValueAdjacentCollection | ErrorKind::InvalidMappingValueWhitespace => {
            "expected a space after the `:` before this"
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => "expected `:` after this key",
        ErrorKind::MappingKeyNotAllowed => "a key is not allowed here",
        ErrorKind::ExpectedBlockMappingKey => "expected a key, indented like the keys before it",
        ErrorKind::ExpectedBlockSequenceEntry => "expected `-`, indented like the items before it",
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::InvalidBlockEntryWhitespace => {
            "a list item cannot begin here: put `-` on a line of its own"
        }
        ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            "`-` cannot begin an item inside `[…]` or `{…}`"
        }
        ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent => "this line is not indented far enough",
        ErrorKind::InvalidQuotedScalarIndent => {
            "a text in quotes runs on into this line, perhaps because its closing quote is missing"
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            "the text in quotes that begins here has no closing quote"
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "nothing may follow the closing quote: put the whole value in quotes"
        }
        ErrorKind::UnknownQuotedScalarEscape => "YAML does not know this escape; write `\\\\` for a backslash",
        ErrorKind::InvalidQuotedScalarHexEscape | ErrorKind::InvalidLowSurrogateHexEscape => {
            "expected hexadecimal digits after this escape"
        }
        ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => "this escape is not a character",
        ErrorKind::UnclosedFlowCollection { open } => return format!("`{open}` is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return format!("`{open}` is closed by `{close}`");
        }
        ErrorKind::MisplacedFlowCollectionEnd => "unmatched closing bracket",
        ErrorKind::ExpectedFlowMappingSeparator => "expected `,` or `}` before this",
        ErrorKind::ExpectedFlowSequenceSeparator => "expected `,` or `]` before this",
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedNodeContent => "expected a value here",
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            return format!("the character U+{:04X} is not allowed in YAML", u32::from(*character));
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return format!("a value cannot begin with `{character}` unless it is in quotes");
        }
        ErrorKind::CommentInterceptedScalar => "this text cannot go on after a comment",
        ErrorKind::CommentNotSeparated => "a comment needs a space before its `#`",
        ErrorKind::ZeroBlockScalarIndent => "the indentation of a block cannot be 0",
        ErrorKind::InvalidBlockScalarHeader => "nothing but `+`, `-`, a digit or a comment may follow `|` or `>`",
        ErrorKind::InvalidBlockScalarIndent => "this line of the block is not indented far enough",
        ErrorKind::MissingAnchorOrAliasName => {
            "expected a name after `&` or `*`; a value that begins with them must be in quotes"
        }
        ErrorKind::UndeclaredTagHandle => "this tag is not declared; a value that begins with `!` must be in quotes",
        ErrorKind::InvalidDocumentEnd => "nothing may follow `...` on its line",
        ErrorKind::ExpectedDocumentStart => "expected `---` or the end of the file",
        ErrorKind::BomInsideDocument => "a byte order mark is only allowed at the start of the file",
        other => return format!("this is not YAML: {other}"),
    };
    words.to_owned()
}

/// From `at` to the next white space, 40 characters at most, but at least the span of [`visible`].
fn word(text: &str, at: usize) -> Span {
    let after = text.get(at..).unwrap_or_default();
    let len = after.chars().take(40).take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>();
    if len == 0 { visible(text, at) } else { Span::new(at, at + len) }
}

/// The first tab in the white space around `at`, or the word at `at`.
fn tab_near(text: &str, at: usize) -> Span {
    let before = text.get(..at).unwrap_or_default();
    let blank_from = before.trim_end_matches([' ', '\t']).len();
    let blanks = text.get(blank_from..).unwrap_or_default();
    let blanks = blanks.get(..blanks.len() - blanks.trim_start_matches([' ', '\t']).len()).unwrap_or_default();
    blanks.find('\t').map_or_else(|| word(text, at), |tab| Span::new(blank_from + tab, blank_from + tab + 1))
}

/// The first escape of the scalar in double quotes at `start` that is wrong in the way of `kind`.
fn bad_escape(text: &str, start: usize, kind: &ErrorKind) -> Span {
    let unknown = *kind == ErrorKind::UnknownQuotedScalarEscape;
    let mut at = start;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        let mut after = text.get(at + 1..).unwrap_or_default().chars();
        let Some(letter) = after.next() else { break };
        let digits = match letter {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let code: String = after.take(digits).take_while(char::is_ascii_hexdigit).collect();
        let end = at + 1 + letter.len_utf8() + code.len();
        let known = "0abtnvfre \"/\\N_LPxuU\t\r\n".contains(letter);
        let is_character = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).is_some();
        if if unknown { !known } else { digits > 0 && (code.len() < digits || !is_character) } {
            return Span::new(at, end);
        }
        at = end;
    }
    visible(text, start)
}
