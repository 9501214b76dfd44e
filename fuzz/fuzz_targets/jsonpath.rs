//! JSONPath: any text is a path or has a first mistake.
#![no_main]

use flowvet::expr::jsonpath::{self, Segment};
use flowvet_fuzz::inside;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| match jsonpath::parse(text) {
    Ok(path) => {
        let _ = path.is_indefinite();
        for segment in &path.segments {
            if let Segment::Child(range) | Segment::Function(range) = segment {
                inside(text, range);
            }
        }
    }
    Err(error) => inside(text, &error.range),
});
