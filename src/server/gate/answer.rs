//! Answers: those of the server inside, with the gate's last word, and the gate's own refusals.

use crate::server::gate::answers::Answer;
use crate::server::parse::head::Refusal;

/// Room for the line that tells of the connection.
const LINE_BYTES: usize = 32;

/// The same answer with a `Connection` header, for clients that must be told.
pub fn with_connection(answer: &Answer, connection: &str) -> Vec<u8> {
    let Answer { bytes, head_bytes } = answer;
    let (head, body) = bytes.split_at_checked(*head_bytes).unwrap_or((bytes, &[]));
    let mut out = Vec::with_capacity(bytes.len().saturating_add(LINE_BYTES));
    out.extend_from_slice(head.strip_suffix(b"\r\n").unwrap_or(head));
    out.extend_from_slice(b"Connection: ");
    out.extend_from_slice(connection.as_bytes());
    out.extend_from_slice(b"\r\n\r\n");
    out.extend_from_slice(body);
    out
}

/// The answer to a request that is not let in. The connection ends with it.
pub fn refusal(refusal: Refusal, is_answer_to_head: bool) -> Vec<u8> {
    let Refusal { status, why } = refusal;
    let body = if is_answer_to_head { String::new() } else { format!("{why}\n") };
    let length = why.len() + 1;
    format!(
        "HTTP/1.1 {status} {}\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}",
        reason(status)
    )
    .into_bytes()
}

/// The phrase that goes with a status code.
pub fn reason(status: u16) -> &'static str {
    tiny_http::StatusCode(status).default_reason_phrase()
}

#[cfg(test)]
mod tests {
    use super::{Answer, refusal, with_connection};
    use crate::server::parse::head::Refusal;

    #[test]
    fn what_a_client_is_told_of_its_connection_stands_in_the_head() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
        let bytes = format!("{head}ok").into_bytes();
        let told = with_connection(&Answer { bytes, head_bytes: head.len() }, "close");
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        assert_eq!(String::from_utf8(told).unwrap(), whole);
        let head = "HTTP/1.1 204 No Content\r\n\r\n";
        let answer = Answer { bytes: head.into(), head_bytes: head.len() };
        let whole = "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n";
        assert_eq!(with_connection(&answer, "keep-alive"), whole.as_bytes());
    }

    #[test]
    fn a_refusal_measures_itself_and_ends_the_connection() {
        let given = Refusal { status: 431, why: "too many headers" };
        let text = String::from_utf8(refusal(given, false)).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{text}");
        assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())), "{text}");
        assert!(head.ends_with("\r\nConnection: close"), "{text}");
        assert!(refusal(given, true).ends_with(b"\r\n\r\n"));
    }
}
