//! Reads triggers: which event starts which workflow, and the attributes in its match criteria.

use super::FLOW;
use crate::artifact::data_action::paths;
use crate::artifact::nav::objects;
use crate::artifact::{self, Access, ArtifactKind, AttributeUse, SourceText, Text, Via};
use crate::diagnostic::LogicalPath;
use crate::expr::jsonpath::{self, Segment};
use crate::syntax::Value;
use crate::text::Span;

/// The event that an attribute of a participant has changed; it contains all attributes of the participant
/// (`AttributeDetailEventTopicAttributeUpdateEvent` of <https://pypi.org/project/PureCloudPlatformClientV2/>).
const BEGINNING: &str = "v2.detail.events.conversation.";
const END: &str = ".attributes";

/// The member of that event with the attributes.
const ATTRIBUTES: &str = "attributes";

/// A workflow that is started by an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The event: `v2.detail.events.conversation.{id}.customer.end`.
    pub topic: Box<str>,
    /// The span of the event in the file, without its quotes.
    pub span: Span,
    /// The logical path of the resource.
    pub path: LogicalPath,
    /// The label of the flow, a [`super::Deployment`] of the same folder.
    pub flow: Box<str>,
}

/// Reads a trigger; `None` if it is not known which workflow it starts.
pub(super) fn read(body: Value<'_>) -> Option<Trigger> {
    let topic = body.get("topic_name")?.known()?;
    // `genesyscloud_flow.label.id` is for Terraform to work out: only its text is at hand.
    let target = body.get("target").and_then(|target| objects(target).next());
    let id = target?.get("id")?.raw();
    let id = id.strip_prefix("\"${").and_then(|id| id.strip_suffix("}\"")).unwrap_or(id);
    let flow = id.strip_prefix(FLOW)?.strip_prefix('.')?.strip_suffix(".id")?;
    Some(Trigger {
        topic: topic.as_str()?.into(),
        span: topic.content_span(),
        path: artifact::path::of(ArtifactKind::Terraform, body),
        flow: flow.into(),
    })
}

/// The attributes that a trigger reads: those in its match criteria, and all that the event hands to the workflow, which
/// are one use with a computed name.
pub(super) fn uses(body: Value<'_>, group: u32) -> Vec<AttributeUse> {
    let topic = body.get("topic_name").and_then(Value::known);
    let Some((topic, text)) = topic.and_then(|topic| Some((topic, topic.as_str()?))) else { return Vec::new() };
    if !text.starts_with(BEGINNING) || !text.ends_with(END) {
        return Vec::new();
    }
    let usage = |name| AttributeUse { access: Access::Get, via: Via::Trigger, group, name, value: None, target: None };
    let all = SourceText {
        text: Text::Computed((&*text).into()),
        place: artifact::place(ArtifactKind::Terraform, topic),
        scalar: None,
        placeholders: Vec::new(),
    };
    let criteria = body.get("match_criteria").into_iter().flat_map(Value::items);
    let names = criteria.filter_map(|criterion| name(criterion.get("jsonPath")?));
    std::iter::once(all).chain(names).map(usage).collect()
}

/// The name in a path such as `attributes.customerTier`.
fn name(path: Value<'_>) -> Option<SourceText> {
    let text = path.known()?.as_str()?;
    let parsed = jsonpath::parse(&text).ok()?;
    let [Segment::Child(first), Segment::Child(name)] = parsed.segments.as_slice() else { return None };
    let is_attribute = text.get(first.clone()) == Some(ATTRIBUTES);
    paths::named(ArtifactKind::Terraform, path, &text, name).filter(|_| is_attribute)
}
