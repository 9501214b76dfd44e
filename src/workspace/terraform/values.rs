//! Collects the values that `.tfvars` files give to variables
//! (<https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Origin, defined};
use crate::workspace::{Files, folder_of};

/// The values of variables by folder and name; `None`: one of several runs may set it.
pub(super) struct Assigned<'a>(FxHashMap<(&'a str, &'a str), Option<Origin<'a>>>);

impl<'a> Assigned<'a> {
    pub(super) fn of(files: &'a Files) -> Self {
        let mut found: FxHashMap<(&str, &str), Option<Origin<'a>>> = FxHashMap::default();
        let with_values = || {
            let modules = files.iter().filter_map(|(file, facts)| Some((file, facts.module.as_ref()?)));
            modules.filter(|(_, module)| !module.values.is_empty())
        };
        // Of files that Terraform reads on its own, the later one wins.
        for wanted in [Rank::Default, Rank::Automatic] {
            for (file, module) in with_values().filter(|(file, _)| rank(file) == wanted) {
                for value in &module.values {
                    let (name, origin) = defined(file, value);
                    found.insert((folder_of(file), name), Some(origin));
                }
            }
        }
        // Others are chosen on the command line, also for a folder above.
        for (file, module) in with_values().filter(|(file, _)| rank(file) == Rank::Chosen) {
            let folders = std::iter::successors(Some(folder_of(file)), |it| (!it.is_empty()).then(|| folder_of(it)));
            for folder in folders {
                found.extend(module.values.iter().map(|value| ((folder, &*value.name), None)));
            }
        }
        Assigned(found)
    }

    /// The value of a variable of a folder in which Terraform runs.
    pub(super) fn get(&self, folder: &str, name: &str) -> Assignment<'a> {
        match self.0.get(&(folder, name)) {
            Some(Some(value)) => Assignment::Value(*value),
            Some(None) => Assignment::Unknown,
            None => Assignment::Missing,
        }
    }
}

/// The value that files give to a variable.
#[derive(Clone, Copy)]
pub(super) enum Assignment<'a> {
    Value(Origin<'a>),
    /// Some runs may set it.
    Unknown,
    /// No file sets it.
    Missing,
}

/// When Terraform reads a file with values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// `terraform.tfvars`, `terraform.tfvars.json`: always, first.
    Default,
    /// `*.auto.tfvars`, `*.auto.tfvars.json`: always, after those.
    Automatic,
    /// If the command line names it.
    Chosen,
}

fn rank(file: &Arc<str>) -> Rank {
    let name = file.rsplit('/').next().unwrap_or_default();
    match name.strip_suffix(".json").unwrap_or(name) {
        "terraform.tfvars" => Rank::Default,
        name if name.ends_with(".auto.tfvars") => Rank::Automatic,
        _ => Rank::Chosen,
    }
}
