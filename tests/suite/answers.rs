//! What `flowvet map --attribute` and `--flow` answer.

use flowvet::map::Question;

use crate::map::map;

const MAIN: &str = "inboundCall:
  name: Main
  startUpRef: \"/inboundCall/tasks/task[Greet_10]\"
  tasks:
    - task:
        name: Greet
        refId: Greet_10
        actions:
          - setParticipantData:
              attributes:
                - attribute: {name: {lit: tier}, value: {lit: gold}}
                - attribute: {name: {lit: caller}, value: {exp: Call.Ani}}
          - transferToFlow: {targetFlow: {name: Queue}}
";

const QUEUE: &str = "inqueueCall:
  name: Queue
  startUpTaskActions:
    - getParticipantData:
        attributes:
          - attribute: {name: {lit: tier}, variable: Task.tier}
    - decision:
        condition: {exp: 'Lower(Task.tier) == \"gold\"'}
";

const DICTIONARY: &str = "[tier]\ndescription = \"Level of the customer\"\n[caller]\n";

fn ask(question: &Question) -> Result<String, String> {
    let files = [("main.yaml", MAIN), ("queue.yaml", QUEUE), ("attributes.toml", DICTIONARY)];
    map(&files).answer(question, false)
}

#[test]
fn the_life_of_an_attribute() {
    let expected = r#"tier: written and read
Level of the customer

set by
  main.yaml:11  inboundCall "Main" › task "Greet" › Set Participant Data = "gold"

read by
  queue.yaml:6  inqueueCall "Queue" › startup task › Get Participant Data into Task.tier

conditions
  queue.yaml:8  inqueueCall "Queue" › startup task › Decision: Lower(Task.tier) == "gold"
"#;
    assert_eq!(ask(&Question::Attribute("tier".to_owned())).unwrap(), expected);
}

#[test]
fn a_flow_by_its_name_or_file() {
    let expected = r#"inqueueCall "Queue"  queue.yaml

reads
  tier into Task.tier  line 6

conditions
  Lower(Task.tier) == "gold"  line 8

reached from
  inboundCall "Main" hands over to it  main.yaml:13
"#;
    assert_eq!(ask(&Question::Flow("Queue".to_owned())).unwrap(), expected);
    assert_eq!(ask(&Question::Flow("queue.yaml".to_owned())).unwrap(), expected);
    let main = ask(&Question::Flow("inboundCall \"Main\"".to_owned())).unwrap();
    assert!(main.contains("  caller = Call.Ani  line 12\n"), "{main}");
    assert!(main.contains("hands over\n  hands over to flow \"Queue\"  line 13\n"), "{main}");
}

#[test]
fn a_name_that_does_not_exist_has_a_suggestion() {
    let error = |question: Question| ask(&question).unwrap_err();
    assert_eq!(
        error(Question::Attribute("Tier".to_owned())),
        "the project has no attribute `Tier`; did you mean `tier`?"
    );
    assert_eq!(
        error(Question::Flow("Returns".to_owned())),
        "the project has no flow `Returns`; it has `Main`, `Queue`"
    );
}

#[test]
fn json_has_values_variables_and_conditions() {
    let map = map(&[("main.yaml", MAIN), ("queue.yaml", QUEUE)]);
    let answer = map.answer(&Question::Attribute("tier".to_owned()), true).unwrap();
    for expected in [
        "\"value\": \"gold\"",
        "\"variables\": [\n            \"Task.tier\"\n",
        "\"comparedWith\": [\n            \"gold\"\n",
    ] {
        assert!(answer.contains(expected), "{answer}");
    }
    let flow = map.answer(&Question::Flow("Main".to_owned()), true).unwrap();
    assert!(flow.contains("\"expression\": \"Call.Ani\""), "{flow}");
}
