//! Reads the parameters of `initialize`: the abilities, the settings and the folders of the editor.

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
    abilities: Vec<Ability>,
}

/// Abilities that only some editors have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ability {
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

/// The members of the capabilities that announce each ability, if present and not false.
static ABILITIES: [(Ability, &str); 10] = [
    (Ability::Pull, "/textDocument/diagnostic"),
    (Ability::Refresh, "/workspace/diagnostics/refreshSupport"),
    (Ability::Watch, "/workspace/didChangeWatchedFiles/dynamicRegistration"),
    (Ability::Progress, "/window/workDoneProgress"),
    (Ability::Related, "/textDocument/publishDiagnostics/relatedInformation"),
    (Ability::Related, "/textDocument/diagnostic/relatedInformation"),
    (Ability::Links, "/textDocument/publishDiagnostics/codeDescriptionSupport"),
    (Ability::Links, "/textDocument/diagnostic/codeDescriptionSupport"),
    (Ability::Virtual, "/workspace/textDocumentContent"),
    (Ability::Snippets, "/textDocument/completion/completionItem/snippetSupport"),
];

impl Client {
    pub(super) fn of(params: &Value) -> Self {
        let at = |pointer: &str| params.get("capabilities")?.pointer(pointer);
        let encodings = at("/general/positionEncodings").and_then(Value::as_array);
        let has_utf8 = encodings.is_some_and(|list| list.iter().any(|it| it == Encoding::Utf8.as_str()));
        let is = |value: Option<&Value>| value.is_some_and(|it| !it.is_null() && *it != Value::Bool(false));
        let asked = is(params.pointer("/initializationOptions/virtualDocuments")).then_some(Ability::Virtual);
        let types = is(params.pointer("/initializationOptions/inlayHints")).then_some(Ability::Types);
        let operations = at("/workspace/workspaceEdit/resourceOperations").and_then(Value::as_array);
        let creates = operations.is_some_and(|list| list.iter().any(|it| it == "create")).then_some(Ability::Create);
        let declared = ABILITIES.iter().filter(|(_, pointer)| is(at(pointer))).map(|(ability, _)| *ability);
        let folders = folders(params);
        Client {
            encoding: if has_utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            has_folders: !folders.is_empty(),
            folders,
            preset: params.pointer("/initializationOptions/preset").and_then(Value::as_str).and_then(Preset::named),
            abilities: declared.chain(asked).chain(types).chain(creates).collect(),
        }
    }

    pub(super) fn can(&self, ability: Ability) -> bool {
        self.abilities.contains(&ability)
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
