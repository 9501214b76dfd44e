//! Determines for each place that gets an attribute whether the value arrives and why it may not, and for each name
//! that is set whether it is read. Uses the names of a project as deployed, and those that outside systems and the
//! platform set and get. Does not decide what is a finding.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::near::Difference;
use super::{AttributeUseRef, External, Spelling, Workspace};
use crate::artifact::{Access, AttributeUse};
use crate::diagnostic::Location;

mod readers;
mod routes;
mod writers;

pub use readers::is_written_outside;
pub use routes::Route;
pub use writers::{Mixed, mixed_case, mixed_separators, unpadded};

/// The writers, readers and obstacles of the attributes of a project, computed on first use.
#[derive(Debug)]
pub struct Analysis<'a> {
    workspace: &'a Workspace,
    has_unknown_writers: OnceLock<bool>,
    missed: OnceLock<Unfilled<'a>>,
    unread: OnceLock<Vec<Spelling<'a>>>,
    unrouted: OnceLock<Vec<(AttributeUseRef<'a>, Route)>>,
}

/// The places that get an attribute whose value does not arrive, or may not.
#[derive(Debug, Default)]
struct Unfilled<'a> {
    readers: Vec<Reader<'a>>,
    /// The numbers of the readers, by the address of the use in memory.
    numbers: FxHashMap<usize, usize>,
}

/// A place that gets an attribute.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    pub usage: AttributeUseRef<'a>,
    pub arrival: Arrival<'a>,
}

/// Whether a place that gets an attribute finds a value.
#[derive(Clone, Debug)]
pub enum Arrival<'a> {
    /// The attribute is set in this spelling: in the project, by another system or by the platform; or the place
    /// allows no conclusion, as for a script variable with both flags that nothing fills.
    Exact,
    /// It is set with other capitalisation only: how, the best known spelling first. There is at least one.
    OtherCapitalisation(Arc<[SetAs<'a>]>),
    /// Nothing sets it, and exactly one name that is set looks almost the same.
    NearMiss { meant: Spelling<'a>, difference: Difference },
    /// Nothing sets it, and its prefix is one of the platform with other capitalisation; the name with the right one.
    Prefix { meant: String },
    /// Nothing sets it, as far as is known.
    NeverSet,
    /// Nothing is known to set it, but there are places that set names which are known at run time only.
    Unknown,
    /// Its name is known at deployment or at run time only.
    Dynamic,
}

impl Arrival<'_> {
    /// Why the value does not arrive; `None`: it does, as far as is known.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        match self {
            Arrival::OtherCapitalisation(_) => Some(Obstacle::OtherCapitalisation),
            Arrival::NearMiss { .. } => Some(Obstacle::NearMiss),
            Arrival::Prefix { .. } => Some(Obstacle::Prefix),
            Arrival::NeverSet => Some(Obstacle::NeverSet),
            Arrival::Exact | Arrival::Unknown | Arrival::Dynamic => None,
        }
    }
}

/// A spelling in which an attribute is set that is read in another one.
#[derive(Clone, Debug)]
pub struct SetAs<'a> {
    pub name: &'a str,
    pub writers: Vec<Writer<'a>>,
    /// Whether anything but a script variable with both flags sets it.
    pub sure: bool,
}

/// A writer of an attribute.
#[derive(Clone, Copy, Debug)]
pub enum Writer<'a> {
    Use(AttributeUseRef<'a>),
    Outside(&'a External),
}

impl Writer<'_> {
    /// The location of the name.
    #[must_use]
    pub fn location(self) -> Location {
        match self {
            Writer::Use(usage) => usage.location(),
            Writer::Outside(external) => external.location.clone(),
        }
    }
}

/// The reason why a value does not get from a writer to a reader. The first is the most specific.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// It is set and read with different capitalisation.
    OtherCapitalisation,
    /// The prefix of the platform is read with other capitalisation.
    Prefix,
    /// It is set and read under names that look almost the same.
    NearMiss,
    /// It is read, and nothing sets it.
    NeverSet,
    /// Its name starts or ends with invisible characters.
    Padded,
    /// It is set under a name that is almost one that the platform or an integration reads.
    AlmostWellKnown,
    /// It is set with several capitalisations.
    MixedCapitalisation,
}

impl Obstacle {
    pub const ALL: [Obstacle; 7] = [
        Obstacle::OtherCapitalisation,
        Obstacle::Prefix,
        Obstacle::NearMiss,
        Obstacle::NeverSet,
        Obstacle::Padded,
        Obstacle::AlmostWellKnown,
        Obstacle::MixedCapitalisation,
    ];

    /// Whether it means that a certain place reads no value. The others only matter if one end is unknown.
    #[must_use]
    pub fn prevents_reading(self) -> bool {
        self <= Obstacle::NeverSet
    }
}

impl<'a> Analysis<'a> {
    #[must_use]
    pub fn of(workspace: &'a Workspace) -> Self {
        Analysis {
            workspace,
            has_unknown_writers: OnceLock::new(),
            missed: OnceLock::new(),
            unread: OnceLock::new(),
            unrouted: OnceLock::new(),
        }
    }

    /// The places that get an attribute by a known name and whose [`Arrival`] is not [`Arrival::Exact`]. Names that
    /// are only white space or that differ only in padding are not among them, nor are variables that Set Screen Pop
    /// fills.
    #[must_use]
    pub fn missed(&self) -> &[Reader<'a>] {
        &self.missed_by_use().readers
    }

    /// Determines how the value gets to a place that gets an attribute.
    #[must_use]
    pub fn arrival(&self, reader: &AttributeUse) -> Arrival<'a> {
        if reader.known_name().is_none() {
            return Arrival::Dynamic;
        }
        let missed = self.missed_by_use();
        let number = missed.numbers.get(&std::ptr::from_ref(reader).addr());
        let missed = number.and_then(|number| missed.readers.get(*number));
        missed.map_or(Arrival::Exact, |reader| reader.arrival.clone())
    }

    /// Whether something sets names that are known at run time only.
    #[must_use]
    pub fn has_unknown_writers(&self) -> bool {
        *self
            .has_unknown_writers
            .get_or_init(|| self.workspace.externals().unknown_writers || self.workspace.has_unknown_name(Access::Set))
    }

    /// The names that are set and that nothing gets, as far as is known. None while something gets names that are known at
    /// run time only, unless the externals are closed or the attribute dictionary lists all readers.
    #[must_use]
    pub fn unread(&self) -> &[Spelling<'a>] {
        self.unread.get_or_init(|| writers::unread(self.workspace, self.missed()))
    }

    /// The places that get an attribute that flows of the project set, and to which no known path leads from any of them.
    #[must_use]
    pub fn unrouted(&self) -> &[(AttributeUseRef<'a>, Route)] {
        self.unrouted.get_or_init(|| routes::unrouted(self.workspace))
    }

    fn missed_by_use(&self) -> &Unfilled<'a> {
        self.missed.get_or_init(|| {
            let readers = readers::missed(self.workspace, self.has_unknown_writers());
            let numbers = readers.iter().map(|reader| std::ptr::from_ref(reader.usage.usage).addr()).zip(0..).collect();
            Unfilled { readers, numbers }
        })
    }
}
