//! The tables about Genesys Cloud: every row has a public source and a date.

use flowvet::knowledge::{Origin, names};

/// Whether `date` is `YYYY` or `YYYY-MM-DD`.
fn is_date(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    digits && date >= "2015" && matches!(lengths[..], [4] | [4, 2, 2])
}

#[track_caller]
fn has_origin(row: &str, origin: Origin) {
    assert!(origin.url.starts_with("https://"), "the source of {row} is no public page: {}", origin.url);
    assert!(is_date(origin.date), "the date of {row} is none: {}", origin.date);
}

#[test]
fn names_have_sources() {
    for row in names::WRITTEN.iter().chain(names::READ) {
        has_origin(row.glob, row.origin);
        assert!(!row.by.is_empty(), "nobody writes or reads {}", row.glob);
    }
    for row in names::WELL_KNOWN {
        has_origin(row.name, row.origin);
        assert!(!row.by.is_empty(), "nobody reads {}", row.name);
    }
}

#[test]
fn a_name_is_listed_once() {
    let written: Vec<&str> = names::WRITTEN.iter().map(|row| row.glob).collect();
    let read: Vec<&str> = names::WELL_KNOWN.iter().map(|row| row.name).collect();
    for rows in [written, read, names::SECRETS.to_vec()] {
        let mut once = rows.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), rows.len());
    }
}
