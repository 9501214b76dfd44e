//! The rules about the text of a file.

use crate::project::expect;

#[test]
fn every_syntax_error_that_reading_finds() {
    let files = [("a.payload.json", "{\n  \"attributes\": {\n    \"a\": \"x\"\n    \"b\": \"y\",,\n  }\n}")];
    expect(
        &files,
        r"
        a.payload.json:3:13-13 error[syntax-error] missing `,` after this value | not understood here | mend this first: nothing can import the file, and other findings in it may be missing
        a.payload.json:4:14-15 error[syntax-error] expected a key before this `,` | not understood here | mend this first: nothing can import the file, and other findings in it may be missing
        a.payload.json:4:14-15 error[syntax-error] trailing `,` before `}` | not understood here | mend this first: nothing can import the file, and other findings in it may be missing
    ",
    );
}

#[test]
fn keys_that_stand_twice() {
    let yaml = "inboundCall:\n  name: Orders\n  name: Others\n  {{a}}: 1\n  {{b}}: 2\n  \"{{a}}\": 3\n  tasks: []\n";
    let files =
        [("a.payload.json", r#"{"attributes": {"a": "1", "b": "2", "a": "3", "\u0061": "4"}}"#), ("flow.yaml", yaml)];
    expect(
        &files,
        r"
        a.payload.json:1:38-39 error[duplicate-key] the key `a` stands twice in the same object | here again; readers keep one of the two values and drop the other | keep the one that is meant
            a.payload.json:1:18-19 first here
        a.payload.json:1:48-54 error[duplicate-key] the key `a` stands twice in the same object | here again; readers keep one of the two values and drop the other | keep the one that is meant
            a.payload.json:1:18-19 first here
        flow.yaml:3:3-7 error[duplicate-key] the key `name` stands twice in the same object | here again; readers keep one of the two values and drop the other | keep the one that is meant
            flow.yaml:2:3-7 first here
        flow.yaml:6:4-9 error[duplicate-key] the key `{{a}}` stands twice in the same object | here again; readers keep one of the two values and drop the other | keep the one that is meant
            flow.yaml:4:3-8 first here
    ",
    );
}

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
        a.payload.json:1:28-29 error[unreadable-file] this file is not UTF-8: byte 0xfc at offset 27 | reading stops here | nothing in this file is checked; mend it, or name it in `exclude`
        main.i3InboundFlow:1:5-6 error[syntax-error] character 5 is not base64 | not understood here | mend this first: nothing can import the file, and other findings in it may be missing
        notes.json:1:13-14 info[unreadable-file] this file is not UTF-8: byte 0xfc at offset 12 | reading stops here | nothing in this file is checked; mend it, or name it in `exclude`
    ",
    );
}
