//! Recognises values that match a schema, which most do: the validator is much slower, and so is compiling for it. Knows the
//! keywords that most of our schemas use; what has another one is left to the validator.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};

use crate::syntax::{Value, ValueKind};

/// A schema as a list of its parts, of which the first is the whole.
#[derive(Debug)]
pub(super) struct Table(Vec<Part>);

/// The number of a part in its table.
type Number = usize;

/// What a part of a schema asks of a value. The default allows any value.
#[derive(Debug, Default)]
struct Part {
    /// Whether only the validator knows what matches.
    is_unclear: bool,
    /// The kinds that are allowed, as bits; `None`: all.
    kinds: Option<u8>,
    /// The strings that are allowed; `None`: all values.
    texts: Option<Vec<String>>,
    /// The least number of characters of a string.
    min_length: usize,
    /// The least number of items of an array.
    min_items: usize,
    /// The required ones first.
    members: Vec<(String, Number)>,
    /// How many of `members` are required.
    required: usize,
    /// For the members that are not in `members`.
    other_members: Option<Number>,
    items: Option<Number>,
    /// Another part that the value has to match.
    also: Option<Number>,
    /// A value that matches the first part has to match the second, any other the third.
    condition: Option<[Number; 3]>,
}

impl Table {
    pub(super) fn of(schema: &Json) -> Self {
        let mut reader = Reader { schema, parts: Vec::new(), references: FxHashMap::default() };
        reader.add(schema);
        Table(reader.parts)
    }

    /// Whether a value certainly matches, up to `depth` levels of it, without the members whose keys `is_left_out`.
    pub(super) fn accepts<'a>(&self, value: Value<'a>, depth: usize, is_left_out: &dyn Fn(Value<'a>) -> bool) -> bool {
        self.matches(0, value, depth, is_left_out)
    }

    fn matches<'a>(
        &self,
        number: Number,
        value: Value<'a>,
        depth: usize,
        is_left_out: &dyn Fn(Value<'a>) -> bool,
    ) -> bool {
        let Some(part) = self.0.get(number).filter(|part| !part.is_unclear) else { return false };
        let kind = value.kind();
        if part.kinds.is_some_and(|kinds| kinds & bit(kind) == 0) || part.texts.is_some() && kind != ValueKind::String {
            return false;
        }
        let is_match = |number, value| self.matches(number, value, depth, is_left_out);
        let is_inner_match = |number, value| depth > 0 && self.matches(number, value, depth - 1, is_left_out);
        let own = match kind {
            ValueKind::String if part.texts.is_some() || part.min_length > 0 => {
                let text = value.scalar_text();
                let is_listed = |texts: &Vec<String>| texts.iter().any(|known| **known == *text);
                part.texts.as_ref().is_none_or(is_listed) && text.chars().count() >= part.min_length
            }
            ValueKind::Array => {
                value.items().count() >= part.min_items
                    && part.items.is_none_or(|items| value.items().all(|item| is_inner_match(items, item)))
            }
            ValueKind::Object => {
                let mut seen: u64 = 0;
                let is_match = |(key, member): (Value<'a>, Value<'a>)| {
                    let known = part.members.iter().position(|(name, _)| key.text_equals(name));
                    seen |= known.and_then(|at| 1_u64.checked_shl(u32::try_from(at).ok()?)).unwrap_or_default();
                    let number = known.and_then(|at| part.members.get(at)).map(|(_, number)| *number);
                    number.or(part.other_members).is_none_or(|number| is_inner_match(number, member))
                };
                let mut members = value.members().filter(|(key, _)| !is_left_out(*key));
                members.all(is_match) && seen.trailing_ones() as usize >= part.required
            }
            _ => true,
        };
        own && part.also.is_none_or(|also| is_match(also, value))
            && part.condition.is_none_or(|[condition, then, otherwise]| {
                is_match(if is_match(condition, value) { then } else { otherwise }, value)
            })
    }
}

/// Keywords that ask nothing of a value themselves.
const SILENT: [&str; 10] =
    ["$schema", "$id", "$comment", "$defs", "title", "description", "default", "deprecated", "then", "else"];

/// Stands for the members of an object that is explicitly open, which may be near misses of its known keys.
static UNCLEAR: Json = Json::Bool(false);

/// Makes a table of a schema.
struct Reader<'s> {
    schema: &'s Json,
    parts: Vec<Part>,
    /// The parts that a `$ref` names.
    references: FxHashMap<&'s str, Number>,
}

impl<'s> Reader<'s> {
    fn add(&mut self, schema: &'s Json) -> Number {
        let number = self.parts.len();
        self.parts.push(Part::default());
        self.fill(number, schema);
        number
    }

    fn fill(&mut self, number: Number, schema: &'s Json) {
        let part = match schema {
            Json::Bool(true) => Some(Part::default()),
            Json::Object(keywords) => self.part(keywords),
            _ => None,
        };
        let part = part.unwrap_or(Part { is_unclear: true, ..Part::default() });
        if let Some(free) = self.parts.get_mut(number) {
            *free = part;
        }
    }

    fn part(&mut self, keywords: &'s Map<String, Json>) -> Option<Part> {
        let mut part = Part::default();
        let mut required = Vec::new();
        for (keyword, value) in keywords {
            match keyword.as_str() {
                keyword if SILENT.contains(&keyword) => {}
                "type" => part.kinds = Some(kinds(value)?),
                "enum" => part.texts = Some(texts(value)?),
                "minLength" => part.min_length = usize::try_from(value.as_u64()?).ok()?,
                "minItems" => part.min_items = usize::try_from(value.as_u64()?).ok()?,
                "required" => required = texts(value)?,
                "properties" => {
                    let members = value.as_object()?.iter();
                    part.members = members.map(|(name, schema)| (name.clone(), self.add(schema))).collect();
                }
                "additionalProperties" => {
                    part.other_members = Some(self.add(if *value == Json::Bool(true) { &UNCLEAR } else { value }));
                }
                "items" => part.items = Some(self.add(value)),
                "$ref" => part.also = Some(self.reference(value.as_str()?)?),
                "if" => {
                    let condition = self.add(value);
                    self.parts.get(condition).filter(|part| !part.is_unclear && !looks_inside(value))?;
                    let [then, otherwise] = ["then", "else"].map(|name| keywords.get(name).map(|it| self.add(it)));
                    part.condition = Some([condition, then?, otherwise?]);
                }
                _ => return None,
            }
        }
        for name in &required {
            if !part.members.iter().any(|(known, _)| known == name) {
                let number = part.other_members.unwrap_or_else(|| self.add(&Json::Bool(true)));
                part.members.push((name.clone(), number));
            }
        }
        // As many as a number has bits.
        part.required = Some(required.len()).filter(|count| *count <= 64)?;
        part.members.sort_by_key(|(name, _)| !required.contains(name));
        Some(part)
    }

    /// The part that `#/$defs/name` names, which may be one that is being read.
    fn reference(&mut self, name: &'s str) -> Option<Number> {
        if let Some(number) = self.references.get(name) {
            return Some(*number);
        }
        let schema = self.schema.pointer(name.strip_prefix('#')?)?;
        let number = self.parts.len();
        self.parts.push(Part::default());
        self.references.insert(name, number);
        self.fill(number, schema);
        Some(number)
    }
}

/// Whether a schema asks something of what is in a value. Of any other, a table knows for each value whether it matches.
fn looks_inside(schema: &Json) -> bool {
    const INSIDE: [&str; 5] = ["properties", "additionalProperties", "items", "$ref", "if"];
    INSIDE.iter().any(|keyword| schema.get(keyword).is_some())
}

fn bit(kind: ValueKind) -> u8 {
    match kind {
        // The validator takes what is missing for null.
        ValueKind::Null | ValueKind::Missing => 1,
        ValueKind::Bool => 2,
        ValueKind::Number => 4,
        ValueKind::String => 8,
        ValueKind::Array => 16,
        ValueKind::Object => 32,
    }
}

/// The kinds of a `type`. Whether a number is an `integer` is left to the validator.
fn kinds(types: &Json) -> Option<u8> {
    match types {
        Json::Array(names) => names.iter().try_fold(0, |all, name| Some(all | kinds(name)?)),
        name => Some(bit(match name.as_str()? {
            "null" => ValueKind::Null,
            "boolean" => ValueKind::Bool,
            "number" => ValueKind::Number,
            "string" => ValueKind::String,
            "array" => ValueKind::Array,
            "object" => ValueKind::Object,
            _ => return None,
        })),
    }
}

fn texts(list: &Json) -> Option<Vec<String>> {
    list.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}
