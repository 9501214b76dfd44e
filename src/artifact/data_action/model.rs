//! Models a data action as values of its tree, independent of the file format. Rules about data actions use this
//! model, and the facts for rules across files are taken from it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::encoded::Encoded;
use super::shape::{self, Shape};
use super::{arguments, level, url};
use crate::artifact;
use crate::expr::velocity;
use crate::syntax::{Locator, Value, ValueKind};
use crate::text::Span;

/// A member of an object: its key and its value.
pub type MapEntry<'a> = (Value<'a>, Value<'a>);

/// One data action. A part that is `None` is not written, or not known before deployment.
#[derive(Clone, Debug)]
pub struct DataAction<'a> {
    /// The kind of the file.
    pub kind: artifact::ArtifactKind,
    /// The whole data action: the place of findings that have no better one.
    pub root: Value<'a>,
    /// `custom_-_…`; exports of single data actions do not have it.
    pub id: Option<Value<'a>>,
    pub name: Option<Value<'a>>,
    /// The category under which Architect lists the data action: by default the name of its integration. Exports of
    /// single data actions do not have it.
    pub category: Option<Value<'a>>,
    /// `purecloud-data-actions`, `custom-rest-actions` and so on.
    pub integration_type: Option<Value<'a>>,
    /// Whether it fetches the token of an integration with custom authentication.
    pub is_custom_auth: bool,
    /// Whether it runs a function that was uploaded and sends no request.
    pub is_function: bool,
    /// Whether it is the data action of one member of a `for_each`, which shares its text with those of others.
    pub is_repeated: bool,
    /// Seconds.
    pub timeout: Option<Value<'a>>,
    pub request: Request<'a>,
    pub response: Response<'a>,
    pub input: Contract<'a>,
    pub output: Contract<'a>,
}

/// A Velocity template of a data action.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    pub value: Value<'a>,
    /// The text that Velocity gets.
    pub text: Cow<'a, str>,
    pub velocity: velocity::Template,
    /// Whether Terraform completes the text: what it puts in is a row of `1` here.
    pub has_holes: bool,
    /// The way back to the strings of an object that is encoded as JSON; `None` for a string.
    encoded: Option<Arc<Encoded<'a>>>,
    locator: Locator<'a>,
    shape: OnceCell<Option<Shape>>,
}

/// The spellings of the name under which templates find the input. The documentation has the first only; published
/// blueprints use the others in working organisations (`GenesysCloudBlueprints`: `automated-callback-blueprint`,
/// `negative-sentiment-callback`, `process-automation-trigger-with-salesforce`).
pub const INPUT_ROOTS: [&str; 3] = ["input", "Input", "INPUT"];

/// The names that templates know besides the input and, in the success template, those of the translation map
/// (<https://help.mypurecloud.com/articles/velocity-macros-data-actions/>;
/// <https://help.mypurecloud.com/articles/response-configuration-data-actions/>).
pub const OTHER_ROOTS: [&str; 10] = [
    "credentials",
    "authResponse",
    "esc",
    "math",
    "encoding",
    "successTemplateUtils",
    "urlTool",
    "salesforce",
    "msdynamics",
    "rawResult",
];

/// The properties of the input that the platform adds
/// (<https://help.mypurecloud.com/articles/add-contracts-custom-actions-integrations/>).
pub const RESERVED_INPUTS: [&str; 3] = ["orgId", "integrationId", "rawRequest"];

/// The purpose of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Url,
    Header,
    Body,
    SuccessTemplate,
}

/// The request of a data action.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    pub method: Option<Value<'a>>,
    pub url: Option<Template<'a>>,
    /// Names and templates.
    pub headers: Vec<(Value<'a>, Template<'a>)>,
    /// The body. Without it and without [`Request::template_uri`], the whole input is sent.
    pub template: Option<Template<'a>>,
    /// The reference to the file that contains the body, if it is another file.
    pub template_uri: Option<Value<'a>>,
    path: OnceCell<String>,
}

/// The response configuration of a data action.
#[derive(Clone, Debug, Default)]
pub struct Response<'a> {
    /// Names for values of the response, each with its `JSONPath`.
    pub translation_map: Vec<MapEntry<'a>>,
    /// The JSON texts used for values that are missing from the response.
    pub defaults: Vec<MapEntry<'a>>,
    pub success_template: Option<Template<'a>>,
    /// The reference to the file that contains the success template, if it is another file.
    pub success_template_uri: Option<Value<'a>>,
    /// Whether the translation map is complete; in Terraform a part of it may be computed.
    pub is_complete: bool,
}

/// The input or the output side of a contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ContractSide {
    #[default]
    Input,
    Output,
}

impl ContractSide {
    pub const ALL: [ContractSide; 2] = [ContractSide::Input, ContractSide::Output];

    /// The word that the configuration and the command line use: `input`, `output`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ContractSide::Input => "input",
            ContractSide::Output => "output",
        }
    }

    /// The side that the configuration calls `word`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        ContractSide::ALL.into_iter().find(|side| side.as_str() == word)
    }
}

/// The JSON Schema of what goes in or comes out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contract<'a> {
    /// The schema; `None` if there is no contract, or if its content is unknown.
    pub schema: Option<Value<'a>>,
}

/// A property of an object in a contract.
#[derive(Clone, Copy, Debug)]
pub struct Property<'a> {
    pub key: Value<'a>,
    pub schema: Value<'a>,
    pub is_required: bool,
}

impl<'a> DataAction<'a> {
    /// Reads the data action from an export or a response of the platform API.
    #[must_use]
    pub fn from_json(root: Value<'a>) -> Self {
        let text_of = |key| root.get(key).and_then(Value::as_str);
        let objects = &level::Objects::of(root);
        DataAction {
            kind: artifact::ArtifactKind::DataAction,
            root,
            id: root.get("id"),
            name: root.get("name"),
            category: root.get("category"),
            integration_type: root.get("integrationType"),
            is_custom_auth: text_of("actionType").is_some_and(|kind| kind == "customAuth"),
            is_function: false,
            is_repeated: false,
            timeout: objects.part("timeoutSeconds"),
            request: Request::from_json(objects),
            response: Response::from_json(root, objects),
            input: Contract { schema: objects.part("inputSchema") },
            output: Contract { schema: objects.part("successSchema") },
        }
    }
}

impl<'a> DataAction<'a> {
    /// The contract of one side.
    #[must_use]
    pub fn contract(&self, side: ContractSide) -> Contract<'a> {
        match side {
            ContractSide::Input => self.input,
            ContractSide::Output => self.output,
        }
    }

    /// Whether a value is written in the data action or in a file of its own, and not in a local value, which others
    /// may use as well.
    #[must_use]
    pub fn is_own(&self, value: Value<'_>) -> bool {
        if self.is_repeated {
            return false;
        }
        let span = value.span();
        // The text of a file follows that of the root.
        self.root.span().contains(span) || !value.tree().root().span().contains(span)
    }

    /// All templates, in the order in which they are used.
    pub fn templates(&self) -> impl Iterator<Item = (Part, &Template<'a>)> {
        let Request { url, headers, template, .. } = &self.request;
        let requested = url.iter().map(|url| (Part::Url, url));
        let requested = requested.chain(headers.iter().map(|(_, header)| (Part::Header, header)));
        let requested = requested.chain(template.iter().map(|body| (Part::Body, body)));
        requested.chain(self.response.success_template.iter().map(|template| (Part::SuccessTemplate, template)))
    }
}

impl<'a> Template<'a> {
    /// The template that a string is, or the JSON text of an object or a list; `None` for anything else.
    #[must_use]
    pub fn of(value: Value<'a>) -> Option<Self> {
        if matches!(value.kind(), ValueKind::Object | ValueKind::Array) {
            let encoded = Encoded::of(value);
            let text = Cow::Owned(encoded.text.clone());
            let (velocity, has_holes) = (velocity::parse(&text), encoded.has_holes);
            return Some(Template {
                value,
                text,
                velocity,
                has_holes,
                encoded: Some(Arc::new(encoded)),
                locator: value.locator(),
                shape: OnceCell::new(),
            });
        }
        let text = value.as_str()?;
        let velocity = velocity::parse(&text);
        Some(Template {
            value,
            text,
            velocity,
            has_holes: value.style().has_holes(),
            encoded: None,
            locator: value.locator(),
            shape: OnceCell::new(),
        })
    }

    /// The JSON that it becomes. `None` where directives, quotes made by macros or Terraform decide what it is.
    pub fn shape(&self) -> Option<&Shape> {
        let read = || shape::read(&self.text, &self.velocity).filter(|_| !self.has_holes);
        self.shape.get_or_init(read).as_ref()
    }

    /// Whether the text is a string of the file, and not the JSON of an object.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.encoded.is_none()
    }

    /// A piece of the text, byte range.
    #[must_use]
    pub fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The references to an input: each with the range of the input's name.
    pub fn inputs(&self) -> impl Iterator<Item = (&velocity::Reference, &Range<usize>)> {
        self.velocity.references.iter().filter_map(|reference| {
            let is_input = !reference.is_local && INPUT_ROOTS.contains(&self.slice(&reference.root));
            Some((reference, reference.properties.first().filter(|_| is_input)?))
        })
    }

    /// The span in the file of a byte range of the text.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        match &self.encoded {
            Some(encoded) => encoded.span(range),
            None => self.locator.span(range),
        }
    }
}

impl<'a> DataAction<'a> {
    /// The data action that the body of a `genesyscloud_integration_action` defines.
    #[must_use]
    pub fn from_terraform(root: Value<'a>) -> Self {
        // A dynamic block depends on a list that only Terraform knows.
        let is_dynamic = root.get("dynamic").is_some();
        let argument = |key| if is_dynamic { root.get(key) } else { arguments::part(root, key) };
        let known_member = |key| argument(key).and_then(Value::known);
        let schema = |key| known_member(key).filter(|schema| schema.kind() == ValueKind::Object);
        DataAction {
            kind: artifact::ArtifactKind::Terraform,
            root,
            id: None,
            name: known_member("name"),
            category: known_member("category"),
            integration_type: None,
            is_custom_auth: false,
            is_function: argument("function_config").is_some() || has_dynamic(root, "function_config"),
            is_repeated: false,
            timeout: known_member("config_timeout_seconds"),
            request: if is_dynamic { Request::default() } else { Request::from_terraform(root) },
            response: if is_dynamic { Response::default() } else { Response::from_terraform(root) },
            input: Contract { schema: schema("contract_input") },
            output: Contract { schema: schema("contract_output") },
        }
    }
}

/// Whether a resource has a `dynamic` block for blocks of this name.
fn has_dynamic(resource: Value<'_>, name: &str) -> bool {
    let blocks = resource.members().filter(|(key, _)| key.text_equals("dynamic"));
    blocks.filter_map(|(_, block)| block.items().next()).any(|label| label.text_equals(name))
}

impl<'a> Request<'a> {
    fn from_terraform(resource: Value<'a>) -> Self {
        let part = |name| arguments::part(resource, name);
        let template = part("request_template");
        Request {
            method: part("request_type").and_then(Value::known),
            url: part("request_url_template").and_then(Template::of),
            headers: headers(part("headers")),
            template: template.and_then(Template::of),
            // The text of a computed template is in another place, like that of a file.
            template_uri: template.filter(|template| Template::of(*template).is_none()),
            path: OnceCell::new(),
        }
    }

    fn from_json(objects: &level::Objects<'a>) -> Self {
        let part = |name| objects.part(name);
        Request {
            method: part("requestType"),
            url: part("requestUrlTemplate").and_then(Template::of),
            headers: headers(part("headers")),
            template: part("requestTemplate").and_then(Template::of),
            template_uri: part("requestTemplateUri"),
            path: OnceCell::new(),
        }
    }

    /// The path of the URL after `/api/v2/`, without host and query; each Velocity reference is a `*` in it. Empty where the
    /// URL has none.
    pub fn path(&self) -> Option<&str> {
        let url = self.url.as_ref()?;
        Some(self.path.get_or_init(|| url::path(&url.text, &url.velocity)))
    }

    /// Whether the method sends a body; true if the method is unknown. A `GET` ignores its template
    /// (<https://help.mypurecloud.com/articles/request-configuration-data-actions/>).
    #[must_use]
    pub fn sends_body(&self) -> bool {
        self.method.and_then(Value::as_str).is_none_or(|method| !method.eq_ignore_ascii_case("GET"))
    }
}

impl<'a> Response<'a> {
    fn from_terraform(resource: Value<'a>) -> Self {
        let part = |name| arguments::part(resource, name);
        let map = part("translation_map");
        let template = part("success_template");
        let is_name = |(key, _): (Value<'_>, Value<'_>)| key.kind() == ValueKind::String;
        Response {
            translation_map: entries(map),
            defaults: entries(part("translation_map_defaults")),
            success_template: template.and_then(Template::of),
            success_template_uri: template.filter(|template| Template::of(*template).is_none()),
            is_complete: map.is_none_or(|map| map.kind() == ValueKind::Object && map.members().all(is_name)),
        }
    }

    fn from_json(root: Value<'a>, objects: &level::Objects<'a>) -> Self {
        let part = |name| objects.part(name);
        let map = part("translationMap");
        Response {
            translation_map: entries(map),
            defaults: entries(part("translationMapDefaults")),
            success_template: part("successTemplate").and_then(Template::of),
            success_template_uri: root.at(&["config", "response", "successTemplateUri"]),
            is_complete: map.is_none_or(|map| map.kind() == ValueKind::Object),
        }
    }
}

impl<'a> Contract<'a> {
    /// The properties of the contract's object, in the order of the text.
    #[must_use]
    pub fn properties(&self) -> Vec<Property<'a>> {
        self.schema.map(properties).unwrap_or_default()
    }

    /// Whether [`Contract::properties`] are all that there are: the contract is at hand, and is an object that lists
    /// them. `additionalProperties` does not matter: Architect offers the listed names only.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.schema.is_some_and(|schema| {
            // In Terraform, the name of a property may be computed.
            let is_written = |(key, _): (Value<'_>, Value<'_>)| key.kind() == ValueKind::String;
            let lists = schema
                .get("properties")
                .is_some_and(|it| it.kind() == ValueKind::Object && it.members().all(is_written));
            let adds = |key: Value<'_>| ["$ref", "allOf", "anyOf", "oneOf"].iter().any(|name| key.text_equals(name));
            lists && !schema.members().any(|(key, _)| adds(key))
        })
    }
}

/// The properties that the schema of an object lists, in the order of the text.
#[must_use]
pub fn properties(schema: Value<'_>) -> Vec<Property<'_>> {
    // A set, so that time stays linear in a contract of any size.
    let required: FxHashSet<_> =
        schema.get("required").map(|list| list.items().filter_map(Value::as_str).collect()).unwrap_or_default();
    let members = entries(schema.get("properties")).into_iter().filter(|(key, _)| key.kind() == ValueKind::String);
    members.map(|(key, schema)| Property { key, schema, is_required: required.contains(&key.scalar_text()) }).collect()
}

impl<'a> Property<'a> {
    /// Whether it may be a string.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.types().iter().any(|kind| kind.is_str("string"))
    }

    /// The types that the property may have, as written (`string`); empty if the contract does not restrict them.
    #[must_use]
    pub fn types(&self) -> Vec<Value<'a>> {
        types(self.schema)
    }
}

/// The types that a schema names.
#[must_use]
pub fn types(schema: Value<'_>) -> Vec<Value<'_>> {
    schema.get("type").map(named_types).unwrap_or_default()
}

/// The types that the value of a `type` names.
#[must_use]
pub fn named_types(value: Value<'_>) -> Vec<Value<'_>> {
    match value.kind() {
        ValueKind::Array => value.items().collect(),
        ValueKind::String => vec![value],
        _ => Vec::new(),
    }
}

/// The entries by their names; of two with the same name the last.
#[must_use]
pub fn by_name<'a>(entries: &[MapEntry<'a>]) -> FxHashMap<Cow<'a, str>, MapEntry<'a>> {
    entries.iter().map(|entry| (entry.0.scalar_text(), *entry)).collect()
}

/// The members of an object; empty without an object.
fn entries(object: Option<Value<'_>>) -> Vec<MapEntry<'_>> {
    object.map(|object| object.members().collect()).unwrap_or_default()
}

/// The members of an object of templates.
fn headers(object: Option<Value<'_>>) -> Vec<(Value<'_>, Template<'_>)> {
    entries(object).into_iter().filter_map(|(name, value)| Some((name, Template::of(value)?))).collect()
}
