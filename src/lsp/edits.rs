//! Converts edits of decoded texts to a `WorkspaceEdit` with the same effect in an editor. An export is encoded again
//! as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::context::Context;
use super::position::Counter;
use super::uri;
use crate::diagnostic::Edit;
use crate::fix::Document;
use crate::text::Encoding;

/// The last line that the protocol can count: all of a document.
const LAST: u32 = 0x7fff_ffff;

/// All edits together; `None` where a file cannot be edited.
pub(super) fn workspace_edit<'e>(cx: Context<'_>, edits: impl IntoIterator<Item = &'e Edit>) -> Option<Value> {
    let mut by_file: BTreeMap<&Arc<str>, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(&edit.file).or_default().push(edit);
    }
    let changes: Option<serde_json::Map<_, _>> =
        by_file.into_iter().map(|(file, edits)| changes(cx, file, &edits)).collect();
    Some(json!({"changes": changes?}))
}

/// A new file with the text that an edit writes.
pub(super) fn new_file(cx: Context<'_>, edit: &Edit) -> Value {
    let uri = uri::of(&cx.session.scope().absolute(&edit.file));
    let start = json!({"line": 0, "character": 0});
    let text = json!({"range": {"start": start, "end": start}, "newText": edit.replacement});
    json!({"documentChanges": [
        {"kind": "create", "uri": uri, "options": {"ignoreIfExists": true}},
        {"textDocument": {"uri": uri, "version": null}, "edits": [text]},
    ]})
}

fn changes(cx: Context<'_>, file: &Arc<str>, edits: &[&Edit]) -> Option<(String, Value)> {
    let path = cx.session.scope().absolute(file);
    let uri = cx.documents.uri(&path);
    let source = cx.session.source(file)?;
    if source.encoding() == Encoding::Export {
        let within = cx.session.scope().project(&path)?;
        let mut document = Document::open(&source, &path, &within, cx.session.request()).ok()?;
        document.edit(edits.iter().copied());
        let text = String::from_utf8(document.new_bytes()).ok()?;
        let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": LAST, "character": 0}});
        return Some((uri, json!([{"range": all, "newText": text}])));
    }
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.span);
    let counter = Counter::new(cx.client.encoding, &source);
    let text = |edit: &&Edit| json!({"range": counter.range(edit.span), "newText": edit.replacement});
    Some((uri, edits.iter().map(text).collect()))
}

/// The smallest edit of `file` that makes `new` of `old`.
pub(super) fn between(file: &Arc<str>, old: &str, new: &str) -> Edit {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let start: usize = old.chars().zip(new.chars()).take_while(same).map(|(one, _)| one.len_utf8()).sum();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let pairs = old_rest.chars().rev().zip(new_rest.chars().rev());
    let end: usize = pairs.take_while(same).map(|(one, _)| one.len_utf8()).sum();
    let replacement = new_rest.get(..new_rest.len() - end).unwrap_or_default().to_owned();
    Edit { file: file.clone(), span: crate::text::Span::new(start, old.len() - end), replacement }
}
