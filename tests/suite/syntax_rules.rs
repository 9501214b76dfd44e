//! The rules about the text of a file.

use crate::project::expect;

#[test]
fn files_that_cannot_be_read() {
    let files: [(&str, &[u8]); 3] = [
        ("a.payload.json", b"{\"attributes\": {\"city\": \"Gr\xfcnau\"}}"),
        ("main.i3InboundFlow", b"JTdC!"),
        ("notes.json", b"{\"city\": \"Gr\xfcnau\"}"),
    ];
    expect(
        &files,
        r"
        a.payload.json:1:28-29 error[unreadable-file] this file is not valid UTF-8 (byte 0xfc at offset 27) | not UTF-8 | save the file as UTF-8, or add it to `exclude`; nothing in it was checked
        main.i3InboundFlow:1:5-6 error[syntax-error] character 5 is not base64 | syntax error | fix this first: the file cannot be imported, and other problems in it may be hidden
        notes.json:1:13-14 info[unreadable-file] this file is not valid UTF-8 (byte 0xfc at offset 12) | not UTF-8 | save the file as UTF-8, or add it to `exclude`; nothing in it was checked
    ",
    );
}
