//! Parses the languages that occur inside strings: expressions, templates, paths, scripts and placeholders. Does not
//! know the origin of a string.

pub mod architect;
pub mod input;
pub mod javascript;
pub mod jsonpath;
pub mod placeholder;
pub mod velocity;
