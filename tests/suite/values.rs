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
    expect(
        &files,
        r"
        rest.payload.json:1:29-42 error[template-in-value] the payload has the placeholder `{{flow.city}}` in an attribute value | nothing replaces this; it is stored as it is written | write the value itself, or let what sends the request fill it in
        rest.payload.json:1:56-65 error[template-in-value] the payload has the placeholder `${street}` in an attribute value | nothing replaces this; it is stored as it is written | write the value itself, or let what sends the request fill it in
    ",
    );
}
