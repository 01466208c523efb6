//! What came in, in words for people.

use crate::http::page::ask::Ask;

/// By which door it came.
pub(crate) fn channel(ask: &Ask, channel: &str) -> String {
    let pick = |german: &str, english: &str| ask.pick(german, english).to_owned();
    match channel {
        "retell_webhook" => pick("Anruf, von Retell", "Call, by Retell"),
        "retell_function" => pick("Frage im Anruf", "Question in a call"),
        "retell_inbound" => pick("Es klingelt", "It rings"),
        "calcom_webhook" => pick("Hinweis von Cal.com", "Hint by Cal.com"),
        "web_api" => pick("Webformular", "Web form"),
        other => other.to_owned(),
    }
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
