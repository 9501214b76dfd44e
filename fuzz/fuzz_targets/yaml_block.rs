//! YAML: what the reader of block YAML reads, the library reads as the same tree, without an error.
#![no_main]

use flowvet::syntax::{Limits, yaml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let limits = Limits::default();
    if let Some(tree) = yaml::parse_as_block(text, &limits) {
        let (expected, errors) = yaml::parse_by_library(text, &limits);
        assert!(errors.is_empty(), "the library reports {errors:?}");
        assert!(tree == expected, "the library reads another tree");
    }
});
