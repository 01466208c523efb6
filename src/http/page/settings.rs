//! How the program is set up: to look at, for the owner. It is changed in its file.

use crate::domain::Result;
use crate::frontdesk::retention;
use crate::frontdesk::retention::RetentionView;
use crate::frontdesk::settings::section::SectionView;
use crate::frontdesk::settings::view;
use crate::http::page::backups::BACKUPS;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::server::message::Response;
use maud::{Markup, html};

/// `GET /settings`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let title = ask.pick("Einstellungen", "Settings");
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            "So war euer Programm beim Start eingerichtet, und daneben steht, wo es gesagt wurde. Geändert wird es dort, und gilt nach dem nächsten Start. Schlüssel und Passwörter stehen hier nie.",
            "This is how your program was set up when it started, and beside it where that was said. It is changed there, and holds after the next start. Keys and passwords never stand here.",
        )) }
        p { a href=(BACKUPS) { (ask.pick("Sicherungen ansehen und machen", "See and make backups")) } }
        p { a href="/doctor" { (ask.pick("Alles prüfen, was laufen muss", "Look at everything that has to work")) } }
        (kept(ask, &retention::preview(ask.desk())?))
        @for one in &view::of(ask.desk()) { (section(one, ask.pick("Vorgabe", "default"))) }
    };
    frame::of(ask, Page { title: title.to_owned(), at: "/settings", body, ..Page::default() })
}

/// How long what is kept, and what goes next.
fn kept(ask: &Ask, view: &RetentionView) -> Markup {
    let lead = match &view.next {
        Some(next) => format!(
            "{} {next}.",
            ask.pick(
                "Was älter ist, geht von selbst, das nächste Mal",
                "What is older goes by itself, next time on",
            )
        ),
        None => ask.pick("Von selbst geht nichts.", "Nothing goes by itself.").to_owned(),
    };
    html! {
        section .panel aria-labelledby="retention-now" {
            h2 id="retention-now" { (ask.pick("Was wie lange bleibt", "What is kept how long")) }
            p .soft { (lead) " " (ask.pick(
                "Was zu einem kommenden Termin gehört oder noch offen ist, bleibt.",
                "What belongs to a visit to come, or is open, stays.",
            )) }
            ul .lines { @for one in &view.kinds { li {
                span { (one.told) }
                span {
                    b { @match one.days {
                        Some(days) => { (days) " " (ask.pick("Tage", "days")) },
                        None => (ask.pick("für immer", "for good")),
                    } } " "
                    span .soft { (one.count) " " (ask.pick("älter", "older")) }
                }
            } } }
        }
    }
}

fn section(one: &SectionView, default_word: &str) -> Markup {
    let id = format!("section-{}", one.name);
    html! {
        section .panel aria-labelledby=(id) {
            h2 id=(id) { (one.title) }
            ul .lines { @for setting in &one.settings { li {
                span {
                    (setting.means) " "
                    span .soft { @if !one.name.is_empty() { (one.name) "." } (setting.key) }
                }
                span {
                    b { (setting.value) } " "
                    @if setting.from != "default" { span .soft { (setting.source) } }
                    @else { span .soft { (default_word) } }
                }
            } } }
        }
    }
}
