//! Functions, operators, types and built-in variables of Architect expressions. The tables are the files in
//! `expressions/`, where each row names its source, a key of `sources.tsv`; they are read once, when first asked for.
//!
//! Functions and variables newer than the tables exist. So only functions of which all rows are complete can be used
//! in a wrong way, and a name that is not here may still be right.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::compare::edits;

/// The tables as they are in the files: name and text.
pub static FILES: [(&str, &str); 5] = [
    ("functions.tsv", include_str!("expressions/functions.tsv")),
    ("invented.tsv", include_str!("expressions/invented.tsv")),
    ("sources.tsv", include_str!("expressions/sources.tsv")),
    ("types.tsv", include_str!("expressions/types.tsv")),
    ("variables.tsv", include_str!("expressions/variables.tsv")),
];

/// A type of values: a code as flow configurations have it (`str`, `int`), and whether it is a collection of such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    pub code: &'static str,
    pub is_list: bool,
}

/// The code of whole numbers.
pub const INTEGER: &str = "int";
/// The code of numbers with decimals.
pub const DECIMAL: &str = "dec";
/// The code of texts.
pub const TEXT: &str = "str";
/// The code of truth values.
pub const BOOLEAN: &str = "bln";
/// The code of `NOT_SET`.
pub const NOT_SET: &str = "nts";

impl Type {
    /// A type that is not a collection.
    #[must_use]
    pub const fn plain(code: &'static str) -> Self {
        Type { code, is_list: false }
    }

    /// The name for people: "string", "collection of integers".
    #[must_use]
    pub fn label(self) -> String {
        let name = match self.code {
            TEXT => "string",
            INTEGER => "integer",
            DECIMAL => "decimal",
            BOOLEAN => "boolean",
            NOT_SET => "NOT_SET",
            "dtm" => "date-time",
            "dur" => "duration",
            "cur" => "currency",
            code => tables().names.get(code).copied().unwrap_or(code),
        };
        if self.is_list { format!("{name} collection") } else { name.to_owned() }
    }
}

/// The values that a literal argument may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// At least and at most, both inclusive.
    Range(i64, i64),
    NotZero,
    /// A code of ISO 4217, three letters.
    CurrencyCode,
}

/// A parameter of an overload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Empty where it is not known.
    pub name: &'static str,
    /// `any` and its like are types too.
    pub of: Type,
    /// Whether `NOT_SET` may be given for it.
    pub accepts_not_set: bool,
    /// Whether there may be more arguments like it.
    pub repeats: bool,
    pub limits: Vec<Limit>,
}

/// How the type of the result follows from those of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultRule {
    /// It is the one of the row.
    Row,
    /// It is that of the second and third argument, which are of one type.
    Branches,
    /// It is that of the items of the collection among the arguments.
    Element,
    /// It is the one of the row; the second argument is of the type of the items of the first.
    Item,
    /// It is a collection of what the arguments are, all of one type.
    List,
    /// It is that of the first argument, a collection; what is put into it is of the type of its items.
    ListOfFirst,
    /// It is the one of the row; the arguments that may be of any type are of one type.
    Same,
}

/// One way to call a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overload {
    pub parameters: Vec<Parameter>,
    /// `None` where it is not known.
    pub returns: Option<Type>,
    pub result: ResultRule,
}

/// How well a function is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// All its overloads are.
    Complete,
    /// Some of its overloads have been seen.
    Seen,
    /// Its name has been seen.
    Name,
    /// The name is documented somewhere, but no use of it is known.
    Rumour,
}

/// A function or an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// As Architect writes it; capitalisation does not count.
    pub name: &'static str,
    pub overloads: Vec<Overload>,
    pub known: Knowledge,
}

/// A variable that the platform fills and no flow declares. No flow can set one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// With its scope, as Architect writes it; capitalisation does not count.
    pub name: &'static str,
    /// `None` where it is not known or has members that the tables do not have.
    pub of: Option<Type>,
    /// The id that refers to the function in a flow configuration; empty if it is not known.
    pub id: &'static str,
}

struct Tables {
    functions: Vec<Function>,
    /// Positions in `functions`, by name in lower case.
    by_name: FxHashMap<String, usize>,
    /// By sign and number of operands.
    operators: FxHashMap<(&'static str, usize), Function>,
    variables: Vec<BuiltIn>,
    /// Positions in `variables`, by name in lower case.
    variable_by_name: FxHashMap<String, usize>,
    /// By name in lower case, what to write instead.
    invented: FxHashMap<String, &'static str>,
    /// The name of each type, by its code.
    names: FxHashMap<&'static str, &'static str>,
    /// The code of a type, by the class of its variables without `Variable`, in lower case.
    by_class: FxHashMap<String, &'static str>,
    /// By code of a type and name of a property in lower case.
    properties: FxHashMap<(&'static str, String), Type>,
    /// The same by code of a type, with the names as they are written, in the order of the table.
    members: FxHashMap<&'static str, Vec<(&'static str, Type)>>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(read);

fn tables() -> &'static Tables {
    &TABLES
}

/// The function of this name, in any capitalisation.
#[must_use]
pub fn function(name: &str) -> Option<&'static Function> {
    tables().functions.get(*tables().by_name.get(&name.to_ascii_lowercase())?)
}

/// All functions, by name.
#[must_use]
pub fn functions() -> &'static [Function] {
    &tables().functions
}

/// The function that is meant by a name that no table has: one letter away from it, or two where it is long.
#[must_use]
pub fn meant(name: &str) -> Option<&'static str> {
    if function(name).is_some() || replacement_for(name).is_some() {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let length = name.chars().count();
    let near = functions().iter().filter(|known| known.name.len() >= 5 && known.known != Knowledge::Rumour);
    let near = near.filter_map(|known| {
        let allowed = if known.name.len() >= 8 { 2 } else { 1 };
        // The length of a name rules out most.
        let distance =
            (known.name.len().abs_diff(length) <= allowed).then(|| edits(&name, &known.name.to_ascii_lowercase()))?;
        (distance <= allowed).then_some((distance, known.name))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// The operator with this sign and number of operands. `[` is one of two.
#[must_use]
pub fn operator(sign: &str, operands: usize) -> Option<&'static Function> {
    // A map of borrowed keys cannot be asked for one that lives shorter.
    tables().operators.iter().find(|(key, _)| key.0 == sign && key.1 == operands).map(|(_, function)| function)
}

/// The replacement for a function that other languages have.
#[must_use]
pub fn replacement_for(name: &str) -> Option<&'static str> {
    tables().invented.get(&name.to_ascii_lowercase()).copied()
}

/// The built-in variable of this name, scope included, in any capitalisation.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static BuiltIn> {
    tables().variables.get(*tables().variable_by_name.get(&name.to_ascii_lowercase())?)
}

/// All built-in variables, by name.
#[must_use]
pub fn built_ins() -> &'static [BuiltIn] {
    &tables().variables
}

/// The type of a property; `None` where the table does not have it.
#[must_use]
pub fn property(of: Type, name: &str) -> Option<Type> {
    tables().properties.get(&(of.code, name.to_ascii_lowercase())).copied().filter(|_| !of.is_list)
}

/// The properties of a type that the table has, each with its type.
#[must_use]
pub fn properties(of: Type) -> &'static [(&'static str, Type)] {
    if of.is_list { &[] } else { tables().members.get(of.code).map_or(&[], Vec::as_slice) }
}

/// Whether the tables know a type: functions for newer ones are not in them.
#[must_use]
pub fn is_type(of: Type) -> bool {
    tables().names.contains_key(of.code)
}

/// The type that a flow configuration has this code for, `str_coll` for a collection of `str`.
#[must_use]
pub fn type_of_code(code: &str) -> Option<Type> {
    let (plain, is_list) = code.strip_suffix("_coll").map_or((code, false), |plain| (plain, true));
    tables().names.get_key_value(plain).map(|(code, _)| Type { code, is_list })
}

/// The type of the variables that Archy declares as this kind: `string`, `integerCollection`.
#[must_use]
pub fn type_of_kind(kind: &str) -> Option<Type> {
    let (plain, is_list) = kind.strip_suffix("Collection").map_or((kind, false), |plain| (plain, true));
    let plain = match plain {
        "boolean" => Cow::Borrowed("bool"),
        plain if plain.bytes().any(|byte| byte.is_ascii_uppercase()) => Cow::Owned(plain.to_ascii_lowercase()),
        plain => Cow::Borrowed(plain),
    };
    tables().by_class.get(&*plain).map(|code| Type { code, is_list })
}

/// The rows of a table, without the head.
fn rows(name: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let text = FILES.iter().find(|(file, _)| *file == name).map(|(_, text)| *text).unwrap_or_default();
    text.lines().skip(1).map(|line| line.split('\t').collect())
}

fn read() -> Tables {
    let mut functions: Vec<Function> = Vec::new();
    let mut operators: FxHashMap<(&'static str, usize), Function> = FxHashMap::default();
    for row in rows("functions.tsv") {
        let [kind, name, parameters, returns, result, limits, known, confidence, _] = row[..] else { continue };
        let known = match (known, confidence) {
            ("complete", _) => Knowledge::Complete,
            ("observed", _) => Knowledge::Seen,
            (_, "L") => Knowledge::Rumour,
            _ => Knowledge::Name,
        };
        let overload = overload(parameters, returns, result, limits);
        let overloads = overload.filter(|_| matches!(known, Knowledge::Complete | Knowledge::Seen)).into_iter();
        if kind == "function" {
            match functions.last_mut().filter(|last| last.name == name) {
                Some(last) => last.overloads.extend(overloads),
                None => functions.push(Function { name, overloads: overloads.collect(), known }),
            }
        } else {
            let key = (name, parameters.split(", ").count());
            let new = || Function { name, overloads: Vec::new(), known };
            operators.entry(key).or_insert_with(new).overloads.extend(overloads);
        }
    }
    let mut names = FxHashMap::default();
    let mut by_class = FxHashMap::default();
    let mut properties = FxHashMap::default();
    let mut by_type = FxHashMap::default();
    for row in rows("types.tsv") {
        let [code, name, class, members, ..] = row[..] else { continue };
        names.insert(code, name);
        // All types with members of their own share a class.
        if let Some(class) = class.strip_suffix("Variable").filter(|class| *class != "Complex") {
            by_class.insert(class.to_ascii_lowercase(), code);
        }
        let members = members.split(", ").filter_map(|member| member.split_once(": "));
        let members: Vec<(&'static str, Type)> = members.map(|(name, of)| (name, type_of(of))).collect();
        properties.extend(members.iter().map(|(name, of)| ((code, name.to_ascii_lowercase()), *of)));
        by_type.insert(code, members);
    }
    let built_in = |row: Vec<&'static str>| {
        let [name, of, id, ..] = row[..] else { return None };
        let of = Some(of).filter(|of| *of != "?").map(type_of);
        Some(BuiltIn { name, of, id })
    };
    let variables: Vec<BuiltIn> = rows("variables.tsv").filter_map(built_in).collect();
    let invented = rows("invented.tsv").filter_map(|row| Some((row.first()?.to_ascii_lowercase(), *row.get(1)?)));
    Tables {
        by_name: positions(functions.iter().map(|function| function.name)),
        functions,
        operators,
        variable_by_name: positions(variables.iter().map(|variable| variable.name)),
        variables,
        invented: invented.collect(),
        names,
        by_class,
        properties,
        members: by_type,
    }
}

fn positions(names: impl Iterator<Item = &'static str>) -> FxHashMap<String, usize> {
    names.enumerate().map(|(position, name)| (name.to_ascii_lowercase(), position)).collect()
}

/// `int`, `int[]`
fn type_of(text: &'static str) -> Type {
    let plain = text.strip_suffix("[]");
    Type { code: plain.unwrap_or(text), is_list: plain.is_some() }
}

/// `text: str, delimiter: str?`; `?` after a type accepts `NOT_SET`, `...` repeats.
fn overload(parameters: &'static str, returns: &'static str, result: &str, limits: &str) -> Option<Overload> {
    let limits_of = |name: &str| limits.split("; ").filter_map(|limit| limit_of(name, limit)).collect();
    let parameter = |text: &'static str| {
        let (name, of) = text.split_once(": ").unwrap_or(("", text));
        let (of, repeats) = of.strip_suffix("...").map_or((of, false), |of| (of, true));
        let (of, accepts_not_set) = of.strip_suffix('?').map_or((of, false), |of| (of, true));
        Parameter { name, of: type_of(of), accepts_not_set, repeats, limits: limits_of(name) }
    };
    let result = match result {
        "" => ResultRule::Row,
        "branches" => ResultRule::Branches,
        "element" => ResultRule::Element,
        "item" => ResultRule::Item,
        "list" => ResultRule::List,
        "list of first" => ResultRule::ListOfFirst,
        "same" => ResultRule::Same,
        _ => return None,
    };
    Some(Overload {
        parameters: parameters.split(", ").filter(|text| !text.is_empty()).map(parameter).collect(),
        returns: Some(returns).filter(|it| !matches!(*it, "?" | "any" | "any[]")).map(type_of),
        result,
    })
}

/// `length 0..`, `divisor not 0`, `currencyCode currency code`, where it is about the parameter `name`.
fn limit_of(name: &str, limit: &str) -> Option<Limit> {
    let limit = limit.strip_prefix(name)?.strip_prefix(' ')?;
    match limit {
        "not 0" => Some(Limit::NotZero),
        "currency code" => Some(Limit::CurrencyCode),
        range => {
            let (least, most) = range.split_once("..")?;
            let bound = |text: &str, open: i64| if text.is_empty() { Some(open) } else { text.parse().ok() };
            Some(Limit::Range(bound(least, i64::MIN)?, bound(most, i64::MAX)?))
        }
    }
}
