//! Finding a customer.

use crate::domain::ids::CustomerId;
use crate::domain::{Error, Result};
use crate::frontdesk::customer::list;
use crate::frontdesk::customer::list::{CustomerLine, CustomerList, LISTED_CUSTOMERS, Part};
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{csv, fields, frame, when};
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// The page in the list of pages.
pub(crate) const AT: &str = "/customers";

/// `GET /customers?find=&after=`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let (find, after) = (ask.query("find"), ask.query("after"));
    let after = after.parse().ok().map(CustomerId);
    match list::list(ask.desk(), Part { find: &find, after, most: LISTED_CUSTOMERS }) {
        Ok(found) => page(ask, &find, Some(&found), None, 200),
        Err(Error::Invalid(told)) => page(ask, &find, None, Some(&told), 400),
        Err(Error::Conflict(told)) => page(ask, &find, None, Some(&told), 409),
        Err(error) => Err(error),
    }
}

fn page(
    ask: &Ask,
    find: &str,
    found: Option<&CustomerList>,
    wrong: Option<&str>,
    status: u16,
) -> Result<Response> {
    let (today, _) = ask.desk().salon.zone.local(ask.desk().now());
    let title = ask.pick("Kundinnen", "Customers");
    let body = html! {
        div .head {
            h1 { (title) }
            @if let Some(found) = found { p .sum { b { (found.found) } } }
        }
        form .panel .fields method="get" action="/customers" role="search" {
            div {
                label for="find" { (ask.pick("Name, Telefon oder E-Mail", "Name, telephone or e-mail")) }
                input #find name="find" type="search" maxlength="200" value=(find) autocomplete="off";
            }
            button { (ask.pick("Suchen", "Find")) }
        }
        (fields::fault("find-fault", wrong))
        @if let Some(found) = found {
            @if found.customers.is_empty() {
                p .done { (ask.pick("Niemand gefunden.", "Nobody found.")) }
            } @else {
                div .scroll { (table(ask, &found.customers, today)) }
                p .pages {
                    @if let Some(next) = found.next {
                        a .button href={ "/customers?find=" (fields::encoded(find)) "&after=" (next) } { (ask.pick("Weiter", "More")) }
                    }
                    a .button href={ "/customers.csv?find=" (fields::encoded(find)) } { "CSV" }
                }
            }
        }
    };
    let page = Page { title: title.to_owned(), at: AT, body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

fn table(ask: &Ask, customers: &[CustomerLine], today: Date) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (ask.pick("Name", "Name")) }
                th scope="col" { (ask.pick("Telefon", "Telephone")) }
                th scope="col" .n { (ask.pick("Besuche", "Visits")) }
                th scope="col" { (ask.pick("zuletzt", "last")) }
                th scope="col" { (ask.pick("kommt wieder", "comes again")) }
            } }
            tbody { @for one in customers { tr {
                td { a href={ "/customers/" (one.customer_id) } { (called(ask, &one.name)) } }
                td { (one.phones.join(", ")) }
                td .n { (one.visits) }
                td { @if let Some(at) = &one.last_visit { (when::at(at, today, ask.language)) } }
                td { @if let Some(at) = &one.next_visit { (when::at(at, today, ask.language)) } }
            } } }
        }
    }
}

/// The name, or that there is none.
pub(crate) fn called(ask: &Ask, name: &str) -> String {
    if name.is_empty() { ask.pick("Ohne Namen", "No name").to_owned() } else { name.to_owned() }
}

/// `GET /customers.csv?find=`: all who are found, as far as a file goes.
pub(crate) fn export(ask: &Ask) -> Result<Response> {
    let all = list::all(ask.desk(), &ask.query("find"))?;
    let rows: Vec<Vec<String>> = all
        .into_iter()
        .map(|one| {
            vec![
                one.customer_id.to_string(),
                one.name,
                one.phones.join(" "),
                one.emails.join(" "),
                one.visits.to_string(),
            ]
        })
        .collect();
    let head = ask.pick(
        ["Nummer", "Name", "Telefon", "E-Mail", "Besuche"],
        ["customer", "name", "phones", "emails", "visits"],
    );
    csv::answer("customers.csv", &head, &rows)
}
