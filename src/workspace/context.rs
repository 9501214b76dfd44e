//! Lists the names that the platform connects with the name of an attribute or of a script variable by the prefix
//! `context.`: a script variable `x` finds the attribute `context.x` as well as `x` (Genesys developer blog,
//! "Collecting and using customer information with web chat widget version 2"). Does not know which names exist.

use crate::artifact::Via;

/// The prefix that the platform adds to the names of the data of a web chat.
pub const CONTEXT: &str = "context.";

/// The names under which the platform looks for the attribute that a use reads.
pub fn names_read(via: Via, name: &str) -> impl Iterator<Item = String> {
    let also = via.is_script_variable().then(|| prefixed(name));
    std::iter::once(name.to_owned()).chain(also)
}

/// The name with the prefix.
#[must_use]
pub fn prefixed(name: &str) -> String {
    format!("{CONTEXT}{name}")
}

/// The name without the prefix, which is that of the script variable that finds the attribute too; `None`: it has no
/// prefix.
#[must_use]
pub fn without(name: &str) -> Option<&str> {
    name.strip_prefix(CONTEXT)
}

/// The name with the prefix as the platform writes it, where it has the prefix with other capitalisation. A script variable
/// cannot read a name with a dot at all.
#[must_use]
pub fn corrected(via: Via, name: &str) -> Option<String> {
    let (prefix, rest) = name.split_at_checked(CONTEXT.len()).filter(|_| !via.is_script_variable())?;
    let is_wrong = prefix != CONTEXT && prefix.eq_ignore_ascii_case(CONTEXT) && !rest.is_empty();
    is_wrong.then(|| prefixed(rest))
}
