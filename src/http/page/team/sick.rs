//! Somebody is ill: the visits that fall into it, who could take each, and what becomes of what was ticked.

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::local_time::LocalTime;
use crate::frontdesk::needs::people;
use crate::frontdesk::sick::affected::Sick;
use crate::frontdesk::sick::moved::{MoveView, Outcome};
use crate::frontdesk::sick::view::{SickView, SickVisitView};
use crate::frontdesk::sick::{came, view};
use crate::frontdesk::visit::absence;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, when};
use crate::http::page::team::sick_calls;
use crate::http::page::team::sick_typed;
use crate::http::page::team::sick_typed::{FIELD, Field, SICK, Wrong};
use crate::http::page::team::sick_words::{offer, who};
use crate::server::message::Response;
use maud::{Markup, html};
use time::{Date, Duration};
use uuid::Uuid;

/// Visits on one page; what comes after them is reached from a later day.
pub(crate) const VISITS_MAX: usize = 25;

/// `GET /sick?staff=&day=&until=`; behind a form also `once` and `left`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, &Form::of_query(&ask.request.query))
}

/// The page, with what was typed.
pub(crate) fn page(ask: &Ask, typed: &Form) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let (sick, wrong) = match sick_typed::read(ask, typed)? {
        Ok(sick) => (sick, None),
        Err(wrong) => (None, Some(wrong)),
    };
    let moves = match typed.get("once") {
        "" => Vec::new(),
        once => came::of(desk, once)?,
    };
    let found = match &sick {
        Some(sick) => Some(found(ask, sick, typed, &moves, today)?),
        None => None,
    };
    let title = ask.pick("Jemand ist krank", "Somebody is ill");
    let body = html! {
        div .head { h1 { (title) } }
        p .lead .no-print { (ask.pick(
            "Wähle, wer fehlt und wann. Du siehst zuerst, wen es trifft und wer einspringen könnte; verlegt wird erst, was du ankreuzt.",
            "Choose who is away and when. First you see whom it concerns and who could step in; only what you tick is moved.",
        )) }
        (question(ask, typed, today, wrong.as_ref())?)
        (became(ask, typed, &moves, today))
        @if let Some(found) = &found { (found) }
    };
    // It asks Cal.com, and what is chosen would be gone: nobody reloads it but who sits before it.
    let page = Page { title: title.to_owned(), at: SICK, body, is_live: false };
    let answer = frame::of(ask, page)?;
    Ok(if wrong.is_some() { Response { status: 400, ..answer } } else { answer })
}

/// Who, and when.
fn question(ask: &Ask, typed: &Form, today: Date, wrong: Option<&Wrong>) -> Result<Markup> {
    let people = people::choices(ask.desk())?;
    let typed = typed.or("day", &today.to_string());
    let at = |field| wrong.filter(|wrong| wrong.field == field).map(|wrong| wrong.told.as_str());
    Ok(html! {
        form .panel .no-print method="get" action=(SICK) {
            div .fields {
                div {
                    label for="staff" { (ask.pick("Wer fehlt", "Who is away")) }
                    select #staff name="staff" required {
                        option value="" { (ask.pick("bitte wählen", "please choose")) }
                        @for one in &people { option value=(one.staff_id) selected[one.staff_id.0 == typed.get("staff")] { (one.name) } }
                    }
                }
                div {
                    label for="day" { (ask.pick("Tag", "Day")) }
                    input #day type="date" name="day" value=(typed.get("day")) required;
                }
                div {
                    label for="until" { (ask.pick("Bis einschließlich (leer: ein Tag)", "To and including (empty: one day)")) }
                    input #until type="date" name="until" value=(typed.get("until"));
                }
                button .primary { (ask.pick("Besuche zeigen", "Show the visits")) }
            }
            (fields::fault("staff-fault", at(Field::Staff)))
            (fields::fault("day-fault", at(Field::Day)))
            (fields::fault("until-fault", at(Field::Until)))
        }
    })
}

/// What came of what was ticked, as it stands now.
fn became(ask: &Ask, typed: &Form, moves: &[MoveView], today: Date) -> Markup {
    let left: Vec<i64> = typed.get("left").split('.').filter_map(|id| id.parse().ok()).collect();
    if moves.is_empty() && left.is_empty() {
        return html! {};
    }
    let visit = |id: &str| {
        let word = ask.pick("Termin", "Appointment");
        html! { a href={ "/visits/" (id) } { (word) " " (id) } }
    };
    html! {
        section .panel #became {
            h2 { (ask.pick("Was daraus wurde", "What came of it")) }
            ul .lines {
                @for one in moves { li {
                    span { (visit(&one.appointment_id.to_string())) ": " (told(ask, one)) }
                } }
                @for id in left { li {
                    span { (visit(&id.to_string())) ": " b .is-open { (ask.pick("nicht verlegt", "not moved")) } " – "
                        (ask.pick("das war nicht mehr frei, oder es ändert gerade jemand anderes etwas. Was jetzt geht, steht unten.",
                            "it was no longer free, or somebody else is changing it just now. What is possible now stands below.")) }
                } }
            }
            @if moves.iter().any(|one| one.outcome == Outcome::Ordered) {
                p .soft { (ask.pick("Stand ", "As of ")) (when_now(ask, today)) " · "
                    a href={ (sick_typed::address(typed)) "&once=" (fields::encoded(typed.get("once"))) "#became" } { (ask.pick("neu laden", "load again")) } }
            }
        }
    }
}

fn when_now(ask: &Ask, today: Date) -> String {
    let desk = ask.desk();
    let now = LocalTime::of(&desk.salon.zone, desk.now());
    when::at(&now, today, ask.language)
}

fn told(ask: &Ask, one: &MoveView) -> Markup {
    match one.outcome {
        Outcome::Moved => html! { b .is-good { (one.sentence) } },
        Outcome::Ordered => html! { (ask.pick(
            "wird gerade bei Cal.com umgebucht. Verlegt ist er erst, wenn es hier so steht.",
            "is being moved at Cal.com right now. It is moved only when it says so here.",
        )) },
        Outcome::Unknown => html! { (ask.pick(
            "noch nicht sicher. Was zu klären ist, steht unter „Zu tun“.",
            "not certain yet. What is to be settled stands under “Needs me”.",
        )) },
        Outcome::NotMoved => html! { b .is-open { (one.sentence) } },
    }
}

/// The visits, to be moved or called.
fn found(ask: &Ask, sick: &Sick, typed: &Form, moves: &[MoveView], today: Date) -> Result<Markup> {
    let (view, more) = view::of_first(ask.desk(), sick, VISITS_MAX, Some(ask.deadline()))?;
    let is_under_way = |one: &&SickVisitView| {
        let is_this = |known: &&MoveView| known.appointment_id == one.appointment_id;
        let known = moves.iter().find(is_this).map(|known| known.outcome);
        matches!(known, Some(Outcome::Ordered | Outcome::Unknown))
    };
    let visits: Vec<&SickVisitView> = view.visits.iter().filter(|one| !is_under_way(one)).collect();
    let can: Vec<&SickVisitView> =
        visits.iter().copied().filter(|one| !one.proposals.is_empty()).collect();
    let is_written = absence::list(ask.desk())?
        .iter()
        .any(|(_, away)| away.staff == sick.staff && covers(away.span, sick.span));
    Ok(html! {
        h2 { (headline(ask, &view, today)) }
        @if is_written { p .good .no-print { (ask.pick("Die Abwesenheit ist eingetragen.", "The absence is written down.")) } }
        form .no-print method="post" action=(SICK) {
            (ask.token().field())
            input type="hidden" name="once" value=(Uuid::new_v4());
            @for name in FIELD { input type="hidden" name=(name) value=(typed.get(name)); }
            @if !can.is_empty() {
                ul .cards .spaced { @for one in &can { li .card { (card(ask, one, today)) } } }
            }
            p .actions { button .primary { (button(ask, can.is_empty())) } }
            p .hint { (ask.pick(
                "Trägt auch die Abwesenheit ein, damit nichts Neues dazukommt. Zweimal klicken verlegt nur einmal.",
                "Writes down the absence too, so that nothing new is booked. Clicking twice moves only once.",
            )) }
        }
        @if more > 0 { p .soft { (ask.pick("Weitere Besuche danach: ", "More visits after these: ")) (more)
            (ask.pick(". Wähle dafür einen späteren ersten Tag.", ". For them choose a later first day.")) } }
        (sick_calls::list(ask, typed, &visits, today))
    })
}

fn covers(away: Interval, span: Interval) -> bool {
    away.start() <= span.start() && away.end() >= span.end()
}

fn button<'a>(ask: &Ask<'a>, is_absence_alone: bool) -> &'a str {
    match is_absence_alone {
        true => ask.pick("Abwesenheit eintragen", "Write down the absence"),
        false => ask.pick("Angekreuztes verlegen", "Move what is ticked"),
    }
}

fn headline(ask: &Ask, view: &SickView, today: Date) -> String {
    let (from, until) = (&view.from, &view.until);
    let last = until.instant().saturating_sub(Duration::SECOND);
    let (last, _) = ask.desk().salon.zone.local(last);
    let days = match from.day() == last {
        true => when::day(last, today, ask.language),
        false => format!(
            "{} – {}",
            when::day(from.day(), today, ask.language),
            when::day(last, today, ask.language)
        ),
    };
    let count = view.visits.len();
    let visits = match count {
        0 => ask.pick("kein Besuch fällt hinein", "no visit falls into it").to_owned(),
        1 => ask.pick("ein Besuch", "one visit").to_owned(),
        _ => format!("{count} {}", ask.pick("Besuche", "visits")),
    };
    format!("{}, {days}: {visits}", view.staff)
}

/// A visit with what it could be instead.
fn card(ask: &Ask, one: &SickVisitView, today: Date) -> Markup {
    let id = one.appointment_id;
    html! {
        fieldset .choices {
            legend {
                (when::at(&one.start, today, ask.language)) " · " (sick_calls::called(ask, one))
                @if let Some(service) = &one.service { " · " (service) }
            }
            @for (place, proposal) in one.proposals.iter().enumerate() {
                label for={ "v" (id) "-" (place) } {
                    input id={ "v" (id) "-" (place) } type="radio" name={ "visit-" (id) } value=(proposal.accept);
                    span { (offer(ask, proposal, today)) }
                }
            }
            label for={ "v" (id) "-stays" } {
                input id={ "v" (id) "-stays" } type="radio" name={ "visit-" (id) } value="" checked;
                span { (ask.pick("noch nicht verlegen", "do not move it yet")) }
            }
        }
        details {
            summary { (ask.pick("Wer könnte einspringen?", "Who could step in?")) }
            ul { @for part in &one.parts { li { (who(ask, part)) } } }
        }
    }
}
