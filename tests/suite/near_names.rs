//! Rules about names that are almost right.

use crate::names::{flow, get, script, set};
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
fn a_near_miss_shows_who_writes_the_other_name() {
    expect(
        &[("a.yaml", flow(&[set("orderNumber")])), ("b.yaml", flow(&[get("order number")]))],
        r"
        b.yaml:7:72-84 warning[name-near-miss] Get Participant Data reads `order number`, which nothing in the project writes; `orderNumber` is written | differs from `orderNumber` in blanks, `_`, `-` or `.` only | write `orderNumber` here if that is meant, or one name in both places
            a.yaml:7:72-83 `orderNumber` is set here
    ",
    );
}

#[test]
fn a_near_miss_needs_to_be_sure() {
    // Two names that could be meant.
    expect(&[("a.yaml", flow(&[set("order_number"), set("order-number"), get("order number")]))], "");
    // A flow that knows of both.
    expect(&[("a.yaml", flow(&[set("order_number"), get("order_number"), get("order number")]))], "");
    // Somebody else writes it.
    let configuration = "[externals]\nwritten = [\"order *\"]".to_owned();
    expect(&[("flowvet.toml", configuration), ("a.yaml", flow(&[set("order_number"), get("order number")]))], "");
    // A web chat may write it.
    expect(&[("a.yaml", flow(&[set("context.orderNumber"), get("context.order_number")]))], "");
    // A variable of a script finds `context.` names.
    expect(
        &[
            ("a.yaml", flow(&[set("context.orderNumber")])),
            ("desk.script", script(&[("orderNumber", true, false), ("order number", true, true)])),
        ],
        "",
    );
}

#[test]
fn a_script_variable_is_near_a_context_name() {
    expect(
        &[("a.yaml", flow(&[set("context.orderNumber")])), ("desk.script", script(&[("order number", true, false)]))],
        r"
        desk.script:2:39-51 warning[name-near-miss] the script variable reads `order number`, which nothing in the project writes; `context.orderNumber` is written | differs from `context.orderNumber` in blanks, `_`, `-` or `.` only | write `context.orderNumber` here if that is meant, or one name in both places
            a.yaml:7:72-91 `context.orderNumber` is set here
    ",
    );
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
        a.yaml:7:72-80 error[platform-prefix-case] Get Participant Data reads `Context.firstName`, but the prefix of the platform is `context.` in lower case | names are case-sensitive; nothing sets this one | write `context.firstName`; at run time the variable is not filled otherwise
            fix (safe): rename to `context.firstName`
        a.yaml:9:72-80 error[platform-prefix-case] Get Participant Data reads `CONTEXT.a b`, but the prefix of the platform is `context.` in lower case | names are case-sensitive; nothing sets this one | write `context.a b`; at run time the variable is not filled otherwise
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
fn variables_with_dots() {
    expect(
        &[("desk.script", script(&[("a.b", true, true), ("context.email", true, false), ("x.y", false, false)]))],
        r"
        desk.script:2:30-33 error[dotted-script-name] the script variable `a.b` has the input flag, but scripts support no name with a dot | a name with a dot | name the variable and the attribute without a dot
        desk.script:3:40-53 error[dotted-script-name] the script variable `context.email` has the input flag, but scripts support no name with a dot | a name with a dot | name the variable `email`; it finds `context.email` by itself
    ",
    );
}

#[test]
fn flags_that_scripts_lack() {
    let local = ("desk.script", script(&[("Order Number", false, false), ("name", false, false)]));
    expect(
        &[("a.yaml", flow(&[set("Order Number"), set("name")])), local.clone()],
        r"
        desk.script:2:39-51 warning[script-direction] Set Participant Data sets `Order Number`, but the script variable `Order Number` lacks the input flag | neither input nor output; the attribute `Order Number` stays outside the script | turn on input for the variable, or give it another name if it has nothing to do with the attribute
            a.yaml:7:72-84 the flow sets it here
    ",
    );
    expect(
        &[("a.yaml", flow(&[get("Order Number")])), local.clone()],
        r"
        desk.script:2:39-51 warning[script-direction] Get Participant Data reads `Order Number`, but the script variable `Order Number` lacks the output flag | neither input nor output; the attribute `Order Number` stays outside the script | turn on output for the variable, or give it another name if it has nothing to do with the attribute
            a.yaml:7:72-84 the flow reads it here
    ",
    );
    // Whoever is on the other side of the attribute, it is not the script.
    expect(&[("a.yaml", flow(&[set("Order Number"), get("Order Number")])), local.clone()], "");
    let externals = "[externals]\nread = [\"Order Number\"]\nwritten = [\"Order Number\"]".to_owned();
    expect(&[("flowvet.toml", externals.clone()), ("a.yaml", flow(&[set("Order Number")])), local.clone()], "");
    expect(&[("flowvet.toml", externals), ("a.yaml", flow(&[get("Order Number")])), local], "");
    // A flag says that somebody has thought about it.
    expect(&[("a.yaml", flow(&[set("Order Number")])), ("desk.script", script(&[("Order Number", false, true)]))], "");
}

#[test]
fn names_that_tell_of_secrets() {
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

#[test]
fn a_secret_is_reported_where_it_is_written() {
    expect(
        &[("a.yaml", flow(&[set("cardNumber"), get("cardNumber"), get("password")]))],
        r"
        a.yaml:7:72-82 warning[secret-in-name] Set Participant Data sets `cardNumber`, which tells of a secret; agents, the API and reports see participant data | ends in `card number` | keep it in secured data (Set Secured Data), or out of the conversation
        a.yaml:9:72-80 warning[secret-in-name] Get Participant Data reads `password`, which tells of a secret; agents, the API and reports see participant data | ends in `password` | keep it in secured data (Set Secured Data), or out of the conversation
    ",
    );
}

/// A variable `x` of a script finds the attribute `x` and the attribute `context.x`: no rule takes them for two.
#[test]
fn a_variable_and_its_context_name_are_one() {
    let local = ("desk.script", script(&[("Order Number", false, false)]));
    expect(
        &[("a.yaml", flow(&[set("context.Order Number")])), local],
        r"
        desk.script:2:39-51 warning[script-direction] Set Participant Data sets `context.Order Number`, but the script variable `Order Number` lacks the input flag | neither input nor output; the attribute `context.Order Number` stays outside the script | turn on input for the variable, or give it another name if it has nothing to do with the attribute
            a.yaml:7:72-92 the flow sets it here
    ",
    );
    let strict = ("flowvet.toml", "preset = \"strict\"\n".to_owned());
    let reads = |name: &str| ("desk.script", script(&[(name, true, false)]));
    expect(&[strict.clone(), ("a.yaml", flow(&[set("context.size")])), reads("size")], "");
    expect(&[strict.clone(), ("a.yaml", flow(&[set("size")])), reads("size")], "");
    expect(
        &[strict.clone(), ("a.yaml", flow(&[set("context.size"), set("context.Size")])), reads("size")],
        r"
        a.yaml:8:72-84 warning[mixed-case-name] Set Participant Data sets `context.Size`, but the attribute is also set as `context.size` | these are two attributes; names are case-sensitive | write `context.size` everywhere; whoever reads one of the two does not see the other
            a.yaml:7:72-84 set here as `context.size`
    ",
    );
    expect(
        &[strict.clone(), ("a.yaml", flow(&[set("context.size")])), reads("size ")],
        r"
        desk.script:2:32-37 error[padded-name] the script variable reads `size `, which ends in a blank, but the attribute is `context.size` elsewhere | ends in a blank | write `size`; what nobody sees is part of the name
            a.yaml:7:72-84 `context.size` here
    ",
    );
    expect(
        &[strict, ("a.yaml", flow(&[set("\"context.size \"")])), reads("size")],
        r"
        a.yaml:7:73-86 error[padded-name] Set Participant Data sets `context.size `, which ends in a blank, but the attribute is `size` elsewhere | ends in a blank | write `context.size`; what nobody sees is part of the name
            desk.script:2:31-35 `size` here
            fix (safe): rename to `context.size`
    ",
    );
}
