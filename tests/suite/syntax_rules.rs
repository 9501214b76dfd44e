//! The rules about the text of a file.

use crate::project::expect;

#[test]
fn every_syntax_error_that_reading_finds() {
    let files = [("a.payload.json", "{\n  \"attributes\": {\n    \"a\": \"x\"\n    \"b\": \"y\",,\n  }\n}")];
    expect(&files, "");
}

#[test]
fn keys_that_stand_twice() {
    let yaml = "inboundCall:\n  name: Orders\n  name: Others\n  {{a}}: 1\n  {{b}}: 2\n  \"{{a}}\": 3\n  tasks: []\n";
    let files = [
        ("a.payload.json", r#"{"attributes": {"a": "1", "b": "2", "a": "3", "\u0061": "4"}, "x": {"a": 1}}"#),
        ("flow.yaml", yaml),
    ];
    expect(&files, "");
}

#[test]
fn files_that_cannot_be_read() {
    let files: [(&str, &[u8]); 3] = [
        ("a.payload.json", b"{\"attributes\": {\"city\": \"Gr\xfcnau\"}}"),
        ("main.i3InboundFlow", b"JTdC!"),
        ("notes.json", b"{\"city\": \"Gr\xfcnau\"}"),
    ];
    expect(&files, "");
}
