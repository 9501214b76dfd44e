//! What is in a flow many times costs a search or a copy once, not once for each place that needs it.

use flowvet::artifact::flow::Variables;
use flowvet::artifact::{Facts, Hint, detect};
use flowvet::syntax::Limits;

use super::names::{flow, get};
use super::project::findings;

fn facts(yaml: &str) -> Facts {
    let format = detect::format("a.yaml", &Hint::default()).unwrap();
    detect::read("a.yaml", yaml, format, &Hint::default(), &Limits::default()).facts.unwrap()
}

fn declared(yaml: &str) -> Variables {
    facts(yaml).variables
}

/// A flow of tasks that declare a variable each, of a kind and with a name.
fn tasks(variables: &[(&str, String)]) -> String {
    let task = |(kind, name): &(&str, String)| {
        format!("    - task: {{name: T, variables: [{kind}Variable: {{name: {name}}}], actions: []}}\n")
    };
    format!("inboundCall:\n  name: Orders\n  tasks:\n{}", variables.iter().map(task).collect::<String>())
}

#[test]
fn a_variable_is_found_in_any_case_and_once_for_each_kind() {
    let all: Vec<_> = (0..600).map(|number| (["string", "integer"][number % 2], "Task.count".to_owned())).collect();
    let variables = declared(&tasks(&all));
    assert_eq!(variables.len(), 600);
    let kinds: Vec<_> = variables.named("TASK.Count").map(|it| &*it.kind).collect();
    assert_eq!(kinds, ["string", "integer"]);
    assert_eq!(variables.named("Task.coun").count() + variables.named("Task.counts").count(), 0);
}

#[test]
fn every_variable_is_found_by_its_name() {
    let all: Vec<_> = (0..50).map(|number| ("string", format!("Task.count{}", number * 7 % 50))).collect();
    let variables = declared(&tasks(&all));
    assert_eq!(variables.len(), 50);
    for variable in variables.iter() {
        let found: Vec<_> = variables.named(&variable.name.to_uppercase()).collect();
        assert_eq!(found, [variable]);
    }
}

#[test]
fn conditions_list_a_limited_number_of_gets() {
    let conditions = |gets: usize| {
        let mut actions: Vec<_> = (0..gets).map(|number| get(&format!("a{number}"))).collect();
        actions.push("decision: {name: D, condition: {exp: 'Flow.x == \"1\"'}}".to_owned());
        let whole = "  startUpRef: \"/inboundCall/tasks/task[Greet_10]\"\n  tasks:";
        facts(&flow(&actions).replace("  tasks:", whole)).conditions
    };
    assert_eq!(conditions(100).iter().map(|it| it.gets.len()).collect::<Vec<_>>(), [100]);
    assert_eq!(conditions(101), []);
}

#[test]
fn a_flow_with_many_keys_has_its_tasks_and_variables() {
    let keys: Vec<_> = (0..400).map(|number| format!("  other{number}: x\n")).collect();
    let keys = keys.concat();
    let flow = format!(
        "inboundCall:\n{keys}  name: Orders\n  startUpRef: \"/inboundCall/tasks/task[Ask_10]\"\n  variables:\n    - \
         stringVariable: {{name: Flow.tier, initialValue: {{lit: gold}}}}\n  tasks:\n    - task: {{name: Ask, refId: \
         Ask_10, actions: [setParticipantData: {{name: Keep, attributes: [attribute: {{name: {{lit: tier}}, value: \
         {{exp: Flow.tier}}}}]}}]}}\n"
    );
    assert_eq!(findings(&[("flow.yaml", flow)]), "");
}
