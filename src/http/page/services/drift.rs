//! What Cal.com has otherwise than this service wants it, field by field, with what can be done about each.

use crate::domain::Result;
use crate::domain::access::role::May;
use crate::domain::service::catalogue::Composition;
use crate::frontdesk::event_type::drift_view;
use crate::frontdesk::event_type::drift_view::{FieldDiffers, RowView};
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::is_of_the_file;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::http::page::services::names::{SERVICES, address, key, part};
use crate::server::message::Response;
use maud::{Markup, html};

/// `GET /services/{key}/drift`: Cal.com is asked.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, None, 200)
}

/// As it is now, with why something could not be done.
pub(crate) fn page(ask: &Ask, told: Option<&str>, status: u16) -> Result<Response> {
    let desk = ask.desk();
    let key = key(ask);
    let service = admin::service(desk, &key)?;
    let found = drift_view::of(desk, &key, ask.language, ask.deadline())?;
    let drawn = Drawn {
        ask,
        here: address(&key),
        composition: &service.described.composition,
        revision: service.row.revision,
        may: ask.known.user.role.may(May::Own),
        is_in_file: is_of_the_file(&ask.app.desk, &key),
    };
    let title = format!("{}: {}", ask.pick("Vergleich", "Comparison"), service.row.name);
    let body = html! {
        div .head { h1 { (title) } }
        @if let Some(told) = told { p .fault role="alert" { (told) } }
        @if found.is_empty() {
            p .good { (ask.pick("Alles ist bei Cal.com so, wie es sein soll.", "Everything at Cal.com is as it should be.")) }
        } @else {
            p .lead { (ask.pick(
                "Das ist bei Cal.com anders als hier. Was uns gehört, können wir wieder eintragen; was euch gehört, übernehmen wir, wenn du es sagst.",
                "This is otherwise at Cal.com than here. What is ours can be written again; what is yours we take over if you say so.",
            )) }
        }
        ul .cards .wide { @for row in &found { (drawn.card(row)) } }
        p .actions { a .button href=(address(&key)) { (ask.pick("Zur Leistung", "To the service")) } }
    };
    let page = Page { title, at: SERVICES, body, ..Page::default() };
    Ok(Response { status, ..frame::of(ask, page)? })
}

struct Drawn<'a> {
    ask: &'a Ask<'a>,
    here: String,
    composition: &'a Composition,
    revision: i64,
    may: bool,
    is_in_file: bool,
}

impl Drawn<'_> {
    fn card(&self, row: &RowView) -> Markup {
        let ask = self.ask;
        let who = if row.who == "pool" { ask.pick("Pool", "pool") } else { &row.who };
        let has_ours = row.fields.iter().any(|one| one.is_ours);
        html! {
            li .card {
                h2 { (part(ask, self.composition, &row.part)) ", " (who) }
                @if let Some(id) = row.event_type_id { p .soft { (ask.pick("Termintyp ", "event type ")) (id)
                    @if row.row.is_none() { (ask.pick(", euer eigener", ", your own")) } } }
                @if let Some(told) = &row.told { p { (told) } }
                @if !row.fields.is_empty() {
                    div .scroll tabindex="0" role="group" aria-label=(ask.pick("Was anders ist", "What differs")) { table {
                        thead { tr {
                            th scope="col" { (ask.pick("Feld", "Field")) }
                            th scope="col" { (ask.pick("Wem es gehört", "Whose it is")) }
                            th scope="col" { (ask.pick("Hier", "Here")) }
                            th scope="col" { (ask.pick("Bei Cal.com", "At Cal.com")) }
                            th scope="col" { (ask.pick("Und nun", "And now")) }
                        } }
                        tbody { @for one in &row.fields { (self.field(row, one)) } }
                    } }
                }
                @if let Some(id) = row.row.filter(|_| self.may && (has_ours || row.told.is_some())) {
                    form .actions method="post" action={ (self.here) "/restore" } {
                        (ask.token().field())
                        input type="hidden" name="row" value=(id);
                        button .primary { (ask.pick("Unsere Angaben wieder eintragen", "Write ours again")) }
                    }
                }
            }
        }
    }

    fn field(&self, row: &RowView, one: &FieldDiffers) -> Markup {
        let ask = self.ask;
        html! {
            tr {
                th scope="row" { (one.called) }
                td { @if one.is_ours { (ask.pick("uns", "ours")) } @else { (ask.pick("euch", "yours")) } }
                td { (one.here) }
                td { b { (one.there) } }
                td { (self.button(row, one)) }
            }
        }
    }

    fn button(&self, row: &RowView, one: &FieldDiffers) -> Markup {
        let ask = self.ask;
        let take = ask.pick("Von Cal.com übernehmen", "Take over from Cal.com");
        let label = format!("{take}: {}", one.called);
        if let Some(minutes) = one.minutes_there {
            if self.is_in_file {
                let told = ask.pick(
                    "steht in appliance.toml: dort oder bei Cal.com ändern",
                    "stands in appliance.toml: change it there or at Cal.com",
                );
                return html! { span .soft { (told) } };
            }
            return html! { @if self.may {
                form method="post" action={ (self.here) "/length" } {
                    (ask.token().field())
                    input type="hidden" name="revision" value=(self.revision);
                    input type="hidden" name="part" value=(row.part);
                    input type="hidden" name="staff" value=(row.staff_id.as_deref().unwrap_or_default());
                    input type="hidden" name="minutes" value=(minutes);
                    button .small aria-label=(label) { (take) }
                }
            } };
        }
        if one.is_ours {
            return html! { span .soft { (ask.pick("nur wieder eintragen", "only to be written again")) } };
        }
        html! { @if let Some(id) = row.row.filter(|_| self.may) {
            form method="post" action={ (self.here) "/accept" } {
                (ask.token().field())
                input type="hidden" name="row" value=(id);
                input type="hidden" name="field" value=(one.field);
                input type="hidden" name="seen" value=(one.seen);
                button .small aria-label=(label) { (take) }
            }
        } }
    }
}
