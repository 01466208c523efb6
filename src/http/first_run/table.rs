//! The table of what answers before there is a salon: who may take each row, and that a change comes by a form of ours.

use crate::domain::Result;
use crate::http::first_run::came::Came;
use crate::http::first_run::{calcom, owner, people, retell, review, salon, services};
use crate::http::page::base::assets;
use crate::http::page::base::form::Form;
use crate::http::page::table::parts;
use crate::server::handler::Lane;
use crate::server::message::{Request, Response};

/// An address.
pub(crate) struct Row {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// A part `{…}` stands for any one name.
    pub path: &'static str,
    pub lane: Lane,
    pub does: Does,
}

/// What an address does, and for whom.
pub(crate) enum Does {
    /// The same for everybody.
    Asset(fn(&Request) -> Result<Response>),
    /// For whoever comes.
    Open(fn(&Came) -> Result<Response>),
    /// The same with a form. Only the door can make one, after it has checked where it comes from.
    OpenChange(fn(&Came, &Form) -> Result<Response>),
    /// For who came by the link.
    Show(fn(&Came) -> Result<Response>),
    /// The same with a form.
    Change(fn(&Came, &Form) -> Result<Response>),
}

const ROWS: &[Row] = &[
    get("/style.css", Does::Asset(assets::style)),
    get("/page.js", Does::Asset(assets::script)),
    get("/icon/{number}", Does::Asset(assets::icon)),
    get("/", Does::Open(owner::home)),
    get("/setup/{link}", Does::Open(owner::show)),
    post("/setup/{link}", Does::OpenChange(owner::choose)),
    get("/begin/salon", Does::Show(salon::show)),
    post("/begin/salon", Does::Change(salon::take)),
    get("/begin/calcom", Does::Show(calcom::show)),
    post("/begin/calcom", Does::Change(calcom::take)),
    get("/begin/people", Does::Show(people::show)),
    post("/begin/people", Does::Change(people::take)),
    get("/begin/services", Does::Show(services::show)),
    post("/begin/services", Does::Change(services::take)),
    get("/begin/retell", Does::Show(retell::show)),
    post("/begin/retell", Does::Change(retell::take)),
    get("/begin", Does::Show(review::show)),
    post("/begin", Does::Change(review::finish)),
];

const fn get(path: &'static str, does: Does) -> Row {
    Row { method: "GET", path, lane: Lane::Quick, does }
}

/// Whatever is sent may wait: for Cal.com, for Retell, for a password to be hashed.
const fn post(path: &'static str, does: Does) -> Row {
    Row { method: "POST", path, lane: Lane::Waits, does }
}

/// The row of an address. HEAD is GET without the body, which the server leaves out.
pub(crate) fn find(method: &str, path: &str) -> Option<&'static Row> {
    let method = if method == "HEAD" { "GET" } else { method };
    ROWS.iter().find(|row| row.method == method && parts(row.path, path).is_some())
}

/// The methods that an address knows; none if there is no such address.
pub(crate) fn methods_of(path: &str) -> Vec<&'static str> {
    ROWS.iter().filter(|row| parts(row.path, path).is_some()).map(|row| row.method).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_post_and_nothing_else_is() {
        for row in ROWS {
            let changes = matches!(row.does, Does::Change(_) | Does::OpenChange(_));
            assert_eq!(row.method == "POST", changes, "{}", row.path);
        }
    }
}
