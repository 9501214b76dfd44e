//! Lines and columns as people count them.

use flowvet::text::{Encoding, Position, Source};
use proptest::prelude::*;

fn source(text: &str) -> Source {
    Source::new("a.txt".into(), text.to_owned(), Encoding::Utf8)
}

/// Line and column found by counting everything before the offset.
fn counted(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    Position { line: u32::try_from(line).unwrap(), column: u32::try_from(column).unwrap() }
}

#[test]
fn columns_count_code_points() {
    let source = source("größe\n顧客 x");
    assert_eq!(source.position(15), Position { line: 2, column: 4 });
}

#[test]
fn an_offset_past_the_end_is_the_end() {
    assert_eq!(source("a\nbc").position(99), Position { line: 2, column: 3 });
}

#[test]
fn a_long_line_that_ends_with_a_block() {
    let text = "ab".repeat(4096);
    assert_eq!(source(&text).position(8192), Position { line: 1, column: 8193 });
}

proptest! {
    /// Lines of many thousand code points are counted in blocks: nobody may notice.
    #[test]
    fn positions_in_long_lines(parts in prop::collection::vec(("[aé顧😀]{1,9}", 1usize..400, any::<bool>()), 1..9)) {
        let text: String =
            parts.iter().map(|(part, times, ends)| part.repeat(*times) + if *ends { "\n" } else { "" }).collect();
        let source = source(&text);
        for (offset, _) in text.char_indices().step_by(997).chain([(text.len(), ' ')]) {
            prop_assert_eq!(source.position(u32::try_from(offset).unwrap()), counted(&text, offset));
            let before = text[..offset].rsplit('\n').next().unwrap();
            prop_assert_eq!(source.utf16_column(offset), before.encode_utf16().count());
        }
    }
}
