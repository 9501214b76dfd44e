//! Parses the body of a message and determines its kind.

use serde_json::{Value, json};

/// A message from an editor.
#[derive(Debug)]
pub(super) enum Message {
    Request {
        id: Value,
        method: String,
        params: Value,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// The response to a request of the server; its content is not used.
    Response,
    Bad {
        id: Value,
        failure: Failure,
    },
}

/// Why a request is not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub code: i32,
    pub message: String,
}

impl Failure {
    pub(super) const PARSE_ERROR: i32 = -32_700;
    pub(super) const INVALID_REQUEST: i32 = -32_600;
    pub(super) const METHOD_NOT_FOUND: i32 = -32_601;
    pub(super) const INVALID_PARAMS: i32 = -32_602;
    pub(super) const INTERNAL_ERROR: i32 = -32_603;
    pub(super) const NOT_INITIALIZED: i32 = -32_002;
    pub(super) const CANCELLED: i32 = -32_800;
    pub(super) const REQUEST_FAILED: i32 = -32_803;

    pub(super) fn new(code: i32, message: impl Into<String>) -> Self {
        Failure { code, message: message.into() }
    }

    /// Builds the response for this error.
    pub(super) fn answer(&self, id: &Value) -> Value {
        json!({"jsonrpc": "2.0", "id": id, "error": {"code": self.code, "message": self.message}})
    }
}

impl Message {
    pub(super) fn of(body: Value) -> Self {
        let Value::Object(mut members) = body else {
            let failure = Failure::new(Failure::INVALID_REQUEST, "a message must be an object");
            return Message::Bad { id: Value::Null, failure };
        };
        let id = members.remove("id");
        let params = members.remove("params").unwrap_or_default();
        match (members.remove("method"), id) {
            (Some(Value::String(method)), Some(id)) => Message::Request { id, method, params },
            (Some(Value::String(method)), None) => Message::Notification { method, params },
            (None, Some(_)) if members.contains_key("result") || members.contains_key("error") => Message::Response,
            (_, id) => {
                let failure = Failure::new(Failure::INVALID_REQUEST, "a message must have a `method`");
                Message::Bad { id: id.unwrap_or_default(), failure }
            }
        }
    }

    pub(super) fn not_parsed(reason: String) -> Self {
        Message::Bad { id: Value::Null, failure: Failure::new(Failure::PARSE_ERROR, reason) }
    }

    /// The id of the request that this message cancels.
    pub(super) fn cancels(&self) -> Option<Value> {
        match self {
            Message::Notification { method, params } if method == "$/cancelRequest" => params.get("id").cloned(),
            _ => None,
        }
    }
}

/// Adds a member to an object.
pub(super) fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}
