//! The question that proves a connection inside: whether a thread of tiny_http reads it.

/// A request no client can send: the gate lets `*` pass with OPTIONS alone.
pub(crate) const PROBE: &[u8] = b"PROBE * HTTP/1.1\r\n\r\n";
const METHOD: &str = "PROBE";
/// How its answer begins.
const PROVEN: &[u8] = b"HTTP/1.1 204 ";

/// Whether tiny_http was asked this.
pub(crate) fn is_probe(http: &tiny_http::Request) -> bool {
    http.method().as_str() == METHOD && http.url() == "*"
}

/// Whether this is the answer. It comes in one piece, as all that short do.
pub(crate) fn is_proof(heard: &[u8]) -> bool {
    heard.starts_with(PROVEN) && heard.ends_with(b"\r\n\r\n")
}

#[cfg(test)]
mod tests {
    use super::PROBE;
    use crate::server::parse::head;

    #[test]
    fn no_client_can_ask_it() {
        assert_eq!(head::parse(PROBE, 0, &[]).unwrap_err().status, 400);
        let with_host = b"PROBE * HTTP/1.1\r\nHost: salon.example\r\n\r\n";
        assert_eq!(head::parse(with_host, 0, &[]).unwrap_err().why, "bad target");
    }
}
