//! Writes XML. Knows no format that uses it.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use super::printable;

/// A document with what `content` writes as its root, indented, with a line break at its end.
pub(super) fn document(content: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail.
    let _ =
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).and_then(|()| content(&mut writer));
    String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n"
}

/// Removes the characters that XML does not allow, even escaped.
pub(super) fn text(text: &str) -> String {
    printable::inline(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
