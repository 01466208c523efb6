//! The gate's own answers: to what is not let in, and to what found no answer inside.

use crate::server::message::STRICT;
use crate::server::parse::head::Refusal;

/// What a client hears when there is no room for its request.
pub(crate) const BUSY: Refusal = Refusal { status: 503, why: "busy, try again" };
/// What a client hears when it is unknown whether its request was dealt with.
pub(crate) const UNANSWERED: Refusal = Refusal { status: 502, why: "the server gave no answer" };

/// The answer to a request that is not let in. The connection ends with it.
pub(crate) fn encode(refusal: Refusal, is_answer_to_head: bool) -> Vec<u8> {
    let Refusal { status, why } = refusal;
    let body = if is_answer_to_head { String::new() } else { format!("{why}\n") };
    let length = why.len() + 1;
    let reason = tiny_http::StatusCode(status).default_reason_phrase();
    let strict = STRICT.map(|(name, value)| format!("{name}: {value}\r\n")).concat();
    format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {length}\r\n{strict}Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::encode;
    use crate::server::parse::head::Refusal;

    #[test]
    fn a_refusal_measures_itself_and_ends_the_connection() {
        let given = Refusal { status: 431, why: "too many headers" };
        let text = String::from_utf8(encode(given, false)).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{text}");
        assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())), "{text}");
        assert!(head.ends_with("\r\nConnection: close"), "{text}");
        assert!(encode(given, true).ends_with(b"\r\n\r\n"));
    }
}
