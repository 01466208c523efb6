//! Checks that several sections share.

use std::ops::RangeInclusive;

/// Adds a fault if a value is out of its range.
pub(crate) fn within(
    key: &str,
    value: u64,
    range: RangeInclusive<u64>,
    problems: &mut Vec<String>,
) {
    if !range.contains(&value) {
        problems.push(format!("{key} must be {} to {}", range.start(), range.end()));
    }
}

/// Whether an address is over TLS, or on this machine.
pub(crate) fn is_safe_url(url: &str) -> bool {
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_loopback = loopback.iter().any(|start| {
        url.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    (url.starts_with("https://") || is_loopback) && !url.contains(char::is_whitespace)
}
