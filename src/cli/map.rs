//! Prints the map of the projects of some paths to standard output.

use std::path::PathBuf;

use super::output::print_raw;
use super::progress::Bar;
use super::{Exit, Failure, paths};
use crate::engine::{self, Request};
use crate::map::Format;

pub(super) fn run(named: &[PathBuf], format: Format, stamp: bool) -> Result<Exit, Failure> {
    engine::start_threads(None)?;
    let folder = std::env::current_dir()?;
    paths::exist(&folder, named)?;
    let request = Request { folder, paths: named.to_vec(), ..Request::default() };
    let bar = Bar::new();
    let mapped = engine::map(&request, &bar);
    bar.clear();
    let mut mapped = mapped?;
    if stamp {
        mapped.map.origin = Some(engine::origin(&request.folder, "`--stamp`")?);
    }
    print_raw(&mapped.map.render(format))?;
    if !mapped.bad_configuration {
        return Ok(Exit::Clean);
    }
    Err(Failure::configuration())
}
