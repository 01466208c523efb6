//! Makes a call small and harmless before it is stored.

use serde_json::Value;

/// Fields that are never stored: word for word what was said, keys to sound and pages, and figures
/// nobody here reads. Anything whose name begins with one of `LEFT_OUT_STARTS` is left out too.
const LEFT_OUT: [&str; 14] = [
    "access_token",
    "call_cost",
    "chat_cost",
    "knowledge_base_retrieved_contents_url",
    "latency",
    "message_with_tool_calls",
    "messages",
    "llm_token_usage",
    "opt_in_signed_url",
    "public_log_url",
    "telephony_identifier",
    "tool_calls",
    "words",
    "custom_sip_headers",
];
/// `transcript`, `transcript_object`, `scrubbed_transcript_with_tool_calls`, `recording_url`, …
const LEFT_OUT_STARTS: [&str; 4] = ["transcript", "scrubbed_", "recording_", "access_"];

/// The call (or a whole event) without transcripts, word lists, tokens, recordings and technical figures,
/// at any depth. Everything else stays as it is.
pub(crate) fn slim(mut value: Value) -> Value {
    make_slim(&mut value);
    value
}

fn make_slim(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !is_left_out(name));
            fields.values_mut().for_each(make_slim);
        }
        Value::Array(entries) => entries.iter_mut().for_each(make_slim),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_left_out(name: &str) -> bool {
    LEFT_OUT.contains(&name) || LEFT_OUT_STARTS.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_said_and_what_opens_doors_is_left_out() {
        let call = json!({
            "call_id": "call_a1", "from_number": "+491713920007", "access_token": "t",
            "transcript": "User: …", "transcript_object": [{ "words": [] }],
            "transcript_with_tool_calls": [], "scrubbed_transcript_with_tool_calls": [],
            "latency": { "e2e": { "p50": 800 } }, "call_cost": { "combined_cost": 3 },
            "recording_url": "https://files.example/a.wav", "public_log_url": "x",
            "llm_token_usage": {}, "metadata": { "ref": "abc", "access_token": "t" },
            "call_analysis": { "call_successful": true },
        });
        let expected = json!({
            "call_id": "call_a1", "from_number": "+491713920007", "metadata": { "ref": "abc" },
            "call_analysis": { "call_successful": true },
        });
        assert_eq!(slim(call.clone()), expected);
        let event = json!({ "event": "call_ended", "call": call });
        assert_eq!(slim(event), json!({ "event": "call_ended", "call": expected }));
        let chat = json!({ "chat": { "chat_id": "chat_1", "transcript": "User: …", "chat_cost": {},
            "message_with_tool_calls": [{ "content": "…" }], "messages": [{ "content": "…" }] } });
        assert_eq!(slim(chat), json!({ "chat": { "chat_id": "chat_1" } }));
        assert_eq!(slim(json!([1, "transcript"])), json!([1, "transcript"]));
    }
}
