//! The documents in `tests/lsp`: conversations with the language server, over pipes, text in and text out. Every section
//! is a small project and what an editor says; `FLOWVET_UPDATE=1 cargo test lsp` writes what the server says into them.
//!
//! A fence `lsp` holds the conversation. Lines with `>` are sent:
//!
//! - `initialize PARAMS`, followed by `initialized`; `begin PARAMS`: the same, and the answer is left out
//! - `open FILE`, `close FILE`, `save FILE`
//! - `change FILE L:C-L:C TEXT`: replaces a range, from 0, by a text, which is a JSON string
//! - `write FILE L:C-L:C TEXT`: the same in the file itself; `delete FILE`; the editor sees both
//! - `bytes TEXT`: these bytes, whatever they are; TEXT is a JSON string
//! - `METHOD FILE L:C PARAMS`, `METHOD PARAMS`: a request, or a notification if `!` stands before the method
//! - `end`: closes the pipe
//!
//! Lines with `<` are what the server answers up to then. `@FILE` is the URI of a file.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use flowvet::text::{Encoding, Source};
use serde_json::{Value, json};

use crate::lsp_client::{Client, uri};
use crate::markdown::{Block, parse, project, render};
use crate::project::Project;
use crate::snapshot;

#[test]
fn conversations_go_as_they_are_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp");
    let mut documents: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    documents.sort();
    assert!(!documents.is_empty(), "no document in {}", folder.display());
    let mut wrong = String::new();
    for path in documents {
        let expected = fs::read_to_string(&path).unwrap();
        let found = run(&expected);
        if snapshot::update() {
            fs::write(&path, found).unwrap();
        } else if found != expected {
            writeln!(wrong, "{}:\n{}", path.display(), snapshot::diff(&expected, &found)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "FLOWVET_UPDATE=1 rewrites them:\n{wrong}");
}

#[test]
fn a_request_that_is_taken_back_is_not_answered() {
    let project = Project::new::<&str>(&[]);
    let flow = "inqueueCall:\n  name: Queue\n  startUpTaskActions:\n";
    let large = flow.to_owned() + &"    - disconnect:\n        name: Disconnect\n".repeat(20_000);
    project.write("a.yaml", flow);
    let folder = project.folder();
    let mut client = Client::start(env!("CARGO_BIN_EXE_flowvet"), &folder);
    client.ask("initialize", &json!({"capabilities": {}, "rootUri": uri(&folder, "")}));
    client.notify("initialized", &json!({}));
    client.drain();
    // While this is read, the next two come in.
    let document = json!({"uri": uri(&folder, "a.yaml"), "languageId": "yaml", "version": 1, "text": large});
    client.notify("textDocument/didOpen", &json!({"textDocument": document}));
    let id = client.request("workspace/diagnostic", &json!({"previousResultIds": []}));
    client.notify("$/cancelRequest", &json!({"id": id}));
    let answers = client.drain();
    let answer = answers.iter().find(|message| message["id"] == json!(id)).unwrap();
    assert_eq!(answer["error"]["code"], json!(-32_800), "{answer}");
}

#[cfg(unix)]
/// A process that has ended stays a zombie until its parent asks how it ended; the parent may never ask. Only Linux shows it.
#[test]
fn the_server_ends_with_its_editor_even_if_the_pipe_stays_open() {
    let project = Project::new::<&str>(&[]);
    let folder = project.folder();
    let start = |stays_a_zombie: bool| {
        let mut editor = std::process::Command::new("sleep").arg("600").spawn().unwrap();
        let mut client = Client::start(env!("CARGO_BIN_EXE_flowvet"), &folder);
        client.ask("initialize", &json!({"capabilities": {}, "processId": editor.id(), "rootUri": uri(&folder, "")}));
        editor.kill().unwrap();
        if !stays_a_zombie {
            editor.wait().unwrap();
        }
        (client, editor)
    };
    // All together, since a server looks once in a second.
    let started: Vec<_> = [false, cfg!(target_os = "linux")].map(start).into();
    for (mut client, mut editor) in started {
        assert_eq!(client.receive(), None);
        editor.wait().unwrap();
    }
}

/// Many changes at any places of a long text give the text that they give one by one.
#[test]
fn changes_that_come_together_are_made_in_order() {
    let project = Project::new(&[("a.payload.json", "{}"), ("b.payload.json", "{}")]);
    let folder = project.folder();
    let mut client = Client::start(env!("CARGO_BIN_EXE_flowvet"), &folder);
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    client.ask("initialize", &json!({"capabilities": capabilities, "rootUri": uri(&folder, "")}));
    client.notify("initialized", &json!({}));
    let attribute = |number| format!("\"größe📦{number}\": {number},\n");
    let mut text = format!("{{\"attributes\": {{\n{}\"a\": 1}}}}", (0..800).map(attribute).collect::<String>());
    let open = |client: &mut Client, file: &str, text: &str| {
        let document = json!({"uri": uri(&folder, file), "languageId": "json", "version": 1, "text": text});
        client.notify("textDocument/didOpen", &json!({"textDocument": document}));
    };
    open(&mut client, "a.payload.json", &text);
    let mut changes = Vec::new();
    for number in 0..200 {
        let lines = text.lines().count();
        let line = number * 7_919 % (lines - 20) + 1;
        let (start, end, new) = match number % 5 {
            0 => ((line, 0), (line, 0), "\"a\": 2,\r\n".to_owned()),
            1 => ((line, 1), (line, 2), "x".to_owned()),
            2 => ((line, 90), (line + 1, 0), String::new()),
            3 => ((line, 0), (line + number % 20, 0), String::new()),
            _ => ((line, 0), (line, 0), (0..60).map(attribute).collect()),
        };
        let place = |(line, character)| json!({"line": line, "character": character});
        let range = json!({"start": place(start), "end": place(end)});
        text = edited(&text, &range, &new);
        changes.push(json!({"range": range, "text": new}));
    }
    let version = json!({"uri": uri(&folder, "a.payload.json"), "version": 2});
    client.notify("textDocument/didChange", &json!({"textDocument": version, "contentChanges": changes}));
    open(&mut client, "b.payload.json", &text);
    let mut found = |file: &str| {
        let answer = client.ask("textDocument/diagnostic", &json!({"textDocument": {"uri": uri(&folder, file)}}));
        let items = answer["result"]["items"].as_array().unwrap().iter();
        items.map(|it| format!("{} {} {}", it["range"], it["code"], it["message"])).collect::<Vec<_>>()
    };
    let (after, expected) = (found("a.payload.json"), found("b.payload.json"));
    assert!(expected.len() > 10, "{expected:#?}");
    assert_eq!(after, expected);
}

fn run(document: &str) -> String {
    let mut sections: Vec<Vec<Block>> = vec![Vec::new()];
    for block in parse(document) {
        if matches!(&block, Block::Line(line) if line.starts_with("## ")) {
            sections.push(Vec::new());
        }
        sections.last_mut().unwrap().push(block);
    }
    sections.into_iter().map(|section| render(&talked(section))).collect()
}

fn talked(section: Vec<Block>) -> Vec<Block> {
    let project = project(&section);
    let talk = |block| match block {
        Block::Fence { info, body } if info == "lsp" => {
            let body = Conversation::new(&project.folder()).talk(&body);
            Block::Fence { info, body }
        }
        block => block,
    };
    section.into_iter().map(talk).collect()
}

struct Conversation<'a> {
    folder: &'a Path,
    client: Option<Client>,
    version: u64,
    /// The texts that are open.
    open: std::collections::BTreeMap<String, String>,
}

impl<'a> Conversation<'a> {
    fn new(folder: &'a Path) -> Self {
        let client = Some(Client::start(env!("CARGO_BIN_EXE_flowvet"), folder));
        Conversation { folder, client, version: 0, open: std::collections::BTreeMap::new() }
    }

    fn talk(mut self, script: &str) -> String {
        let mut out = String::new();
        for line in script.lines().filter_map(|line| line.strip_prefix("> ")) {
            writeln!(out, "> {line}").unwrap();
            if line == "end" {
                let status = self.client.take().unwrap().end();
                writeln!(out, "< exit code {}", status.code().unwrap()).unwrap();
                break;
            }
            let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
            let waits_for = self.command(command, rest);
            self.answers(waits_for, &mut out);
        }
        let root = uri(self.folder, "");
        let root = root.trim_end_matches('/');
        let path = root.strip_prefix("file://").unwrap();
        out.replace(&format!("{root}/"), "@").replace(root, "@").replace(path, "@")
    }

    fn client(&mut self) -> &mut Client {
        self.client.as_mut().unwrap()
    }

    /// Sends what a line says. Out: the id of the request that it is.
    fn command(&mut self, command: &str, rest: &str) -> Option<u64> {
        match command {
            "initialize" | "begin" => {
                let folders = json!([{"uri": uri(self.folder, "").trim_end_matches('/'), "name": "project"}]);
                let mut params = json!({"processId": null, "workspaceFolders": folders, "capabilities": {}});
                if !rest.is_empty() {
                    let given: Value = serde_json::from_str(rest).unwrap();
                    params.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
                }
                if command == "begin" {
                    self.client().ask("initialize", &params);
                    self.client().notify("initialized", &json!({}));
                    return None;
                }
                let id = self.client().request("initialize", &params);
                self.client().notify("initialized", &json!({}));
                return Some(id);
            }
            "open" => {
                let text = fs::read_to_string(self.folder.join(rest)).unwrap();
                self.open.insert(rest.to_owned(), text.clone());
                let document =
                    json!({"uri": uri(self.folder, rest), "languageId": "x", "version": self.version, "text": text});
                self.client().notify("textDocument/didOpen", &json!({"textDocument": document}));
            }
            "close" | "save" => {
                if command == "save" {
                    fs::write(self.folder.join(rest), &self.open[rest]).unwrap();
                }
                let method = if command == "close" { "textDocument/didClose" } else { "textDocument/didSave" };
                let document = json!({"uri": uri(self.folder, rest)});
                self.client().notify(method, &json!({"textDocument": document}));
            }
            "change" => {
                let (file, range, new) = edit(rest);
                let old = self.open[&file].clone();
                self.open.insert(file.clone(), edited(&old, &range, &new));
                self.version += 1;
                let document = json!({"uri": uri(self.folder, &file), "version": self.version});
                let changes = json!([{"range": range, "text": new}]);
                let params = json!({"textDocument": document, "contentChanges": changes});
                self.client().notify("textDocument/didChange", &params);
            }
            "write" => {
                let (file, range, new) = edit(rest);
                let path = self.folder.join(&file);
                let old = fs::read_to_string(&path).unwrap();
                fs::write(&path, edited(&old, &range, &new)).unwrap();
                self.watched(&file, 2);
            }
            "delete" => {
                fs::remove_file(self.folder.join(rest)).unwrap();
                self.watched(rest, 3);
            }
            "bytes" => {
                let text: String = serde_json::from_str(rest).unwrap();
                self.client().send_bytes(text.as_bytes());
            }
            method => {
                let params = self.params(rest);
                let Some(method) = method.strip_prefix('!') else {
                    return Some(self.client().request(method, &params));
                };
                self.client().notify(method, &params);
            }
        }
        None
    }

    fn watched(&mut self, file: &str, kind: u8) {
        let change = json!({"uri": uri(self.folder, file), "type": kind});
        self.client().notify("workspace/didChangeWatchedFiles", &json!({"changes": [change]}));
    }

    /// `FILE L:C PARAMS` or `PARAMS`; nothing is `null`.
    fn params(&self, text: &str) -> Value {
        let parse = |text: &str| match text.trim() {
            "" => json!({}),
            text => serde_json::from_str(&self.with_uris(text)).unwrap_or_else(|error| panic!("{text}: {error}")),
        };
        if text.is_empty() {
            return Value::Null;
        }
        if text.starts_with(['{', '[']) {
            return parse(text);
        }
        let (file, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (at, rest) = match rest.split_once(' ') {
            _ if rest.starts_with('{') => ("", rest),
            Some((at, rest)) => (at, rest),
            None => (rest, ""),
        };
        let mut params = parse(rest);
        params["textDocument"] = json!({"uri": uri(self.folder, file)});
        match at.split_once('-') {
            Some((start, end)) => params["range"] = json!({"start": position(start), "end": position(end)}),
            None if !at.is_empty() => params["position"] = position(at),
            None => {}
        }
        params
    }

    fn with_uris(&self, text: &str) -> String {
        let root = uri(self.folder, "");
        let path = root.trim_start_matches("file://").trim_end_matches('/');
        text.replace("\"@", &format!("\"{root}")).replace("flowvet:/exports@", &format!("flowvet:/exports{path}"))
    }

    /// Writes down what the server says to what was sent.
    fn answers(&mut self, waits_for: Option<u64>, out: &mut String) {
        for message in self.client().drain() {
            let head = match (&message["method"], message.get("id")) {
                (Value::String(method), _) => method.clone(),
                (_, id) if waits_for.is_some() && id == waits_for.map(Value::from).as_ref() => "answer".to_owned(),
                (_, id) => format!("answer to {}", id.unwrap_or(&Value::Null)),
            };
            let said = ["params", "result", "error"].iter().find_map(|key| message.get(key)).unwrap_or(&Value::Null);
            let error = if message.get("error").is_some() { " error" } else { "" };
            let mut text = String::new();
            show(said, 0, &mut text);
            for (number, line) in format!("{head}{error} {text}").lines().enumerate() {
                writeln!(out, "{}{line}", if number == 0 { "< " } else { "  " }).unwrap();
            }
        }
    }
}

/// `FILE L:C-L:C TEXT`
fn edit(text: &str) -> (String, Value, String) {
    let mut parts = text.splitn(3, ' ');
    let (file, range, new) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let (start, end) = range.split_once('-').unwrap();
    let range = json!({"start": position(start), "end": position(end)});
    (file.to_owned(), range, serde_json::from_str(new).unwrap())
}

fn position(text: &str) -> Value {
    let (line, character) = text.split_once(':').unwrap();
    json!({"line": line.parse::<u32>().unwrap(), "character": character.parse::<u32>().unwrap()})
}

/// The text with a range, in units of UTF-16, replaced.
pub fn edited(text: &str, range: &Value, new: &str) -> String {
    let source = Source::new("".into(), text.to_owned(), Encoding::Utf8);
    let offset = |position: &Value| {
        let number = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
        let line = source.line_range(number("line"));
        let mut units = number("character");
        let inner = source.text()[line.clone()].chars().take_while(|it| {
            let fits = units >= it.len_utf16();
            units = units.saturating_sub(it.len_utf16());
            fits
        });
        line.start + inner.map(char::len_utf8).sum::<usize>()
    };
    let (start, end) = (offset(&range["start"]), offset(&range["end"]));
    format!("{}{new}{}", &text[..start], &text[end..])
}

/// JSON on one line where it is short, else a member a line.
fn show(value: &Value, indent: usize, out: &mut String) {
    const WIDTH: usize = 100;
    let flat = value.to_string();
    if flat.len() + indent <= WIDTH {
        return out.push_str(&flat.replace("\":", "\": ").replace(",\"", ", \""));
    }
    let inner = " ".repeat(indent + 2);
    let mut items: Vec<(String, &Value)> = Vec::new();
    let (open, close) = match value {
        Value::Object(members) => {
            items.extend(members.iter().map(|(key, value)| (format!("{}: ", json!(key)), value)));
            ('{', '}')
        }
        Value::Array(list) => {
            items.extend(list.iter().map(|value| (String::new(), value)));
            ('[', ']')
        }
        scalar => return out.push_str(&scalar.to_string()),
    };
    out.push(open);
    let count = items.len();
    for (number, (key, value)) in items.into_iter().enumerate() {
        write!(out, "\n{inner}{key}").unwrap();
        show(value, indent + 2, out);
        out.push_str(if number + 1 < count { "," } else { "" });
    }
    write!(out, "\n{}{close}", " ".repeat(indent)).unwrap();
}
