//! Projects in which one thing is there any number of times: a size comes in, and the files of a project of that size go out.

use std::fmt::Write;

/// The path and the text of each file of a project of a size.
type Project = fn(usize) -> Vec<(String, String)>;

/// Each project with its name and the smaller one of its sizes.
pub const ALL: &[(&str, usize, Project)] = &[
    ("names that no input has", 4_000, |size| action(&inputs(size, "input"), &body(size, "inpvt"), "{}", "")),
    ("defaults and outputs without a translation", 4_000, |size| {
        let map = members(size, |it| format!("\"key{it}\": \"$.x{it}\""));
        let template = members(size, |it| format!("\"out{it}\": ${{kay{it}}}"));
        action("{}", "", &map, &template)
    }),
    ("escaped keys that are repeated", 40_000, |size| {
        let members = members(size, |it| format!("\"k\\u0041{}\": \"x\"", it % 50));
        file("a.payload.json", format!("{{\"attributes\": {members}}}"))
    }),
    ("entries of objects in Terraform", 40_000, |size| {
        let entries = lines(1_000, |it| format!("    key{it} = {it}"));
        file("main.tf", lines(size / 1_000, |it| format!("locals {{\n  all{it} = {{\n{entries}  }}\n}}")))
    }),
    ("locals that lead to each other", 8_000, |size| {
        let locals = lines(size, |it| format!("locals {{\n  a{it} = \"${{local.a{}}}x\"\n}}", (it + 1) % size));
        let flow =
            "resource \"genesyscloud_flow\" \"f\" {\n  filepath = \"f.yaml\"\n  substitutions = { a = local.a0 }\n}\n";
        file("main.tf", locals + flow)
    }),
    ("ignore entries and findings", 4_000, |size| {
        let entry = |it| format!("[[ignore]]\nrule = \"non-string-value\"\npointer = \"/attributes/key{it}\"");
        let members = members(2 * size, |it| format!("\"key{it}\": {it}"));
        let payload = ("a.payload.json".to_owned(), format!("{{\"attributes\": {members}}}"));
        vec![("flowvet.toml".to_owned(), lines(size, |it| entry(it + size))), payload]
    }),
    ("rules that do not exist", 4_000, |size| {
        file("flowvet.toml", lines(size, |it| format!("[[ignore]]\nrule = \"non-string-valu{it}\"")))
    }),
    ("calls of data actions of the same name", 600, |size| {
        let call = |_| "callData: {category: {Shop: {dataAction: {Order: {inputs: [a: {exp: Flow.x}]}}}}}".to_owned();
        let flows = (0..size).map(|it| (format!("f{it}.yaml"), flow("", 10, call)));
        let actions = (0..size).map(|it| (format!("a{it}.json"), data_action("{}", "", "{}", "")));
        flows.chain(actions).collect()
    }),
    ("calls of modules that do not exist", 12_000, |size| {
        let call = |it| format!("callCommonModule: {{commonModule: {{Mod {it}: {{ver_latestPublished: {{}}}}}}}}");
        file("a.yaml", flow("", size, call))
    }),
    ("arguments and variables", 6_000, |size| {
        let call = |it| {
            let value = format!("{{exp: Flow.v{}}}", size - 1 - it);
            format!("callData: {{category: {{Shop: {{dataAction: {{Order: {{inputs: [a: {value}]}}}}}}}}}}")
        };
        file("a.yaml", flow(&variables(size), size, call))
    }),
    ("Gets into variables that do not exist", 6_000, |size| {
        file("a.yaml", flow(&variables(size), size, |it| get(&format!("a{it}"), &format!("Flow.w{it}"))))
    }),
    ("Gets and conditions of one variable", 4_000, |size| {
        let action = |it| match it % 2 {
            0 => get(&format!("a{it}"), "Flow.v0"),
            _ => format!("decision: {{condition: {{exp: 'Flow.v0 == \"x{it}\"'}}, outputs: {{}}}}"),
        };
        file("a.yaml", flow(&variables(1), 2 * size, action))
    }),
    ("names in two spellings", 4_000, |size| {
        file(
            "a.yaml",
            flow("", 2 * size, |it| if it % 2 == 0 { set("orderNumber") } else { get("OrderNumber", "Flow.x") }),
        )
    }),
    ("names that differ in one letter", 4_000, |size| {
        let name = |it: usize| {
            (0..6).fold(format!("order{}Number", it % 2), |name, at| name + &letter(it / 2 / 8_usize.pow(at)))
        };
        file("a.yaml", flow("", 2 * size, |it| if it % 2 == 0 { set(&name(it)) } else { get(&name(it), "Flow.x") }))
    }),
    ("flows that lead to each other", 800, |size| {
        let text = |it: usize| {
            let next = (it + 1) % size;
            let transfer = format!("transferToFlow: {{targetFlow: {{name: Flow {next}}}}}");
            let actions = [set(&format!("a{it}")), get(&format!("a{next}"), "Flow.x"), transfer];
            flow("", 3, |at| actions[at].clone()).replace("name: Orders", &format!("name: Flow {it}"))
        };
        (0..size).map(|it| (format!("f{it}.yaml"), text(it))).collect()
    }),
    ("one long name", 400_000, |size| {
        let name = "ab ".repeat(size / 3) + "password";
        file("a.yaml", flow("", 1, |_| set(&format!("\"{name}\""))))
    }),
    ("one long path", 40_000, |size| action("{}", "", &format!("{{\"key\": \"${}\"}}", ".x".repeat(size)), "{}")),
    ("allowed values and others in a sample", 1_000, |size| {
        let list = |name: &str| (0..size).map(|it| format!("\"{name}{it}\"")).collect::<Vec<_>>().join(",");
        let items = format!("{{\"type\": \"array\", \"items\": {{\"enum\": [{}]}}}}", list("good"));
        let sample = ("s.json".to_owned(), format!("{{\"list\": [{}]}}", list("bad")));
        let settings = "[[payload]]\nfiles = [\"s.json\"]\naction = \"Order\"\n".to_owned();
        let mut files = action(&format!("{{\"list\": {items}}}"), "", "{}", "{}");
        files.extend([sample, ("flowvet.toml".to_owned(), settings)]);
        files
    }),
    ("misplaced parts of an action and misspelt keys", 4_000, |size| {
        let item = "{name: {lit: a}, valu: {exp: Flow.x}}, {attribute: {name: x, valeu: {lit: x}}}";
        let items = vec![item; size].join(", ");
        file("a.yaml", flow("", 1, |_| format!("setParticipantData: {{attributes: [{items}]}}")))
    }),
    ("overrides and files", 600, |size| {
        let table = |it| format!("[[override]]\nfiles = [\"x{it}/**\"]\nrules = {{ empty-name = \"warning\" }}");
        let flows = (0..size).map(|it| (format!("f{it}.yaml"), flow("", 1, |_| set("a"))));
        std::iter::once(("flowvet.toml".to_owned(), lines(size, table))).chain(flows).collect()
    }),
    ("globs and ignore patterns that match nothing", 1_000, |size| {
        let globs: Vec<String> = (0..size).map(|it| format!("\"x/y{it}\"")).collect();
        let settings = ("flowvet.toml".to_owned(), format!("exclude = [{}]\n", globs.join(", ")));
        let ignored = (".gitignore".to_owned(), lines(size, |it| format!("z{it}/y")));
        vec![settings, ignored, (".git".to_owned(), "gitdir: none\n".to_owned())]
    }),
    ("a template that resources name", 40, |size| {
        let template = ("body.json".to_owned(), "x${a}".repeat(10_000));
        let request =
            "request_url_template = \"/x\"\n    request_type = \"POST\"\n    request_template = file(\"body.json\")";
        let resource = |it| {
            format!(
                "resource \"genesyscloud_integration_action\" \"a{it}\" {{\n  name = \"A{it}\"\n  config_request {{\n    {request}\n  }}\n}}"
            )
        };
        vec![template, ("main.tf".to_owned(), lines(size, resource))]
    }),
    ("a dictionary and names that it does not have", 4_000, |size| {
        let dictionary = ("attributes.toml".to_owned(), lines(size, |it| format!("[attribute{it}]")));
        vec![dictionary, ("a.yaml".to_owned(), flow("", size, |it| set(&format!("atribute{it}"))))]
    }),
];

/// As [`ALL`], of projects whose fixes are made.
pub const FIXED: &[(&str, usize, Project)] = &[
    ("fixes in one file", 2_000, |size| file("a.yaml", flow("", size, |it| set(&format!("\"a{it} \""))))),
    ("fixes in many files", 400, |size| {
        (0..size).map(|it| (format!("f{it}.yaml"), flow("", 1, |_| set(&format!("\"a{it} \""))))).collect()
    }),
    ("keys that are renamed to the same one", 400, |size| {
        let action = |it| {
            let keys = format!("\"headrs\": {{}}, \"hedaers\": {{\"x\": \"{it}\"}}");
            (
                format!("a{it}.json"),
                data_action("{}", "", "{}", "").replace("\"requestType\"", &format!("{keys}, \"requestType\"")),
            )
        };
        (0..size).map(action).collect()
    }),
];

fn file(path: &str, text: String) -> Vec<(String, String)> {
    vec![(path.to_owned(), text)]
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

/// An object in JSON.
fn members(count: usize, member: impl Fn(usize) -> String) -> String {
    format!("{{{}}}", (0..count).map(member).collect::<Vec<_>>().join(","))
}

fn letter(number: usize) -> String {
    char::from(b"abcdefgh"[number % 8]).to_string()
}

fn inputs(count: usize, name: &str) -> String {
    members(count, |it| format!("\"{name}{it}\": {{\"type\": \"string\"}}"))
}

fn body(count: usize, name: &str) -> String {
    members(count, |it| format!("\"field{it}\": \"$esc.jsonString(${{input.{name}{it}}})\""))
}

fn action(inputs: &str, body: &str, map: &str, template: &str) -> Vec<(String, String)> {
    file("a.json", data_action(inputs, body, map, template))
}

fn data_action(inputs: &str, body: &str, map: &str, template: &str) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let (body, template) = (text(body), text(template));
    let request = format!("\"requestUrlTemplate\": \"/x\", \"requestType\": \"POST\", \"requestTemplate\": {body}");
    let response = format!("\"translationMap\": {map}, \"successTemplate\": {template}");
    let schema = |properties: &str| format!("{{\"type\": \"object\", \"properties\": {properties}}}");
    let contract = format!(
        "\"input\": {{\"inputSchema\": {}}}, \"output\": {{\"successSchema\": {}}}",
        schema(inputs),
        schema("{}")
    );
    format!(
        "{{\"name\": \"Order\", \"config\": {{\"request\": {{{request}}}, \"response\": {{{response}}}}}, \"contract\": {{{contract}}}}}"
    )
}

fn variables(count: usize) -> String {
    "  variables:\n".to_owned() + &lines(count, |it| format!("    - stringVariable: {{name: Flow.v{it}}}"))
}

fn flow(variables: &str, actions: usize, action: impl Fn(usize) -> String) -> String {
    let actions = lines(actions, |it| format!("          - {}", action(it)));
    format!(
        "inboundCall:\n  name: Orders\n  startUpRef: \"/inboundCall/tasks/task[Greet_10]\"\n{variables}  tasks:\n    - task:\n        name: Greet\n        actions:\n{actions}"
    )
}

fn set(name: &str) -> String {
    format!("setParticipantData: {{attributes: [{{attribute: {{name: {{lit: {name}}}, value: {{exp: Flow.x}}}}}}]}}")
}

fn get(name: &str, variable: &str) -> String {
    format!("getParticipantData: {{attributes: [{{attribute: {{name: {{lit: {name}}}, variable: {variable}}}}}]}}")
}
