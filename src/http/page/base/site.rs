//! Whose page a request comes from, and whether it came over TLS.

use crate::http::page::base::below;
use crate::server::message::Request;

/// Hosts that are this machine.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Whether the browser speaks TLS with whatever stands before us. On plain loopback it does not, and everywhere else it
/// must: over plain HTTP from elsewhere no cookie sticks, and so nobody comes in.
pub(crate) fn is_secure(request: &Request, public_url: &str) -> bool {
    let forwarded = request.header("x-forwarded-proto").unwrap_or_default();
    if forwarded.eq_ignore_ascii_case("https") {
        return true;
    }
    let host = request.header("host").unwrap_or_default();
    let is_public = public_url.starts_with("https://") && below::host(public_url) == host;
    is_public || !LOOPBACK.contains(&without_port(host))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    }
}

/// Whether a change may come from where it comes from.
///
/// The browser says it with `Sec-Fetch-Site`, where it speaks TLS or loopback. `Origin` counts beside that; of a page
/// without a referrer, as ours are, it is `null`, which says nothing. What is not said is left to the token.
pub(crate) fn is_own(request: &Request, public_url: &str) -> bool {
    let sites = request.header_values("sec-fetch-site");
    if sites.iter().any(|site| !matches!(*site, "same-origin" | "none")) {
        return false;
    }
    let origins = request.header_values("origin");
    origins.iter().all(|origin| *origin == "null" || is_own_origin(origin, request, public_url))
}

/// A proxy may hand the host on as it was or as its own; it does not hand on the scheme.
fn is_own_origin(origin: &str, request: &Request, public_url: &str) -> bool {
    let host = request.header("host").unwrap_or_default();
    let plain = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    (!public_url.is_empty() && origin == below::origin(public_url))
        || plain.is_some_and(|own| !own.is_empty() && own.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request {
        let request = Request::new("POST", "/x");
        headers.iter().fold(request, |request, (name, value)| request.with_header(name, value))
    }

    #[test]
    fn only_plain_loopback_is_not_secure() {
        let public = "https://termine.salon.example";
        for (headers, secure) in [
            (&[("host", "127.0.0.1:8080")][..], false),
            (&[("host", "localhost")], false),
            (&[("host", "[::1]:8080")], false),
            (&[("host", "127.0.0.1:8080"), ("x-forwarded-proto", "https")], true),
            (&[("host", "termine.salon.example")], true),
            (&[("host", "192.168.1.20:8080")], true),
            (&[], true),
        ] {
            assert_eq!(is_secure(&request(headers), public), secure, "{headers:?}");
        }
    }

    #[test]
    fn a_page_below_a_path_is_that_of_its_host() {
        let public = "https://termine.salon.example/buch";
        let host = ("host", "127.0.0.1:8080");
        let from = |origin| request(&[host, ("origin", origin)]);
        assert!(is_own(&from("https://termine.salon.example"), public));
        assert!(!is_own(&from("https://termine.salon.example.evil.example"), public));
        assert!(is_secure(&request(&[("host", "termine.salon.example")]), public));
    }

    #[test]
    fn another_site_may_not_change_anything() {
        let public = "https://termine.salon.example";
        let host = ("host", "127.0.0.1:8080");
        for (headers, own) in [
            (&[host][..], true),
            (&[host, ("origin", "http://127.0.0.1:8080")], true),
            (&[host, ("origin", public)], true),
            (&[host, ("origin", "null"), ("sec-fetch-site", "same-origin")], true),
            (&[host, ("origin", "null"), ("sec-fetch-site", "cross-site")], false),
            (&[host, ("sec-fetch-site", "same-site")], false),
            (&[host, ("origin", "https://evil.example")], false),
            (&[host, ("origin", "http://127.0.0.1:8081")], false),
            (&[host, ("origin", "http://")], false),
            (
                &[host, ("origin", "http://127.0.0.1:8080"), ("origin", "https://evil.example")],
                false,
            ),
        ] {
            assert_eq!(is_own(&request(headers), public), own, "{headers:?}");
        }
    }
}
