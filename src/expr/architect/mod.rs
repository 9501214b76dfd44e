//! Compiles the language of Architect's expressions: [`parse`] builds a [`Tree`] from a text, [`infer`] finds the
//! types in it, [`constant`] the value of an expression that has one, and [`cursor`] what is around a position. Does not know where an expression is used.
//!
//! The grammar is that of the Architect Scripting SDK 0.2.6 of 2019
//! (<https://www.npmjs.com/package/purecloud-flow-scripting-api-sdk-javascript>), which reads every expression of the
//! published flows up to 2025, and of <https://help.mypurecloud.com/articles/use-string-literals-expressions/>.

mod cursor;
mod error;
mod fold;
mod infer;
mod overload;
mod parse;
mod token;
mod tree;

pub use cursor::{Cursor, OpenCall, cursor};
pub use error::{Error, Problem};
pub use fold::{Constant, Value, constant, quoted};
pub use infer::{Types, infer};
pub use overload::Misuse;
pub use parse::parse;
pub use token::Bracket;
pub use tree::{Compared, Node, NodeId, NodeKind, Operator, Tree};
