//! In: the text of a string. Out: what the little languages inside strings say. Knows nothing of where it came from.

pub mod architect;
pub mod javascript;
pub mod jsonpath;
pub mod placeholder;
pub mod velocity;
pub mod work;
