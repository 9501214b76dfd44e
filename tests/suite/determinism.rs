//! The output is the same byte for byte, however the work is divided and in whatever order it is asked for.

use std::fs;
use std::process::Command;

const FORMATS: [&str; 4] = ["human", "concise", "json", "sarif"];

/// The report in each of the formats.
fn check(threads: &str, paths: &[&str]) -> [Vec<u8>; 4] {
    let folder = tempfile::tempdir().unwrap();
    let file = |format: &str| folder.path().join(format);
    let output = Command::new(env!("CARGO_BIN_EXE_flowvet"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/broken"))
        .args(["check", "--threads", threads])
        .args(FORMATS.iter().flat_map(|format| ["--output".into(), format!("{format}={}", file(format).display())]))
        .args(paths)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let reports = FORMATS.map(|format| fs::read(file(format)).unwrap());
    assert!(reports.iter().all(|report| !report.is_empty()));
    reports
}

#[test]
fn output_does_not_depend_on_runs_threads_or_the_order_of_paths() {
    let orders = [
        ["flows", "exports", "payloads", "data-actions"],
        ["data-actions", "payloads", "exports", "flows"],
        ["payloads", "flows", "data-actions", "exports"],
    ];
    let first = check("1", &orders[0]);
    for (threads, paths) in ["1", "2", "2", "4", "13"].into_iter().zip(orders.iter().cycle()) {
        for ((format, first), again) in FORMATS.iter().zip(&first).zip(check(threads, paths)) {
            assert!(*first == again, "{format}, {threads} threads, {paths:?}");
        }
    }
}
