//! Models the calls of a flow or script, with the values that they pass and receive, and the interfaces that can be
//! called. Data actions, common modules, bots and scripts share these types, so that rules compare all of them in one
//! way.

use crate::diagnostic::LogicalPath;
use crate::text::Span;

/// The kind of artefact that is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Callee {
    DataAction,
    CommonModule,
    BotFlow,
    DigitalBotFlow,
    /// An agent script that is opened by Set Screen Pop.
    Script,
    /// A flow that takes over.
    Flow,
}

impl Callee {
    /// The name for people: "common module".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Callee::DataAction => "data action",
            Callee::CommonModule => "common module",
            Callee::BotFlow => "bot flow",
            Callee::DigitalBotFlow => "digital bot flow",
            Callee::Script => "script",
            Callee::Flow => "flow",
        }
    }
}

/// The types that contracts of data actions, variables of flows and variables of scripts have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueType {
    String,
    Integer,
    Number,
    Boolean,
}

impl ValueType {
    /// By the word of a JSON Schema or of a script (`number`), of a variable in Archy (`decimal`) or of an expression in
    /// a flow configuration (`dec`).
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "string" | "str" => Some(ValueType::String),
            "integer" | "int" => Some(ValueType::Integer),
            "number" | "decimal" | "dec" => Some(ValueType::Number),
            "boolean" | "bln" => Some(ValueType::Boolean),
            _ => None,
        }
    }

    /// The word of a JSON Schema.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            ValueType::String => "string",
            ValueType::Integer => "integer",
            ValueType::Number => "number",
            ValueType::Boolean => "boolean",
        }
    }

    /// Whether a value of this type goes where `wanted` is asked for. Whole numbers are numbers, too.
    #[must_use]
    pub fn fits(self, wanted: ValueType) -> bool {
        self == wanted || (self, wanted) == (ValueType::Integer, ValueType::Number)
    }
}

/// The name of an input or output of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    pub name: Box<str>,
    /// The name without its quotes.
    pub span: Span,
    /// The type of the value that is passed, or of the variable that receives the output; `None` if unknown.
    pub kind: Option<ValueType>,
    /// Whether there is a value or a variable. Architect lists all names of a contract, and those without are empty.
    pub is_bound: bool,
}

/// An action of a flow or a script that calls something or hands over to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub callee: Callee,
    /// `custom_-_…` for data actions, else a UUID; Archy has none.
    pub id: Option<Box<str>>,
    /// The name of the integration of a data action; `None` where it is filled in at deployment.
    pub category: Option<Box<str>>,
    /// `None` where it is filled in at deployment, and in scripts, which have the id alone.
    pub name: Option<Box<str>>,
    /// The category and the name as written, if one of them contains a substitution.
    pub written: Option<Box<Unfinished>>,
    /// The span of the name or the id, without quotes.
    pub span: Span,
    pub inputs: Vec<Argument>,
    /// The outputs that the call receives when it succeeds.
    pub outputs: Vec<Argument>,
    /// Whether the inputs are all that are passed; the names of others may be filled in at deployment.
    pub is_complete: bool,
    /// The logical path of the action.
    pub path: LogicalPath,
}

/// The callee of a call before substitutions are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    pub category: Option<Box<str>>,
    pub name: Box<str>,
}

/// An input or output of something that can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: Box<str>,
    /// The name without its quotes, where it is written.
    pub span: Span,
    /// `None` for arrays, for objects and if unknown.
    pub kind: Option<ValueType>,
    /// For data actions as in the contract; for modules, whether the module uses the input as if it had a value.
    pub is_required: bool,
}

/// The interface of an artefact that can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    pub callee: Callee,
    /// `custom_-_…`; `None` in exports of single data actions.
    pub id: Option<Box<str>>,
    /// The name of the integration; `None` in exports of single data actions.
    pub category: Option<Box<str>>,
    pub name: Box<str>,
    /// The span of the name, without quotes.
    pub span: Span,
    pub path: LogicalPath,
    /// Sorted by name; `None` if the definition does not list all of them.
    pub inputs: Option<Vec<Parameter>>,
    /// The same. Those of data actions as Architect flattens them (`customer.id`), with the objects around them.
    pub outputs: Option<Vec<Parameter>>,
    /// The output of a data action that contains all attributes of a participant as JSON.
    pub attributes: Option<Box<str>>,
    /// Whether flows may open it: for scripts the property Inbound, for all others true
    /// (<https://help.mypurecloud.com/articles/enable-screen-pop/>).
    pub is_open: bool,
}

impl Interface {
    /// Whether callers see the same: all that matters but the places.
    #[must_use]
    pub fn agrees(&self, other: &Interface) -> bool {
        fn plain(side: Option<&Vec<Parameter>>) -> Option<Vec<(&str, Option<ValueType>, bool)>> {
            side.map(|side| side.iter().map(|it| (it.name.as_ref(), it.kind, it.is_required)).collect())
        }
        plain(self.inputs.as_ref()) == plain(other.inputs.as_ref())
            && plain(self.outputs.as_ref()) == plain(other.outputs.as_ref())
    }
}
