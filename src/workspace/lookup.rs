//! Finds the names that may look like another one, by hashes of their letters. Does not decide whether they do.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::near::canonical;

/// The shortest name, in code points, that is looked up by its letters.
const MIN_LOOKED_UP: usize = 4;

/// The most candidates that differ in one letter: a hostile project has any number of them.
const MAX_CANDIDATES: usize = 1_000;

/// The longest name that is compared letter by letter, in code points.
const MAX_LENGTH: usize = 64;

/// Names, each with an item, that can be looked up by similar names.
#[derive(Debug)]
pub struct Index<T> {
    spoken: Hashed<T>,
    variants: Hashed<T>,
}

/// Items by a hash: those that were there at first in one sorted list, which needs a fraction of the memory of a map.
#[derive(Debug)]
struct Hashed<T> {
    sorted: Vec<(u64, T)>,
    added: FxHashMap<u64, Vec<T>>,
}

impl<T: Copy> Hashed<T> {
    fn new(mut items: Vec<(u64, T)>) -> Self {
        items.sort_by_key(|(hash, _)| *hash);
        items.shrink_to_fit();
        Hashed { sorted: items, added: FxHashMap::default() }
    }

    fn get(&self, hash: u64) -> impl Iterator<Item = T> {
        let first = self.sorted.partition_point(|(other, _)| *other < hash);
        let rest = self.sorted.get(first..).unwrap_or_default();
        let sorted = rest.iter().take_while(move |(other, _)| *other == hash).map(|(_, item)| item);
        sorted.chain(self.added.get(&hash).into_iter().flatten()).copied()
    }
}

impl<T: Copy> Index<T> {
    #[must_use]
    pub fn new(names: impl Iterator<Item = (T, impl AsRef<str>)>) -> Self {
        let (mut spoken, mut slips) = (Vec::new(), Vec::new());
        for (item, name) in names {
            spoken.push((hash(&canonical(name.as_ref())), item));
            slips.extend(variants(name.as_ref()).into_iter().map(|variant| (variant, item)));
        }
        Index { spoken: Hashed::new(spoken), variants: Hashed::new(slips) }
    }

    /// Adds another name.
    pub fn add(&mut self, item: T, name: &str) {
        self.spoken.added.entry(hash(&canonical(name))).or_default().push(item);
        for variant in variants(name) {
            self.variants.added.entry(variant).or_default().push(item);
        }
    }

    /// Returns candidates for [`difference`](super::near::difference); may contain duplicates and false candidates. Of the
    /// names that differ in one letter, at most 1,000 are among them.
    pub fn candidates(&self, name: &str) -> impl Iterator<Item = T> {
        self.candidates_that(name, |_| true)
    }

    /// As [`Index::candidates`], of the items that fulfil a condition.
    pub fn candidates_that(&self, name: &str, is_meant: impl Fn(&T) -> bool + Copy) -> impl Iterator<Item = T> {
        let slips = variants(name).into_iter().flat_map(|variant| self.variants.get(variant)).filter(is_meant);
        self.spoken.get(hash(&canonical(name))).filter(is_meant).chain(slips.take(MAX_CANDIDATES))
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// Numbers of which names that are one edit apart share at least one: hashes of the name and of all that is left of it
/// without one of its characters. None for a name that is too short or too long.
fn variants(name: &str) -> Vec<u64> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let length = name.chars().count();
    if !(MIN_LOOKED_UP..=MAX_LENGTH).contains(&length) {
        return Vec::new();
    }
    // A hash is the sum of the characters, each times the power of the base for its position. The characters after
    // the one that is left out move up by one position.
    let powers = std::iter::successors(Some(1_u64), |power| Some(power.wrapping_mul(BASE)));
    let terms: Vec<(u64, u64)> = name
        .chars()
        .zip(powers.clone().skip(1).zip(powers))
        .map(|(character, (here, before))| {
            (u64::from(character).wrapping_mul(here), u64::from(character).wrapping_mul(before))
        })
        .collect();
    let mut rest = terms.iter().fold(0_u64, |sum, (_, moved)| sum.wrapping_add(*moved));
    let mut start = 0_u64;
    let mut variants = Vec::with_capacity(length + 1);
    for (here, moved) in terms {
        rest = rest.wrapping_sub(moved);
        variants.push(start.wrapping_add(rest));
        start = start.wrapping_add(here);
    }
    variants.push(start);
    variants
}
