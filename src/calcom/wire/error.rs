//! The three shapes of Cal.com's refusals: its envelope, the bare form of its framework, and whatever a
//! gateway in front of it says.

use crate::calcom::CODE_NOT_CALCOM;
use crate::calcom::wire::value::{CODE_MAX_CHARS, cut, sentence, text};
use serde_json::Value;

/// The code of a refusal in the bare form, which has none of its own.
pub(crate) const CODE_BARE: &str = "BareError";
/// What a refusal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorAnswer {
    /// Cal.com's code, for example `BadRequestException`; else `CODE_BARE` or `CODE_NOT_CALCOM`.
    pub(crate) code: String,
    /// One line, cut to `MESSAGE_MAX_CHARS`, mail addresses and phone numbers left out.
    pub(crate) message: String,
}

/// Reads the body of a refusal. Never fails: what cannot be read is `CODE_NOT_CALCOM`.
pub(crate) fn error_answer(body: &[u8]) -> ErrorAnswer {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else {
        return not_calcom(format!("{} bytes that are no JSON", body.len()));
    };
    error_in(&answer).unwrap_or_else(|| not_calcom("JSON of an unknown shape".to_owned()))
}

/// The error in an answer that is JSON already; `None` if it is in neither of Cal.com's shapes.
pub(crate) fn error_in(answer: &Value) -> Option<ErrorAnswer> {
    if let Some(error) = answer.get("error").filter(|error| error.is_object()) {
        let code = text(error, &["code", "name"]).unwrap_or_else(|| CODE_BARE.to_owned());
        let message = message(error).or_else(|| message(answer)).unwrap_or_default();
        return Some(ErrorAnswer { code: cut(&code, CODE_MAX_CHARS), message });
    }
    if answer.get("statusCode").is_some() || is_error_status(answer) {
        let message = message(answer).or_else(|| text(answer, &["error"]).map(|e| sentence(&e)));
        return Some(ErrorAnswer {
            code: CODE_BARE.to_owned(),
            message: message.unwrap_or_default(),
        });
    }
    None
}

/// Whether the envelope says `"status": "error"`, whatever the HTTP status says.
pub(crate) fn is_error_status(answer: &Value) -> bool {
    answer.get("status").and_then(Value::as_str) == Some("error")
}

fn message(error: &Value) -> Option<String> {
    match error.get("message")? {
        Value::String(message) => Some(sentence(message)),
        // The validation pipe sends a list.
        Value::Array(messages) => {
            let all: Vec<&str> = messages.iter().filter_map(Value::as_str).collect();
            Some(sentence(&all.join("; ")))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

fn not_calcom(message: String) -> ErrorAnswer {
    ErrorAnswer { code: CODE_NOT_CALCOM.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_gives_a_code_and_a_message() {
        let cases = [
            (
                r#"{"status":"error","error":{"code":"BadRequestException","message":"not free","details":{}}}"#,
                ("BadRequestException", "not free"),
            ),
            (
                r#"{"status":"error","error":{"code":"ThrottlerException","message":"slow down","details":"slow down"}}"#,
                ("ThrottlerException", "slow down"),
            ),
            (
                r#"{"statusCode":409,"message":"booking_conflict_error"}"#,
                (CODE_BARE, "booking_conflict_error"),
            ),
            (
                r#"{"statusCode":400,"message":["a is wrong","b is wrong"],"error":"Bad Request"}"#,
                (CODE_BARE, "a is wrong; b is wrong"),
            ),
            (r#"{"status":"error"}"#, (CODE_BARE, "")),
            (r#"{"status":"error","error":"broken"}"#, (CODE_BARE, "broken")),
            (r#"{"error":{"code":404,"message":"gone"}}"#, ("404", "gone")),
            (r#"{"error":{"message":null}}"#, (CODE_BARE, "")),
            (r#"{"hello":"world"}"#, (CODE_NOT_CALCOM, "JSON of an unknown shape")),
            ("[]", (CODE_NOT_CALCOM, "JSON of an unknown shape")),
            ("<html>502</html>", (CODE_NOT_CALCOM, "16 bytes that are no JSON")),
            ("", (CODE_NOT_CALCOM, "0 bytes that are no JSON")),
        ];
        for (body, (code, message)) in cases {
            let error = error_answer(body.as_bytes());
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message), "{body}");
        }
    }

    #[test]
    fn a_long_code_is_cut() {
        let body = format!(r#"{{"error":{{"code":"{}"}}}}"#, "x".repeat(5_000));
        assert_eq!(error_answer(body.as_bytes()).code.chars().count(), CODE_MAX_CHARS + 1);
    }
}
