//! The errors in the text of an expression. The rules that report them contain the wording.

use super::token::Bracket;
use super::tree::Operator;
use crate::text::Span;

/// A place where an expression does not follow the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    pub problem: Problem,
    /// Bytes of the expression.
    pub span: Span,
}

/// The kinds of violation of the grammar; each comment describes the range of [`Error::span`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A character that no token begins with.
    Character,
    /// A name that begins with `_`.
    Underscore,
    /// A number with letters: `1e5`, `0x1F`.
    BadNumber,
    /// An integer of more than 15 digits or a decimal of more than 40.
    LongNumber,
    /// A string in single quotes, with them.
    SingleQuotes,
    /// A string in typographic quotes, with them.
    CurlyQuotes,
    /// The two quotes in `"a ""b"""` that are to be one.
    DoubledQuotes,
    /// The quote of a string that never ends.
    UnclosedText,
    /// A backslash and what follows it.
    BadEscape,
    /// An operator that another language has for this one.
    ForeignOperator(Operator),
    /// The word `not`.
    NotWord,
    /// A sign after a minus: `--1`, `-!x`.
    RepeatedSign,
    /// An operator that has nothing to work on.
    MissingOperand,
    /// The token that follows an operand without an operator between them.
    MissingOperator,
    /// The same among the arguments of a call.
    MissingComma,
    /// The comma or bracket before which an argument is missing.
    MissingArgument,
    /// A comma outside of a call.
    Comma,
    /// Brackets with nothing in them, up to the closing one.
    EmptyBrackets,
    /// An opening bracket that is never closed.
    Unclosed(Bracket),
    /// A closing bracket that was never opened.
    Unopened(Bracket),
    /// The opening bracket of a list or an object.
    Literal(Bracket),
    /// The name of a member that is called: `ToUpper` in `Flow.name.ToUpper()`.
    MethodCall,
    /// The dot or bracket after a string or a number.
    MemberOfLiteral,
    /// A word that is neither text nor variable.
    BareWord,
    /// A dot without a name after it.
    MissingName,
    /// A `?` without `:`.
    MissingBranch,
    /// A `:` without `?`.
    LoneColon,
}
