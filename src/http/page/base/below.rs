//! Where a proxy has the page below a path of its own (`https://salon.example/chairside`): the proxy takes the path away
//! from what comes, and we put it before every address that goes.

use crate::server::message::{Request, Response};

/// What begins an address in a page. Of a text the quotation mark is escaped, so that it stands in attributes alone.
const ATTRIBUTES: [&str; 3] = ["href=\"/", "action=\"/", "src=\"/"];
const PAGE: &str = "text/html";
const LOCATION: &str = "Location";

/// Host and port of an address, as a browser sends them; empty if it is none.
pub(crate) fn host(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    rest.split('/').next().unwrap_or_default()
}

/// Scheme, host and port.
pub(crate) fn origin(url: &str) -> &str {
    url.strip_suffix(path(url)).unwrap_or(url)
}

/// What is behind them; empty if nothing is.
fn path(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default()
}

/// The path before every address for whom this request is from: that of `server.public_url`, if it came through the
/// proxy. Who comes to us directly finds everything at `/`.
pub(crate) fn path_for<'a>(request: &Request, public_url: &'a str) -> &'a str {
    let is_through_it = request.header("x-forwarded-proto").is_some()
        || request.header("host").is_some_and(|own| own.eq_ignore_ascii_case(host(public_url)));
    if is_through_it { path(public_url) } else { "" }
}

/// The answer with the path before each address of ours.
pub(crate) fn put(mut answer: Response, path: &str) -> Response {
    if path.is_empty() {
        return answer;
    }
    for (name, value) in &mut answer.headers {
        if *name == LOCATION && value.starts_with('/') {
            value.insert_str(0, path);
        }
    }
    if answer.content_type.starts_with(PAGE)
        && let Ok(page) = std::str::from_utf8(&answer.body)
    {
        let put = |page: String, begins: &str| {
            page.replace(begins, &format!("{}{path}/", begins.strip_suffix('/').unwrap_or(begins)))
        };
        answer.body = ATTRIBUTES.iter().copied().fold(page.to_owned(), put).into_bytes();
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_address() {
        for (url, of_host, of_origin, of_path) in [
            ("https://salon.example", "salon.example", "https://salon.example", ""),
            ("https://salon.example/a/b", "salon.example", "https://salon.example", "/a/b"),
            ("http://127.0.0.1:8080/a", "127.0.0.1:8080", "http://127.0.0.1:8080", "/a"),
            ("", "", "", ""),
        ] {
            assert_eq!((host(url), origin(url), path(url)), (of_host, of_origin, of_path), "{url}");
        }
    }

    #[test]
    fn only_what_came_through_the_proxy_lies_below_its_path() {
        let public = "https://salon.example/buch";
        let at = |headers: &[(&str, &str)]| {
            let request = Request::new("GET", "/");
            let request =
                headers.iter().fold(request, |all, (name, value)| all.with_header(name, value));
            path_for(&request, public)
        };
        assert_eq!(at(&[("host", "salon.example")]), "/buch");
        assert_eq!(at(&[("host", "127.0.0.1:8080"), ("x-forwarded-proto", "https")]), "/buch");
        assert_eq!(at(&[("host", "127.0.0.1:8080")]), "");
    }

    #[test]
    fn addresses_and_no_words_are_changed() {
        let page = |text: &str| Response {
            status: 200,
            content_type: "text/html; charset=utf-8",
            headers: vec![("Location", "/day".to_owned())],
            body: text.as_bytes().to_vec(),
        };
        let put = put(
            page("<a href=\"/day\">href=&quot;/day</a><a href=\"#x\"><form action=\"/\">"),
            "/buch",
        );
        assert_eq!(
            String::from_utf8(put.body).unwrap(),
            "<a href=\"/buch/day\">href=&quot;/day</a><a href=\"#x\"><form action=\"/buch/\">"
        );
        assert_eq!(put.headers, [("Location", "/buch/day".to_owned())]);
        let elsewhere = Response::empty(303).with_header("Location", "https://cal.example/");
        assert_eq!(super::put(elsewhere, "/buch").headers[0].1, "https://cal.example/");
    }
}
