//! Fields that several forms have, and what is said beside them.

use crate::domain::Result;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::form::Form;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::server::message::Response;
use maud::{Markup, html};

/// What is wrong with a field, under it.
pub(crate) fn fault(id: &str, told: Option<&str>) -> Markup {
    html! { @if let Some(told) = told { p #(id) .fault role="alert" { (told) } } }
}

/// Text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A day and a time.
pub(crate) fn when(ask: &Ask, typed: &Form, wrong: Option<&str>) -> Markup {
    html! {
        div .fields {
            div {
                label for="day" { (ask.pick("Tag", "Day")) }
                input #day type="date" name="day" value=(typed.get("day")) required;
            }
            div {
                label for="time" { (ask.pick("Uhrzeit", "Time")) }
                input #time type="time" name="time" value=(typed.get("time")) step="300" required;
            }
        }
        (fault("when-fault", wrong))
    }
}

/// Cal.com has not answered in time: it is being settled, and what came of it will be seen.
pub(crate) fn not_known_yet(ask: &Ask, back: &str) -> Result<Response> {
    let title = ask.pick("Noch nicht sicher", "Not certain yet");
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            "Cal.com hat noch nicht geantwortet. Wir sehen nach und tragen ein, was dabei herauskam; bitte nicht noch einmal abschicken.",
            "Cal.com has not answered yet. We look what came of it and write that down; please do not send it again.",
        )) }
        p .actions { a .button href=(back) { (ask.pick("Zum Tag", "To the day")) } }
    };
    Ok(Response {
        status: 202,
        ..frame::of(ask, Page { title: title.to_owned(), body, ..Page::default() })?
    })
}
