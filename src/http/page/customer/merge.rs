//! Two customers are one: what would move is shown first.

use crate::domain::{Error, Result};
use crate::frontdesk::customer::list::CustomerLine;
use crate::frontdesk::customer::merge;
use crate::frontdesk::customer::merge::MergeView;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::http::page::customer::list::{AT, called};
use crate::server::message::Response;
use maud::{Markup, html};

/// `GET /customers/{id}/merge?with=`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let view = merge::preview(ask.desk(), ask.part(0), &ask.query("with"))?;
    let title = ask.pick("Zwei sind eine", "Two are one");
    let body = html! {
        div .head { h1 { (title) } }
        @for doubt in &view.doubts { p .fault { (doubt) } }
        section .panel {
            h2 { (ask.pick("Bleibt", "Stays")) } (line(ask, &view.keep))
            h2 { (ask.pick("Geht darin auf", "Becomes part of it")) } (line(ask, &view.gone))
            p { (ask.pick("Beide heißen dann ", "Both are called then ")) b { (called(ask, &view.name)) } "." }
            (moves(ask, &view))
            form .actions method="post" action={ "/customers/" (view.keep.customer_id) "/merge" } {
                (ask.token().field())
                input type="hidden" name="with" value=(view.gone.customer_id);
                button .primary { (ask.pick("Zusammenführen", "Merge")) }
                a .button href={ "/customers/" (view.keep.customer_id) } { (ask.pick("Zurück", "Back")) }
            }
            p .hint { (ask.pick("Das lässt sich nicht zurücknehmen.", "This cannot be taken back.")) }
        }
    };
    frame::of(ask, Page { title: title.to_owned(), at: AT, body, ..Page::default() })
}

fn line(ask: &Ask, one: &CustomerLine) -> Markup {
    html! { p {
        b { (called(ask, &one.name)) } " · " (ask.pick("Nummer ", "number ")) (one.customer_id)
        @if !one.phones.is_empty() { " · " (one.phones.join(", ")) }
        " · " (one.visits) " " (ask.pick("Besuche", "visits"))
    } }
}

fn moves(ask: &Ask, view: &MergeView) -> Markup {
    let moves = &view.moves;
    html! { p .soft {
        (ask.pick("Mit kommen: ", "Along come: "))
        (moves.visits) " " (ask.pick("Besuche", "visits")) " (" (moves.coming) " " (ask.pick("davon kommen noch", "of them to come")) "), "
        (moves.messages) " " (ask.pick("Nachrichten", "messages")) ", "
        (moves.callbacks) " " (ask.pick("Rückrufe", "calls back")) "."
    } }
}

/// `POST /customers/{id}/merge`. Who are one already need not be merged: a second click.
pub(crate) fn merge(ask: &Ask, form: &Form) -> Result<Response> {
    let (keep, gone) = (ask.part(0), form.get("with"));
    let back = || Ok(go(&format!("/customers/{keep}")));
    match merge::merge(&ask.app.desk, keep, gone, &ask.person(form.get("reason"))?) {
        Ok(_) => back(),
        Err(Error::Conflict(_)) if merge::are_one(ask.desk(), keep, gone)? => back(),
        Err(error) => Err(error),
    }
}
