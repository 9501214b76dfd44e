//! Reads a file, given its path and text: returns its tree, its syntax errors and, if it is an artefact, its facts.

use super::flow::{archy, configuration, root as flow_root};
use super::{ArtifactKind, Facts, Hint, data_action, options, page, payload, script, snippet, terraform};
use crate::knowledge::flow_types::{self, FlowType};
use crate::syntax::{Builder, Limits, SyntaxError, Tree, Value, hcl, json, yaml};

/// The format of a file's text, as far as its name determines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Yaml,
    /// `.i3…`: base64 of percent-encoded JSON.
    Export,
    /// An agent script: JSON that is recognised by its file name alone.
    Script,
    JavaScript,
    /// HTML, or a component with script elements.
    Markup,
    /// JavaScript or TypeScript that the configuration does not name: it may set attributes from outside.
    PageScript,
    /// Terraform.
    Hcl,
    /// Terraform in the form of JSON.
    HclJson,
}

impl Format {
    /// Whether the file name alone identifies an artefact.
    #[must_use]
    pub fn names_artifact(self) -> bool {
        matches!(self, Format::Export | Format::Script | Format::JavaScript)
    }

    /// The reason why a file of this format is not an artefact.
    #[must_use]
    pub fn without_artifact(self) -> &'static str {
        match self {
            Format::Json => "JSON, but no flow, data action, script or payload",
            Format::Yaml => "YAML, but no flow",
            Format::Hcl | Format::HclJson => "Terraform without anything of Genesys Cloud",
            Format::Markup | Format::PageScript => "sets no attributes",
            Format::Export | Format::Script | Format::JavaScript => "nothing that flowvet reads",
        }
    }

    /// Whether it is one of the many formats of the web, of which few files have to do with attributes.
    #[must_use]
    pub fn is_web(self) -> bool {
        matches!(self, Format::Markup | Format::PageScript)
    }

    /// Whether the format allows comments that begin with `#`.
    #[must_use]
    pub fn has_comments(self) -> bool {
        matches!(self, Format::Yaml | Format::Hcl)
    }
}

/// The endings, in lower case, of files that [`format()`] reads without a configuration that names them, apart from exports
/// (`.i3…`), and of script snippets. The pre-commit hooks are built from this list.
pub const EXTENSIONS: [&str; 15] =
    ["htm", "html", "js", "json", "jsx", "mjs", "script", "tf", "tftpl", "tfvars", "ts", "tsx", "vue", "yaml", "yml"];

/// The format of a file by its name; `None` if it is not relevant. A file that the configuration declares as a
/// payload is JSON unless its name indicates another format, and a sample is always JSON.
#[must_use]
pub fn format(path: &str, hint: &Hint) -> Option<Format> {
    if hint.sample {
        return Some(Format::Json);
    }
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    match extension.as_str() {
        "json" if is_terraform(path) => Some(Format::HclJson),
        "json" => Some(Format::Json),
        "yaml" | "yml" | "tftpl" => Some(Format::Yaml),
        "script" => Some(Format::Script),
        "tf" | "tfvars" => Some(Format::Hcl),
        "js" if hint.snippet => Some(Format::JavaScript),
        "htm" | "html" | "vue" => Some(Format::Markup),
        "js" | "jsx" | "mjs" | "ts" | "tsx" if !is_minified(path) => Some(Format::PageScript),
        _ if is_export(&extension) => Some(Format::Export),
        _ => hint.payload.map(|_| Format::Json),
    }
}

/// `jquery.min.js`
fn is_minified(path: &str) -> bool {
    path.rsplit('.').nth(1).is_some_and(|before| before.eq_ignore_ascii_case("min"))
}

/// `.tf.json`, `.tfvars.json`
fn is_terraform(path: &str) -> bool {
    let before = path.rsplit('.').nth(1);
    before.is_some_and(|before| before.eq_ignore_ascii_case("tf") || before.eq_ignore_ascii_case("tfvars"))
}

/// `.tfvars`, `.tfvars.json`
fn has_values(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with(".tfvars") || path.ends_with(".tfvars.json")
}

/// `i3` and one letter or more.
fn is_export(extension: &str) -> bool {
    extension
        .strip_prefix("i3")
        .is_some_and(|kind| !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// The result of reading the text of a file.
#[derive(Debug)]
pub struct Reading<'t> {
    pub tree: Tree<'t>,
    pub errors: Vec<SyntaxError>,
    /// `None`: the file is of no known kind.
    pub facts: Option<Facts>,
}

/// Parses the decoded text of a file, recognises its kind and reads its facts. JavaScript is not parsed, nor is most
/// YAML that is not a flow unless a person named the file: their tree is empty.
#[must_use]
pub fn read<'t>(path: &str, text: &'t str, format: Format, hint: &Hint, limits: &Limits) -> Reading<'t> {
    match format {
        Format::Yaml => read_yaml(text, *hint, limits),
        Format::Hcl | Format::HclJson if has_values(path) => {
            let (tree, errors) = match format {
                Format::Hcl => hcl::parse(text, &hcl::Keys::default()),
                _ => json::parse(text, limits),
            };
            let facts = if errors.is_empty() { terraform::read_values(tree.root()) } else { None };
            Reading { tree, errors, facts }
        }
        Format::Hcl | Format::HclJson if !terraform::may_be(text) => unparsed(text),
        Format::Hcl => read_with(text, text.len(), &[]),
        Format::HclJson => terraform_file(text, hcl::parse_json(text, terraform::KEYS.json, limits)),
        Format::Markup | Format::PageScript => {
            Reading { facts: page::read(text, format == Format::Markup), ..unparsed(text) }
        }
        Format::JavaScript => Reading { facts: Some(snippet::read(text)), ..unparsed(text) },
        Format::Json | Format::Export | Format::Script => {
            let (tree, errors) = json::parse(text, limits);
            let mut facts = match format {
                Format::Export => Some(configuration::read(ArtifactKind::Export, &tree)),
                Format::Script => Some(script::read(tree.root())),
                _ => read_json(path, &tree, *hint),
            };
            // The intended level of a key in a broken payload is not known.
            if let Some(facts) = facts.as_mut().filter(|_| !errors.is_empty()) {
                facts.payload = None;
            }
            Reading { tree, errors, facts }
        }
    }
}

/// Reads a Terraform file: the first `own` bytes of `text`, which the texts of the files that it names follow.
#[must_use]
pub fn read_with<'t>(text: &'t str, own: usize, included: &[hcl::Included]) -> Reading<'t> {
    terraform_file(text, hcl::parse_with(text, own, included, &terraform::KEYS))
}

/// Determines the kind of a Terraform file from its tree, and its facts.
fn terraform_file<'t>(text: &str, (tree, errors): (Tree<'t>, Vec<SyntaxError>)) -> Reading<'t> {
    // A file with an error may define anything, and one with an argument twice is worth a word.
    let is_wrong = !errors.is_empty() || terraform::repeats_argument(tree.root());
    let facts = if is_wrong && terraform::names_resource(text) {
        Some(Facts { kind: ArtifactKind::Terraform, ..terraform::read(tree.root()) })
    } else if errors.is_empty() {
        Some(terraform::read(tree.root())).filter(|facts| facts.kind.is_artifact() || facts.module.is_some())
    } else {
        None
    };
    Reading { tree, errors, facts }
}

/// The result for a text that is not parsed.
fn unparsed(text: &str) -> Reading<'_> {
    Reading { tree: Builder::new(text).finish(text.len()), errors: Vec::new(), facts: None }
}

fn read_yaml<'t>(text: &'t str, hint: Hint, limits: &Limits) -> Reading<'t> {
    let look = look_for_flow(text);
    let may_be_options = look == FlowGuess::Other && options::may_be(text);
    if look == FlowGuess::Other && !hint.named && !may_overflow(text) && !may_be_options {
        return unparsed(text);
    }
    let (tree, errors) = yaml::parse(text, limits);
    let mut facts = match look {
        FlowGuess::Other if may_be_options => tree.documents().find_map(options::read),
        FlowGuess::Flow => Some(archy::read(&tree)),
        FlowGuess::Unclear if tree.documents().any(is_flow) => Some(archy::read(&tree)),
        _ => None,
    };
    if let Some(facts) = facts.as_mut().filter(|_| look != FlowGuess::Other)
        && let Some(other) = yaml::parse_otherwise(text, limits)
    {
        facts.add_uses(archy::read(&other).uses);
    }
    Reading { tree, errors, facts }
}

/// Whether a text has brackets or aliases: a few bytes of them can produce any depth and any size, and so hide the
/// kind of a file. Such a text is parsed to check its limits.
fn may_overflow(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{']) || text.contains('&') && text.contains('*')
}

fn read_json(path: &str, tree: &Tree<'_>, hint: Hint) -> Option<Facts> {
    let root = tree.root();
    if hint.sample {
        // The contract of the data action determines its names.
        Some(Facts::new(ArtifactKind::Payload))
    } else if configuration::is(root) {
        Some(configuration::read(ArtifactKind::FlowConfiguration, tree))
    } else if data_action::is(root) {
        Some(data_action::read(root))
    } else if script::is(root) {
        Some(script::read(root))
    } else {
        payload::detect(path, root, &hint).map(|payload| payload::read(root, payload))
    }
}

/// Whether the text of a YAML file looks like a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FlowGuess {
    Flow,
    Other,
    /// The key of a flow is present, but its value is not in block style: only the tree can decide.
    Unclear,
}

/// The keys of which every flow has one. Workflows of continuous integration and others have the same key at the
/// top, but none of these below it.
pub(super) const BODY_KEYS: [&str; 7] =
    ["startUpRef", "startUpTaskActions", "defaultLanguage", "states", "tasks", "menus", "bots"];

/// The keys that nothing but a flow has.
pub(super) const FLOW_KEYS: [&str; 2] = ["startUpRef", "startUpTaskActions"];

/// Looks for a flow without parsing: most YAML of a repository is none, and a flow with syntax errors is one too. The key
/// at the top may be a misspelt type.
fn look_for_flow(text: &str) -> FlowGuess {
    let mut lines = text.lines().filter(|line| !is_blank_or_comment(line)).peekable();
    let mut found = FlowGuess::Other;
    while let Some(line) = lines.next() {
        let Some((key, rest)) = block_key(line) else { continue };
        let is_type = flow_types::by_archy(key).is_some();
        if !matches!(rest.trim().chars().next(), None | Some('#')) {
            if is_type {
                return FlowGuess::Unclear;
            }
            if rest.trim_start().starts_with('{') && flow_types::nearest(key).is_some() {
                found = FlowGuess::Unclear;
            }
            continue;
        }
        let is_near = !is_type && flow_types::nearest(key).is_some_and(FlowType::is_distinctive);
        let mut indent = None;
        while let Some(line) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
            let content = line.trim_start();
            let own = line.len() - content.len();
            let Some((key, _)) = block_key(content).filter(|_| *indent.get_or_insert(own) == own) else { continue };
            if is_type && BODY_KEYS.contains(&key) || is_near && BODY_KEYS.contains(&key) || FLOW_KEYS.contains(&key) {
                return FlowGuess::Flow;
            }
        }
        if is_type {
            // Another document of the file may be one.
            while lines.next_if(|line| !line.starts_with("---")).is_some() {}
        }
    }
    found
}

/// The key, without quotes, that starts a line, and what follows its colon.
fn block_key(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end();
    let unquoted = |quote| key.strip_prefix(quote).and_then(|key| key.strip_suffix(quote));
    let is_key = rest.is_empty() || rest.starts_with([' ', '\t', '\r']);
    is_key.then(|| (unquoted('"').or_else(|| unquoted('\'')).unwrap_or(key), rest))
}

fn is_blank_or_comment(line: &str) -> bool {
    let content = line.trim_start();
    content.is_empty() || content.starts_with('#') || content.starts_with("%{")
}

/// Whether a document of a YAML file is a flow.
fn is_flow(root: Value<'_>) -> bool {
    flow_root::of(root).is_some_and(|flow| BODY_KEYS.iter().any(|key| flow.body.get(key).is_some()))
}
