//! `/v/{token}`: a customer's own page for her visit. No login; nothing else of the salon's can be reached from here.

use crate::domain::visit::booked::VisitStatus;
use crate::domain::{Error, Result};
use crate::frontdesk::own_page::change::Changed;
use crate::frontdesk::own_page::view::OwnVisit;
use crate::frontdesk::own_page::{change, view};
use crate::frontdesk::telling::link;
use crate::http::page::base::ask::{Stranger, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::{frame, when};
use crate::server::message::Response;
use maud::{Markup, html};
use uuid::Uuid;

/// `GET /v/{token}`.
pub(crate) fn show(stranger: &Stranger) -> Result<Response> {
    page(stranger, "", None, 200)
}

/// What is said above it, and whether it is good.
type Said<'a> = Option<(&'a str, bool)>;

fn page(stranger: &Stranger, typed: &str, said: Said, status: u16) -> Result<Response> {
    let desk = &stranger.app.desk;
    let visit = view::of(desk, stranger.part(0))?;
    let (language, facts) = (visit.language, &visit.facts);
    let (today, _) = desk.salon.zone.local(desk.now());
    let title = language.pick("Dein Termin", "Your appointment");
    let body = html! {
        h1 { (title) }
        @if let Some((said, is_good)) = said { p .good[is_good] .fault[!is_good] role="status" { (said) } }
        (state(&visit))
        p .lead {
            b { (when::day(visit.start.day(), today, language)) } br;
            (visit.start.clock()) (language.pick(" bis ", " to ")) (visit.end.clock())
            @if let Some(staff) = &facts.staff { (language.pick(" bei ", " with ")) (staff) } br;
            (facts.service)
        }
        @if facts.steps.len() > 1 {
            ol .log { @for step in &facts.steps {
                li { time { (desk.salon.zone.clock(step.starts_at)) } (step.name) }
            } }
        }
        p .soft {
            (facts.salon.name) @if !facts.salon.address.is_empty() { br; (facts.salon.address) }
            @if !facts.salon.phone.is_empty() { br; a href={ "tel:" (facts.salon.phone) } { (facts.salon.phone) } }
        }
        p .actions { a .button href={ "/v/" (stranger.part(0)) "/calendar.ics" } { (language.pick("In den Kalender", "Add to calendar")) } }
        (changes(stranger, &visit, typed))
    };
    let answer = frame::alone(stranger.app, language, title, &body);
    Ok(stranger.with_cookie(Response { status, ..answer }))
}

fn state(visit: &OwnVisit) -> Markup {
    let language = visit.language;
    html! { @match visit.status {
        VisitStatus::Cancelled | VisitStatus::Rejected => p .fault { (language.pick("Dieser Termin ist abgesagt.", "This appointment is cancelled.")) },
        VisitStatus::Requested => p .good { (language.pick("Angefragt: Der Salon bestätigt ihn noch.", "Requested: the salon will confirm it.")) },
        VisitStatus::Confirmed | VisitStatus::Pending => {}
    } }
}

fn changes(stranger: &Stranger, visit: &OwnVisit, typed: &str) -> Markup {
    let (language, token) = (visit.language, stranger.part(0));
    if !visit.status.stands() {
        return html! {};
    }
    let Some(until) = &visit.until else {
        return html! { p .hint { (language.pick(
            "So kurz vorher ändern wir Termine nur noch am Telefon. Ruf uns bitte an.",
            "So shortly before it we change appointments on the telephone only. Please call us.",
        )) } };
    };
    html! {
        p .hint { (language.pick("Ändern kannst du ihn hier bis ", "You can change it here until ")) (until) "." }
        @if visit.has_asked { p .good { (language.pick(
            "Du hast um eine andere Zeit gebeten. Wir melden uns.", "You have asked for another time. We will call you.",
        )) } }
        @if visit.may_ask {
            details open[!typed.is_empty()] {
                summary { (language.pick("Um eine andere Zeit bitten", "Ask for another time")) }
                form method="post" action={ "/v/" (token) "/ask" } {
                    (stranger.token().field())
                    label for="words" { (language.pick("Wann würde es dir passen?", "When would suit you?")) }
                    textarea #words name="words" rows="3" maxlength="500" required { (typed) }
                    button .primary { (language.pick("Abschicken", "Send")) }
                }
            }
        }
        details {
            summary { (language.pick("Absagen", "Cancel")) }
            form method="post" action={ "/v/" (token) "/cancel" } {
                (stranger.token().field())
                input type="hidden" name="once" value=(Uuid::new_v4());
                p { (language.pick("Der Termin wird dann frei für andere.", "The time will be free for others then.")) }
                button .primary { (language.pick("Ja, absagen", "Yes, cancel it")) }
            }
        }
    }
}

/// `GET /v/{token}/calendar.ics`: the visit as an iCalendar object.
pub(crate) fn calendar(stranger: &Stranger) -> Result<Response> {
    let object = link::calendar(&stranger.app.desk, stranger.part(0))?;
    let answer = Response {
        status: 200,
        content_type: "text/calendar; charset=utf-8",
        headers: Vec::new(),
        body: object.into_bytes(),
    };
    Ok(answer.with_header("Content-Disposition", "attachment; filename=\"termin.ics\""))
}

/// `POST /v/{token}/cancel`.
pub(crate) fn cancel(stranger: &Stranger, form: &Form) -> Result<Response> {
    let changed = change::cancel(
        &stranger.app.desk,
        stranger.part(0),
        form.get("once"),
        stranger.deadline(),
    )?;
    after(stranger, changed, "")
}

/// `POST /v/{token}/ask`.
pub(crate) fn ask(stranger: &Stranger, form: &Form) -> Result<Response> {
    let words = form.get("words");
    match change::ask_for_another_time(&stranger.app.desk, stranger.part(0), words) {
        Ok(changed) => after(stranger, changed, words),
        Err(Error::Invalid(told)) => page(stranger, words, Some((&told, false)), 400),
        Err(error) => Err(error),
    }
}

fn after(stranger: &Stranger, changed: Changed, typed: &str) -> Result<Response> {
    let language = view::of(&stranger.app.desk, stranger.part(0))?.language;
    match changed {
        Changed::Yes => Ok(go(&format!("/v/{}", stranger.part(0)))),
        Changed::Unknown => {
            let told = language.pick(
                "Wird gerade eingetragen. Bitte sieh in ein paar Minuten noch einmal nach.",
                "It is being written down. Please look again in a few minutes.",
            );
            page(stranger, "", Some((told, true)), 202)
        }
        Changed::TooLate | Changed::No => {
            let told = language.pick(
                "Das ging hier nicht. Ruf uns bitte an.",
                "That was not possible here. Please call us.",
            );
            page(stranger, typed, Some((told, false)), 409)
        }
    }
}
