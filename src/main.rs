//! The command `flowvet`.

use std::process::ExitCode;

/// Threads that read files allocate much, and wait for each other in the allocators of some systems.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    flowvet::cli::run()
}
