//! Architect exports: base64 of percent-encoded JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flowvet::artifact::export::decode;
use proptest::prelude::*;

/// As `encodeURIComponent` and base64 make it.
pub fn encode(json: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'!')
        .remove(b'~')
        .remove(b'*')
        .remove(b'\'')
        .remove(b'(')
        .remove(b')');
    STANDARD.encode(percent_encoding::utf8_percent_encode(json, KEPT).to_string())
}

/// The text, or where and why there is none.
fn told(bytes: &[u8]) -> String {
    match decode(bytes) {
        Ok(text) => text,
        Err(error) => format!("{}: {}", error.offset, error.message),
    }
}

#[test]
fn an_export_is_decoded() {
    let json = r#"{"name":"Größe + 50 %","type":"workflow"}"#;
    assert_eq!(told(encode(json).as_bytes()), json);
}

#[test]
fn a_byte_order_mark_and_a_last_line_break_do_no_harm() {
    let file = format!("\u{feff}{}\r\n", encode("{}"));
    assert_eq!(told(file.as_bytes()), "{}");
}

#[test]
fn a_plus_is_a_plus() {
    assert_eq!(told(STANDARD.encode("%7Ba+b%7d").as_bytes()), "{a+b}");
}

#[test]
fn an_empty_file_is_reported_as_empty() {
    assert_eq!(told(b""), "0: the file is empty");
    assert_eq!(told(b"\xEF\xBB\xBF\n"), "0: the file is empty");
}

#[test]
fn invalid_base64_is_located() {
    assert_eq!(told(b"JTd{"), "3: character 4 is not base64");
    assert_eq!(told(b"JTdC\nJTdE"), "4: character 5 is not base64");
    assert_eq!(told(b"\xEF\xBB\xBF{}"), "3: character 1 is not base64");
    assert_eq!(told("JTdCä".as_bytes()), "4: character 5 is not base64");
}

#[test]
fn a_truncated_file_is_reported_as_such() {
    assert_eq!(told(b"JTdCJ"), "5: the base64 text ends early; the file is cut off");
    assert_eq!(told(b"JTdCJT"), "6: the base64 text ends early; the file is cut off");
}

#[test]
fn broken_percent_codes_are_pointed_at() {
    assert_eq!(
        told(STANDARD.encode("%7B%G1").as_bytes()),
        "4: the percent code at byte 4 of the decoded text is broken"
    );
    assert_eq!(
        told(STANDARD.encode("abc%4").as_bytes()),
        "4: the percent code at byte 4 of the decoded text is broken"
    );
    assert_eq!(told(STANDARD.encode("%").as_bytes()), "0: the percent code at byte 1 of the decoded text is broken");
    assert_eq!(told(STANDARD.encode("%+1").as_bytes()), "0: the percent code at byte 1 of the decoded text is broken");
}

#[test]
fn text_that_is_not_utf8_is_pointed_at() {
    assert_eq!(told(STANDARD.encode("%7B%FF").as_bytes()), "4: the decoded text is not UTF-8");
}

proptest! {
    #[test]
    fn any_text_survives(text in "\\PC{1,60}") {
        prop_assert_eq!(told(encode(&text).as_bytes()), text);
    }

    #[test]
    fn any_bytes_give_a_text_or_a_place(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Err(error) = decode(&bytes) {
            prop_assert!(error.offset <= bytes.len());
        }
        if let Err(error) = decode(STANDARD.encode(&bytes).as_bytes()) {
            prop_assert!(error.offset <= bytes.len() * 2);
        }
    }
}
