//! What a function belongs to: a call, or a chat with the same agent in writing.

use crate::retell::wire::{CallContext, call_context, is_plausible_call_id, text};
use serde_json::Value;

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
