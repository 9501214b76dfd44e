//! Answers the messages of an editor, one after the other, and sends findings when they change. Owns the state of a
//! server: the capabilities of the editor, its open documents, and the session over its folders.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use serde_json::{Value, json};

use super::actions;
use super::client::{self, Capability, Client};
use super::context::{Context, ShownFile};
use super::diagnostics::Shown;
use super::documents::Documents;
use super::message::{Failure, Message, set};
use super::output::Output;
use super::progress::Indexing;
use super::view::{self, View};
use super::{Event, completion, hover, inlay, navigate, outline, parent, rename, semantic_tokens, signature, uri};
use crate::engine::{self, Outcome, Request, Session, UsageError};
use crate::rules;
use crate::text::Source;

type Response = Result<Value, Failure>;

/// How far a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

/// The state of a server.
#[derive(Debug)]
pub(super) struct Server {
    output: Output,
    events: SyncSender<Event>,
    phase: Phase,
    client: Client,
    documents: Documents,
    /// `None` until the first folder is known.
    session: Option<Session<'static>>,
    /// Files and folders that other programs have changed and that are not read again yet: hundreds of events are one.
    watched: BTreeSet<PathBuf>,
    /// Whether something has changed since the last check.
    is_dirty: bool,
    /// Documents that have changed since then, by URI.
    edited: BTreeSet<String>,
    shown: Shown,
    /// An error about the folders as a whole, kept to report it only once.
    failure: Option<String>,
}

impl Server {
    pub(super) fn new(output: Output, events: SyncSender<Event>) -> Self {
        Server {
            output,
            events,
            phase: Phase::New,
            client: Client::default(),
            documents: Documents::default(),
            session: None,
            watched: BTreeSet::new(),
            is_dirty: false,
            edited: BTreeSet::new(),
            shown: Shown::default(),
            failure: None,
        }
    }

    pub(super) fn was_shut_down(&self) -> bool {
        self.phase == Phase::ShutDown
    }

    /// Handles a message. Returns whether the server must end.
    pub(super) fn take(&mut self, message: Message) -> bool {
        match message {
            Message::Request { id, method, params } => {
                let answer = self.guarded(|server| server.answer(&method, &params));
                match answer.unwrap_or_else(|| {
                    Err(Failure::new(Failure::INTERNAL_ERROR, "flowvet crashed while handling this request"))
                }) {
                    Ok(result) => self.output.send(&json!({"jsonrpc": "2.0", "id": id, "result": result})),
                    Err(failure) => self.output.send(&failure.answer(&id)),
                }
            }
            Message::Notification { method, .. } if method == "exit" => return true,
            Message::Notification { method, params } => {
                self.guarded(|server| server.notice(&method, &params));
            }
            Message::Bad { id, failure } => self.output.send(&failure.answer(&id)),
            Message::Response => {}
        }
        false
    }

    /// Responds that a request was cancelled.
    pub(super) fn cancelled(&self, id: &Value) {
        self.output.send(&Failure::new(Failure::CANCELLED, "cancelled").answer(id));
    }

    /// Runs code whose crash must not end the server.
    fn guarded<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> Option<T> {
        panic::catch_unwind(AssertUnwindSafe(|| run(self))).ok()
    }

    fn answer(&mut self, method: &str, params: &Value) -> Response {
        match (self.phase, method) {
            (Phase::New, "initialize") => return Ok(self.initialize(params)),
            (Phase::New, _) => return Err(Failure::new(Failure::NOT_INITIALIZED, "send `initialize` first")),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                return Ok(Value::Null);
            }
            (Phase::ShutDown, _) => return Err(Failure::new(Failure::INVALID_REQUEST, "the server was shut down")),
            (Phase::Running, "initialize") => {
                return Err(Failure::new(Failure::INVALID_REQUEST, "the server is already initialized"));
            }
            (Phase::Running, _) => {}
        }
        // An answer is about the texts as they are.
        self.publish();
        match method {
            "textDocument/diagnostic" => self.pull(params),
            "workspace/diagnostic" => Ok(self.pull_all(params)),
            "workspace/textDocumentContent" => self.content(params),
            "codeAction/resolve" => Ok(self.context().map_or(Value::Null, |cx| actions::resolve(cx, params.clone()))),
            "textDocument/codeAction" => {
                self.with_document(params, |cx, shown| actions::actions(cx, shown, params).map(Value::from))
            }
            "textDocument/hover" => self.hover(params),
            "textDocument/definition" => {
                self.with_document(params, |cx, shown| navigate::definition(cx, shown, params))
            }
            "textDocument/references" => {
                self.with_document(params, |cx, shown| navigate::references(cx, shown, params))
            }
            "textDocument/prepareRename" => {
                self.with_document(params, |cx, shown| rename::prepare_rename(cx, shown, params))
            }
            "textDocument/rename" => self.rename(params),
            "textDocument/completion" => {
                self.with_document(params, |cx, shown| completion::complete(cx, shown, params))
            }
            "textDocument/signatureHelp" => self.with_document(params, |cx, shown| signature::help(cx, shown, params)),
            "textDocument/semanticTokens/full" | "textDocument/semanticTokens/range" => {
                self.with_document(params, |cx, shown| semantic_tokens::tokens(cx, shown, params))
            }
            "textDocument/inlayHint" => self.with_document(params, |cx, shown| inlay::hints(cx, shown, params)),
            "textDocument/documentSymbol" => self.with_document(params, outline::document_symbols),
            "workspace/symbol" => {
                let query = params.get("query").and_then(Value::as_str).unwrap_or_default();
                Ok(self.context().map_or(Value::Null, |cx| outline::workspace_symbols(cx, query)))
            }
            _ => Err(Failure::new(Failure::METHOD_NOT_FOUND, format!("unknown method `{method}`"))),
        }
    }

    /// The context for a response; `None` without a folder.
    fn context(&self) -> Option<Context<'_>> {
        let Server { client, documents, session, shown: Shown { outcome, views, .. }, .. } = self;
        Some(Context { client, documents, session: session.as_ref()?, outcome, views })
    }

    /// An answer about the document of a request; nothing where it shows no file of a project.
    fn with_document<'s>(
        &'s self,
        params: &Value,
        answer: impl FnOnce(Context<'s>, &ShownFile<'s>) -> Option<Value>,
    ) -> Response {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).ok_or_else(invalid)?;
        let shown = self.context().and_then(|cx| Some((cx, cx.shown(uri)?)));
        Ok(shown.and_then(|(cx, shown)| answer(cx, &shown)).unwrap_or_default())
    }

    fn hover(&self, params: &Value) -> Response {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).ok_or_else(invalid)?;
        let configuration = uri::path(uri).filter(|_| hover::is_configuration(uri));
        let document = configuration.and_then(|path| self.documents.get(&path));
        match (self.context(), document) {
            (Some(cx), Some(document)) => Ok(hover::in_configuration(cx, &document.source, params).unwrap_or_default()),
            _ => self.with_document(params, |cx, shown| hover::hover(cx, shown, params)),
        }
    }

    fn rename(&self, params: &Value) -> Response {
        let mut failure = None;
        let answer = self.with_document(params, |cx, shown| {
            rename::rename(cx, shown, params).map_err(|refused| failure = Some(refused)).ok()
        });
        failure.map_or(answer, Err)
    }

    fn notice(&mut self, method: &str, params: &Value) {
        if self.phase != Phase::Running {
            return;
        }
        match method {
            "initialized" => self.begin(),
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => self.close(params),
            "textDocument/didSave" if !self.client.can(Capability::Watch) => self.refresh(&[]),
            "workspace/didChangeWatchedFiles" => {
                let events = params.get("changes").and_then(Value::as_array);
                let path = |event: &Value| uri::path(event.get("uri")?.as_str()?);
                let concerns = |path: &PathBuf| self.session.as_ref().is_some_and(|session| session.is_relevant(path));
                let changed: Vec<PathBuf> = events.into_iter().flatten().filter_map(path).filter(concerns).collect();
                self.watched.extend(changed);
            }
            "workspace/didChangeWorkspaceFolders" => self.change_folders(params),
            // A server may ignore unknown notifications.
            _ => {}
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Client::of(params);
        self.phase = Phase::Running;
        if let Some(process) = params.get("processId").and_then(Value::as_i64).and_then(|it| i32::try_from(it).ok()) {
            parent::watch(process, self.events.clone());
        }
        let mut capabilities = json!({
            "positionEncoding": self.client.encoding.as_str(),
            "textDocumentSync": {"openClose": true, "change": 2, "save": true},
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "renameProvider": {"prepareProvider": true},
            "completionProvider": {"triggerCharacters": completion::TRIGGERS},
            "signatureHelpProvider": {"triggerCharacters": signature::TRIGGERS},
            "semanticTokensProvider": {
                "legend": {"tokenTypes": semantic_tokens::KINDS, "tokenModifiers": semantic_tokens::MODIFIERS},
                "full": true,
                "range": true,
            },
            "documentSymbolProvider": true,
            "workspaceSymbolProvider": true,
            "codeActionProvider": {"codeActionKinds": actions::KINDS, "resolveProvider": true},
            "workspace": {
                "workspaceFolders": {"supported": true, "changeNotifications": true},
                "textDocumentContent": {"schemes": [view::SCHEME]},
            },
        });
        if self.client.can(Capability::Types) {
            set(&mut capabilities, "inlayHintProvider", Value::Bool(true));
        }
        if self.client.can(Capability::Pull) {
            let provider =
                json!({"identifier": "flowvet", "interFileDependencies": true, "workspaceDiagnostics": true});
            set(&mut capabilities, "diagnosticProvider", provider);
        }
        json!({
            "capabilities": capabilities,
            "serverInfo": {"name": "flowvet", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn begin(&mut self) {
        if self.client.can(Capability::Watch) {
            let watchers = json!([{"globPattern": "**/*"}]);
            let options = json!({"watchers": watchers});
            let method = "workspace/didChangeWatchedFiles";
            let registration = json!({"id": "watch", "method": method, "registerOptions": options});
            self.output.request("watch", "client/registerCapability", &json!({"registrations": [registration]}));
        }
        self.read_folders();
    }

    /// Reads everything below the folders of the editor.
    fn read_folders(&mut self) {
        self.session = None;
        self.is_dirty = true;
        let Some(folder) = self.client.folders.first().cloned() else { return };
        let overlays =
            self.documents.iter().map(|(path, it)| (path.clone(), it.source.text().as_bytes().to_vec())).collect();
        let paths = self.client.folders.clone();
        let preset = self.client.preset;
        let request = Request { folder, paths, hook: true, overlays, preset, ..Request::default() };
        let session = if self.client.can(Capability::Progress) {
            let indexing = Indexing::begin(self.output.clone());
            let session = Session::new(request, rules::ALL, &indexing);
            indexing.end();
            session
        } else {
            Session::new(request, rules::ALL, &())
        };
        self.session = Some(session);
    }

    fn open(&mut self, params: &Value) {
        let Some((uri, path)) = document(params) else { return };
        let document = |key| params.pointer(&format!("/textDocument/{key}"));
        let Some(text) = document("text").and_then(Value::as_str) else { return };
        self.documents.open(path.clone(), uri, document("version").cloned().unwrap_or_default(), text);
        // An editor without folders means the projects of the files that it opens.
        if !self.client.has_folders
            && let Some(folder) = engine::home(&path).filter(|folder| !self.client.folders.contains(folder))
        {
            self.client.folders.push(folder);
            self.read_folders();
        }
        self.set_document(&path, uri, Some(text.as_bytes().to_vec()));
    }

    fn change(&mut self, params: &Value) {
        let Some((uri, path)) = document(params) else { return };
        let version = params.pointer("/textDocument/version").cloned().unwrap_or_default();
        let changes = params.get("contentChanges").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let Some(document) = self.documents.change(&path, version, changes, self.client.encoding) else { return };
        let text = document.source.text().as_bytes().to_vec();
        self.set_document(&path, uri, Some(text));
    }

    fn close(&mut self, params: &Value) {
        let Some((uri, path)) = document(params) else { return };
        self.documents.close(&path);
        self.set_document(&path, uri, None);
    }

    fn set_document(&mut self, path: &Path, uri: &str, text: Option<Vec<u8>>) {
        if let Some(session) = &mut self.session {
            session.set_overlay(path, text);
            self.edited.insert(uri.to_owned());
            self.is_dirty = true;
        }
    }

    fn refresh(&mut self, changed: &[PathBuf]) {
        if let Some(session) = &mut self.session {
            session.refresh(changed);
            self.is_dirty = true;
        }
    }

    fn change_folders(&mut self, params: &Value) {
        let folders = |key| {
            let list = params.pointer(&format!("/event/{key}")).and_then(Value::as_array);
            client::paths(list.map_or(&[][..], Vec::as_slice))
        };
        self.client.has_folders = true;
        let removed = folders("removed");
        let added = folders("added");
        self.client.folders.retain(|folder| !removed.contains(folder) && !added.contains(folder));
        self.client.folders.extend(added);
        self.read_folders();
    }

    /// Checks again if something has changed, and sends the differences to the editor.
    pub(super) fn publish(&mut self) {
        let watched: Vec<PathBuf> = std::mem::take(&mut self.watched).into_iter().collect();
        if !watched.is_empty() {
            self.guarded(|server| server.refresh(&watched));
        }
        if !std::mem::take(&mut self.is_dirty) {
            return;
        }
        let outcome = self.guarded(|server| server.session.as_mut().map(Session::outcome));
        let Some(outcome) = outcome else { return };
        match outcome.unwrap_or_else(|| Ok(Outcome::default())) {
            Ok(mut outcome) => {
                outcome.apply_filter();
                self.failure = None;
                self.show(outcome);
            }
            Err(UsageError(reason)) => self.report_failure(reason),
        }
    }

    /// Sends the editor the changes of the findings.
    fn show(&mut self, outcome: Outcome) {
        let views = outcome.sources.iter().map(|(file, it)| (file.clone(), self.view(&outcome, file, it))).collect();
        let old = self.shown.replace(outcome, views, &self.client);
        let uris: BTreeSet<&String> = old.keys().chain(self.shown.reports.keys()).collect();
        let is_new = |uri: &&String| old.get(*uri) != self.shown.reports.get(*uri);
        let changed: Vec<&String> = uris.into_iter().filter(is_new).collect();
        let edited = std::mem::take(&mut self.edited);
        if self.client.can(Capability::Pull) {
            if self.client.can(Capability::Refresh) && changed.iter().any(|uri| !edited.contains(*uri)) {
                self.output.request("refresh", "workspace/diagnostic/refresh", &Value::Null);
            }
            return;
        }
        for uri in changed {
            let items = self.shown.reports.get(uri).cloned().unwrap_or_default();
            let mut params = json!({"uri": uri, "diagnostics": &*items});
            let document = uri::path(uri).and_then(|path| self.documents.get(&path));
            if let Some(document) = document {
                set(&mut params, "version", document.version.clone());
            }
            self.output.notify("textDocument/publishDiagnostics", &params);
        }
    }

    /// How the editor shows a file; as it did before, where its text is the same.
    fn view(&self, outcome: &Outcome, file: &Arc<str>, source: &Arc<Source>) -> Arc<View> {
        let path = outcome.scope.absolute(file);
        let uri = self.documents.uri(&path);
        let known = self.shown.views.get(file).filter(|view| view.shows(source, &uri));
        known.cloned().unwrap_or_else(|| Arc::new(View::of(source, &path, uri, &self.client)))
    }

    /// Reports once that nothing can be checked.
    fn report_failure(&mut self, reason: String) {
        if self.failure.as_ref() != Some(&reason) {
            self.output.notify("window/showMessage", &json!({"type": 1, "message": format!("flowvet: {reason}")}));
            self.failure = Some(reason);
        }
    }

    fn pull(&self, params: &Value) -> Response {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).ok_or_else(invalid)?;
        let mut report = self.report(uri, params.get("previousResultId"));
        if let Some(report) = report.as_object_mut() {
            report.remove("uri");
        }
        Ok(report)
    }

    fn pull_all(&self, params: &Value) -> Value {
        let previous = params.get("previousResultIds").and_then(Value::as_array);
        let text = |it: &Value, key| it.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
        let known: Vec<(String, Option<&Value>)> =
            previous.into_iter().flatten().filter_map(|it| Some((text(it, "uri")?, it.get("value")))).collect();
        let uris: BTreeSet<&String> = self.shown.reports.keys().chain(known.iter().map(|(uri, _)| uri)).collect();
        let report = |uri: &&String| {
            let before = known.iter().find(|(known, _)| known == *uri).and_then(|(_, value)| *value);
            let mut report = self.report(uri, before);
            let document = uri::path(uri).and_then(|path| self.documents.get(&path));
            set(&mut report, "version", document.map_or(Value::Null, |document| document.version.clone()));
            report
        };
        json!({"items": uris.iter().map(report).collect::<Vec<_>>()})
    }

    /// The findings in a document, unless they are those that the editor has.
    fn report(&self, uri: &str, before: Option<&Value>) -> Value {
        let items = self.shown.reports.get(uri).cloned().unwrap_or_default();
        let id = result_id(&items);
        if before.and_then(Value::as_str) == Some(&id) {
            return json!({"uri": uri, "kind": "unchanged", "resultId": id});
        }
        json!({"uri": uri, "kind": "full", "resultId": id, "items": &*items})
    }

    /// The text of a document that is not a file.
    fn content(&self, params: &Value) -> Response {
        let uri = params.get("uri").and_then(Value::as_str).ok_or_else(invalid)?;
        let decoded = || {
            let session = self.session.as_ref()?;
            let file = session.scope().relative(&view::export(uri)?);
            Some(super::pretty::Pretty::of(session.source(&file)?.text()).text)
        };
        let text =
            decoded().ok_or_else(|| Failure::new(Failure::INVALID_PARAMS, format!("unknown document `{uri}`")))?;
        Ok(json!({"text": text}))
    }
}

fn invalid() -> Failure {
    Failure::new(Failure::INVALID_PARAMS, "invalid parameters for this request")
}

/// The URI of the document that parameters are about, and the path of its file.
fn document(params: &Value) -> Option<(&str, PathBuf)> {
    let uri = params.pointer("/textDocument/uri")?.as_str()?;
    Some((uri, uri::path(uri)?))
}

/// A hash that identifies these findings.
fn result_id(items: &[Value]) -> String {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    for item in items {
        item.to_string().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
