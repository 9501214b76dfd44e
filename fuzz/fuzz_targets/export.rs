//! Exports: any bytes are decoded or have a first mistake; what is encoded is decoded as it was.
#![no_main]

use flowvet::artifact::export;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match export::decode(bytes) {
        Ok(text) => assert!(export::decode(export::encode(&text).as_bytes()).as_ref() == Ok(&text)),
        Err(error) => assert!(error.offset <= bytes.len()),
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(
            export::decode(export::encode(text).as_bytes()).is_ok_and(|decoded| decoded == text) || text.is_empty()
        );
    }
});
