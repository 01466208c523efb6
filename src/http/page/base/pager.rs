//! The links from one page of a list to the next.

use crate::http::page::base::ask::Ask;
use crate::store::db::slice::{Place, Slice};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write;

/// Rows of a page.
pub(crate) const ROWS_MAX: u32 = 50;
/// What stands in the address for a page further on.
const BELOW: &str = "below";
const ABOVE: &str = "above";

/// Where the page begins that is asked for; at the beginning if it says nothing that can be read.
pub(crate) fn place(ask: &Ask) -> Place {
    let number = |name| ask.query(name).parse::<i64>().ok();
    match (number(BELOW), number(ABOVE)) {
        (Some(number), _) => Place::Below(number),
        (None, Some(number)) => Place::Above(number),
        (None, None) => Place::First,
    }
}

/// An address with what a filter asks for; what is empty is left out.
pub(crate) fn address(path: &str, filter: &[(&str, String)]) -> String {
    let mut address = path.to_owned();
    for (place, (name, value)) in filter.iter().filter(|(_, value)| !value.is_empty()).enumerate() {
        let mark = if place == 0 { '?' } else { '&' };
        write!(address, "{mark}{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)).ok();
    }
    address
}

/// Under a list: on to newer and older ones.
pub(crate) fn links<T>(
    ask: &Ask,
    path: &str,
    filter: &[(&str, String)],
    page: &Slice<T>,
) -> Markup {
    let to = |place: Place| {
        let (name, number) = match place {
            Place::First => return address(path, filter),
            Place::Below(number) => (BELOW, number),
            Place::Above(number) => (ABOVE, number),
        };
        let mut all = filter.to_vec();
        all.push((name, number.to_string()));
        address(path, &all)
    };
    html! {
        @if page.newer.is_some() || page.older.is_some() {
            p .pages {
                @if let Some(newer) = page.newer { a .button rel="prev" href=(to(newer)) { (ask.pick("‹ Neuere", "‹ Newer")) } }
                @if let Some(older) = page.older { a .button rel="next" href=(to(older)) { (ask.pick("Ältere ›", "Older ›")) } }
            }
        }
    }
}
