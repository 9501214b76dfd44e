//! Reads the parameters of `initialize`: the capabilities, the settings and the folders of the editor.

use std::path::PathBuf;

use serde_json::Value;

use super::position::Encoding;
use super::uri;
use crate::config::Preset;

/// The properties of an editor that the server needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    pub encoding: Encoding,
    pub folders: Vec<PathBuf>,
    /// Whether the editor has chosen the folders, and not the files that it opens.
    pub has_folders: bool,
    /// For projects whose configuration chooses none.
    pub preset: Option<Preset>,
    capabilities: Vec<Capability>,
}

/// Capabilities that only some editors have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capability {
    /// It asks for findings itself.
    Pull,
    /// It asks for findings again on request.
    Refresh,
    /// It watches files on request.
    Watch,
    /// It shows how far work is.
    Progress,
    /// It shows other places that belong to a finding.
    Related,
    /// It shows links for the names of rules.
    Links,
    /// It shows documents that are not files.
    Virtual,
    /// It makes new files where an edit asks for it.
    Create,
    /// It fills in the places of a completion that a person has to complete.
    Snippets,
    /// It is to show the types of expressions.
    Types,
}

/// The members of the parameters that announce each capability, if present and not false.
static CAPABILITIES: [(Capability, &str); 10] = [
    (Capability::Pull, "/textDocument/diagnostic"),
    (Capability::Refresh, "/workspace/diagnostics/refreshSupport"),
    (Capability::Watch, "/workspace/didChangeWatchedFiles/dynamicRegistration"),
    (Capability::Progress, "/window/workDoneProgress"),
    (Capability::Related, "/textDocument/publishDiagnostics/relatedInformation"),
    (Capability::Related, "/textDocument/diagnostic/relatedInformation"),
    (Capability::Links, "/textDocument/publishDiagnostics/codeDescriptionSupport"),
    (Capability::Links, "/textDocument/diagnostic/codeDescriptionSupport"),
    (Capability::Virtual, "/workspace/textDocumentContent"),
    (Capability::Snippets, "/textDocument/completion/completionItem/snippetSupport"),
];

impl Client {
    pub(super) fn of(params: &Value) -> Self {
        let at = |pointer: &str| params.get("capabilities")?.pointer(pointer);
        let encodings = at("/general/positionEncodings").and_then(Value::as_array);
        let has_utf8 = encodings.is_some_and(|list| list.iter().any(|it| it == Encoding::Utf8.as_str()));
        let is = |value: Option<&Value>| value.is_some_and(|it| !it.is_null() && *it != Value::Bool(false));
        let asked = is(params.pointer("/initializationOptions/virtualDocuments")).then_some(Capability::Virtual);
        let types = is(params.pointer("/initializationOptions/inlayHints")).then_some(Capability::Types);
        let operations = at("/workspace/workspaceEdit/resourceOperations").and_then(Value::as_array);
        let creates = operations.is_some_and(|list| list.iter().any(|it| it == "create")).then_some(Capability::Create);
        let declared = CAPABILITIES.iter().filter(|(_, pointer)| is(at(pointer))).map(|(capability, _)| *capability);
        let folders = folders(params);
        Client {
            encoding: if has_utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            has_folders: !folders.is_empty(),
            folders,
            preset: params.pointer("/initializationOptions/preset").and_then(Value::as_str).and_then(Preset::named),
            capabilities: declared.chain(asked).chain(types).chain(creates).collect(),
        }
    }

    pub(super) fn can(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }
}

/// The open folders; older editors send `rootUri`.
fn folders(params: &Value) -> Vec<PathBuf> {
    let listed = params.get("workspaceFolders").and_then(Value::as_array).map(|list| paths(list));
    let root = || params.get("rootUri").and_then(Value::as_str).and_then(uri::path);
    listed.unwrap_or_else(|| root().into_iter().collect())
}

/// The paths of `WorkspaceFolder`s.
pub(super) fn paths(folders: &[Value]) -> Vec<PathBuf> {
    let folder = |folder: &Value| uri::path(folder.get("uri")?.as_str()?);
    folders.iter().filter_map(folder).collect()
}
