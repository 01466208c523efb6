//! Moving a visit and cancelling it.

use crate::domain::ids::AppointmentId;
use crate::domain::{Error, Result};
use crate::frontdesk::by_desk::book::{Fault, Field};
use crate::frontdesk::by_desk::change;
use crate::frontdesk::by_desk::change::DeskMove;
use crate::frontdesk::host::visit_view;
use crate::frontdesk::host::visit_view::VisitView;
use crate::frontdesk::needs::people;
use crate::frontdesk::visit::change::Cancelled;
use crate::frontdesk::visit::outcome::Booked;
use crate::frontdesk::voice::callers::Voice;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, links, when};
use crate::server::message::Response;
use maud::html;
use uuid::Uuid;

fn visit(ask: &Ask) -> Result<(AppointmentId, VisitView)> {
    let id = AppointmentId(ask.number(0, "appointment")?);
    Ok((id, visit_view::show(ask.desk(), id)?))
}

/// `GET /visits/{id}/move`.
pub(crate) fn show_move(ask: &Ask) -> Result<Response> {
    let (id, visit) = visit(ask)?;
    let typed = Form::of_query(&ask.request.query);
    let typed = typed.or("day", &visit.start.day().to_string()).or("time", visit.start.clock());
    move_page(ask, id, &visit, &typed, None, 200)
}

fn move_page(
    ask: &Ask,
    id: AppointmentId,
    visit: &VisitView,
    typed: &Form,
    wrong: Option<&str>,
    status: u16,
) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let people = people::choices(desk)?;
    let title = ask.pick("Termin verlegen", "Move the appointment");
    let back = links::address(visit.start.day(), Some(id));
    let body = html! {
        div .head { h1 { (title) } }
        p .lead {
            @if let Some(customer) = &visit.customer { b { (customer) } ", " }
            @if let Some(service) = &visit.service { (service) ", " }
            (when::at(&visit.start, today, ask.language))
            @if let Some(staff) = &visit.staff { (ask.pick(" bei ", " with ")) (staff) }
        }
        form .panel .narrow method="post" action={ "/visits/" (id) "/move" } {
            (ask.token().field())
            input type="hidden" name="once" value=(Uuid::new_v4());
            (fields::when(ask, typed, wrong))
            label for="staff" { (ask.pick("Bei wem", "With whom")) }
            select #staff name="staff" {
                option value="" { (ask.pick("wie bisher", "as it is")) }
                @for one in &people { option value=(one.staff_id) selected[one.staff_id.0 == typed.get("staff")] { (one.name) } }
            }
            p .actions {
                button .primary { (ask.pick("Verlegen", "Move")) }
                a .button href=(back) { (ask.pick("Zurück", "Back")) }
            }
        }
    };
    let page = Page { title: title.to_owned(), at: "/today", body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

/// `POST /visits/{id}/move`.
pub(crate) fn reschedule(ask: &Ask, form: &Form) -> Result<Response> {
    let (id, visit) = visit(ask)?;
    let to = DeskMove {
        once: form.get("once"),
        staff: form.get("staff"),
        day: form.get("day"),
        time: form.get("time"),
    };
    let desk = ask.desk();
    let voice = Voice::at(desk);
    let again = |told: &str, status| move_page(ask, id, &visit, form, Some(told), status);
    match change::reschedule((ask.changing(), desk), (id, &ask.person("")?), &to, ask.deadline()) {
        Ok(Booked::Yes(summary)) => {
            let (day, _) = desk.salon.zone.local(summary.starts_at);
            Ok(go(&links::address(day, Some(id))))
        }
        Ok(Booked::Unknown) => fields::not_known_yet(ask, "/today"),
        Ok(Booked::No(reason)) => again(&voice.refused(reason, false), 409),
        Ok(Booked::Off | Booked::ForWhom) => again(&voice.off_since(), 409),
        Err(Fault::At(Field::When, told)) => again(&told, 400),
        Err(Fault::At(_, told)) => again(&told, 400),
        Err(Fault::Other(Error::Invalid(told))) => again(&told, 400),
        Err(Fault::Other(error)) => Err(error),
    }
}

/// `POST /visits/{id}/cancel`.
pub(crate) fn cancel(ask: &Ask, form: &Form) -> Result<Response> {
    let (id, visit) = visit(ask)?;
    let back = links::address(visit.start.day(), Some(id));
    match change::cancel(ask.changing(), (id, &ask.person("")?), form.get("once"), ask.deadline())?
    {
        Cancelled::Yes | Cancelled::Already => Ok(go(&back)),
        Cancelled::Unknown => fields::not_known_yet(ask, &back),
        Cancelled::No(reason) => {
            let told = Voice::at(ask.desk()).refused(reason, false);
            let title = ask.pick("Nicht abgesagt", "Not cancelled");
            let body = html! {
                div .head { h1 { (title) } }
                p .fault role="alert" { (told) }
                p .actions { a .button href=(back) { (ask.pick("Zurück", "Back")) } }
            };
            let page = Page { title: title.to_owned(), at: "/today", body, ..Page::default() };
            Ok(Response { status: 409, ..frame::of(ask, page)? })
        }
    }
}
