//! Checks that several sections share.

use crate::config::source::fault::{Faults, shown};
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;

/// Characters of a text that people read, such as a name or an address.
const LINE_CHARS_MAX: usize = 200;

/// Adds a fault if a value is out of its range.
pub(crate) fn within(key: &str, value: u64, range: RangeInclusive<u64>, faults: &mut Faults) {
    if !range.contains(&value) {
        let (least, most) = (range.start(), range.end());
        faults.key(
            key,
            &format!("must be {least} to {most}"),
            format!("It is {value}; without the key the default holds"),
        );
    }
}

/// Adds a fault if a text does not fit in a line.
pub(crate) fn one_line(key: &str, text: &str, faults: &mut Faults) {
    if text.chars().any(char::is_control) {
        faults.key(key, "must be one line, without control characters", "Write it in one line");
    } else if text.chars().count() > LINE_CHARS_MAX {
        faults.key(key, &format!("must have at most {LINE_CHARS_MAX} characters"), "Shorten it");
    }
}

/// Adds a fault if a text is no address and port on which a server can listen.
pub(crate) fn listens(key: &str, text: &str, example: &str, faults: &mut Faults) {
    if text.parse::<SocketAddr>().is_ok() {
        return;
    }
    let mend = match text.parse::<u16>() {
        Ok(port) => format!("Write \"127.0.0.1:{port}\" for this machine alone"),
        Err(_) => match text.strip_prefix("localhost:") {
            Some(port) => format!("Write \"127.0.0.1:{}\"", shown(port)),
            None => format!("Write \"{example}\""),
        },
    };
    faults.key(key, &format!("must be an address and a port, for example {example}"), mend);
}

/// Adds a fault if a text is no address of the web to which secrets may go.
pub(crate) fn safe_url(key: &str, url: &str, faults: &mut Faults) {
    if let Some((wrong, mend)) = url_fault(url) {
        faults.key(key, wrong, mend);
    }
}

/// What is wrong with an address, and its mend: it is over TLS or on this machine, names a server, and nobody's password.
pub(crate) fn url_fault(url: &str) -> Option<(&'static str, &'static str)> {
    const UNSAFE: (&str, &str) = (
        "must start with https:// (http:// only on loopback)",
        "Write it like https://calendar.example",
    );
    if url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some(("must not hold blanks", "Write it without them"));
    }
    let Some((scheme, rest)) = url.split_once("://") else { return Some(UNSAFE) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Some((
            "must not hold a user or a password",
            "Leave out what stands before the @; secrets have keys of their own",
        ));
    }
    let Some((host, port)) = host_and_port(authority) else {
        return Some((
            "must name a server and at most a port",
            "Write it like https://name.example:8443",
        ));
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    if !is_address
        && (host.is_empty() || !host.chars().all(is_name) || host.starts_with(['.', '-']))
    {
        return Some((
            "must name a server",
            "Write its name as the net knows it, in plain letters",
        ));
    }
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return Some(("has a port that there is not", "Ports are 1 to 65535"));
    }
    let is_loopback = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    (!(scheme == "https" || scheme == "http" && is_loopback)).then_some(UNSAFE)
}

/// `[::1]:80` and `name:80` in two; a port is what stands behind a colon.
fn host_and_port(authority: &str) -> Option<(&str, Option<&str>)> {
    if authority.starts_with('[') {
        let (host, rest) = authority.split_at(authority.find(']')?.saturating_add(1));
        return match rest {
            "" => Some((host, None)),
            rest => rest.strip_prefix(':').map(|port| (host, Some(port))),
        };
    }
    match authority.split_once(':') {
        Some((_, port)) if port.contains(':') => None,
        Some((host, port)) => Some((host, Some(port))),
        None => Some((authority, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_web_is_over_tls_and_holds_no_password() {
        for (url, word) in [
            ("https://api.cal.com", None),
            ("https://api.cal.com:8443/x", None),
            ("http://127.0.0.1:3000", None),
            ("http://127.9.9.9", None),
            ("http://[::1]:80", None),
            ("http://localhost", None),
            ("", Some("https://")),
            ("api.cal.com", Some("https://")),
            ("http://api.cal.com", Some("https://")),
            ("http://127.0.0.1.example", Some("https://")),
            ("ftp://api.cal.com", Some("https://")),
            ("https://", Some("server")),
            ("https:///x", Some("server")),
            ("https://me:secret@api.cal.com", Some("password")),
            ("https://me@api.cal.com", Some("password")),
            ("https://api cal.com", Some("blanks")),
            ("https://api.cal.com:0", Some("port")),
            ("https://api.cal.com:x", Some("port")),
            ("https://a:1:2", Some("server")),
            ("https://[::1", Some("server")),
            ("https://münchen.example", Some("server")),
        ] {
            let found = url_fault(url);
            assert_eq!(found.is_some(), word.is_some(), "{url}: {found:?}");
            assert!(word.is_none_or(|word| found.unwrap().0.contains(word)), "{url}: {found:?}");
        }
    }
}
