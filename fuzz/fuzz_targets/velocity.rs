//! Velocity: any text gives pieces in order, and references inside of it.
#![no_main]

use flowvet::expr::velocity;
use flowvet_fuzz::inside;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let template = velocity::parse(text);
    for piece in &template.pieces {
        inside(text, &piece.range);
    }
    assert!(template.pieces.is_sorted_by(|one, next| one.range.end <= next.range.start));
    for (number, reference) in template.references.iter().enumerate() {
        inside(text, &reference.range);
        let parts = [&reference.root].into_iter().chain(&reference.properties).chain(&reference.call);
        for part in parts {
            inside(text, part);
            assert!(reference.range.start <= part.start && part.end <= reference.range.end);
        }
        assert!(reference.within.is_none_or(|outer| outer < number));
    }
    for error in &template.errors {
        inside(text, &error.range);
    }
});
