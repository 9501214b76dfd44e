//! Reads a file, given its path and text: returns its tree, its syntax errors and, if it is an artefact, its facts.

use super::flow::{archy, configuration, root as flow_root};
use super::payload::Payload;
use super::{ArtifactKind, Derived, Facts, Hint, data_action, options, page, payload, script, snippet, terraform};
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

/// Parses the decoded text of a file, recognises its kind and reads its facts.
#[must_use]
pub fn read<'t>(path: &str, text: &'t str, format: Format, hint: &Hint, limits: &Limits) -> Reading<'t> {
    let parsed = parse(path, text, format, hint, limits);
    let facts = parsed.facts(&parsed.derived());
    Reading { tree: parsed.tree, errors: parsed.errors, facts }
}

/// The tree of a file, whose facts have not been read.
#[derive(Debug)]
pub struct Parsed<'t> {
    pub tree: Tree<'t>,
    pub errors: Vec<SyntaxError>,
    limits: Limits,
    content: Content,
}

/// What a file is by its text.
#[derive(Clone, Copy, Debug)]
enum Content {
    Flow(ArtifactKind),
    DataAction,
    Script,
    Payload(Payload),
    /// Its names are determined by the contract of the data action.
    Sample,
    Snippet,
    Page {
        is_markup: bool,
    },
    Terraform,
    /// Values of variables of Terraform.
    TerraformValues,
    ArchyOptions,
    Unknown,
}

/// Parses the decoded text of a file and recognises its kind. JavaScript is not parsed, nor is most YAML that is not a flow
/// unless a person named the file: their tree is empty.
#[must_use]
pub fn parse<'t>(path: &str, text: &'t str, format: Format, hint: &Hint, limits: &Limits) -> Parsed<'t> {
    let limits = *limits;
    let parsed = |(tree, errors), content| Parsed { tree, errors, limits, content };
    match format {
        Format::Yaml => parse_yaml(text, *hint, limits),
        Format::Hcl if has_values(path) => parsed(hcl::parse(text, &hcl::Keys::default()), Content::TerraformValues),
        Format::HclJson if has_values(path) => parsed(json::parse(text, &limits), Content::TerraformValues),
        Format::Hcl | Format::HclJson if !terraform::may_be(text) => unparsed(text, Content::Unknown),
        Format::Hcl => parse_with(text, text.len(), &[]),
        Format::HclJson => parsed(hcl::parse_json(text, terraform::KEYS.json, &limits), Content::Terraform),
        Format::Markup | Format::PageScript => unparsed(text, Content::Page { is_markup: format == Format::Markup }),
        Format::JavaScript => unparsed(text, Content::Snippet),
        Format::Json | Format::Export | Format::Script => {
            let (tree, errors) = json::parse(text, &limits);
            let content = match format {
                Format::Export => Content::Flow(ArtifactKind::Export),
                Format::Script => Content::Script,
                _ => json_content(path, tree.root(), *hint),
            };
            Parsed { tree, errors, limits, content }
        }
    }
}

/// Parses a Terraform file: the first `own` bytes of `text`, which the texts of the files that it names follow.
#[must_use]
pub fn parse_with<'t>(text: &'t str, own: usize, included: &[hcl::Included]) -> Parsed<'t> {
    let (tree, errors) = hcl::parse_with(text, own, included, &terraform::KEYS);
    Parsed { tree, errors, limits: Limits::default(), content: Content::Terraform }
}

/// The result for a text that is not parsed.
fn unparsed(text: &str, content: Content) -> Parsed<'_> {
    Parsed { tree: Builder::new(text).finish(text.len()), errors: Vec::new(), limits: Limits::default(), content }
}

fn parse_yaml(text: &str, hint: Hint, limits: Limits) -> Parsed<'_> {
    let look = look_for_flow(text);
    let may_be_options = look == FlowGuess::Other && options::may_be(text);
    if look == FlowGuess::Other && !hint.named && !may_overflow(text) && !may_be_options {
        return unparsed(text, Content::Unknown);
    }
    let (tree, errors) = yaml::parse(text, &limits);
    let content = match look {
        FlowGuess::Other if may_be_options => Content::ArchyOptions,
        FlowGuess::Flow => Content::Flow(ArtifactKind::ArchyYaml),
        FlowGuess::Unclear if tree.documents().any(is_flow) => Content::Flow(ArtifactKind::ArchyYaml),
        _ => Content::Unknown,
    };
    Parsed { tree, errors, limits, content }
}

fn json_content(path: &str, root: Value<'_>, hint: Hint) -> Content {
    if hint.sample {
        Content::Sample
    } else if configuration::is(root) {
        Content::Flow(ArtifactKind::FlowConfiguration)
    } else if data_action::is(root) {
        Content::DataAction
    } else if script::is(root) {
        Content::Script
    } else {
        payload::detect(path, root, &hint).map_or(Content::Unknown, Content::Payload)
    }
}

impl Parsed<'_> {
    /// What is derived from the tree, of which there is nothing yet.
    #[must_use]
    pub fn derived(&self) -> Derived<'_> {
        let kind = match self.content {
            Content::Flow(kind) => kind,
            Content::DataAction => ArtifactKind::DataAction,
            Content::Script => ArtifactKind::Script,
            // Nothing is derived from what is unknown.
            Content::Payload(_) | Content::Sample | Content::Unknown => ArtifactKind::Payload,
            Content::Snippet => ArtifactKind::Snippet,
            Content::Page { .. } => ArtifactKind::Page,
            Content::Terraform => ArtifactKind::Terraform,
            Content::TerraformValues => ArtifactKind::TerraformModule,
            Content::ArchyOptions => ArtifactKind::ArchyOptions,
        };
        Derived::of(kind, &self.tree)
    }

    /// Reads the facts; `None` if the file is of no known kind.
    #[must_use]
    pub fn facts(&self, derived: &Derived<'_>) -> Option<Facts> {
        let (tree, text) = (&self.tree, self.tree.text());
        let mut facts = match self.content {
            Content::Flow(ArtifactKind::ArchyYaml) => {
                let mut facts = archy::read(derived);
                if let Some(other) = yaml::parse_otherwise(text, &self.limits) {
                    facts.add_uses(archy::read(&Derived::of(ArtifactKind::ArchyYaml, &other)).uses);
                }
                facts
            }
            Content::Flow(_) => configuration::read(derived),
            Content::DataAction => data_action::read(derived.data_actions().first()?),
            Content::Script => script::read(tree.root()),
            Content::Payload(payload) => payload::read(tree.root(), payload),
            Content::Sample => Facts::new(ArtifactKind::Payload),
            Content::Snippet => snippet::read(text),
            Content::Page { is_markup } => page::read(text, is_markup)?,
            Content::Terraform => self.terraform(derived)?,
            Content::TerraformValues if self.errors.is_empty() => terraform::read_values(tree.root())?,
            Content::ArchyOptions => tree.documents().find_map(options::read)?,
            Content::TerraformValues | Content::Unknown => return None,
        };
        // The intended level of a key in a broken payload is not known.
        if !self.errors.is_empty() {
            facts.payload = None;
        }
        Some(facts)
    }

    fn terraform(&self, derived: &Derived<'_>) -> Option<Facts> {
        let root = self.tree.root();
        // A file with an error may define anything, and one with an argument twice is worth a word.
        let is_wrong = !self.errors.is_empty() || terraform::repeats_argument(root);
        let facts = || terraform::read(root, derived.data_actions());
        if is_wrong && terraform::names_resource(self.tree.text()) {
            return Some(Facts { kind: ArtifactKind::Terraform, ..facts() });
        }
        let is_read = |facts: &Facts| facts.kind.is_artifact() || facts.module.is_some();
        self.errors.is_empty().then(facts).filter(is_read)
    }
}

/// Whether a text has brackets or aliases: a few bytes of them can produce any depth and any size, and so hide the
/// kind of a file. Such a text is parsed to check its limits.
fn may_overflow(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{']) || text.contains('&') && text.contains('*')
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
