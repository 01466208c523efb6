//! Everything that has to work, looked at: for the owner.

use crate::calcom::urgency::Urgency;
use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::doctor::finding::Level;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::ops::doctor::patient::Patient;
use crate::ops::doctor::view::{CheckView, DoctorView};
use crate::server::message::Response;
use maud::{Markup, html};

const ADDRESS: &str = "/doctor";

/// `GET /doctor`: the last look.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let stand = ask.app.page.ward.stand();
    let title = ask.pick("Alles prüfen", "Check everything");
    let time = |at| LocalTime::of(&ask.desk().salon.zone, at).to_string();
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            "Datenbank, Platte, Cal.com, Webhooks, E-Mail, SMS, der Weg von außen: jede Zeile sagt, was zu tun ist.",
            "Database, disk, Cal.com, webhooks, mail, text messages, the way from outside: each line says what to do.",
        )) }
        @if stand.since.is_some() {
            p role="status" { (ask.pick("Es wird gerade geprüft, das dauert bis zu einer Minute.", "A look is under way, it takes up to a minute.")) }
        } @else {
            form method="post" action=(ADDRESS) {
                (ask.token().field())
                button .primary { (ask.pick("Jetzt prüfen", "Look now")) }
            }
        }
        @if let Some((at, view)) = &stand.last {
            p .soft { (ask.pick("Zuletzt geprüft: ", "Last looked: ")) (time(*at)) }
            (lines(ask, view))
        }
    };
    let is_live = stand.since.is_some();
    frame::of(ask, Page { title: title.to_owned(), at: "/settings", body, is_live })
}

fn lines(ask: &Ask, view: &DoctorView) -> Markup {
    // What is to be mended comes first.
    let mut checks: Vec<&CheckView> = view.checks.iter().collect();
    checks.sort_by_key(|one| std::cmp::Reverse(one.level));
    html! {
        section .panel { ul .lines { @for one in checks { li {
            span .grow {
                b .warn[one.level == Level::Fail] { (one.level.word(ask.language)) " " (one.name) }
                br; (one.seen)
                @if let Some(todo) = &one.todo { br; span .soft { "→ " (todo) } }
            }
        } } } }
    }
}

/// `POST /doctor`: begins a look, and does not wait for it.
pub(crate) fn begin(ask: &Ask, _: &Form) -> Result<Response> {
    let desk = ask.app.desk.clone();
    let (config, calcom, clock) =
        (desk.salon.config.clone(), desk.calcom.clone(), desk.clock.clone());
    let patient = Patient {
        language: ask.language,
        // A person waits for it, and asks more than is left for what nobody waits for.
        urgency: Urgency::Question,
        ..Patient::new(config, Ok(desk), Some(calcom), clock)
    };
    ask.app.page.ward.begin(patient);
    Ok(go(ADDRESS))
}
