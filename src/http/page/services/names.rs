//! Where a service's pages are, and what its parts are called.

use crate::domain::service::catalogue::Composition;
use crate::http::page::base::ask::Ask;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Where the list is.
pub(crate) const SERVICES: &str = "/services";

/// What of a key cannot stand in an address as it is.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// Where a service is.
pub(crate) fn address(key: &str) -> String {
    format!("{SERVICES}/{}", utf8_percent_encode(key, &ESCAPED))
}

/// The key in the path.
pub(crate) fn key(ask: &Ask) -> String {
    percent_decode_str(ask.part(0)).decode_utf8_lossy().into_owned()
}

/// What a part is called: `Färben`, `Pause nach Färben`.
pub(crate) fn part(ask: &Ask, composition: &Composition, part: &str) -> String {
    let letter = part.trim_end_matches('+');
    let found = composition.segments.iter().find(|one| one.key.to_string() == letter);
    let name = found.map_or(letter, |one| one.name.as_str());
    if part.ends_with('+') {
        format!("{} {name}", ask.pick("Pause nach", "Pause after"))
    } else {
        name.to_owned()
    }
}
