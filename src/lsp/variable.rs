//! Finds a variable of a flow at a place, with its declarations, what fills it and what reads it; and renames it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::context::{Context, ShownFile};
use crate::artifact::detect::Reading;
use crate::artifact::flow::expressions::Sources;
use crate::artifact::flow::mentions::{Mention, Mentions, Role};
use crate::artifact::{self, Facts};
use crate::diagnostic::{Edit, Place};
use crate::expr::architect::{self, NodeKind};
use crate::knowledge::expressions::{self, Type};
use crate::text::Span;

/// The scopes of the variables that authors of flows name.
const SCOPES: [&str; 5] = ["Flow", "Task", "State", "Common", "Slot"];

/// A variable of a flow.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// With its scope, as declared, or as written at the place.
    pub name: String,
    /// The type of its declaration, in the words of Archy, and its flags.
    pub kind: Option<String>,
    pub flags: Vec<&'static str>,
    /// The type of its values, where it is known.
    pub of: Option<Type>,
    /// Whether the platform fills it.
    pub is_built_in: bool,
    /// The places that name it, apart from repetitions.
    pub places: Vec<(Role, Place)>,
}

/// The variable whose name, or a property of which, is at an offset, and the span of its name.
pub(super) fn at(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts, offset: u32) -> Option<(Variable, Span)> {
    cx.session.read_tree(&shown.source, |reading| {
        let sources = Sources::of(facts.kind, &reading.tree);
        let mentions = Mentions::of(facts.kind, &sources, &reading.tree);
        let mention = mentions.at(offset)?;
        Some((variable(facts, &sources, &mentions, mention), mention.span))
    })?
}

fn variable(facts: &Facts, sources: &Sources<'_>, mentions: &Mentions<'_>, mention: &Mention<'_>) -> Variable {
    let all: Vec<&Mention<'_>> = mentions.mentions(&mention.of).filter(|it| it.role != Role::Repeats).collect();
    let declared = all.iter().find(|it| it.role == Role::Declares);
    let declaration = sources.declarations().iter().find(|it| declared.is_some_and(|own| own.value == it.value));
    let built_in = expressions::built_in(&mention.name).filter(|_| declaration.is_none());
    let (scope, name) = mention.name.split_once('.').unwrap_or_default();
    let flags = declaration.map(|it| {
        let it = &it.variable;
        [(it.is_input, "input"), (it.is_output, "output"), (it.is_secure, "secure")]
    });
    let place = |it: &&Mention<'_>| (it.role, Place { span: it.span, ..artifact::place(facts.kind, it.value) });
    Variable {
        name: declared.map_or(&mention.name, |it| &it.name).clone(),
        kind: declaration.map(|it| it.variable.kind.to_string()),
        flags: flags.into_iter().flatten().filter(|(is_on, _)| *is_on).map(|(_, word)| word).collect(),
        of: sources.types().of(scope, name).or(built_in.and_then(|it| it.of)),
        is_built_in: built_in.is_some(),
        places: all.iter().map(place).collect(),
    }
}

impl Variable {
    /// The spans of the places with a role.
    pub(super) fn spans(&self, role: Role) -> impl Iterator<Item = Span> {
        self.places.iter().filter(move |(own, _)| *own == role).map(|(_, place)| place.span)
    }

    /// The role of the places that define it: its declarations, or what fills it if there are none.
    pub(super) fn defining(&self) -> Role {
        let is_declared = self.spans(Role::Declares).next().is_some();
        if is_declared { Role::Declares } else { Role::Fills }
    }
}

/// The span of the name at an offset without its scope, and the name.
pub(super) fn own_name(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts, offset: u32) -> Option<(Span, String)> {
    cx.session.read_tree(&shown.source, |reading| {
        let sources = Sources::of(facts.kind, &reading.tree);
        let mentions = Mentions::of(facts.kind, &sources, &reading.tree);
        let mention = mentions.at(offset)?;
        refusal(&mention.name).is_none().then(|| (mention.own, own(&mention.name).to_owned()))
    })?
}

/// The name without its scope.
fn own(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, own)| own)
}

/// Why a variable cannot be renamed at all.
fn refusal(name: &str) -> Option<String> {
    let scope = name.split('.').next().unwrap_or_default();
    if expressions::built_in(name).is_some() || !SCOPES.iter().any(|own| scope.eq_ignore_ascii_case(own)) {
        return Some(format!("`{name}` belongs to the platform and cannot be renamed"));
    }
    scope.eq_ignore_ascii_case("slot").then(|| {
        format!("cannot rename `{name}`: the language model of the bot has the name, too; rename the slot in Architect")
    })
}

/// The edits that rename the variable at an offset wherever its flow and its callers name it.
///
/// # Errors
///
/// Why it cannot be renamed.
pub(super) fn rename(
    cx: Context<'_>,
    shown: &ShownFile<'_>,
    facts: &Facts,
    offset: u32,
    new: &str,
) -> Result<Vec<Edit>, String> {
    let edits = cx.session.read_tree(&shown.source, |reading| in_flow(shown, facts, reading, offset, new));
    let (old, new, mut edits) = edits.unwrap_or_else(|| Err("nothing to rename here".to_owned()))?;
    let declared = facts.declarations(&old).any(|it| it.is_input || it.is_output);
    if declared {
        edits.extend(in_callers(cx, shown, &old, &new)?);
    }
    Ok(edits)
}

/// The old and the new name with their scope, and the edits in the flow itself.
fn in_flow(
    shown: &ShownFile<'_>,
    facts: &Facts,
    reading: &Reading<'_>,
    offset: u32,
    new: &str,
) -> Result<(String, String, Vec<Edit>), String> {
    let sources = Sources::of(facts.kind, &reading.tree);
    let mentions = Mentions::of(facts.kind, &sources, &reading.tree);
    let mention = mentions.at(offset).ok_or("nothing to rename here")?;
    let old = &mention.name;
    if let Some(refusal) = refusal(old) {
        return Err(refusal);
    }
    let new = valid(old, new)?;
    let scope = old.split('.').next().unwrap_or_default();
    let full = format!("{scope}.{new}");
    let of_new = mentions.variable(&full, mention.of.container());
    if of_new != mention.of && mentions.mentions(&of_new).next().is_some() || expressions::built_in(&full).is_some() {
        return Err(format!("`{full}` already exists in this flow; choose another name"));
    }
    let mut edits = BTreeMap::new();
    for own in mentions.mentions(&mention.of) {
        let written = shown.source.slice(own.own);
        // An escape is replaced together with what it stands for.
        if !written.eq_ignore_ascii_case(self::own(old)) && !written.contains('\\') {
            let place = artifact::place(facts.kind, own.value).words();
            return Err(format!("cannot rename `{old}`: flowvet cannot edit it in {} ({place})", shown.file));
        }
        edits.insert(own.own, new.clone());
    }
    shift_positions(&mentions, mention, &new, &mut edits);
    let edit = |(span, replacement)| Edit { file: shown.file.clone(), span, replacement };
    Ok((old.clone(), full, edits.into_iter().map(edit).collect()))
}

/// In a flow configuration, moves the numbers of positions in a text. They count from 1, in units of
/// UTF-16.
fn shift_positions(mentions: &Mentions<'_>, of: &Mention<'_>, new: &str, edits: &mut BTreeMap<Span, String>) {
    let units = |text: &str| i64::try_from(text.encode_utf16().count()).unwrap_or_default();
    let mut by_text: BTreeMap<Span, Vec<&Mention<'_>>> = BTreeMap::new();
    for own in mentions.mentions(&of.of).filter(|own| own.positions().next().is_some()) {
        by_text.entry(own.value.span()).or_default().push(own);
    }
    for owns in by_text.values() {
        let Some(first) = owns.first() else { continue };
        let text = first.value.scalar_text();
        let mut places: Vec<(i64, i64)> = Vec::with_capacity(owns.len());
        let (mut counted, mut at) = (0, 0);
        let mut moved = 0;
        for own in owns {
            counted += units(text.get(at..own.range.start).unwrap_or_default());
            at = own.range.start;
            moved += units(new) - units(self::own(&own.name));
            places.push((counted, moved));
        }
        for (value, position) in first.positions() {
            let Ok(position) = i64::try_from(position) else { continue };
            let before = places.partition_point(|(start, _)| start + 1 < position);
            let moved = places.get(before.wrapping_sub(1)).map_or(0, |(_, moved)| *moved);
            if moved != 0 {
                edits.insert(value.span(), (position + moved).to_string());
            }
        }
    }
}

/// The new name without its scope.
fn valid(old: &str, new: &str) -> Result<String, String> {
    let new = new.trim();
    if new.is_empty() {
        return Err("enter a name: a variable needs one".to_owned());
    }
    let scope = old.split('.').next().unwrap_or_default();
    let own = match new.split_once('.') {
        Some((other, own)) if other.eq_ignore_ascii_case(scope) => own,
        Some(_) => {
            return Err(format!("`{old}` stays in its scope: enter a name without a dot, or `{scope}.` before it"));
        }
        None => new,
    };
    let text = format!("{scope}.{own}");
    let tree = architect::parse(&text);
    let root = tree.root().and_then(|root| tree.node(root));
    let is_name = |kind| matches!(kind, NodeKind::Variable { name, .. } if tree.slice(name) == own);
    if own.is_empty() || !tree.errors.is_empty() || !root.is_some_and(|root| is_name(root.kind)) {
        return Err(format!(
            "`{new}` is not a name for a variable: use letters, digits and `_`, and begin with a letter"
        ));
    }
    Ok(own.to_owned())
}

/// The edits in the flows that call this one and name its inputs and outputs.
fn in_callers(cx: Context<'_>, shown: &ShownFile<'_>, old: &str, new: &str) -> Result<Vec<Edit>, String> {
    let callables = shown.workspace.callables();
    let mut edits = BTreeSet::new();
    for (file, facts) in shown.workspace.files() {
        let calls = facts.calls.iter().filter(|call| {
            let named = call.inputs.iter().chain(&call.outputs).any(|it| it.name.eq_ignore_ascii_case(old));
            named && callables.called(file, call).is_some_and(|it| *it.file == shown.file)
        });
        for argument in calls.flat_map(|call| call.inputs.iter().chain(&call.outputs)) {
            if !argument.name.eq_ignore_ascii_case(old) {
                continue;
            }
            if cx.session.is_stale(file) {
                return Err(format!(
                    "cannot rename `{old}`: {file} also uses it but has syntax errors; fix that file first"
                ));
            }
            let source = cx.session.source(file);
            if source.is_none_or(|source| *source.slice(argument.span) != *argument.name) {
                return Err(format!("cannot rename `{old}`: flowvet cannot edit it in {file}, which calls this flow"));
            }
            edits.insert((Arc::clone(file), argument.span));
        }
    }
    let edit = |(file, span)| Edit { file, span, replacement: new.to_owned() };
    Ok(edits.into_iter().map(edit).collect())
}
