//! The command `flowvet`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Several threads allocate small pieces at the same time, which the allocators of most systems make them wait for.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    flowvet::cli::run()
}
