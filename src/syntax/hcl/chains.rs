//! Finds the place where a text nests chains of operators too deeply for the HCL parser. This module only knows
//! brackets and operators, and does not skip those in strings and comments.

/// How many levels of brackets may follow two or more operators each. If such a bracket is never closed, the parser
/// reads the text after it twice (`a * b * (`, up to hcl-edit 0.10), so each level doubles the time.
const LEVELS: usize = 8;

/// How many operators make a chain.
const CHAIN: usize = 2;

/// The byte at which a bracket opens one level too many.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    // Each open bracket, with the number of operators in front of it.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let (mut operators, mut levels) = (0, 0);
    let (mut last, mut is_new_line) = (b' ', false);
    for (at, byte) in text.bytes().enumerate() {
        // An expression continues after the end of a line in brackets other than braces, and if an operator is on
        // either side of it.
        if is_new_line && !byte.is_ascii_whitespace() {
            is_new_line = false;
            let may_end = open.last().is_none_or(|(bracket, _)| *bracket == b'{');
            if may_end && !is_operator(last) && !is_operator(byte) {
                operators = 0;
            }
        }
        match byte {
            b'(' | b'[' | b'{' => {
                levels += usize::from(operators >= CHAIN);
                if levels > LEVELS {
                    return Some(at);
                }
                open.push((byte, operators));
                operators = 0;
            }
            b')' | b']' | b'}' => {
                operators = open.pop().map_or(0, |(_, operators)| operators);
                levels -= usize::from(operators >= CHAIN);
            }
            b',' | b':' | b'?' => operators = 0,
            b'\n' => is_new_line = true,
            _ => operators += usize::from(is_operator(byte)),
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    None
}

/// Whether an operator or a traversal goes on with this.
fn is_operator(byte: u8) -> bool {
    b"+-*/%&|<>!=.".contains(&byte)
}
