//! The other small languages inside strings, and scalars in every style: what is encoded is decoded as it was, and the
//! way back through escapes ends inside the scalar.
#![no_main]

use flowvet::expr::{architect, javascript, placeholder};
use flowvet::syntax::{Style, scalar};
use flowvet_fuzz::inside;
use libfuzzer_sys::fuzz_target;

/// The styles that can hold any text.
const STYLES: [Style; 6] = [Style::Json, Style::Plain, Style::Single, Style::Double, Style::Hcl, Style::HclJson];

fuzz_target!(|text: &str| {
    for found in placeholder::find(text) {
        inside(text, &found.range);
    }
    let tokens = javascript::tokens(text);
    for token in &tokens {
        inside(text, &token.range);
    }
    assert!(tokens.is_sorted_by(|one, next| one.range.end <= next.range.start));
    let _ = javascript::unescape(text);
    if let Some(literal) = architect::constant(text).and_then(|constant| constant.literal) {
        inside(text, &literal);
    }
    for style in STYLES {
        let _ = scalar::decode(text, style);
        let written = scalar::encode(text, style);
        // What a style cannot hold is written in double quotes.
        let style = if matches!(style, Style::Plain | Style::Single) && written.starts_with('"') {
            Style::Double
        } else {
            style
        };
        assert!(scalar::decode(&written, style) == text, "{written} is not what was encoded");
        let at = text.floor_char_boundary(text.len() / 3);
        for range in [at..at, at..text.len(), 0..at] {
            let place = scalar::locate(&written, style, text, &range).expect("a part of a text has a place");
            inside(&written, &place);
        }
    }
});
