//! A place to try what the voice agent would understand and answer. Nothing is booked here.

use crate::domain::Result;
use crate::frontdesk::rehearsal::view;
use crate::frontdesk::rehearsal::view::RehearsedView;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::server::message::Response;
use maud::{Markup, html};

/// Characters that may be typed: in an address each is at most nine bytes, and an address has 8 kB.
const SAID_CHARS_MAX: usize = 800;

/// `GET /agent?said=`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let said = ask.query("said");
    let tried = match said.trim() {
        "" => None,
        words => Some(view::of(ask.desk(), words, ask.deadline())?),
    };
    let title = ask.pick("Sprachassistent ausprobieren", "Try the voice agent");
    let example = ask.pick(
        "Nächste Woche Dienstag so gegen halb drei, Haare schneiden",
        "A haircut next week on Tuesday, around half past two",
    );
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            "Schreib, was jemand am Telefon sagen würde. Gebucht wird dabei nichts.",
            "Write what somebody would say on the telephone. Nothing is booked by it.",
        )) }
        form .panel method="get" action="/agent" {
            label for="said" { (ask.pick("Was die Kundin sagt", "What the customer says")) }
            textarea #said name="said" rows="3" maxlength=(SAID_CHARS_MAX) placeholder=(example) { (said) }
            button .primary { (ask.pick("Ausprobieren", "Try it")) }
        }
        @if let Some(tried) = &tried { (result(ask, tried)) }
    };
    frame::of(ask, Page { title: title.to_owned(), at: "/agent", body, ..Page::default() })
}

fn result(ask: &Ask, tried: &RehearsedView) -> Markup {
    let heard = &tried.understood;
    let nothing = ask.pick("nichts gesagt", "nothing said").to_owned();
    let or_nothing = |text: &Option<String>| text.clone().unwrap_or_else(|| nothing.clone());
    let staff = match (&heard.staff, heard.anybody) {
        (Some(name), _) => name.clone(),
        (None, true) => ask.pick("egal", "anybody").to_owned(),
        (None, false) => nothing.clone(),
    };
    let when = Some(heard.spoken.clone()).filter(|text| !text.is_empty());
    html! {
        section .panel {
            h2 { (ask.pick("Antwort", "Answer")) }
            q .large { (tried.say) }
            p .soft { (tried.function) ": " (tried.status) }
        }
        section .panel {
            h2 { (ask.pick("Verstanden", "Understood")) }
            dl .facts {
                dt { (ask.pick("Wann", "When")) } dd { (or_nothing(&when)) }
                dt { (ask.pick("Leistung", "Service")) } dd { (or_nothing(&heard.service)) }
                dt { (ask.pick("Bei wem", "With whom")) } dd { (staff) }
                @if heard.branch.is_some() { dt { (ask.pick("Wo", "Where")) } dd { (or_nothing(&heard.branch)) } }
                @if let Some(unclear) = &heard.unclear { dt { (ask.pick("Unklar", "Not clear")) } dd { (unclear) } }
            }
            @for assumed in &heard.when.assumed { p .soft { (assumed) } }
        }
        @if !tried.would_book.is_empty() {
            section .panel {
                h2 { (ask.pick("Würde bei Cal.com buchen", "Would book at Cal.com")) }
                ol .lines { @for one in &tried.would_book {
                    li { span { b { (one.at) } ", " (one.minutes) " " (ask.pick("Min.", "min"))
                        @if let Some(staff) = &one.staff { ", " (staff) } }
                        span .soft { (ask.pick("Ereignistyp ", "event type ")) (one.event_type_id) } }
                } }
            }
        }
    }
}
