//! One account at Cal.com: who it is and why, what can be changed about it, and its history.

use crate::domain::Result;
use crate::domain::ids::{HostId, StaffId};
use crate::frontdesk::host::host_stand;
use crate::frontdesk::host::host_stand::HostStand;
use crate::frontdesk::host::mapping_view::{EventView, MappingView};
use crate::frontdesk::needs::people;
use crate::frontdesk::needs::people::Choice;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame::Page;
use crate::http::page::base::pager::ROWS_MAX;
use crate::http::page::base::{frame, pager, when};
use crate::http::page::mapping::list::MAPPINGS;
use crate::http::page::mapping::suggestions;
use crate::server::message::Response;
use maud::{Markup, html};
use time::Date;

/// Letters of a reason, as `Person` takes them.
pub(crate) const REASON_CHARS_MAX: usize = 500;

/// What was typed into a form that could not be taken, and why not.
#[derive(Default)]
pub(crate) struct Draft {
    pub staff: String,
    pub reason: String,
    /// What is wrong with the person chosen.
    pub staff_fault: Option<String>,
    /// What is wrong with the reason.
    pub reason_fault: Option<String>,
}

impl Draft {
    fn is_faulty(&self) -> bool {
        self.staff_fault.is_some() || self.reason_fault.is_some()
    }
}

/// Where a host's page is.
pub(crate) fn address(host: HostId) -> String {
    format!("/hosts/{host}")
}

/// `GET /hosts/{id}`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    page(ask, HostId(ask.number(0, "host")?), &Draft::default())
}

/// The page, with what was typed.
pub(crate) fn page(ask: &Ask, host: HostId, draft: &Draft) -> Result<Response> {
    let desk = ask.desk();
    let (today, _) = desk.salon.zone.local(desk.now());
    let stand = host_stand::of(desk, host)?;
    let people = people::choices(desk)?;
    let sheet = Sheet { ask, stand: &stand, people: &people, draft, today };
    let body = html! {
        p .back { a href=(MAPPINGS) { (ask.pick("‹ Zuordnung", "‹ Who is who")) } }
        (sheet.head())
        (sheet.who())
        (sheet.appointments())
        (sheet.others())
        (sheet.story())
    };
    let answer =
        frame::of(ask, Page { title: stand.label.clone(), at: MAPPINGS, body, ..Page::default() })?;
    Ok(if draft.is_faulty() { Response { status: 400, ..answer } } else { answer })
}

struct Sheet<'a> {
    ask: &'a Ask<'a>,
    stand: &'a HostStand,
    people: &'a [Choice],
    draft: &'a Draft,
    today: Date,
}

impl Sheet<'_> {
    fn head(&self) -> Markup {
        let (ask, story) = (self.ask, &self.stand.story);
        html! {
            div .head {
                h1 { (self.stand.label) }
                p .sum { (ask.pick("Cal.com-Konto ", "Cal.com account ")) (story.host)
                    @for email in &story.emails { " · " (email) } }
            }
            @if story.vanished_at.is_some() {
                p .fault { (ask.pick(
                    "Cal.coms Listen haben dieses Konto nicht mehr. Neue Buchungen wird es darauf nicht geben.",
                    "Cal.com's lists no longer have this account. There will be no new bookings for it.",
                )) }
            }
        }
    }

    /// Who it is, and the ways to change that.
    fn who(&self) -> Markup {
        let ask = self.ask;
        html! {
            section .panel {
                @match (&self.stand.active, &self.stand.entry) {
                    (Some(active), None) => {
                        h2 { (ask.pick("Das ist ", "This is ")) (active.staff) }
                        p { (self.stand.decided) }
                        p .soft { (ask.pick("Seit ", "Since ")) (self.since(active)) "." }
                        @if ask.may_change() { (self.change(active)) }
                    }
                    (_, Some(entry)) => {
                        h2 { (ask.pick("Wer ist das?", "Who is this?")) }
                        (suggestions::choices(ask, entry, self.people, "host"))
                    }
                    (None, None) => { h2 { (ask.pick("Wer ist das?", "Who is this?")) } p { (self.stand.decided) } }
                }
            }
        }
    }

    fn since(&self, mapping: &MappingView) -> String {
        match &mapping.since_time {
            Some(since) => when::at(since, self.today, self.ask.language),
            None => mapping.since.clone(),
        }
    }

    fn change(&self, active: &MappingView) -> Markup {
        let (ask, draft) = (self.ask, self.draft);
        let others: Vec<&Choice> =
            self.people.iter().filter(|one| one.staff_id != active.staff_id).collect();
        html! {
            details open[draft.is_faulty()] {
                summary { (ask.pick("Es ist jemand anderes", "It is somebody else")) }
                form method="post" action={ (address(self.stand.story.host)) "/map" } {
                    (ask.token().field())
                    input type="hidden" name="seen" value=(active.id);
                    (staff_field(ask, "is", &others, draft))
                    (reason_field(ask, "why", draft))
                    button .primary { (ask.pick("Zuordnung ändern", "Change who it is")) }
                }
            }
            p .actions { a .button href={ "/mappings/" (active.id) "/wrong" } { (ask.pick("Falsch zugeordnet …", "Wrongly assigned …")) } }
        }
    }

    fn appointments(&self) -> Markup {
        let (ask, stand) = (self.ask, self.stand);
        html! {
            section .panel {
                h2 { (ask.pick("Termine", "Appointments")) }
                dl .facts {
                    dt { (ask.pick("kommende", "upcoming")) } dd { (stand.upcoming) }
                    dt { (ask.pick("vergangene", "past")) } dd { (stand.past) }
                    dt { (ask.pick("ohne Person", "nobody's")) } dd { (stand.unassigned)
                        @if stand.unassigned > 0 && ask.may_change() {
                            " · " a href="/needs" { (ask.pick("zu tun", "needs me")) }
                        }
                    }
                }
            }
        }
    }

    /// The mappings that are switched off.
    fn others(&self) -> Markup {
        let ask = self.ask;
        let off: Vec<&MappingView> =
            self.stand.story.mappings.iter().filter(|row| !row.active).collect();
        let is_free = self.stand.active.is_none();
        html! {
            @if !off.is_empty() {
                section .panel {
                    h2 { (ask.pick("Früher", "Earlier")) }
                    ul .lines { @for one in off {
                        li {
                            span { (one.staff) ", " (one.source_told.told(ask.language)) ", "
                                (ask.pick("aus seit ", "off since ")) (self.since(one)) }
                            @if is_free && ask.may_change() && self.people.iter().any(|who| who.staff_id == one.staff_id) {
                                form method="post" action={ "/mappings/" (one.id) "/on" } {
                                    (ask.token().field())
                                    button { (ask.pick("Wieder einschalten", "Switch on again")) }
                                }
                            }
                        }
                    } }
                }
            }
        }
    }

    /// What happened, the newest first, a page of it.
    fn story(&self) -> Markup {
        let (ask, story) = (self.ask, &self.stand.story.story);
        let numbered = story.iter().enumerate();
        let numbered: Vec<(i64, &EventView)> = numbered
            .filter_map(|(number, event)| Some((i64::try_from(number).ok()?, event)))
            .collect();
        let found = pager::place(ask).of(&numbered, ROWS_MAX, |(number, _)| *number);
        let may = ask.may_change();
        html! {
            section .panel #story {
                h2 { (ask.pick("Verlauf", "History")) }
                ol .log {
                    @for (_, event) in &found.rows { (self.event(event, may)) }
                }
                (pager::links(ask, &address(self.stand.story.host), &[], &found))
            }
        }
    }

    fn event(&self, event: &EventView, may: bool) -> Markup {
        let ask = self.ask;
        // Who gave a single appointment away may have written about the customer.
        let reason = Some(&event.reason)
            .filter(|reason| !reason.is_empty() && (may || event.appointment.is_none()));
        html! {
            li {
                time { @match &event.time {
                    Some(time) => (when::at(time, self.today, ask.language)),
                    None => (event.when),
                } }
                @match event.appointment {
                    Some(id) if may => { a href={ "/visits/" (id) } { (event.sentence) } }
                    _ => (event.sentence),
                }
                span .soft { " " "(" (when::who(&event.by, ask.language)) ")" }
                @if let Some(reason) = reason { q { (reason) } }
            }
        }
    }
}

/// Who it is, to be chosen.
pub(crate) fn staff_field(ask: &Ask, id: &str, people: &[&Choice], draft: &Draft) -> Markup {
    let fault = format!("{id}-fault");
    let chosen = StaffId(draft.staff.clone());
    html! {
        label for=(id) { (ask.pick("Wer ist es?", "Who is it?")) }
        select id=(id) name="staff" required aria-describedby=[draft.staff_fault.is_some().then_some(&fault)] {
            option value="" { "–" }
            @for one in people { option value=(one.staff_id) selected[one.staff_id == chosen] { (one.name) } }
        }
        @if let Some(told) = &draft.staff_fault { p .fault id=(fault) role="alert" { (told) } }
    }
}

/// Why, which may be left out.
pub(crate) fn reason_field(ask: &Ask, id: &str, draft: &Draft) -> Markup {
    let fault = format!("{id}-fault");
    html! {
        label for=(id) { (ask.pick("Warum? (wenn du magst)", "Why? (if you like)")) }
        input id=(id) name="reason" value=(draft.reason) maxlength=(REASON_CHARS_MAX) autocomplete="off"
            aria-describedby=[draft.reason_fault.is_some().then_some(&fault)];
        @if let Some(told) = &draft.reason_fault { p .fault id=(fault) role="alert" { (told) } }
    }
}
