//! After any edit, the server shows what a new check of the same texts finds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use flowvet::engine::{Request, check};
use flowvet::rules::ALL;
use flowvet::text::{Encoding, Source};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::lsp_client::{Client, uri};
use super::project::Project;

/// What is done to a text. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Edit {
    /// One of the known names in place of another one.
    Name {
        file: usize,
        place: usize,
        name: usize,
    },
    Insert {
        file: usize,
        at: usize,
        text: &'static str,
    },
    Remove {
        file: usize,
        at: usize,
        length: usize,
    },
    /// An open file as it is on the disk.
    Revert {
        file: usize,
    },
    /// The file changes or goes on the disk, and the editor sees it.
    Disk {
        file: usize,
        place: usize,
        name: usize,
    },
    Delete {
        file: usize,
    },
    /// A file is copied on the disk under a new name.
    Copy {
        file: usize,
    },
    /// The configuration or the attribute dictionary gets one of the [`SETTINGS`].
    Settings {
        number: usize,
    },
}

fn edit() -> impl Strategy<Value = Edit> {
    let number = || 0..10_000_usize;
    let texts = prop::sample::select(&["x", " ", "{{a}}", "\n", "é📦", "'", "#", "flowvet: ignore[empty-name]"][..]);
    prop_oneof![
        6 => (number(), number(), number()).prop_map(|(file, place, name)| Edit::Name { file, place, name }),
        1 => (number(), number(), texts).prop_map(|(file, at, text)| Edit::Insert { file, at, text }),
        1 => (number(), number(), 1..6_usize).prop_map(|(file, at, length)| Edit::Remove { file, at, length }),
        3 => number().prop_map(|file| Edit::Revert { file }),
        1 => (number(), number(), number()).prop_map(|(file, place, name)| Edit::Disk { file, place, name }),
        1 => number().prop_map(|file| Edit::Delete { file }),
        1 => number().prop_map(|file| Edit::Copy { file }),
        1 => number().prop_map(|number| Edit::Settings { number }),
    ]
}

/// Names of attributes that differ in capitalisation, padding, separators, one letter and prefix, and of a data action.
const NAMES: [&str; 11] = [
    "customerId",
    "CustomerID",
    "orderNumber",
    "context.orderNumber",
    "Context.customerId",
    "callbackTopic",
    "callbackTopic ",
    "callbcakTopic",
    "callback_topic",
    "Find Customer by Phone",
    "",
];

const SETTINGS: [(&str, &str); 6] = [
    ("flowvet.toml", "preset = \"strict\"\n"),
    ("flowvet.toml", "preset = \"strict\"\n\n[externals]\nclosed = true\nread = [\"order*\"]\n"),
    ("flowvet.toml", "[externals]\nwritten = [\"CUSTOMERID\", \"callback_topic\"]\n"),
    ("flowvet.toml", "[[override]]\nfiles = [\"flows/*\"]\nrules = { secret-in-name = { words = [\"id\"] } }\n"),
    ("attributes.toml", ""),
    (
        "attributes.toml",
        "[customerId]\nset-by = [\"Find Customer by Phone\", \"crm\"]\nread-by = [\"flows/queue.yaml\"]\n\n[orderNumber]\nset-by = []\n",
    ),
];

/// The bytes of one of the names in a text.
fn named(text: &str, place: usize) -> Option<(usize, usize)> {
    let found: Vec<(usize, usize)> = NAMES
        .iter()
        .filter(|name| !name.is_empty())
        .flat_map(|name| text.match_indices(name).map(|(at, _)| (at, at + name.len())))
        .collect();
    (!found.is_empty()).then(|| found[place % found.len()])
}

/// A server, and what its editor and the disk hold.
struct Editor {
    project: Project,
    client: Client,
    files: Vec<String>,
    open: BTreeMap<String, String>,
    version: u32,
    shown: BTreeMap<PathBuf, Vec<Value>>,
}

impl Editor {
    fn start() -> Self {
        let clean = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clean");
        let project = Project::new::<&str>(&[]);
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&clean).into_iter().map(Result::unwrap).filter(|it| it.file_type().is_file())
        {
            let path = entry.path().strip_prefix(&clean).unwrap().to_str().unwrap().to_owned();
            project.write(&path, fs::read(entry.path()).unwrap());
            // Exports are not edited by hand.
            if !path.contains(".i3") {
                files.push(path);
            }
        }
        files.sort();
        let folder = project.folder();
        let mut client = Client::start(env!("CARGO_BIN_EXE_flowvet"), &folder);
        client.ask("initialize", &json!({"capabilities": {}, "rootUri": uri(&folder, "")}));
        client.notify("initialized", &json!({}));
        Editor { project, client, files, open: BTreeMap::new(), version: 0, shown: BTreeMap::new() }
    }

    fn file(&self, number: usize) -> String {
        self.files[number % self.files.len()].clone()
    }

    fn text(&mut self, file: &str) -> String {
        if !self.open.contains_key(file) {
            let bytes = fs::read(self.project.folder().join(file)).unwrap_or_default();
            let text = String::from_utf8(bytes).unwrap();
            let document =
                json!({"uri": uri(&self.project.folder(), file), "languageId": "x", "version": 0, "text": text});
            self.client.notify("textDocument/didOpen", &json!({"textDocument": document}));
            self.open.insert(file.to_owned(), text);
        }
        self.open[file].clone()
    }

    fn replace(&mut self, file: &str, start: usize, end: usize, new: &str) {
        let old = self.text(file);
        let source = Source::new("".into(), old.clone(), Encoding::Utf8);
        let position = |offset: usize| {
            let line = source.line_of(offset);
            let before = &old[source.line_range(line).start..offset];
            json!({"line": line, "character": before.encode_utf16().count()})
        };
        self.version += 1;
        let document = json!({"uri": uri(&self.project.folder(), file), "version": self.version});
        let range = json!({"start": position(start), "end": position(end)});
        let params = json!({"textDocument": document, "contentChanges": [{"range": range, "text": new}]});
        self.client.notify("textDocument/didChange", &params);
        self.open.insert(file.to_owned(), format!("{}{new}{}", &old[..start], &old[end..]));
    }

    fn make(&mut self, edit: &Edit) {
        match *edit {
            Edit::Name { file, place, name } => {
                let file = self.file(file);
                let text = self.text(&file);
                if let Some((start, end)) = named(&text, place) {
                    self.replace(&file, start, end, NAMES[name % NAMES.len()]);
                }
            }
            Edit::Insert { file, at, text } => {
                let file = self.file(file);
                let old = self.text(&file);
                let at = old.floor_char_boundary(at % (old.len() + 1));
                self.replace(&file, at, at, text);
            }
            Edit::Remove { file, at, length } => {
                let file = self.file(file);
                let old = self.text(&file);
                let start = old.floor_char_boundary(at % (old.len() + 1));
                let end = old.ceil_char_boundary((start + length).min(old.len()));
                self.replace(&file, start, end, "");
            }
            Edit::Revert { file } => {
                let open: Vec<String> = self.open.keys().cloned().collect();
                if let Some(file) = file.checked_rem(open.len()).map(|number| open[number].clone()) {
                    self.open.remove(&file);
                    let document = json!({"uri": uri(&self.project.folder(), &file)});
                    self.client.notify("textDocument/didClose", &json!({"textDocument": document}));
                }
            }
            Edit::Disk { file, place, name } => {
                let file = self.file(file);
                let path = self.project.folder().join(&file);
                let Ok(text) = fs::read_to_string(&path) else { return };
                if let Some((start, end)) = named(&text, place) {
                    fs::write(&path, format!("{}{}{}", &text[..start], NAMES[name % NAMES.len()], &text[end..]))
                        .unwrap();
                    self.watched(&file, 2);
                }
            }
            Edit::Delete { file } => {
                let file = self.file(file);
                if !self.open.contains_key(&file) && fs::remove_file(self.project.folder().join(&file)).is_ok() {
                    self.watched(&file, 3);
                    self.files.retain(|it| *it != file);
                }
            }
            Edit::Copy { file } => {
                let file = self.file(file);
                let Some((folder, name)) = file.split_once('/') else { return };
                let copy = format!("{folder}/copy-of-{name}");
                let folder = self.project.folder();
                if !self.files.contains(&copy) && fs::copy(folder.join(&file), folder.join(&copy)).is_ok() {
                    self.watched(&copy, 1);
                    self.files.push(copy);
                }
            }
            Edit::Settings { number } => {
                let (file, text) = SETTINGS[number % SETTINGS.len()];
                if self.open.contains_key(file) {
                    let old = self.text(file);
                    self.replace(file, 0, old.len(), text);
                } else if self.files.iter().any(|it| it == file) {
                    fs::write(self.project.folder().join(file), text).unwrap();
                    self.watched(file, 2);
                }
            }
        }
    }

    fn watched(&mut self, file: &str, kind: u8) {
        let change = json!({"uri": uri(&self.project.folder(), file), "type": kind});
        self.client.notify("workspace/didChangeWatchedFiles", &json!({"changes": [change]}));
    }

    /// What the server shows, in the order of files: line, character, rule, message.
    fn server_findings(&mut self) -> Vec<String> {
        let folder = self.project.folder();
        for message in self.client.drain() {
            if message["method"] == "textDocument/publishDiagnostics" {
                let uri = message["params"]["uri"].as_str().unwrap();
                let path = percent_encoding::percent_decode_str(uri.strip_prefix("file://").unwrap());
                let path = PathBuf::from(path.decode_utf8().unwrap().as_ref());
                let items = message["params"]["diagnostics"].as_array().unwrap().clone();
                self.shown.insert(path.strip_prefix(&folder).unwrap().to_path_buf(), items);
            }
        }
        let line = |(path, item): (&PathBuf, &Value)| {
            let start = &item["range"]["start"];
            let message = item["message"].as_str().unwrap();
            format!("{}:{}:{} {} {message}", path.display(), start["line"], start["character"], item["code"])
        };
        let all = self.shown.iter().flat_map(|(path, items)| items.iter().map(move |item| (path, item)));
        let mut lines: Vec<String> = all.map(line).collect();
        lines.sort();
        lines
    }

    /// What a new check finds; `None` while a file cannot be read, since the server then knows more.
    fn check_findings(&self) -> Option<Vec<String>> {
        let folder = self.project.folder();
        let overlays = self.open.iter().map(|(file, text)| (folder.join(file), text.clone().into_bytes())).collect();
        let outcome = check(&Request { folder, overlays, ..Request::default() }, ALL, &()).unwrap();
        if !outcome.broken.is_empty() {
            return None;
        }
        let line = |it: &flowvet::diagnostic::Diagnostic| {
            let location = &it.primary.location;
            let source = &outcome.sources[&location.file];
            let offset = (location.place.span.start as usize).min(source.text().len());
            let is_export = source.encoding() == Encoding::Export;
            let line = source.line_of(offset);
            let before = &source.text()[source.line_range(line).start..offset];
            let (line, character) = if is_export { (0, 0) } else { (line, before.encode_utf16().count()) };
            let path: Vec<String> = location.place.path.iter().map(ToString::to_string).collect();
            let path = if is_export { path.join(" › ") + ": " } else { String::new() };
            let help = it.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
            format!("{}:{line}:{character} \"{}\" {path}{}{help}", location.file, it.rule, it.message)
        };
        let mut lines: Vec<String> = outcome.diagnostics.iter().map(line).collect();
        lines.sort();
        Some(lines)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_server_shows_what_a_new_check_finds(
        bursts in prop::collection::vec(prop::collection::vec(edit(), 1..5), 1..12),
    ) {
        let mut editor = Editor::start();
        for burst in &bursts {
            for edit in burst {
                editor.make(edit);
            }
            let shown = editor.server_findings();
            if let Some(found) = editor.check_findings() {
                prop_assert_eq!(&shown, &found, "after {:?}", burst);
            }
        }
    }
}
