//! A customer is forgotten: what would go is shown first. For the owner.

use crate::domain::{Error, Result};
use crate::frontdesk::customer::erase;
use crate::frontdesk::customer::erase::How;
use crate::frontdesk::customer::erase_view::ErasureView;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, when};
use crate::http::page::customer::list::{AT, called};
use crate::server::message::Response;
use maud::{Markup, html};

/// `GET /customers/{id}/erase`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, None, 200)
}

fn page(ask: &Ask, wrong: Option<&str>, status: u16) -> Result<Response> {
    let view = erase::preview(ask.desk(), ask.part(0), How::default())?;
    let (today, _) = ask.desk().salon.zone.local(ask.desk().now());
    let title = ask.pick("Eine Kundin vergessen", "Forget a customer");
    let body = html! {
        div .head { h1 { (title) } }
        (fields::fault("fault", wrong))
        section .panel {
            @if let Some(line) = &view.customer { h2 { (called(ask, &line.name)) } }
            p { (ask.pick(
                "Name, Telefon, E-Mail, Wünsche und Nachrichten werden gelöscht. Ihre Besuche bleiben als Zahlen, ohne Namen.",
                "Name, telephone, e-mail, wishes and messages are deleted. Her visits stay as figures, without a name.",
            )) }
            (goes(ask, &view))
            @if !view.coming.is_empty() {
                h3 { (ask.pick("Sie hat noch Termine", "She has appointments to come")) }
                ul .lines { @for one in &view.coming { li { a href={ "/visits/" (one.appointment_id) } { (when::at(&one.start, today, ask.language)) } } } }
            }
            form method="post" action={ "/customers/" (ask.part(0)) "/erase" } {
                (ask.token().field())
                @if !view.coming.is_empty() {
                    p { label .check { input type="checkbox" name="keep_visits" value="yes"; (ask.pick(
                        " Diese Termine bleiben stehen, ohne Namen", " These appointments stand, without a name",
                    )) } }
                }
                label for="reason" { (ask.pick("Warum", "Why")) }
                input #reason name="reason" required;
                button .primary { (ask.pick("Endgültig vergessen", "Forget for good")) }
            }
        }
    };
    let page = Page { title: title.to_owned(), at: AT, body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

fn goes(ask: &Ask, view: &ErasureView) -> Markup {
    let counted = [
        (view.visits, ask.pick("Besuche bleiben als Zahlen", "visits stay as figures")),
        (
            view.unsent_messages,
            ask.pick("Nachrichten gehen nicht mehr hinaus", "messages do not leave any more"),
        ),
        (view.open_callbacks, ask.pick("Rückrufe fallen weg", "calls back fall away")),
        (view.mentions, ask.pick("Erwähnungen in freien Worten", "mentions in free words")),
        (
            view.namesakes.len(),
            ask.pick("andere heißen ebenso und bleiben", "others are called the same and stay"),
        ),
    ];
    html! {
        ul .lines { @for (count, told) in counted.iter().filter(|(count, _)| *count > 0) { li { span { b { (count) } " " (told) } } } }
        @if let Some(refused) = &view.refused { p .fault { (refused) } }
    }
}

/// `POST /customers/{id}/erase`.
pub(crate) fn erase(ask: &Ask, form: &Form) -> Result<Response> {
    let how = How { keep_visits: form.get("keep_visits") == "yes", ..How::default() };
    match erase::erase(&ask.app.desk, ask.part(0), how, &ask.person(form.get("reason"))?) {
        Ok(done) => told(ask, &done),
        Err(Error::Conflict(why)) if erase::preview(ask.desk(), ask.part(0), how).is_ok() => {
            page(ask, Some(&why), 409)
        }
        Err(error) => Err(error),
    }
}

fn told(ask: &Ask, done: &ErasureView) -> Result<Response> {
    let title = ask.pick("Vergessen", "Forgotten");
    let body = html! {
        div .head { h1 { (title) } }
        p .good { (ask.pick("Von ihr steht hier nichts mehr.", "Nothing of her stands here any more.")) }
        @if done.rewritten == Some(false) { p .fault { (ask.pick(
            "Die Datei der Datenbank wird noch gebraucht; sie wird beim nächsten Halt neu geschrieben.",
            "The database's file is in use; it is written anew when the program stops next.",
        )) } }
        @for sentence in &done.elsewhere { p { (sentence) } }
        p .actions { a .button href="/customers" { (ask.pick("Zu den Kundinnen", "To the customers")) } }
    };
    frame::of(ask, Page { title: title.to_owned(), at: AT, body, ..Page::default() })
}
