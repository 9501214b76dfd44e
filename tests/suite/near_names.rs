//! Rules about names that are almost right.

use crate::names::{flow, get, set};
use crate::project::{Project, expect, findings};

/// The rules that find something when one flow sets `written` and another gets `read`.
fn found(written: &str, read: &str) -> Vec<String> {
    let quoted = |name: &str| serde_json::to_string(name).unwrap();
    let files = [("a.yaml", flow(&[set(&quoted(written))])), ("b.yaml", flow(&[get(&quoted(read))]))];
    let findings = findings(&files);
    let rule = |line: &str| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned());
    findings.lines().filter(|line| !line.starts_with(' ')).filter_map(rule).collect()
}

#[test]
fn names_that_are_almost_the_same() {
    let pairs = [
        // Blanks and punctuation, with the case that goes with them.
        ("orderNumber", "order number"),
        ("orderNumber", "Order_Number"),
        ("order-number", "order.number"),
        ("Queue Deflection", "Queue_Deflection"),
        // Look-alikes and composition.
        ("orderNumber", "\u{043e}rderNumber"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("orderNumber", "order\u{200b}Number"),
        // One letter inside a long word.
        ("customerId", "custmerId"),
        ("shippingAddress", "shippingAdress"),
        ("receivedOn", "recievedOn"),
        ("customer_type", "custimer_type"),
    ];
    for (written, read) in pairs {
        assert_eq!(found(written, read), ["name-near-miss"], "{written} and {read}");
    }
}

#[test]
fn names_that_differ_on_purpose() {
    let pairs = [
        ("customField1", "customField2"),
        ("item1_2", "item12"),
        ("option1", "option10"),
        // The first and last letter of a word.
        ("selectedOption", "selectedOptions"),
        ("callerNumber", "calledNumber"),
        ("optionLetterA", "optionLetterB"),
        ("inactiveCustomer", "activeCustomer"),
        // Short words and real words.
        ("currentState", "currentStage"),
        ("contactId", "contractId"),
        ("countryCode", "countyCode"),
        ("city", "cit"),
        ("customerId", "orderNumber"),
    ];
    for (written, read) in pairs {
        assert!(found(written, read).is_empty(), "{written} and {read}");
        assert!(found(read, written).is_empty(), "{read} and {written}");
    }
}

#[test]
fn the_prefix_of_the_platform_is_in_lower_case() {
    let files = [
        ("a.yaml", flow(&[get("Context.firstName"), get("context.lastName"), get("CONTEXT.a b"), get("Contextual.x")])),
        ("b.yaml", flow(&[set("Context.own"), get("Context.own")])),
    ];
    expect(
        &files,
        r"
        a.yaml:7:72-80 error[platform-prefix-case] Get Participant Data reads `Context.firstName`, but web chat sets it as `context.firstName`; names are case-sensitive | different capitalisation | use `context.firstName`; otherwise the variable stays empty
            fix (safe): rename to `context.firstName`
        a.yaml:9:72-80 error[platform-prefix-case] Get Participant Data reads `CONTEXT.a b`, but web chat sets it as `context.a b`; names are case-sensitive | different capitalisation | use `context.a b`; otherwise the variable stays empty
            fix (safe): rename to `context.a b`
    ",
    );
    let project = Project::new(&files);
    assert_eq!(project.fix(), 2);
    assert_eq!(project.findings(), "");
}

#[test]
fn names_that_other_systems_read() {
    let set_rules = |name: &str| {
        let findings = findings(&[("a.yaml", flow(&[set(name)]))]);
        findings.lines().filter(|line| line.contains("[well-known-name]")).count()
    };
    for name in
        ["SF_URL_Pop", "PT URLPop", "PT_TranfserContext", "PEF-Priority", "context.firstname", "context.last_name"]
    {
        assert_eq!(set_rules(name), 1, "{name}");
    }
    for name in
        ["SF_URLPop", "sf_urlpop", "PT_SEARCHVALUE", "context.firstName", "context.customField4", "urlPop", "PT_Other"]
    {
        assert_eq!(set_rules(name), 0, "{name}");
    }
    // Somebody reads it as it is written.
    expect(&[("a.yaml", flow(&[set("SF_URL_Pop"), get("SF_URL_Pop")]))], "");
}

#[test]
fn names_that_suggest_secrets() {
    let secret = |configuration: &str, name: &str| {
        let files = [("flowvet.toml", configuration.to_owned()), ("a.yaml", flow(&[set(name)]))];
        findings(&files).lines().filter(|line| line.contains("[secret-in-name]")).count()
    };
    for name in [
        "cardNumber",
        "CARD_NUMBER",
        "card number",
        "CC Number",
        "cardnumber",
        "CVV",
        "cvv2",
        "userPassword",
        "accessToken",
        "SSN",
        "api_key",
    ] {
        assert_eq!(secret("", name), 1, "{name}");
    }
    for name in [
        "tokenizer",
        "tokenized",
        "passwordless",
        "secretary",
        "passwordReset",
        "tokenExpiry",
        "hasPassword",
        "isSecret",
        "maskedCardNumber",
        "lastCardNumber",
        "cardType",
        "orderNumber",
        "postcard number plate",
        "businessName",
    ] {
        assert_eq!(secret("", name), 0, "{name}");
    }
    assert_eq!(secret("secret-words = [\"iban\", \"Account No\"]", "customerIban"), 1);
    assert_eq!(secret("secret-words = [\"iban\", \"Account No\"]", "account_no"), 1);
    assert_eq!(secret("secret-words = [\"iban\", \"Account No\"]", "password"), 0);
}
