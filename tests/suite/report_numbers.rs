//! Statistics and timings.

use std::sync::Arc;
use std::time::Duration;

use flowvet::engine::{Request, Stage, Times, Timings, check};
use flowvet::report::{statistics, timings};
use flowvet::rules::ALL;

use crate::outcomes::{outcome, wrong_case};
use crate::project::Project;

#[test]
fn the_most_frequent_comes_first() {
    let mut many = wrong_case();
    let mut other = many.diagnostics[0].clone();
    other.rule = "a-rule";
    other.primary.location.file = "flows/\u{1b}odd.yaml".into();
    many.diagnostics.extend([other.clone(), other]);
    assert_eq!(
        statistics::render(&many),
        "findings  rule\n       2  a-rule\n       1  name-case-mismatch\n\nfindings  file\n       2  flows/␛odd.yaml\n       \
         1  flows/queue.yaml\n"
    );
    assert_eq!(statistics::render(&outcome(vec![], vec![])), "");
}

#[test]
fn times_by_stage_and_rule() {
    let milliseconds = Duration::from_millis;
    let times = Times::from([
        ((Stage::Find, None), milliseconds(3)),
        ((Stage::File, Some("quick")), milliseconds(1)),
        ((Stage::File, Some("slow")), milliseconds(1)),
        ((Stage::Workspace, Some("slow")), milliseconds(1500)),
    ]);
    assert_eq!(
        timings::render(&times, milliseconds(1000)),
        "1000.0 ms passed; the times below are those of all threads together\n      \
         3.0 ms  finding files\n      \
         0.0 ms  reading them\n      \
         0.0 ms  parsing them and taking their facts\n      \
         2.0 ms  rules in single files\n   \
         1500.0 ms  rules across files\n      \
         0.0 ms  suppressing findings\n      \
         0.0 ms  making reports\n\n         \
         all      in files  across files  rule\n   \
         1501.0 ms        1.0 ms     1500.0 ms  slow\n      \
         1.0 ms        1.0 ms        0.0 ms  quick\n"
    );
}

#[test]
fn every_stage_and_rule_is_measured_and_only_on_request() {
    let project = Project::new(&[("a.payload.json", "{\"attributes\": {\"shelf\": 3}}")]);
    let noted = Arc::new(Timings::default());
    let request = Request { folder: project.folder(), timings: Some(noted.clone()), ..Request::default() };
    check(&request, ALL, &()).unwrap();
    let times = noted.times();
    for stage in [Stage::Find, Stage::Read, Stage::Parse, Stage::Suppress] {
        assert!(times.contains_key(&(stage, None)), "{stage:?}");
    }
    let rules = |stage| times.keys().filter(|(own, rule)| *own == stage && rule.is_some()).count();
    let on = ALL.iter().filter(|rule| rule.meta().recommended).count();
    assert_eq!((rules(Stage::File), rules(Stage::Workspace)), (on, on));
}
