//! In: how many artefacts of which kind, and a seed. Out: a folder with such a project, in the sizes that published
//! artefacts have. Knows nothing of time.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// How many artefacts of which kind a project has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub yaml_flows: usize,
    pub exports: usize,
    pub configurations: usize,
    pub data_actions: usize,
    pub scripts: usize,
    /// Gets with the wrong case, in as many YAML flows.
    pub mistakes: usize,
}

impl Counts {
    pub fn files(&self) -> usize {
        self.yaml_flows + self.exports + self.configurations + self.data_actions + self.scripts
    }

    pub fn times(&self, factor: usize) -> Counts {
        Counts {
            yaml_flows: self.yaml_flows * factor,
            exports: self.exports * factor,
            configurations: self.configurations * factor,
            data_actions: self.data_actions * factor,
            scripts: self.scripts * factor,
            mistakes: self.mistakes,
        }
    }
}

/// File sizes in bytes at each tenth of the distribution, as measured on published artefacts.
type Deciles = [usize; 11];
const YAML: Deciles = [446, 522, 1_545, 2_688, 3_453, 4_443, 5_795, 8_286, 10_115, 13_885, 60_167];
const EXPORT: Deciles = [10_900, 20_000, 31_000, 42_000, 53_000, 64_340, 85_000, 106_000, 140_000, 225_000, 501_420];
const DATA_ACTION: Deciles = [888, 1_072, 1_191, 1_248, 1_358, 1_432, 1_549, 1_774, 2_031, 2_806, 18_334];
const SCRIPT: Deciles = [13_728, 14_219, 18_309, 20_486, 20_486, 20_486, 50_344, 50_344, 50_389, 54_702, 74_402];

/// Writes the project into `folder`, which must exist.
pub fn write(folder: &Path, counts: &Counts, seed: u64) -> io::Result<()> {
    let mut random = Random::new(seed);
    for part in ["flows", "exports", "configurations", "actions", "scripts"] {
        fs::create_dir_all(folder.join(part))?;
    }
    fs::write(folder.join("flowvet.toml"), "preset = \"recommended\"\n")?;
    let flows = counts.yaml_flows + counts.exports + counts.configurations;
    for number in 0..counts.yaml_flows {
        let mut names = Names::of_flow(number, flows, &mut random);
        if number < counts.mistakes {
            names.read[0] = names.read[0].to_uppercase();
        }
        let text = yaml_flow(number, &names, random.size(&YAML), &mut random);
        fs::write(folder.join(format!("flows/flow{number}.yaml")), text)?;
    }
    for number in counts.yaml_flows..flows {
        let names = Names::of_flow(number, flows, &mut random);
        // Percent codes and base64 make 64 KB of 30 KB of JSON.
        let text = flow_json(number, &names, random.size(&EXPORT) * 47 / 100, &mut random);
        if number < counts.yaml_flows + counts.exports {
            fs::write(folder.join(format!("exports/flow{number}.i3InboundFlow")), export(&text))?;
        } else {
            fs::write(folder.join(format!("configurations/flow{number}.json")), text)?;
        }
    }
    for number in 0..counts.data_actions {
        let text = data_action(number, flows, random.size(&DATA_ACTION), &mut random);
        fs::write(folder.join(format!("actions/action{number}.custom.json")), text)?;
    }
    for number in 0..counts.scripts {
        let text = script(number, flows, random.size(&SCRIPT), &mut random);
        fs::write(folder.join(format!("scripts/script{number}.script")), text)?;
    }
    Ok(())
}

/// The attribute names that a flow sets and gets. Every flow sets three names of its own; what it gets is set by
/// some flow of the project, so that rules that look across files have work.
struct Names {
    written: Vec<String>,
    read: Vec<String>,
}

impl Names {
    fn of_flow(number: usize, flows: usize, random: &mut Random) -> Names {
        Names {
            written: (0..3).map(|part| attribute(number * 3 + part)).collect(),
            read: (0..3).map(|_| attribute(random.below(flows * 3))).collect(),
        }
    }
}

fn attribute(number: usize) -> String {
    const WORDS: [&str; 8] = ["customer", "order", "parcel", "shelf", "reader", "voucher", "branch", "ticket"];
    format!("{}Number{number}", WORDS[number % WORDS.len()])
}

fn yaml_flow(number: usize, names: &Names, size: usize, random: &mut Random) -> String {
    let mut out = format!(
        "inboundCall:\n  name: Flow {number}\n  division: Home\n  startUpRef: \"/inboundCall/tasks/task[Start_10]\"\n  \
         defaultLanguage: en-us\n  supportedLanguages:\n    en-us:\n      defaultLanguageSkill:\n        noValue: true\n  \
         variables:\n"
    );
    let variables: BTreeSet<&String> = names.written.iter().chain(&names.read).collect();
    for name in variables {
        let _ = write!(
            out,
            "    - stringVariable:\n        name: Flow.{name}\n        initialValue:\n          noValue: true\n        \
             isInput: true\n"
        );
    }
    out.push_str("  tasks:\n    - task:\n        name: Start\n        refId: Start_10\n        actions:\n");
    let mut indent = 10;
    for name in &names.written {
        let _ = write!(
            out,
            "{0:1$}- setParticipantData:\n{0:1$}    name: Set Participant Data\n{0:1$}    attributes:\n\
             {0:1$}      - attribute:\n{0:1$}          name:\n{0:1$}            lit: {name}\n\
             {0:1$}          value:\n{0:1$}            exp: Flow.{name}\n",
            "", indent
        );
    }
    for name in &names.read {
        let _ = write!(
            out,
            "{0:1$}- getParticipantData:\n{0:1$}    name: Get Participant Data\n{0:1$}    attributes:\n\
             {0:1$}      - attribute:\n{0:1$}          name:\n{0:1$}            lit: {name}\n\
             {0:1$}          variable: Flow.{name}\n",
            "", indent
        );
    }
    let mut task = 1;
    while out.len() < size {
        match random.below(4) {
            0 if indent < 100 => {
                let _ = write!(
                    out,
                    "{0:1$}- decision:\n{0:1$}    name: Decision\n{0:1$}    condition:\n\
                     {0:1$}      exp: \"Flow.{2} == \\\"{3}\\\"\"\n{0:1$}    outputs:\n{0:1$}      yes:\n{0:1$}        actions:\n",
                    "",
                    indent,
                    names.written[0],
                    random.words(2)
                );
                indent += 10;
            }
            0 => {
                task += 1;
                let _ = write!(
                    out,
                    "{0:1$}- disconnect:\n{0:1$}    name: Disconnect\n    - task:\n        name: Task {2}\n        \
                     refId: Task {2}_{2}0\n        actions:\n",
                    "", indent, task
                );
                indent = 10;
            }
            1 => {
                let _ = write!(
                    out,
                    "{0:1$}- playAudio:\n{0:1$}    name: Play Audio\n{0:1$}    audio:\n{0:1$}      tts: {2}\n",
                    "",
                    indent,
                    random.words(14)
                );
            }
            _ => {
                let _ = write!(
                    out,
                    "{0:1$}- updateData:\n{0:1$}    name: Update Data\n{0:1$}    statements:\n{0:1$}      - string:\n\
                     {0:1$}          variable: Flow.{2}\n{0:1$}          value:\n{0:1$}            lit: \"{3}\"\n",
                    "",
                    indent,
                    names.read[0],
                    random.words(3)
                );
            }
        }
    }
    let _ = write!(out, "{0:1$}- disconnect:\n{0:1$}    name: Disconnect\n", "", indent);
    out
}

fn literal(text: &str) -> String {
    format!(
        "{{\"config\":{{\"lit\":{{\"pos\":1,\"text\":\"{text}\",\"type\":\"str\"}}}},\"text\":\"{text}\",\
         \"type\":\"str\",\"uiMetaData\":{{\"mode\":1}},\"metaData\":{{}},\"version\":2}}"
    )
}

fn variable(text: &str, mode: u8) -> String {
    format!(
        "{{\"config\":{{\"ref\":{{\"pos\":1,\"text\":\"{text}\",\"type\":\"str\",\"val\":\"id-{text}\"}}}},\
         \"text\":\"{text}\",\"type\":\"str\",\"uiMetaData\":{{\"mode\":{mode}}},\"metaData\":{{\"references\":\
         [{{\"id\":\"id-{text}\",\"type\":\"str\",\"isSysRef\":false,\"name\":\"{text}\"}}]}},\"version\":2}}"
    )
}

fn flow_json(number: usize, names: &Names, size: usize, random: &mut Random) -> String {
    let mut out = format!(
        "{{\"name\":\"Flow {number}\",\"type\":\"inboundcall\",\"initialSequence\":\"start\",\"nextTrackingNumber\":99,\
         \"defaultLanguage\":\"en-us\",\"supportedLanguages\":[\"en-us\"],\"manifest\":{{}},\"uiMetaData\":{{}},\
         \"variables\":[],\"defaultSettings\":{{}},\"debugSettings\":{{}},\"flowMetaData\":{{}},\"flowSequenceItemList\":\
         [{{\"__type\":\"Task\",\"id\":\"start\",\"name\":\"Start\",\"trackingId\":10,\"startAction\":\"a11\",\
         \"variables\":[],\"actionList\":["
    );
    let pairs = names.written.iter().map(|name| ("Set", name)).chain(names.read.iter().map(|name| ("Get", name)));
    let mut tracking = 11;
    for (what, name) in pairs {
        let target = variable(&format!("Flow.{name}"), if what == "Set" { 0 } else { 2 });
        let _ = write!(
            out,
            "{{\"trackingId\":{tracking},\"id\":\"a{tracking}\",\"nextAction\":\"a{}\",\"name\":\"{what} Participant \
             Data\",\"__type\":\"{what}AttributesAction\",\"variables\":[{{\"variable\":{},\"expression\":{target}}}]}},",
            tracking + 1,
            literal(name)
        );
        tracking += 1;
    }
    while out.len() < size {
        let _ = write!(
            out,
            "{{\"trackingId\":{tracking},\"id\":\"a{tracking}\",\"nextAction\":\"a{}\",\"name\":\"Update Data\",\
             \"uiMetaData\":{{\"collapsed\":false}},\"__type\":\"UpdateVariableAction\",\"statements\":[{{\"variable\":\
             {},\"expression\":{}}}]}},",
            tracking + 1,
            variable("Flow.topic", 2),
            literal(&random.words(6))
        );
        tracking += 1;
    }
    let _ = write!(
        out,
        "{{\"trackingId\":{tracking},\"id\":\"a{tracking}\",\"name\":\"Disconnect\",\"__type\":\"DisconnectAction\"}}]}}]}}"
    );
    out
}

/// What `encodeURIComponent` leaves as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

fn export(json: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(utf8_percent_encode(json, KEPT).to_string())
}

/// Every tenth data action writes an attribute, the others look something up.
fn data_action(number: usize, flows: usize, size: usize, random: &mut Random) -> String {
    let (url, method, body) = if number.is_multiple_of(10) {
        let name = attribute(random.below(flows * 3));
        let body = format!("{{\\n  \\\"attributes\\\": {{\\n    \\\"{name}\\\": \\\"$!{{input.value}}\\\"\\n  }}\\n}}");
        ("/api/v2/conversations/${input.id}/participants/${input.participantId}/attributes", "PATCH", body)
    } else {
        ("/api/v2/flows/datatables/${input.id}/rows", "GET", "${input.rawRequest}".to_owned())
    };
    let mut out = format!(
        "{{\n  \"name\": \"Action {number}\",\n  \"integrationType\": \"purecloud-data-actions\",\n  \
         \"actionType\": \"custom\",\n  \"config\": {{\n    \"request\": {{\n      \"requestUrlTemplate\": \"{url}\",\n      \
         \"requestType\": \"{method}\",\n      \"headers\": {{}},\n      \"requestTemplate\": \"{body}\"\n    }},\n    \
         \"response\": {{\n      \"translationMap\": {{}},\n      \"translationMapDefaults\": {{}},\n      \
         \"successTemplate\": \"${{rawResult}}\"\n    }}\n  }},\n  \"contract\": {{\n    \"input\": {{\n      \
         \"inputSchema\": {{\n        \"type\": \"object\",\n        \"properties\": {{\n          \
         \"id\": {{ \"type\": \"string\" }},\n          \"participantId\": {{ \"type\": \"string\" }},\n          \
         \"value\": {{ \"type\": \"string\" }}\n        }}\n      }}\n    }},\n    \"output\": {{\n      \
         \"successSchema\": {{\n        \"type\": \"object\",\n        \"properties\": {{\n"
    );
    let mut property = 0;
    while out.len() < size.saturating_sub(120) {
        let _ = writeln!(
            out,
            "          \"field{property}\": {{ \"type\": \"string\", \"description\": \"{}\" }},",
            random.words(4)
        );
        property += 1;
    }
    out.push_str(
        "          \"last\": { \"type\": \"string\" }\n        }\n      }\n    }\n  },\n  \"secure\": false\n}\n",
    );
    out
}

fn script(number: usize, flows: usize, size: usize, random: &mut Random) -> String {
    let mut out = format!(
        "{{\"id\":\"s{number}\",\"name\":\"Script {number}\",\"startPageId\":\"p\",\"features\":{{}},\"customActions\":[],\
         \"dataVersion\":0,\"variables\":["
    );
    for part in 0..5 {
        let name = attribute(random.below(flows * 3));
        let _ = write!(
            out,
            "{{\"id\":\"v{part}\",\"name\":\"{name}\",\"description\":\"\",\"type\":{{\"isDynamic\":false,\
             \"isList\":false,\"name\":\"string\"}},\"value\":\"\",\"input\":true,\"output\":false}},"
        );
    }
    out.push_str(
        "{\"id\":\"w\",\"name\":\"draft\",\"type\":{\"name\":\"string\"},\"value\":\"\",\"input\":false,\"output\":false}],",
    );
    out.push_str("\"pages\":[{\"id\":\"p\",\"name\":\"Page\",\"dataVersion\":0,\"rootContainer\":{\"children\":[");
    while out.len() < size {
        let _ = write!(
            out,
            "{{\"type\":\"text\",\"properties\":{{\"margin\":{{\"typeName\":\"spacing\",\"value\":0}},\"text\":\
             {{\"typeName\":\"interpolatedText\",\"value\":\"{} {{{{v1}}}}\"}}}},\"children\":[]}},",
            random.words(8)
        );
    }
    out.push_str("{\"type\":\"spacer\",\"children\":[]}]}}]}");
    out
}

/// xorshift64*, good enough to vary files and the same everywhere.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33
    }

    /// From 0, less than `bound`.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next()).unwrap_or(0) % bound.max(1)
    }

    /// A size that follows the distribution. In the uppermost tenth most are near its lower end.
    fn size(&mut self, deciles: &Deciles) -> usize {
        let tenth = self.below(10);
        let (low, high) = (deciles[tenth], deciles[tenth + 1]);
        let part = self.below(1_000);
        let part = if tenth == 9 { part * part * part / 1_000_000 } else { part };
        low + (high - low) * part / 1_000
    }

    fn words(&mut self, count: usize) -> String {
        const WORDS: [&str; 12] =
            ["please", "hold", "the", "line", "your", "book", "waits", "at", "our", "counter", "until", "evening"];
        let words: Vec<&str> = (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect();
        words.join(" ")
    }
}
