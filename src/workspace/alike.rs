//! Groups callables that fit the same description of a target, and finds the ones in the folders
//! nearest to the call. Does not know calls.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::callables::Callable;
use super::folder_of;

/// Callables of one kind and name, in the order of their files.
#[derive(Debug, Default)]
pub(super) struct Group<'a> {
    all: Vec<Callable<'a>>,
    /// The number of each among all callables of the project.
    numbers: Vec<usize>,
    /// Whether callers see different things in them.
    differ: bool,
    /// For each folder around one of them: the fewest folders from there to a callable, and the indexes of those that
    /// are so near. Only filled if there are several.
    folders: FxHashMap<&'a str, (usize, Vec<usize>)>,
}

/// The number of folders that a callable and a call have in common, and the number of folders from there to the
/// callable.
type Distance = Option<(Reverse<usize>, usize)>;

/// The possible targets of a call: at most two groups.
pub(super) struct Found<'g, 'a> {
    pub groups: [Option<&'g Group<'a>>; 2],
}

impl<'a> Group<'a> {
    pub(super) fn all(&self) -> &[Callable<'a>] {
        &self.all
    }

    /// The number of the first one; 0 if there is none.
    pub(super) fn first_number(&self) -> usize {
        self.numbers.first().copied().unwrap_or_default()
    }

    /// Adds a callable with a higher number than those before.
    pub(super) fn add(&mut self, number: usize, callable: Callable<'a>) {
        if let Some(last) = self.all.last() {
            self.differ |= !last.interface.agrees(callable.interface);
        }
        self.all.push(callable);
        self.numbers.push(number);
        match self.all.len() {
            1 => {}
            2 => (0..2).for_each(|index| self.locate(index)),
            count => self.locate(count - 1),
        }
    }

    /// Enters the callable at `index` for each folder around it.
    fn locate(&mut self, index: usize) {
        let Some(callable) = self.all.get(index) else { return };
        for (distance, folder) in folders(callable.file).enumerate() {
            let (least, nearest) = self.folders.entry(folder).or_insert((distance, Vec::new()));
            if distance < *least {
                *least = distance;
                nearest.clear();
            }
            if distance == *least {
                nearest.push(index);
            }
        }
    }

    /// Finds the indexes of those that are nearest to `file`, with a distance that is less the nearer they are.
    fn nearest(&self, file: &str) -> (Distance, &[usize]) {
        let own: Vec<&str> = folders(file).collect();
        if let [only] = self.all.as_slice() {
            let other: Vec<&str> = folders(only.file).collect();
            let common = own.iter().rev().zip(other.iter().rev()).take_while(|(own, other)| own == other).count();
            return (Some((Reverse(common), other.len() - common)), &[0]);
        }
        let found = own.iter().enumerate().find_map(|(up, folder)| Some((own.len() - up, self.folders.get(*folder)?)));
        match found {
            Some((common, (distance, nearest))) => (Some((Reverse(common), *distance)), nearest),
            None => (None, &[]),
        }
    }
}

impl<'a> Found<'_, 'a> {
    /// The first one, if callers see the same in all of them.
    pub(super) fn first(&self) -> Option<Callable<'a>> {
        let firsts = self.present().filter_map(|group| group.numbers.first().zip(group.all.first()));
        firsts.min_by_key(|(number, _)| **number).map(|(_, first)| *first).filter(|_| self.agree())
    }

    /// The first one of those that are nearest to `file`, if callers see the same in all of them.
    pub(super) fn only(&self, file: &str) -> Option<Callable<'a>> {
        if !self.agree() {
            return None;
        }
        self.numbered(file, 1).into_iter().min_by_key(|(number, _)| *number).map(|(_, callable)| callable)
    }

    /// All that are nearest to `file`, in the order of their files: those with the most folders in common, of these
    /// the ones with the fewest folders below.
    pub(super) fn nearest(&self, file: &str) -> Vec<Callable<'a>> {
        let mut found: Vec<_> = self.numbered(file, usize::MAX);
        found.sort_unstable_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, callable)| callable).collect()
    }

    /// Up to `most` of each group that are nearest to `file`, with their numbers.
    fn numbered(&self, file: &str, most: usize) -> Vec<(usize, Callable<'a>)> {
        let nearest: Vec<_> = self.present().map(|group| (group, group.nearest(file))).collect();
        let least = nearest.iter().filter_map(|(_, (distance, _))| *distance).min();
        let of_least = nearest.iter().filter(|(_, (distance, _))| *distance == least);
        let numbered = of_least.flat_map(|(group, (_, indexes))| {
            indexes.iter().take(most).filter_map(|&index| Some((*group.numbers.get(index)?, *group.all.get(index)?)))
        });
        numbered.collect()
    }

    fn agree(&self) -> bool {
        let mut firsts = self.present().filter_map(|group| group.all.first());
        let same = match (firsts.next(), firsts.next()) {
            (Some(one), Some(other)) => one.interface.agrees(other.interface),
            _ => true,
        };
        same && self.present().all(|group| !group.differ)
    }

    fn present(&self) -> impl Iterator<Item = &Group<'a>> {
        self.groups.iter().flatten().copied()
    }
}

/// Returns the folders around a file, the innermost first; the last one is `""`, the folder of the project.
fn folders(file: &str) -> impl Iterator<Item = &str> {
    let own = folder_of(file).trim_end_matches('/');
    std::iter::successors(Some(own), |folder| match folder.rfind('/') {
        Some(at) => folder.get(..at),
        None if folder.is_empty() => None,
        None => Some(""),
    })
}
