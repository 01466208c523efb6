//! Who may come in: for the owner.

use crate::domain::access::role::Role;
use crate::domain::{Error, Result};
use crate::frontdesk::access::login::role_word;
use crate::frontdesk::access::setup::LINK_MINUTES;
use crate::frontdesk::access::users;
use crate::frontdesk::access::users::LinkView;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{fields, frame, when};
use crate::server::message::Response;
use maud::{Markup, html};

const ROLES: [Role; 3] = [Role::Desk, Role::Agency, Role::Owner];

/// `GET /users`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, "", None, 200)
}

fn page(ask: &Ask, typed: &str, wrong: Option<&str>, status: u16) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let all = users::list(desk)?;
    let title = ask.pick("Wer hereindarf", "Who may come in");
    let body = html! {
        div .head { h1 { (title) } }
        ul .panel .lines { @for one in &all {
            li {
                span { b { (one.name) } ", " (role_word(one.role, ask.language)) " · " (ask.pick("seit ", "since ")) (when::at(&one.made_at, today, ask.language)) }
                @if !one.has_password { span .soft { (ask.pick("noch kein Passwort", "no password yet")) } }
                form method="post" action={ "/users/" (one.name) "/reset" } {
                    (ask.token().field())
                    button aria-label={ (ask.pick("Neues Passwort für ", "Another password for ")) (one.name) } { (ask.pick("Neues Passwort", "Another password")) }
                }
            }
        } }
        form .panel .narrow method="post" action="/users" {
            h2 { (ask.pick("Jemanden hinzufügen", "Add somebody")) }
            (ask.token().field())
            label for="name" { (ask.pick("Name", "Name")) }
            input #name name="name" value=(typed) autocomplete="off" autocapitalize="none" required;
            (fields::fault("name-fault", wrong))
            label for="role" { (ask.pick("Rolle", "Role")) }
            select #role name="role" { @for role in ROLES { option value=(role.as_str()) { (role_word(role, ask.language)) ": " (told(ask, role)) } } }
            button .primary { (ask.pick("Hinzufügen", "Add")) }
        }
    };
    let page = Page { title: title.to_owned(), at: "/users", body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

fn told(ask: &Ask, role: Role) -> &'static str {
    match role {
        Role::Owner => ask.pick("darf alles", "may do everything"),
        Role::Desk => ask.pick("die tägliche Arbeit", "the day's work"),
        Role::Agency => ask.pick("sieht keine Kundinnen", "sees no customers"),
    }
}

/// `POST /users`.
pub(crate) fn add(ask: &Ask, form: &Form) -> Result<Response> {
    let name = form.get("name");
    let role = Role::parse(form.get("role")).ok_or(Error::NotFound("role"))?;
    match users::add(&ask.app.desk, name, role) {
        Ok(made) => {
            log::info!(
                "page: {} let in {} as {}",
                ask.known.user.name,
                made.user.name,
                role.as_str()
            );
            linked(ask, &made)
        }
        Err(Error::Invalid(_)) => {
            let told = ask.pick(
                "Ein Name hat 2 bis 40 Buchstaben, Ziffern, Punkte oder Bindestriche.",
                "A name has 2 to 40 letters, digits, dots or hyphens.",
            );
            page(ask, name, Some(told), 400)
        }
        Err(Error::Conflict(_)) => page(
            ask,
            name,
            Some(ask.pick("Diesen Namen gibt es schon.", "This name is taken.")),
            409,
        ),
        Err(error) => Err(error),
    }
}

/// `POST /users/{name}/reset`.
pub(crate) fn reset(ask: &Ask, _: &Form) -> Result<Response> {
    let name = percent_encoding::percent_decode_str(ask.part(0)).decode_utf8_lossy();
    let made = users::reset(&ask.app.desk, &name)?;
    log::info!("page: {} had {} choose another password", ask.known.user.name, made.user.name);
    linked(ask, &made)
}

/// The link, shown this once.
fn linked(ask: &Ask, made: &LinkView) -> Result<Response> {
    let title = ask.pick("Link für das Passwort", "Link for the password");
    let body: Markup = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            format!("{} wählt damit ein Passwort: einmal, und nur in den nächsten {LINK_MINUTES} Minuten. Er steht nur hier.", made.user.name),
            format!("{} chooses a password with it: once, and only within {LINK_MINUTES} minutes. It stands here alone.", made.user.name),
        )) }
        p .panel { a href=(made.link) { (made.link) } }
        p .actions { a .button href="/users" { (ask.pick("Zurück", "Back")) } }
    };
    frame::of(ask, Page { title: title.to_owned(), at: "/users", body, ..Page::default() })
}
