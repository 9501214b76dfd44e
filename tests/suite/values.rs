//! The rules about attribute values.

use crate::project::expect;

#[test]
fn placeholders_in_values() {
    let yaml = "inboundCall:\n  name: Orders\n  tasks:\n    - task:\n        name: Greet\n        actions:\n          - setParticipantData: {attributes: [{attribute: {name: {lit: city}, value: {lit: \"{{city}}\"}}}]}\n";
    let files = [
        ("a.yaml", yaml),
        ("rest.payload.json", r#"{"attributes": {"city": "in {{flow.city}}", "street": "${street}"}}"#),
        ("set.payload.json", r#"{"data": {"city": "{{flow.city}}"}}"#),
    ];
    expect(&files, "");
}
