//! Starts the threads of the process that read files.

use super::UsageError;

/// Starts `count` threads that read files, including the calling one; `None`: one for each processor. Call it at most
/// once in a process, before anything is checked. Without a call, each processor has one, in addition to the thread
/// that checks.
///
/// # Errors
///
/// If the threads cannot be started, or were started before.
pub fn start_threads(count: Option<usize>) -> Result<(), UsageError> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(count.unwrap_or(0));
    threads.use_current_thread().build_global().map_err(|error| UsageError(format!("cannot start threads: {error}")))
}
