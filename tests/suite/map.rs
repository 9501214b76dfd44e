//! The map of a project in all its formats.

use flowvet::engine::{self, Request};
use flowvet::map::{Format, Map, State};
use flowvet::schema::{self, Schema};
use flowvet::syntax::{Limits, json};
use flowvet::workspace::analysis::Obstacle;

use crate::changes::repository;
use crate::names::{flow, get, script, set};
use crate::project::Project;
use crate::snapshot;

/// The map of some files.
pub fn map<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Map {
    let project = Project::new(files);
    let request = Request { folder: project.folder(), ..Request::default() };
    engine::map(&request, &()).unwrap().map
}

/// An Archy flow of another name with these actions.
pub fn named(name: &str, actions: &[String]) -> String {
    flow(actions).replace("name: Orders", &format!("name: {name}"))
}

/// A project with attributes in several states. One flow hands over to another one, and calls one that is not there.
fn shop() -> Vec<(&'static str, String)> {
    let transfer = "transferToFlow: {targetFlow: {name: Queue}}".to_owned();
    let module = "callCommonModule: {commonModule: {Greeting: {ver_latestPublished: {}}}}".to_owned();
    vec![
        ("main.yaml", named("Main", &[set("customerId"), set("orderId"), set("shelf"), transfer, module])),
        ("queue.yaml", named("Queue", &[get("CustomerID"), get("orderId"), get("color"), get("context.email")])),
        ("desk.script", script(&[("orderId", true, false)])),
    ]
}

/// The name and the state of each attribute.
fn states(map: &Map) -> Vec<(&str, &'static str)> {
    map.attributes.iter().map(|it| (&*it.name, it.state.as_str())).collect()
}

#[test]
fn a_place_of_a_page_is_listed_once() {
    let page = r#"
        const data = {messaging: {customAttributes: {orderId: "1"}}};
        Genesys("command", "Database.set", data);
        Genesys("command", "Database.set", data);
        let attributes = {color: "red"};
        attributes.size = "L";
        api.postConversationsCalls({attributes});
        attributes = {shelf: "7"};
        attributes.row = "3";
        api.postConversationsCalls({attributes: attributes});
        api.postConversationsCalls({attributes: attributes});
    "#;
    let map = map(&[("page.js", page)]);
    let listed: Vec<_> = map.attributes.iter().map(|it| (&*it.name, it.writers.len())).collect();
    assert_eq!(listed, [("color", 1), ("orderId", 1), ("row", 1), ("shelf", 1), ("size", 1)]);
}

#[test]
fn states_match_the_rules_at_any_level() {
    let mut files = shop();
    let expected = [
        ("CustomerID", "name-case-mismatch"),
        ("color", "read-never-written"),
        ("context.email", "fine"),
        ("customerId", "name-case-mismatch"),
        ("orderId", "fine"),
        ("shelf", "written-never-read"),
    ];
    assert_eq!(states(&map(&files)), expected);
    files.push(("flowvet.toml", "preset = \"none\"".to_owned()));
    assert_eq!(states(&map(&files)), expected);
}

#[test]
fn unknown_written_names_leave_ends_open() {
    let computed = "setParticipantData: {attributes: [{attribute: {name: {exp: Flow.name}, value: {exp: Flow.x}}}]}";
    let map = map(&[("a.yaml", flow(&[computed.to_owned(), get("city")]))]);
    assert_eq!(states(&map), [("city", "open")]);
    assert_eq!(map.unknown_writers.len(), 1);
}

#[test]
fn a_padded_name_that_is_read_as_it_is_written_is_fine() {
    let map = map(&[("a.yaml", flow(&[set("'a '"), get("'a '"), set("'b '"), get("b")]))]);
    assert_eq!(states(&map), [("a ", "fine"), ("b", "padded-name"), ("b ", "padded-name")]);
}

#[test]
fn a_script_reads_attributes_of_a_web_chat() {
    let files = [("a.yaml", flow(&[set("context.size")])), ("b.script", script(&[("size", true, false)]))];
    let map = map(&files);
    assert_eq!(states(&map), [("context.size", "fine"), ("size", "fine")]);
    assert!(map.render(Format::Dot).contains("[label=\"context.size → size\"]"));
}

#[test]
fn findings_are_listed_with_their_attribute_or_artefact() {
    let computed = "setParticipantData: {attributes: [{attribute: {name: {exp: Flow.name}, value: {exp: Flow.x}}}]}";
    let map = map(&[("a.yaml", flow(&[set("cardNumber"), computed.to_owned()]))]);
    let rules = |findings: &[flowvet::map::Finding]| findings.iter().map(|it| it.rule).collect::<Vec<_>>();
    assert_eq!(rules(&map.attributes[0].findings), ["secret-in-name"]);
    assert_eq!(rules(&map.nodes[0].findings), ["dynamic-name"]);
}

#[test]
fn each_project_has_its_own_attributes() {
    let files = [
        ("flowvet.toml", "projects = [\"brands/*\"]".to_owned()),
        ("brands/a/a.yaml", flow(&[set("city")])),
        ("brands/b/b.yaml", flow(&[get("city")])),
    ];
    let map = map(&files);
    let found: Vec<_> = map.attributes.iter().map(|it| (it.project.as_deref(), it.state)).collect();
    let never = State::Broken(Obstacle::NeverSet);
    assert_eq!(found, [(Some("brands/a"), State::Unread), (Some("brands/b"), never)]);
    let catalogue = map.render(Format::Json);
    let (tree, _) = json::parse(&catalogue, &Limits::default());
    assert_eq!(schema::violations(Schema::Catalogue, tree.root()).len(), 0);
    assert!(catalogue.contains("\"project\": \"brands/a\""));
}

#[test]
fn calls_lead_to_known_and_unknown_targets() {
    let map = map(&shop());
    let main = map.nodes.iter().find(|node| node.name == "inboundCall \"Main\"").unwrap();
    let led: Vec<_> = main.handovers.iter().map(|it| (it.verb, &*it.name, it.place.line)).collect();
    assert_eq!(led, [("hands over to", "flow \"Queue\"", 10), ("calls", "common module \"Greeting\"", 11)]);
    let to: Vec<_> = main.handovers.iter().map(|it| it.target().map(|number| &*map.nodes[number].file)).collect();
    assert_eq!(to, [Some("queue.yaml"), None]);
}

#[test]
fn outside_writers_have_a_node() {
    let toml = "[externals]\nwritten = [\"color\", \"shop.*\"]\nread = [\"shelf\"]";
    let mut files = shop();
    files.push(("flowvet.toml", toml.to_owned()));
    files.push(("more.yaml", named("More", &[get("shop.name")])));
    let map = map(&files);
    let outside: Vec<_> = map.nodes.iter().filter(|node| node.kind.is_none()).map(|node| &*node.name).collect();
    assert_eq!(outside, ["flowvet.toml", "web chat"]);
    let of = |name: &str| map.attributes.iter().find(|it| &*it.name == name).unwrap();
    assert!(["color", "shop.name", "shelf"].iter().all(|name| of(name).state == State::Fine));
}

/// Names that mean something in one format or another.
pub const HOSTILE: [&str; 10] = [
    "'</script><script>alert(1)</script>'",
    "'<!--<script>'",
    "'\"; <img src=x onerror=alert(1)>'",
    r#""\\N \\\"""#,
    "'a|b`c``d'",
    "'=HYPERLINK(\"http://x.example\")'",
    "'one, \"two\"'",
    r#""first\nsecond\u202e""#,
    "'{{a}} %% ]-->'",
    "'#35; &lt;'",
];

/// A project in which a name of each kind is written, and read in another case.
pub fn hostile() -> Vec<(&'static str, String)> {
    let upper = |name: &&str| get(&name.replace('a', "A").replace("first", "First").replace("one", "One"));
    let sets: Vec<_> = HOSTILE.iter().map(|name| set(name)).collect();
    let gets: Vec<_> = HOSTILE.iter().map(upper).collect();
    vec![("</script>\" 'quoted'#1.yaml", named("'</script><b>\"Main\"'", &sets)), ("queue.yaml", named("Queue", &gets))]
}

#[test]
fn formats() {
    let (shop, hostile) = (map(&shop()), map(&hostile()));
    for format in [Format::Mermaid, Format::Dot, Format::Markdown, Format::Csv] {
        let word = format.as_str();
        snapshot::compare(&format!("map/shop.{word}"), &shop.render(format));
        snapshot::compare(&format!("map/hostile.{word}"), &hostile.render(format));
    }
}

#[test]
fn a_page_needs_nothing_else_and_no_name_ends_its_data() {
    let page = map(&hostile()).render(Format::Html);
    assert_eq!((page.matches("</script").count(), page.matches("<script").count()), (2, 2));
    assert!(!page.contains("src=\"") && !page.contains("@import") && !page.contains("{{"));
    let data = page.split_once("id=\"map\">").unwrap().1.split_once("</script>").unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let names: Vec<_> = data["attributes"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"</script><script>alert(1)</script>") && names.contains(&"<!--<script>"), "{names:?}");
}

#[test]
fn many_writers_and_readers_share_one_hub() {
    let flows = (0..5).flat_map(|number| {
        let (writer, reader) = (format!("Writer {number}"), format!("Reader {number}"));
        [
            (format!("w{number}.yaml"), named(&writer, &[set("x")])),
            (format!("r{number}.yaml"), named(&reader, &[get("x")])),
        ]
    });
    let flows: Vec<_> = flows.collect();
    let files: Vec<_> = flows.iter().map(|(path, text)| (path.as_str(), text)).collect();
    let map = map(&files);
    for (format, hub, arrow) in [(Format::Dot, "shape=hexagon", " -> "), (Format::Mermaid, "{{\"x\"}}", " --> ")] {
        let text = map.render(format);
        assert_eq!((text.matches(hub).count(), text.matches(arrow).count()), (1, 10), "{text}");
    }
}

/// A flow that calls the data action `Find order`.
fn caller(name: &str) -> String {
    let action = "callData: {category: {Shop: {dataAction: {Find order: {inputs: []}}}}}";
    named(name, &[action.to_owned()])
}

/// A data action as it is exported alone, with one output.
fn find_order(output: &str) -> String {
    let empty = r#"{"type": "object", "properties": {}}"#;
    let outputs = format!(r#"{{"type": "object", "properties": {{"{output}": {{"type": "string"}}}}}}"#);
    format!(
        r#"{{"name": "Find order", "integrationType": "custom-rest-actions", "actionType": "custom", "config": {{
            "request": {{"requestUrlTemplate": "/orders", "requestType": "GET"}},
            "response": {{"successTemplate": "${{rawResult}}"}}}},
            "contract": {{"input": {{"inputSchema": {empty}}}, "output": {{"successSchema": {outputs}}}}}, "secure": false}}"#
    )
}

/// The files that the calls of a flow may lead to.
fn led_to<'a>(map: &'a Map, flow: &str) -> Vec<&'a str> {
    let node = map.nodes.iter().find(|node| *node.file == *flow).unwrap();
    node.handovers.iter().flat_map(|it| &it.to).map(|number| &*map.nodes[*number].file).collect()
}

#[test]
fn a_call_leads_to_the_nearest_of_several_with_the_same_name() {
    let map = map(&[
        ("brands/books/actions/find.json", find_order("shelf")),
        ("brands/books/actions/old/find.json", find_order("box")),
        ("brands/books/flows/main.yaml", caller("Books")),
        ("brands/toys/find.json", find_order("age")),
        ("brands/toys/flows/main.yaml", caller("Toys")),
        ("shared/flows/main.yaml", caller("Shared")),
        ("shared/flows/more/find.json", find_order("age")),
    ]);
    assert_eq!(led_to(&map, "brands/books/flows/main.yaml"), ["brands/books/actions/find.json"]);
    assert_eq!(led_to(&map, "brands/toys/flows/main.yaml"), ["brands/toys/find.json"]);
    assert_eq!(led_to(&map, "shared/flows/main.yaml"), ["shared/flows/more/find.json"]);
}

#[test]
fn a_call_of_one_of_several_equally_near_leads_to_none_of_them() {
    let map = map(&[
        ("actions/a/find.json", find_order("shelf")),
        ("actions/b/find.json", find_order("age")),
        ("flows/main.yaml", caller("Main")),
    ]);
    assert_eq!(led_to(&map, "flows/main.yaml"), ["actions/a/find.json", "actions/b/find.json"]);
    let of = |format| map.render(format);
    assert!(of(Format::Dot).contains("one of 2: data action \\\"Find order\\\""), "{}", of(Format::Dot));
    assert!(of(Format::Mermaid).contains("n2 -.-> c0"), "{}", of(Format::Mermaid));
    assert!(of(Format::Markdown).contains("- calls one of 2: data action \"Find order\""), "{}", of(Format::Markdown));
    let catalogue = of(Format::Json);
    let (tree, _) = json::parse(&catalogue, &Limits::default());
    assert_eq!(schema::violations(Schema::Catalogue, tree.root()).len(), 0);
    assert!(catalogue.contains("\"candidates\": ["));
}

#[test]
fn every_artefact_is_in_the_map_once() {
    let options = "name: Returns desk";
    let hcl = "resource \"genesyscloud_integration_action\" \"find\" {\n  name = var.name\n  category = \"Shop\"\n}\n";
    let flow = named("\"{{name}}\"", &[set("shelf"), "setParticipantData: {attributes: []}".to_owned()]);
    let map = map(&[
        ("actions/find.json", find_order("shelf")),
        ("desk.script", script(&[])),
        ("flows/main.yaml", flow),
        ("main.tf", hcl.to_owned()),
        ("flows/main.options.yaml", options.to_owned()),
        ("resources.tf", "resource \"genesyscloud_routing_queue\" \"returns\" {\n  name = \"Returns\"\n}\n".to_owned()),
    ]);
    let artefacts: Vec<_> = map.nodes.iter().map(|node| (&*node.file, &*node.name)).collect();
    let expected = [
        ("actions/find.json", "data action \"Find order\""),
        ("desk.script", "script \"Desk\""),
        ("flows/main.yaml", "inboundCall \"{{name}}\""),
        ("main.tf", "genesyscloud_integration_action \"find\""),
    ];
    assert_eq!(artefacts, expected);
}

#[test]
fn a_large_mermaid_map_is_split_below_the_limits_of_mermaid() {
    let flows: Vec<_> = (0..510)
        .map(|number| {
            let own = format!("orderNumberOfTheShopWithNumber{number}");
            let next = format!("orderNumberOfTheShopWithNumber{}", (number + 1) % 510);
            (format!("flows/{number}.yaml"), named(&format!("Shop {number}"), &[set(&own), get(&next)]))
        })
        .collect();
    let files: Vec<_> = flows.iter().map(|(path, text)| (path.as_str(), text)).collect();
    let text = map(&files).render(Format::Mermaid);
    let charts: Vec<&str> = text.split("```mermaid\n").skip(1).map(|it| it.split_once("```").unwrap().0).collect();
    assert!(charts.len() > 1, "{}", charts.len());
    for chart in &charts {
        assert!(chart.starts_with("flowchart LR\n") && chart.len() <= 50_000 && chart.matches("-->").count() <= 500);
    }
    assert_eq!(charts.iter().map(|chart| chart.matches("-->").count()).sum::<usize>(), 510);
}

#[test]
fn a_markdown_map_has_no_empty_tables() {
    let text = map(&[("actions/find.json", find_order("shelf"))]).render(Format::Markdown);
    let expected = "# Map of attributes\n\n0 attributes, 1 artefact\n\n## Artefacts\n\n### data action \"Find order\"\n\n`actions/find.json`\n";
    assert_eq!(text, expected);
}

#[test]
fn a_map_says_on_request_which_revision_it_is_of() {
    let project = repository(&[("flows/main.yaml", &flow(&[set("city")]))]);
    let lines = |stamped: bool| {
        let mut map = engine::map(&Request { folder: project.folder(), ..Request::default() }, &()).unwrap().map;
        map.origin = stamped.then(|| engine::origin(&project.folder(), "`--stamp`").unwrap());
        map.render(Format::Markdown).lines().take(3).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(false), ["# Map of attributes", "", "1 attribute, 1 artefact"]);
    let name = project.folder().file_name().unwrap().to_string_lossy().into_owned();
    let [title, _, revision] = &*lines(true) else { panic!() };
    assert_eq!(title.replace('\\', ""), format!("# {name}: map of attributes"));
    let words: Vec<&str> = revision.split(' ').collect();
    let [_, commit, _, date] = *words else { panic!("{revision}") };
    assert!(commit.len() == 10 && date.len() == 10, "{revision}");
    project.write("flows/main.yaml", flow(&[get("city")]));
    assert!(lines(true)[2].ends_with(", with uncommitted changes"));
    // Without a repository there is a name only.
    let bare = Project::new(&[("flows/main.yaml", flow(&[set("city")]))]);
    assert_eq!(engine::origin(&bare.folder(), "`--stamp`").unwrap().revision, None);
}
