//! Converts values of a tree to their JSON pointers (RFC 6901) and back.

use super::{Value, ValueKind};

impl<'a> Value<'a> {
    /// The value below this one at a JSON pointer (RFC 6901); of members with the same name, the last.
    #[must_use]
    pub fn find(self, pointer: &str) -> Option<Value<'a>> {
        pointer.split('/').skip(1).try_fold(self, |value, step| match value.kind() {
            ValueKind::Array => value.items().nth(step.parse().ok()?),
            _ => value.get(&step.replace("~1", "/").replace("~0", "~")),
        })
    }

    /// The JSON pointer (RFC 6901) of this value; for a key, that of its value.
    #[must_use]
    pub fn pointer(self) -> String {
        let mut pointer = String::new();
        self.write_pointer(&mut pointer);
        pointer
    }

    fn write_pointer(self, pointer: &mut String) {
        let below_root = |value: &Value<'a>| value.parent().is_some();
        let path: Vec<Value<'a>> =
            std::iter::successors(Some(self), |value| value.parent()).take_while(below_root).collect();
        for value in path.into_iter().rev() {
            value.write_step(pointer);
        }
    }

    /// Writes the last step of the pointer.
    fn write_step(self, pointer: &mut String) {
        pointer.push('/');
        match self.key().map(Value::scalar_text) {
            Some(step) if step.bytes().any(|byte| matches!(byte, b'~' | b'/')) => {
                pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
            }
            Some(step) => pointer.push_str(&step),
            None => match u32::try_from(self.index()).ok().and_then(|index| char::from_digit(index, 10)) {
                Some(digit) => pointer.push(digit),
                None => pointer.push_str(&self.index().to_string()),
            },
        }
    }
}

/// Writes the pointers of several values in order, which is faster for values of the same objects or arrays.
#[derive(Debug, Default)]
pub struct Pointers<'a> {
    /// The one that was written last.
    pointer: String,
    /// The objects and arrays around the last value, the outermost first, each with the length in bytes of its pointer.
    around: Vec<(Value<'a>, usize)>,
    /// Those that are around a value and not in `around`, the innermost first.
    missing: Vec<Value<'a>>,
}

impl<'a> Pointers<'a> {
    /// As [`Value::pointer`].
    pub fn of(&mut self, value: Value<'a>) -> &str {
        let Some(parent) = value.parent() else { return "" };
        self.enter(parent);
        value.write_step(&mut self.pointer);
        &self.pointer
    }

    /// Goes to an object or array.
    fn enter(&mut self, container: Value<'a>) {
        for value in std::iter::successors(Some(container), |value| value.parent()) {
            // What begins later is not around it.
            while self.around.pop_if(|(last, _)| last.number() > value.number()).is_some() {}
            if self.around.last().is_some_and(|(last, _)| *last == value) {
                break;
            }
            self.missing.push(value);
            if value.parent().is_none() {
                self.around.clear();
            }
        }
        self.pointer.truncate(self.around.last().map_or(0, |(_, length)| *length));
        while let Some(value) = self.missing.pop() {
            if value.parent().is_some() {
                value.write_step(&mut self.pointer);
            }
            self.around.push((value, self.pointer.len()));
        }
    }
}
