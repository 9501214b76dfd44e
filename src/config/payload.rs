//! Reads the tables `[[payload]]` of a configuration: the files that are payloads. Does not read these files.

use std::path::Path;

use globset::GlobSet;

use crate::artifact::PayloadKind;
use crate::artifact::data_action::{ContractSide, SampleOf};
use crate::diagnostic::{Location, Place};
use crate::syntax::Value;
use crate::text::Source;

/// `[[payload]]`: files that are payloads.
#[derive(Clone, Debug)]
pub struct PayloadFiles {
    pub files: GlobSet,
    pub are: PayloadIs,
}

/// The declaration of some files as payloads.
#[derive(Clone, Debug)]
pub enum PayloadIs {
    Kind(PayloadKind),
    /// Samples of what goes into or comes out of a data action, and where its name is written.
    Sample(SampleOf, Location),
}

impl PayloadFiles {
    /// The first of several tables that is about a file, by its path relative to the folder of the configuration.
    #[must_use]
    pub fn of<'a>(tables: &'a [PayloadFiles], file: &Path) -> Option<&'a PayloadFiles> {
        tables.iter().find(|table| table.files.is_match(file))
    }

    /// Reads a declaration; `None` if the table does not name the kind of the files.
    pub(super) fn read(source: &Source, table: Value<'_>, files: GlobSet) -> Option<Self> {
        let word = |key| table.get(key).and_then(Value::as_str);
        let Some(action) = table.get("action") else {
            return Some(PayloadFiles { files, are: PayloadIs::Kind(PayloadKind::parse(&word("kind")?)?) });
        };
        let name = action.as_str().filter(|name| !name.is_empty())?;
        let side = word("contract").map_or(Some(ContractSide::default()), |side| ContractSide::parse(&side))?;
        let place = Place { span: action.content_span(), pointer: action.pointer().into(), path: [].into() };
        let location = Location { file: source.path().clone(), place };
        Some(PayloadFiles { files, are: PayloadIs::Sample(SampleOf { action: name.into(), side }, location) })
    }
}
