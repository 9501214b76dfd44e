//! Builds the edits that move a misplaced key to the right level, if there is only one way to do that and the result
//! is JSON without duplicate keys.

use rustc_hash::FxHashSet;

use crate::artifact::PayloadKind;
use crate::artifact::payload::{Layout, Member, Misplaced};
use crate::diagnostic::{Edit, Fix, Safety};
use crate::rules::context::FileContext;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;
use crate::wording::quote;

/// Payloads with more mistakes get no fixes: each one takes time proportional to the number of keys.
const MAX_FIXES: usize = 50;

/// Fields of a participant (Platform API, model `Participant`). Next to the attributes they describe the participant and
/// are not attributes themselves.
const PARTICIPANT: [&str; 12] = [
    "address",
    "ani",
    "dnis",
    "externalContactId",
    "id",
    "name",
    "participantType",
    "purpose",
    "queueId",
    "state",
    "userId",
    "wrapup",
];

pub(super) fn of(
    cx: &FileContext<'_>,
    kind: PayloadKind,
    layout: &Layout<'_>,
    misplaced: &Misplaced<'_>,
) -> Option<Fix> {
    if layout.misplaced.len() > MAX_FIXES {
        return None;
    }
    let wrapper = kind.wrapper();
    let root = cx.tree.root();
    let (title, safety, edits) = match misplaced {
        Misplaced::Unwrapped(members) => {
            (format!("wrap the attributes in {}", quote(wrapper)), Safety::Safe, wrap(root, members, wrapper)?)
        }
        Misplaced::Beside((key, _)) if PARTICIPANT.iter().any(|field| key.is_str(field)) => return None,
        Misplaced::Beside(member) => {
            (format!("move it into {}", quote(wrapper)), Safety::Unsafe, move_edits(root, *member, wrapper)?)
        }
        Misplaced::WrongWrapper((key, _)) => {
            let others = layout.misplaced.iter().filter(|other| matches!(other, Misplaced::WrongWrapper(_))).count();
            let free = root.get(wrapper).is_none() && others == 1;
            let edits = free.then(|| vec![(key.content_span(), wrapper.to_owned())])?;
            (format!("rename it to {}", quote(wrapper)), Safety::Safe, edits)
        }
        Misplaced::Doubled(member) => ("remove this level".to_owned(), Safety::Safe, unwrap(*member)?),
    };
    let file = cx.source.path();
    let edits = edits.into_iter().map(|(span, replacement)| Edit { file: file.clone(), span, replacement });
    Some(Fix { title, safety, edits: edits.collect() })
}

type Edits = Vec<(Span, String)>;

/// Adds the wrapper around adjacent members.
fn wrap(root: Value<'_>, members: &[Member<'_>], wrapper: &str) -> Option<Edits> {
    let ((first, _), (_, last)) = (members.first()?, members.last()?);
    let span = Span::new(first.span().start as usize, last.span().end as usize);
    let between = root.members().filter(|(key, _)| span.contains(key.span())).count();
    (between == members.len()).then(|| {
        vec![
            (Span::at(span.start as usize), format!("\"{wrapper}\": {{")),
            (Span::at(span.end as usize), "}".to_owned()),
        ]
    })
}

/// Moves a member with its comma from the top level into the wrapper: to the start if the member is before the wrapper,
/// to the end otherwise, so that the edits of several members never overlap.
fn move_edits(root: Value<'_>, (key, value): Member<'_>, wrapper: &str) -> Option<Edits> {
    let (_, map) = root
        .entry(wrapper)
        .filter(|(_, map)| map.kind() == ValueKind::Object && map.get(&key.scalar_text()).is_none())?;
    let text = root.raw();
    let offset = root.span().start as usize;
    let slice = |start: usize, end: usize| text.get(start.checked_sub(offset)?..end.checked_sub(offset)?);
    let (first, _) = map.members().next()?;
    let (_, last) = map.members().last()?;
    let (start, end) = (key.span().start as usize, value.span().end as usize);
    let member = slice(start, end)?;
    let blanks = slice(map.span().start as usize + 1, first.span().start as usize)?;
    if key.span() < map.span() {
        let (next, _) = root.members().find(|(next, _)| next.span() > key.span())?;
        let front = Span::at(first.span().start as usize);
        return Some(vec![
            (Span::new(start, next.span().start as usize), String::new()),
            (front, format!("{member},{}", if blanks.is_empty() { " " } else { blanks })),
        ]);
    }
    let (_, before) = root.members().take_while(|(before, _)| before.span() < key.span()).last()?;
    let back = Span::at(last.span().end as usize);
    Some(vec![
        (back, format!(",{}{member}", if blanks.is_empty() { " " } else { blanks })),
        (Span::new(before.span().end as usize, end), String::new()),
    ])
}

/// Replaces an object by its members.
fn unwrap((key, inner): Member<'_>) -> Option<Edits> {
    let outer = inner.parent()?;
    let mut others = outer.members().filter(|(other, _)| *other != key);
    let names: FxHashSet<_> = inner.members().map(|(name, _)| name.scalar_text()).collect();
    let clash = others.any(|(other, _)| names.is_empty() || names.contains(&other.scalar_text()));
    let span = inner.span();
    let inside = Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1));
    (!clash).then(|| {
        vec![
            (Span::new(key.span().start as usize, inside.start as usize), String::new()),
            (Span::new(inside.end as usize, span.end as usize), String::new()),
        ]
    })
}
