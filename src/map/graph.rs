//! Reduces the links of a map to the nodes and arrows of a drawing, for the languages that lay it out themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{Link, Map};

/// The most names on an arrow.
const SHOWN: usize = 6;

/// The nodes and arrows of the drawing, in a fixed order.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The numbers of the nodes that something leads to or from.
    pub nodes: BTreeSet<usize>,
    /// The numbers of the links that are drawn as a point where many arrows meet.
    pub hubs: BTreeSet<usize>,
    /// The targets of calls that may lead to one of several nodes with the same name: their numbers, and the label.
    pub choices: Vec<(Vec<usize>, String)>,
    /// Whether an attribute has no writer.
    pub has_unset: bool,
    pub arrows: Vec<Arrow>,
}

/// An arrow, with a line for each of its names.
#[derive(Debug)]
pub(super) struct Arrow {
    pub from: End,
    pub to: End,
    pub via: Stroke,
    pub names: Vec<String>,
}

/// An end of an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Node(usize),
    /// The number of the link.
    Hub(usize),
    /// The number of the choice.
    OneOf(usize),
    /// The place of the missing writer of an attribute.
    Unset,
}

/// The meaning of an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stroke {
    Attribute,
    Broken,
    HandsOver,
}

impl Graph {
    pub(super) fn of(map: &Map) -> Self {
        let mut graph = Graph::default();
        let mut arrows: BTreeMap<(End, End, Stroke), Vec<String>> = BTreeMap::new();
        for (number, link) in map.links.iter().enumerate() {
            let stroke = if link.is_broken { Stroke::Broken } else { Stroke::Attribute };
            let mut add = |from, to, name| arrows.entry((from, to, stroke)).or_default().extend(name);
            if link.from.len() * link.to.len() > 2 * (link.from.len() + link.to.len()) {
                graph.hubs.insert(number);
                link.from.iter().for_each(|from| add(End::Node(*from), End::Hub(number), None));
                link.to.iter().for_each(|to| add(End::Hub(number), End::Node(*to), None));
                continue;
            }
            let writers = link.from.iter().map(|from| End::Node(*from));
            let unset = link.from.is_empty().then_some(End::Unset);
            for from in writers.chain(unset) {
                for to in link.to.iter().map(|to| End::Node(*to)) {
                    if link.is_broken || from != to {
                        add(from, to, Some(name(map, link)));
                    }
                }
            }
        }
        for (number, node) in map.nodes.iter().enumerate() {
            for handover in &node.handovers {
                let to = match (&*handover.to, handover.target()) {
                    ([], _) => continue,
                    (_, Some(target)) => End::Node(target),
                    (several, None) => End::OneOf(graph.choice(several, &handover.name)),
                };
                arrows.entry((End::Node(number), to, Stroke::HandsOver)).or_default();
            }
        }
        for ((from, to, via), mut names) in arrows {
            for end in [from, to] {
                match end {
                    End::Node(number) => _ = graph.nodes.insert(number),
                    End::Unset => graph.has_unset = true,
                    End::Hub(_) | End::OneOf(_) => {}
                }
            }
            if names.len() > SHOWN {
                let more = names.len() - SHOWN;
                names.truncate(SHOWN);
                names.push(format!("… {more} more"));
            }
            graph.arrows.push(Arrow { from, to, via, names });
        }
        graph
    }

    /// Returns the number of the choice between several nodes, which is added if it is new.
    fn choice(&mut self, several: &[usize], name: &str) -> usize {
        let known = self.choices.iter().position(|(nodes, _)| nodes == several);
        known.unwrap_or_else(|| {
            self.choices.push((several.to_vec(), format!("one of {}: {name}", several.len())));
            self.choices.len() - 1
        })
    }
}

/// The name on a link: `customerId`, or both the name that is set and the one that is read.
pub(super) fn name(map: &Map, link: &Link) -> String {
    let name = |number: usize| map.attributes.get(number).map_or("", |attribute| &attribute.name);
    let read = name(link.read);
    match link.written {
        Some(written) if written != link.read && link.is_broken => format!("{} ≠ {read}", name(written)),
        Some(written) if written != link.read => format!("{} → {read}", name(written)),
        _ => read.to_owned(),
    }
}
