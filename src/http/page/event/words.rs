//! What came in, in words for people.

use crate::frontdesk::event::words;
use crate::http::page::base::ask::Ask;

/// By which door it came.
pub(crate) fn channel(ask: &Ask, channel: &str) -> String {
    words::channel(ask.language, channel)
}

/// What became of it.
pub(crate) fn state(ask: &Ask, state: &str) -> String {
    let pick = |german: &str, english: &str| ask.pick(german, english).to_owned();
    match state {
        "open" => pick("offen", "open"),
        "done" => pick("erledigt", "done"),
        "dead" => pick("nicht verarbeitet", "not processed"),
        other => other.to_owned(),
    }
}
