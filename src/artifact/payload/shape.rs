//! Determines by the members of a JSON file whether it is a payload, and of which kind. Does not use schemas.

use super::{Payload, PayloadKind};
use crate::syntax::{Value, ValueKind};

/// Members that only the request for a callback has.
const CALLBACK: &[&str] =
    &["callbackNumbers", "callbackUserName", "callbackScheduledTime", "validateCallbackNumbers", "routingData"];

/// Members of the request for an e-mail; several of them identify one.
const EMAIL: &[&str] = &["provider", "toAddress", "fromAddress", "toName", "fromName", "textBody", "htmlBody"];

/// Members that describe the destination or the operation: no endpoint accepts them in the body.
const ADDRESS: &[&str] = &["participantId", "conversationId", "actionType"];

/// Members that only the request for a call has.
const CALL: &[&str] = &["phoneNumber", "callFromQueueId", "callQueueId", "callUserId", "callerId", "callerIdName"];

/// Whether a file is the body of a request that is none of the kinds of payload: for a call, which has its attributes
/// in `attributes` too, or for the contacts of a contact list, the columns of which are in `data`.
pub(super) fn is_other_request(root: Value<'_>) -> bool {
    let has_object =
        |value: Value<'_>, key: &str| value.get(key).is_some_and(|inner| inner.kind() == ValueKind::Object);
    let is_contact = |value: Value<'_>| value.get("contactListId").is_some() && has_object(value, "data");
    let is_call = || has_object(root, "attributes") && CALL.iter().any(|key| root.get(key).is_some());
    match root.kind() {
        ValueKind::Array => root.items().next().is_some() && root.items().all(is_contact),
        _ => is_contact(root) || is_call(),
    }
}

/// The kind of a file that is declared to be a payload; `None` if no endpoint accepts its shape.
pub(super) fn of_payload(root: Value<'_>) -> Option<PayloadKind> {
    let has = |key: &str| root.get(key).is_some();
    let is_email = has("provider") && has("attributes");
    let request = of_request(root).or_else(|| is_email.then_some(PayloadKind::Email));
    if request.is_some() || is_invented_shape(root) || ADDRESS.iter().any(|key| has(key)) {
        return request;
    }
    [PayloadKind::SetParticipantData, PayloadKind::ParticipantAttributes].into_iter().find(|kind| has(kind.wrapper()))
}

/// The kind of a file that is known by its shape only; `None` if the shape may be that of something else.
pub(super) fn of_any_file(root: Value<'_>) -> Option<Payload> {
    let request = of_request(root);
    if request.is_some() {
        return Some(Payload { kind: request });
    }
    if alone(root, "data", &["$schema", "script"]) {
        return Some(Payload { kind: Some(PayloadKind::SetParticipantData) });
    }
    if alone(root, "attributes", &["$schema"]) {
        return Some(Payload { kind: Some(PayloadKind::ParticipantAttributes) });
    }
    is_invented_shape(root).then_some(Payload { kind: None })
}

/// The kind of a request that creates a conversation.
fn of_request(root: Value<'_>) -> Option<PayloadKind> {
    let count = |keys: &[&str]| keys.iter().filter(|key| root.get(key).is_some()).count();
    if count(CALLBACK) > 0 {
        return Some(PayloadKind::Callback);
    }
    (count(EMAIL) > 1 && count(&["provider", "attributes"]) > 0).then_some(PayloadKind::Email)
}

/// Whether a file has the shape of a payload that people describe but no endpoint accepts.
fn is_invented_shape(root: Value<'_>) -> bool {
    let object = |key: &str| root.get(key).is_some_and(|value| value.kind() == ValueKind::Object);
    let has_word = |key: &str, word: &str| {
        root.get(key).is_some_and(|value| value.scalar_text().to_lowercase().replace(['-', '_', ' '], "") == word)
    };
    let wraps = root.members().any(|(_, value)| value.kind() == ValueKind::Object);
    wraps && (has_word("type", "setparticipantdata") || has_word("actionType", "setdata"))
        || root.get("participantId").is_some() && (object("data") || object("attributes"))
        || ["custom_attributes", "externalAttributes"].into_iter().any(|wrapper| alone(root, wrapper, ADDRESS))
}

/// Whether there is a map of attributes under `wrapper` at the top, and next to it only members with these names.
fn alone(root: Value<'_>, wrapper: &str, allowed: &[&str]) -> bool {
    let others = root.members().filter(|(key, _)| !allowed.contains(&&*key.scalar_text()));
    let mut others = others.map(|(key, value)| key.is_str(wrapper) && is_attribute_map(value));
    others.next() == Some(true) && others.next().is_none()
}

/// Whether an object can only be a map of attributes: it has a value that is not an object or array, or it is empty,
/// or it wraps such an object once more.
fn is_attribute_map(value: Value<'_>) -> bool {
    let scalar = |value: Value<'_>| !matches!(value.kind(), ValueKind::Object | ValueKind::Array);
    let has_scalar = |map: Value<'_>| map.members().any(|(_, value)| scalar(value)) || map.members().next().is_none();
    let doubled = ["data", "attributes"].into_iter().find_map(|key| value.get(key)).filter(|inner| !scalar(*inner));
    value.kind() == ValueKind::Object
        && !is_json_api(value)
        && !is_salesforce(value)
        && (has_scalar(value) || doubled.is_some_and(|inner| inner.kind() == ValueKind::Object && has_scalar(inner)))
}

/// Whether it is a resource of [JSON:API](https://jsonapi.org/format/#document-resource-objects), which is under
/// `data`.
fn is_json_api(value: Value<'_>) -> bool {
    let has = |key: &str| value.get(key).is_some();
    has("type") && (has("id") || has("attributes") || has("relationships"))
}

/// The `attributes` of a record of the Salesforce REST API.
fn is_salesforce(value: Value<'_>) -> bool {
    value.get("type").is_some() && value.get("url").is_some()
}
