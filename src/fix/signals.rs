//! Delays signals that end a process while files are written, so that temporary files are removed first.

#[cfg(unix)]
pub(super) use unix::Watch;

#[cfg(unix)]
mod unix {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::{flag, low_level};

    /// The state that the signal handlers share with the process. The handlers stay installed until the process ends,
    /// since a signal whose handler is removed is ignored.
    #[derive(Debug, Default)]
    struct Shared {
        /// Whether a signal has its usual effect at once.
        is_idle: Arc<AtomicBool>,
        received: [(i32, Arc<AtomicBool>); 2],
    }

    static SHARED: OnceLock<Shared> = OnceLock::new();

    /// While it lives, SIGINT and SIGTERM wait. When it is dropped, a signal that was received has its usual effect.
    #[derive(Debug)]
    pub(in crate::fix) struct Watch(&'static Shared);

    impl Watch {
        pub(in crate::fix) fn new() -> Self {
            let shared = SHARED.get_or_init(|| {
                let is_idle = Arc::new(AtomicBool::new(false));
                let received = [SIGINT, SIGTERM].map(|signal| {
                    let received = Arc::new(AtomicBool::new(false));
                    // If a handler cannot be installed, the signal ends the process as usual; the next run removes
                    // the temporary files.
                    let _ = flag::register_conditional_default(signal, is_idle.clone());
                    let _ = flag::register(signal, received.clone());
                    (signal, received)
                });
                Shared { is_idle, received }
            });
            shared.is_idle.store(false, Ordering::SeqCst);
            Watch(shared)
        }

        pub(in crate::fix) fn is_interrupted(&self) -> bool {
            self.0.received.iter().any(|(_, received)| received.load(Ordering::SeqCst))
        }
    }

    impl Drop for Watch {
        fn drop(&mut self) {
            self.0.is_idle.store(true, Ordering::SeqCst);
            for (signal, received) in &self.0.received {
                if received.swap(false, Ordering::SeqCst) {
                    let _ = low_level::emulate_default_handler(*signal);
                }
            }
        }
    }
}

/// On other systems, the next run removes the temporary files of an interrupted one.
#[cfg(not(unix))]
#[derive(Debug)]
pub(super) struct Watch;

#[cfg(not(unix))]
impl Watch {
    pub(super) fn new() -> Self {
        Watch
    }

    pub(super) fn is_interrupted(&self) -> bool {
        false
    }
}
