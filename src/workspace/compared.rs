//! Finds the literal texts that flows compare attributes with, in the facts of a project.

use std::sync::Arc;

use super::{AttributeUseRef, Workspace};
use crate::artifact::Facts;
use crate::artifact::flow::Condition;
use crate::artifact::flow::conditions::Compared;

/// A literal text that a flow compares an attribute with.
#[derive(Clone, Copy, Debug)]
pub struct ComparedText<'a> {
    /// The first Get that fills the variable.
    pub usage: AttributeUseRef<'a>,
    /// The name of the attribute.
    pub name: &'a str,
    pub condition: &'a Condition,
    pub compared: &'a Compared,
}

/// The Gets that fill the variable of a condition.
pub fn gets<'a>(
    file: &'a Arc<str>,
    facts: &'a Facts,
    condition: &'a Condition,
) -> impl Iterator<Item = AttributeUseRef<'a>> {
    let numbers = condition.gets.iter().filter_map(|number| usize::try_from(*number).ok());
    numbers.filter_map(|number| facts.uses.get(number)).map(move |usage| AttributeUseRef { file, facts, usage })
}

/// The texts that attributes with known names are compared with, in the order of files and of their texts. A variable that
/// Gets of several attributes fill is left out.
pub fn compared_texts(workspace: &Workspace) -> impl Iterator<Item = ComparedText<'_>> {
    let conditions =
        workspace.files().flat_map(|(file, facts)| facts.conditions.iter().map(move |it| (file, facts, it)));
    conditions.filter(|(_, _, condition)| !condition.compared.is_empty()).flat_map(|(file, facts, condition)| {
        let usage = gets(file, facts, condition).next();
        let name = usage.and_then(|usage| usage.usage.known_name());
        let is_only = gets(file, facts, condition).all(|get| get.usage.known_name() == name);
        let known = usage.zip(name).filter(|_| is_only);
        known.into_iter().flat_map(move |(usage, name)| {
            condition.compared.iter().map(move |compared| ComparedText { usage, name, condition, compared })
        })
    })
}
