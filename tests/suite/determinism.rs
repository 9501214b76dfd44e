//! The output is the same byte for byte, however the work is divided and in whatever order it is asked for.

use std::process::Command;

fn check(format: &str, threads: &str, paths: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_flowvet"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/broken"))
        .args(["check", "--format", format, "--threads", threads])
        .args(paths)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.is_empty());
    output.stdout
}

#[test]
fn output_does_not_depend_on_runs_threads_or_the_order_of_paths() {
    let orders = [
        ["flows", "exports", "payloads", "data-actions"],
        ["data-actions", "payloads", "exports", "flows"],
        ["payloads", "flows", "data-actions", "exports"],
    ];
    for format in ["human", "concise", "json", "sarif"] {
        let first = check(format, "1", &orders[0]);
        for threads in ["1", "2", "4", "13"] {
            for paths in &orders {
                let again = check(format, threads, paths);
                assert!(first == again, "{format}, {threads} threads, {paths:?}");
            }
        }
    }
}
