//! What a request of Retell belongs to: a call, or a chat with the same agent in writing.

use serde_json::Value;

/// Longest `call_id` that is believed, in bytes. Retell's have about 32.
pub(crate) const CALL_ID_MAX_BYTES: usize = 200;

/// The call a request belongs to. Only what Retell says about it itself, never what the model says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CallContext {
    /// Retell's name for the call, or for the chat.
    pub(crate) call_id: String,
    /// As sent: often E.164, sometimes `anonymous` or nonsense. Web test calls and withheld numbers have none.
    pub(crate) from_number: Option<String>,
    /// As sent.
    pub(crate) to_number: Option<String>,
    /// `inbound` or `outbound`.
    pub(crate) direction: Option<String>,
    /// Retell's name for the agent.
    pub(crate) agent_id: Option<String>,
    /// `phone_call` or `web_call`; of a chat what Retell calls it, for example `api_chat`.
    pub(crate) call_type: Option<String>,
}

/// A call that can be used counts before a chat: it may have a number.
pub(crate) fn conversation(body: &Value) -> Option<CallContext> {
    let call = body.get("call").and_then(call_context);
    call.or_else(|| body.get("chat").and_then(chat_context))
}

/// A chat is a caller without a number, and its id is the call's. A number that it carries was told by no telephone.
fn chat_context(chat: &Value) -> Option<CallContext> {
    Some(CallContext {
        call_id: text(chat, "chat_id").filter(|id| is_plausible_call_id(id))?,
        from_number: None,
        to_number: None,
        direction: None,
        agent_id: text(chat, "agent_id"),
        call_type: text(chat, "chat_type"),
    })
}

/// The call; `None` without an id that can be believed.
pub(crate) fn call_context(call: &Value) -> Option<CallContext> {
    Some(CallContext {
        call_id: text(call, "call_id").filter(|id| is_plausible_call_id(id))?,
        from_number: text(call, "from_number"),
        to_number: text(call, "to_number"),
        direction: text(call, "direction"),
        agent_id: text(call, "agent_id"),
        call_type: text(call, "call_type"),
    })
}

/// A text that is there and not blank.
pub(crate) fn text(object: &Value, field: &str) -> Option<String> {
    let text = object.get(field)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

pub(crate) fn is_plausible_call_id(id: &str) -> bool {
    id.len() <= CALL_ID_MAX_BYTES && id.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_call_counts_before_a_chat_and_either_must_have_its_id() {
        let chat = json!({ "chat_id": "chat_1", "agent_id": "agent_1", "chat_type": "api_chat" });
        let cases = [
            (json!({ "call": { "call_id": "call_1" } }), Some("call_1")),
            (json!({ "chat": chat }), Some("chat_1")),
            (json!({ "chat": chat, "call": { "call_id": "call_1" } }), Some("call_1")),
            (json!({ "chat": chat, "call": null }), Some("chat_1")),
            (json!({ "chat": chat, "call": {} }), Some("chat_1")),
            (json!({ "chat": chat, "call": { "call_id": " " } }), Some("chat_1")),
            (json!({ "chat": chat, "call": [1] }), Some("chat_1")),
            (json!({ "chat": null, "call": { "call_id": "call_1" } }), Some("call_1")),
            (json!({ "chat": null, "call": null }), None),
            (json!({ "chat": {} }), None),
            (json!({ "chat": { "chat_id": 7 } }), None),
            (json!({ "chat": { "chat_id": "" } }), None),
            (json!({ "chat": { "chat_id": "a b" } }), None),
            (json!({ "chat": { "chat_id": "x".repeat(201) } }), None),
            (json!({ "chat": { "call_id": "call_1" } }), None),
            (json!({ "chat": [chat] }), None),
            (json!({ "chat": "chat_1" }), None),
            (json!({}), None),
        ];
        for (body, id) in cases {
            let read = conversation(&body).map(|context| context.call_id);
            assert_eq!(read.as_deref(), id, "{body}");
        }
    }

    #[test]
    fn a_chat_has_no_number_whatever_it_says() {
        let chat = json!({ "chat_id": "chat_1", "agent_id": "agent_1", "chat_type": "api_chat",
            "from_number": "+491713920007", "to_number": "+493023125123", "direction": "inbound" });
        let expected = CallContext {
            call_id: "chat_1".to_owned(),
            agent_id: Some("agent_1".to_owned()),
            call_type: Some("api_chat".to_owned()),
            ..CallContext::default()
        };
        assert_eq!(conversation(&json!({ "chat": chat })), Some(expected));
    }
}
