//! Starts the threads of the process that read files, and reserves memory for their heaps.

use super::UsageError;

/// Starts `count` threads that read files, including the calling one; `None`: one for each processor. Call it at most
/// once in a process, before anything is checked. Without a call, each processor has one, in addition to the thread
/// that checks.
///
/// # Errors
///
/// If the threads cannot be started, or were started before.
pub fn start_threads(count: Option<usize>) -> Result<(), UsageError> {
    // Under glibc the heap of each thread grows page by page, and each step stops all threads. Once a first large
    // piece was allocated and freed, later smaller ones stay in the heap of their thread, as reserve to grow
    // (mallopt(3), M_MMAP_THRESHOLD). Nothing is written there, so that it uses no memory.
    reserve(2 * ROOM);
    reserve(ROOM);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(count.unwrap_or(0));
    let threads = threads.use_current_thread().start_handler(|_| reserve(ROOM));
    threads.build_global().map_err(|error| UsageError(format!("cannot start threads: {error}")))
}

/// The bytes that each thread reserves for its heap.
const ROOM: usize = 8 << 20;

/// Allocates so many bytes, if possible, and frees them.
fn reserve(bytes: usize) {
    let mut room = Vec::<u8>::new();
    // Failure is harmless: the heap then grows on demand.
    let _ = room.try_reserve_exact(bytes);
    std::hint::black_box(room);
}
