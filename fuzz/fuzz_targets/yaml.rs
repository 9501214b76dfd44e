//! YAML: any text gives a tree.
#![no_main]

use flowvet::syntax::{Limits, yaml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (tree, errors) = yaml::parse(text, &Limits::default());
    flowvet_fuzz::walk(&tree, &errors);
});
