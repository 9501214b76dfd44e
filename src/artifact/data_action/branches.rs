//! Determines the texts that a template with `#if` may become, and finds one that is not JSON.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Template;
use super::condition::Condition;
use super::mask::{Masked, mask};
use super::shape::{described, makes_quotes};
use crate::expr::velocity::{Piece, PieceKind, Reference};
use crate::syntax::{Limits, json};

/// A text that a template may become and that is not JSON. All ranges are bytes of the template.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The first place at which it is not valid JSON.
    pub range: Range<usize>,
    pub error: String,
    /// The directives `#if` that are false in it.
    pub skipped: Vec<Range<usize>>,
}

/// The knowledge about a value that a condition tests.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    /// Whether it always has a value.
    pub is_set: bool,
    /// All values that it may have; empty if any is possible.
    pub values: Vec<String>,
}

/// From `#if` to `#end`.
#[derive(Default)]
struct Block {
    /// The directives: `#if`, each `#elseif` and `#else`, `#end`.
    directives: Vec<Range<usize>>,
    has_else: bool,
    /// Whether a condition has alternatives: `$input.a || $input.b`.
    has_or: bool,
    /// The values that the conditions test.
    tested: FxHashSet<String>,
    /// The conditions of `#if` and each `#elseif`, if they are comparisons.
    conditions: Vec<Option<Condition>>,
}

impl Block {
    /// The contents, one of which the template has.
    fn contents(&self) -> impl Iterator<Item = Range<usize>> {
        self.directives.windows(2).filter_map(|pair| match pair {
            [before, after] => Some(before.end..after.start),
            _ => None,
        })
    }

    /// The contents that it may become, by their numbers; the number after the last stands for nothing.
    fn choices(&self, known: &impl Fn(&str) -> Tested) -> Vec<usize> {
        let contents = self.contents().count();
        let tested: Vec<Tested> = self.tested.iter().map(|name| known(name)).collect();
        if let (Some(conditions), [Tested { values, .. }]) = (self.comparisons(), tested.as_slice()) {
            // What is chosen for a value that no condition is true of is the content of `#else`, or nothing.
            let first = |value: &String| conditions.iter().position(|it| it.holds(value)).unwrap_or(conditions.len());
            if !values.is_empty() {
                let mut chosen: Vec<usize> = values.iter().map(first).collect();
                chosen.sort_unstable();
                chosen.dedup();
                return chosen;
            }
        }
        let mut are_set = tested.iter().map(|it| it.is_set);
        let is_true = if self.has_or { are_set.any(|is_set| is_set) } else { are_set.all(|is_set| is_set) };
        // Of several conditions, one may always be true.
        let may_skip = !self.has_else && contents == 1 && !is_true;
        (0..contents + usize::from(may_skip)).collect()
    }

    /// Its conditions, if all of them are comparisons.
    fn comparisons(&self) -> Option<Vec<Condition>> {
        self.conditions.iter().cloned().collect()
    }
}

/// Finds a text that `template` may become and that is not JSON, the one first in which the most `#if` are true. `None` if
/// there is none, or it cannot be known: blocks inside of one another, other directives, conditions that depend on one
/// another. `known`: the knowledge about a value that a condition tests.
#[must_use]
pub fn broken(template: &Template<'_>, known: impl Fn(&str) -> Tested) -> Option<Broken> {
    const MOST: usize = 64;
    if template.has_holes || !template.velocity.errors.is_empty() || makes_quotes(&template.text, &template.velocity) {
        return None;
    }
    let blocks = blocks(template)?;
    let possible: Vec<Vec<usize>> = blocks.iter().map(|block| block.choices(&known)).collect();
    let counts: Vec<usize> = possible.iter().map(Vec::len).collect();
    let total = counts.iter().try_fold(1_usize, |all, count| all.checked_mul(*count).filter(|all| *all <= MOST))?;
    let chosen = |number| {
        let digits = digits(number, &counts).into_iter().zip(&possible);
        digits.map(|(digit, possible)| possible.get(digit).copied().unwrap_or_default()).collect()
    };
    let mut choices: Vec<Vec<usize>> = (0..total).map(chosen).collect();
    choices.sort_by_key(|choice| choice.iter().filter(|number| **number > 0).count());
    choices.iter().find_map(|choice| {
        let (range, error) = checked(template, &blocks, choice)?;
        let skipped = blocks.iter().zip(choice).filter(|(_, number)| **number > 0);
        Some(Broken { range, error, skipped: skipped.filter_map(|(it, _)| it.directives.first().cloned()).collect() })
    })
}

/// A number in the digits of a system in which each place has its own base.
fn digits(mut number: usize, bases: &[usize]) -> Vec<usize> {
    let digit = |base: &usize| {
        let digit = number.checked_rem(*base).unwrap_or_default();
        number = number.checked_div(*base).unwrap_or_default();
        digit
    };
    bases.iter().map(digit).collect()
}

/// The blocks of a template with at least one, if they are independent of one another.
fn blocks(template: &Template<'_>) -> Option<Vec<Block>> {
    const MOST: usize = 64;
    let directives = || template.velocity.pieces.iter().filter(|piece| piece.kind == PieceKind::Directive);
    if directives().nth(MOST).is_some() {
        return None;
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for piece in directives() {
        let text = template.slice(&piece.range).trim_start_matches(['#', '{']);
        let word = text.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        match (word, is_open) {
            ("if", false) => {
                blocks.push(Block::default());
                is_open = true;
            }
            ("elseif" | "else", true) => {}
            ("end", true) => is_open = false,
            _ => return None,
        }
        let block = blocks.last_mut()?;
        block.has_else |= word == "else";
        block.has_or |= text.contains("||");
        block.directives.push(piece.range.clone());
        let references = template.velocity.references.iter().filter(|it| piece.range.contains(&it.range.start));
        let references: Vec<&Reference> = references.collect();
        for reference in &references {
            block.tested.insert(tested(template, reference)?);
        }
        if matches!(word, "if" | "elseif") {
            block.conditions.push(Condition::of(template, text, &references));
        }
    }
    let mut tested = FxHashSet::default();
    let is_free =
        |block: &Block| !block.tested.is_empty() && block.tested.iter().all(|name| tested.insert(name.clone()));
    (!is_open && !blocks.is_empty() && blocks.iter().all(is_free)).then_some(blocks)
}

/// The value that a reference in a condition tests: an input, or the root. `None` for a call or an input with a computed
/// name: such a condition may depend on any other.
fn tested(template: &Template<'_>, reference: &Reference) -> Option<String> {
    let root = template.slice(&reference.root);
    let end = match reference.properties.first() {
        _ if reference.call.is_some() => return None,
        Some(name) if root.eq_ignore_ascii_case("input") => name.end,
        None if root.eq_ignore_ascii_case("input") => return None,
        _ => reference.root.end,
    };
    Some(template.slice(&(reference.root.start..end)).to_ascii_lowercase())
}

/// The first mistake in the text that a template becomes with this choice for each of its blocks.
fn checked(template: &Template<'_>, blocks: &[Block], choice: &[usize]) -> Option<(Range<usize>, String)> {
    let left_out = blocks.iter().zip(choice).flat_map(|(block, chosen)| {
        let contents = block.contents().enumerate();
        contents.filter(move |(number, _)| number != chosen).map(|(_, range)| range)
    });
    let directives = blocks.iter().flat_map(|block| &block.directives);
    let directives = directives.map(|range| range.start..end_of_line(&template.text, range.end));
    let left_out: Vec<Range<usize>> = left_out.chain(directives).collect();
    let mut text = template.text.as_ref().to_owned();
    for range in &left_out {
        text.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    let is_left_out = |at: usize| left_out.iter().any(|range| range.contains(&at));
    let pieces = template.velocity.pieces.iter().filter(|piece| !is_left_out(piece.range.start));
    let pieces: Vec<Piece> = pieces.cloned().collect();
    let Masked { text, .. } = mask(&text, &pieces);
    let error = json::parse(&text, &Limits::default()).1.into_iter().next()?;
    // `-#if($input.debit)1#{else}0#end` is one number. An empty text may be meant as such.
    let joined: String = text.char_indices().filter(|(at, _)| !is_left_out(*at)).map(|(_, it)| it).collect();
    let is_fine = joined.trim().is_empty() || json::parse(&joined, &Limits::default()).1.is_empty();
    described(&template.text, &pieces, error).filter(|_| !is_fine)
}

/// The end of a directive that ends at `end`: Velocity takes a line break after it, too.
fn end_of_line(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let after = rest.trim_start_matches([' ', '\t']);
    let after = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n'));
    after.map_or(end, |after| text.len() - after.len())
}
