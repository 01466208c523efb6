//! The one table of the page's routes: who may take each, and that a change comes by a form of ours.

use crate::domain::Result;
use crate::domain::access::role::May;
use crate::http::page::access::{account, login, setup, users};
use crate::http::page::base::ask::{Ask, Stranger};
use crate::http::page::base::assets;
use crate::http::page::base::form::Form;
use crate::http::page::day::{board as day_board, book, change as visit_change, visit, week};
use crate::http::page::needs::{change as needs_change, list as needs};
use crate::http::page::quality::{file as quality_file, show as quality};
use crate::http::page::{
    agent, backups, customer, doctor, event, mapping, message, own, services, settings, team,
    welcome,
};
use crate::server::handler::Lane;
use crate::server::message::{Request, Response};

/// An address of the page.
pub struct Row {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// A part `{…}` stands for any one name.
    pub path: &'static str,
    pub(crate) lane: Lane,
    pub(crate) does: Does,
}

/// What an address does, and for whom.
pub(crate) enum Does {
    /// The same for everybody, with nothing of the salon's in it.
    Asset(fn(&Request) -> Result<Response>),
    /// For who is not logged in.
    Open(fn(&Stranger) -> Result<Response>),
    /// The same with a form. Only the door can make one, after it has checked where it comes from.
    OpenChange(fn(&Stranger, &Form) -> Result<Response>),
    /// Shows something to who may see it.
    Show(May, fn(&Ask) -> Result<Response>),
    /// Changes something for who may. Only the door can make the form, after it has checked who sends it.
    Change(May, fn(&Ask, &Form) -> Result<Response>),
}

/// Every address of the page.
const ROWS: &[Row] = &[
    get("/style.css", Does::Asset(assets::style)),
    get("/page.js", Does::Asset(assets::script)),
    get("/icon/{number}", Does::Asset(assets::icon)),
    get("/login", Does::Open(login::show)),
    post(Lane::Waits, "/login", Does::OpenChange(login::come_in)),
    get("/setup/{link}", Does::Open(setup::show)),
    post(Lane::Waits, "/setup/{link}", Does::OpenChange(setup::choose)),
    post(Lane::Quick, "/demo/{role}", Does::OpenChange(login::demo)),
    get("/v/{token}", Does::Open(own::show)),
    get("/v/{token}/calendar.ics", Does::Open(own::calendar)),
    post(Lane::Waits, "/v/{token}/cancel", Does::OpenChange(own::cancel)),
    post(Lane::Quick, "/v/{token}/ask", Does::OpenChange(own::ask)),
    get("/", Does::Show(May::Everything, account::home)),
    get("/account", Does::Show(May::Everything, account::show)),
    post(Lane::Quick, "/logout", Does::Change(May::Everything, account::logout)),
    post(Lane::Quick, "/language", Does::Change(May::Everything, account::language)),
    post(Lane::Quick, "/sessions/{id}/end", Does::Change(May::Everything, account::end)),
    get("/today", Does::Show(May::Customers, day_board::today)),
    get("/day/{day}", Does::Show(May::Customers, day_board::day)),
    get("/week/{day}", Does::Show(May::Customers, week::show)),
    get("/book", Does::Show(May::Customers, book::show)),
    post(Lane::Waits, "/book", Does::Change(May::Customers, book::order)),
    get("/visits/{id}", Does::Show(May::Customers, visit::show)),
    post(Lane::Quick, "/visits/{id}/no-show", Does::Change(May::Customers, visit::no_show)),
    get("/visits/{id}/move", Does::Show(May::Customers, visit_change::show_move)),
    post(Lane::Waits, "/visits/{id}/move", Does::Change(May::Customers, visit_change::reschedule)),
    post(Lane::Waits, "/visits/{id}/cancel", Does::Change(May::Customers, visit_change::cancel)),
    post(Lane::Waits, "/visits/{id}/assign", Does::Change(May::Customers, visit::assign)),
    post(Lane::Waits, "/visits/{id}/release", Does::Change(May::Customers, visit::release)),
    post(Lane::Waits, "/visits/{id}/rename", Does::Change(May::Customers, visit::rename)),
    get("/customers", Does::Show(May::Customers, customer::list::show)),
    get("/customers.csv", Does::Show(May::Customers, customer::list::export)).waiting(),
    get("/customers/{id}", Does::Show(May::Customers, customer::card::show)),
    post(
        Lane::Quick,
        "/customers/{id}/rename",
        Does::Change(May::Customers, customer::card::rename),
    ),
    get("/customers/{id}/merge", Does::Show(May::Customers, customer::merge::show)),
    post(
        Lane::Quick,
        "/customers/{id}/merge",
        Does::Change(May::Customers, customer::merge::merge),
    ),
    get("/customers/{id}/export.json", Does::Show(May::Own, customer::card::hand_out)).waiting(),
    get("/customers/{id}/erase", Does::Show(May::Own, customer::erase::show)).waiting(),
    post(Lane::Waits, "/customers/{id}/erase", Does::Change(May::Own, customer::erase::erase)),
    get("/events", Does::Show(May::Everything, event::list::show)),
    get("/events.csv", Does::Show(May::Everything, event::list::export)),
    post(Lane::Waits, "/events/dead/try", Does::Change(May::Customers, event::replay::try_dead)),
    post(
        Lane::Waits,
        "/events/dead/replay",
        Does::Change(May::Customers, event::replay::replay_dead),
    ),
    get("/events/{id}", Does::Show(May::Everything, event::show::show)),
    post(Lane::Waits, "/events/{id}/try", Does::Change(May::Customers, event::replay::try_one)),
    post(
        Lane::Waits,
        "/events/{id}/replay",
        Does::Change(May::Customers, event::replay::replay_one),
    ),
    get("/users", Does::Show(May::Own, users::show)),
    post(Lane::Quick, "/users", Does::Change(May::Own, users::add)),
    post(Lane::Quick, "/users/{name}/reset", Does::Change(May::Own, users::reset)),
    get("/settings", Does::Show(May::Own, settings::show)),
    get("/welcome", Does::Show(May::Own, welcome::show)),
    get("/backups", Does::Show(May::Own, backups::show)),
    post(Lane::Waits, "/backups", Does::Change(May::Own, backups::make)),
    get("/doctor", Does::Show(May::Own, doctor::show)),
    post(Lane::Quick, "/doctor", Does::Change(May::Own, doctor::begin)),
    get("/agent", Does::Show(May::Everything, agent::show)).waiting(),
    get("/services", Does::Show(May::Everything, services::list::show)),
    get("/services.csv", Does::Show(May::Everything, services::list::file)),
    get("/services/new", Does::Show(May::Own, services::change::show_new)),
    post(Lane::Quick, "/services/new", Does::Change(May::Own, services::change::create)),
    get("/services/{key}", Does::Show(May::Everything, services::one::show)),
    get("/services/{key}/edit", Does::Show(May::Own, services::change::show)),
    post(Lane::Quick, "/services/{key}/edit", Does::Change(May::Own, services::change::edit)),
    get("/services/{key}/rehearse", Does::Show(May::Everything, services::rehearsal::show)),
    get("/services/{key}/drift", Does::Show(May::Everything, services::drift::show)).waiting(),
    post(Lane::Waits, "/services/{key}/sync", Does::Change(May::Own, services::at_calcom::sync)),
    post(
        Lane::Waits,
        "/services/{key}/restore",
        Does::Change(May::Own, services::at_calcom::restore),
    ),
    post(
        Lane::Waits,
        "/services/{key}/accept",
        Does::Change(May::Own, services::at_calcom::accept),
    ),
    post(
        Lane::Waits,
        "/services/{key}/length",
        Does::Change(May::Own, services::at_calcom::length),
    ),
    get("/needs", Does::Show(May::Customers, needs::show)),
    post(Lane::Quick, "/callbacks/{id}/done", Does::Change(May::Customers, needs_change::called)),
    post(Lane::Quick, "/warnings/{id}/clear", Does::Change(May::Customers, needs_change::clear)),
    post(Lane::Quick, "/alarms/{kind}/seen", Does::Change(May::Customers, needs_change::seen)),
    post(Lane::Waits, "/sagas/{id}/{fate}", Does::Change(May::Customers, needs_change::saga)),
    get("/messages", Does::Show(May::Customers, message::list::show)),
    get("/messages.csv", Does::Show(May::Customers, message::list::file)),
    get("/messages/{id}", Does::Show(May::Customers, message::one::show)),
    post(Lane::Quick, "/messages/{id}/resend", Does::Change(May::Customers, message::one::resend)),
    get("/mappings", Does::Show(May::Everything, mapping::list::show)),
    get("/mappings.csv", Does::Show(May::Everything, mapping::list::file)),
    get("/hosts/{id}", Does::Show(May::Everything, mapping::host::show)),
    post(Lane::Waits, "/hosts/{id}/map", Does::Change(May::Customers, mapping::change::map)),
    post(Lane::Waits, "/hosts/{id}/is", Does::Change(May::Customers, mapping::change::is)),
    post(Lane::Waits, "/hosts/{id}/is-not", Does::Change(May::Customers, mapping::change::is_not)),
    get("/mappings/{id}/wrong", Does::Show(May::Customers, mapping::wrong::show)),
    get("/mappings/{id}/wrong.csv", Does::Show(May::Customers, mapping::wrong::file)),
    post(Lane::Waits, "/mappings/{id}/off", Does::Change(May::Customers, mapping::change::off)),
    post(Lane::Waits, "/mappings/{id}/on", Does::Change(May::Customers, mapping::change::on)),
    get("/audit", Does::Show(May::Customers, mapping::audit::show)).waiting(),
    get("/audit.csv", Does::Show(May::Customers, mapping::audit::file)),
    get("/staff", Does::Show(May::Customers, team::list::show)),
    get("/staff.csv", Does::Show(May::Customers, team::list::file)),
    get("/absences.csv", Does::Show(May::Customers, team::list::absences)),
    post(Lane::Quick, "/absences", Does::Change(May::Customers, team::change::add)),
    post(Lane::Quick, "/absences/{id}/remove", Does::Change(May::Customers, team::change::remove)),
    post(Lane::Waits, "/accounts/look", Does::Change(May::Customers, team::change::look)),
    get("/quality", Does::Show(May::Everything, quality::show)),
    get("/quality.csv", Does::Show(May::Everything, quality_file::show)),
    get("/sick", Does::Show(May::Customers, team::sick::show)).waiting(),
    get("/sick.csv", Does::Show(May::Customers, team::sick_calls::file)).waiting(),
    post(Lane::Waits, "/sick", Does::Change(May::Customers, team::sick_change::apply)),
    get("/suggestions", Does::Show(May::Everything, mapping::suggestions::show)),
    get("/suggestions.csv", Does::Show(May::Everything, mapping::suggestions::file)),
];

const fn get(path: &'static str, does: Does) -> Row {
    Row { method: "GET", path, lane: Lane::Quick, does }
}

const fn post(lane: Lane, path: &'static str, does: Does) -> Row {
    Row { method: "POST", path, lane, does }
}

/// Every address of the page, for the tests that try each.
pub fn rows() -> &'static [Row] {
    ROWS
}

impl Row {
    /// The same, where it waits for Cal.com.
    const fn waiting(self) -> Row {
        Row { method: self.method, path: self.path, lane: Lane::Waits, does: self.does }
    }

    /// What may be done here, as a word; empty for who need not be logged in.
    pub fn may(&self) -> &'static str {
        match &self.does {
            Does::Asset(_) | Does::Open(_) | Does::OpenChange(_) => "",
            Does::Show(may, _) | Does::Change(may, _) => may.as_str(),
        }
    }
}

/// The row of an address. HEAD is GET without the body, which the server leaves out.
pub(crate) fn find(method: &str, path: &str) -> Option<&'static Row> {
    let method = if method == "HEAD" { "GET" } else { method };
    ROWS.iter().find(|row| row.method == method && parts(row.path, path).is_some())
}

/// The methods that an address of the page knows; none if there is no such address.
pub(crate) fn methods_of(path: &str) -> Vec<&'static str> {
    ROWS.iter().filter(|row| parts(row.path, path).is_some()).map(|row| row.method).collect()
}

/// Whether somebody may be sent on to here after the login: a page of ours and nothing else.
pub(crate) fn is_page(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    let is_plain = target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_plain && find("GET", path).is_some_and(|row| matches!(row.does, Does::Show(_, _)))
}

/// Whether a form of somebody who is logged in may go there.
pub(crate) fn is_change(path: &str) -> bool {
    find("POST", path).is_some_and(|row| matches!(row.does, Does::Change(_, _)))
}

/// What stands in the place of each `{…}`; `None` if it is another address.
pub(crate) fn parts<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut found = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(found),
            (Some(part), Some(name)) if part.starts_with('{') && !name.is_empty() => {
                found.push(name);
            }
            (Some(part), Some(name)) if part == name => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        for (pattern, path, found) in [
            ("/", "/", Some(vec![])),
            ("/visits/{id}", "/visits/3", Some(vec!["3"])),
            ("/visits/{id}", "/visits/", None),
            ("/visits/{id}", "/visits/3/assign", None),
            ("/sagas/{id}/{fate}", "/sagas/a/retry", Some(vec!["a", "retry"])),
        ] {
            assert_eq!(parts(pattern, path), found, "{pattern} {path}");
        }
    }

    #[test]
    fn nobody_is_sent_elsewhere_after_the_login() {
        for target in ["/today", "/day/2026-12-01?visit=3", "/"] {
            assert!(is_page(target), "{target}");
        }
        for target in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/today",
            "/login",
            "/logout",
            "/today\r\nX: 1",
        ] {
            assert!(!is_page(target), "{target:?}");
        }
    }

    #[test]
    fn a_change_is_a_post_and_nothing_else_is() {
        for row in ROWS {
            let changes = matches!(row.does, Does::Change(_, _) | Does::OpenChange(_));
            assert_eq!(row.method == "POST", changes, "{}", row.path);
        }
    }
}
