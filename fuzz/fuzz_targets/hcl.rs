//! Terraform, in its own form and in that of JSON: any text gives a tree.
#![no_main]

use flowvet::syntax::hcl::Keys;
use flowvet::syntax::{Limits, hcl};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (tree, errors) = hcl::parse(
        text,
        &Keys { json: &["contract_input"], inserted: &["contract_output", "translation_map"], ..Keys::default() },
    );
    flowvet_fuzz::walk(&tree, &errors);
    let (tree, errors) = hcl::parse_json(text, &["contract_input"], &Limits::default());
    flowvet_fuzz::walk(&tree, &errors);
});
