//! `services rehearse`: a visit laid out without booking it.

use crate::cli::console::outcome::describe;
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::cli::services::arguments;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::read;
use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::Desk;
use crate::frontdesk::service::rehearsal_view::{
    RehearsalView, RehearsedPartView, RehearsedPauseView,
};
use crate::frontdesk::service::{rehearsal_view, rehearse};
use crate::store::host::staff::Listed;
use std::fmt::Write;

pub fn run(desk: &Desk, key: &str, at: &str, staff: Option<&str>) -> Result<RehearsalView, String> {
    let service = arguments::find(desk, key)?;
    let zone = &desk.salon.zone;
    let wall = read::parse_instant(at, zone, Language::En).map_err(describe)?;
    let start = read::settle(wall, zone, Language::En).map_err(describe)?;
    let wanted = staff.map(|said| person(desk, &service.people, said)).transpose()?;
    let rehearsal =
        rehearse::rehearse(desk, &service.row.key, start, wanted.as_ref(), Language::En)
            .map_err(describe)?;
    Ok(rehearsal_view::of(zone, &rehearsal))
}

fn person(desk: &Desk, people: &[Listed], said: &str) -> Result<StaffId, String> {
    let key = desk::staff_key(desk, said)?;
    let found = people.iter().find(|one| one.key == key);
    found
        .map(|one| one.person.id.clone())
        .ok_or_else(|| format!("no staff member has the key {key}"))
}

const CALCOM_CHOOSES: &str = "whom Cal.com chooses";

impl Text for RehearsalView {
    fn text(&self, _: Language) -> String {
        let whose = self.staff_name.as_deref().unwrap_or(CALCOM_CHOOSES);
        let day =
            self.parts.first().map_or_else(String::new, |part| format!(", {}", part.start.day()));
        let (name, policy) = (&self.service_name, self.pause_policy);
        let mut text =
            format!("{name}{day}, with {whose}; pauses {policy}. Nothing is booked.\n\n");
        let row = |one: &RehearsedPartView| {
            vec![
                one.label.clone(),
                span(&one.start, &one.end),
                who(one).to_owned(),
                one.event_type_id.map_or_else(|| "missing".to_owned(), |id| id.to_string()),
            ]
        };
        let rows: Vec<Vec<String>> = self.parts.iter().map(row).collect();
        text.push_str(&table::render(&["", "when", "who", "event type"], &rows));
        text.push('\n');
        for pause in &self.pauses {
            writeln!(text, "{}", sentence(self, pause)).ok();
        }
        if self.buffer_minutes > 0 {
            writeln!(text, "{} minutes behind the visit are kept free", self.buffer_minutes).ok();
        }
        let order = self.booking_order.join(", ");
        writeln!(text, "would be booked in this order: {order}").ok();
        for remark in &self.remarks {
            writeln!(text, "note: {remark}").ok();
        }
        for fault in &self.faults {
            writeln!(text, "fault: {fault}").ok();
        }
        text
    }
}

fn sentence(rehearsal: &RehearsalView, pause: &RehearsedPauseView) -> String {
    let part = rehearsal.parts.iter().find(|one| one.key == pause.after);
    let whose = part.map_or("", who);
    let at = span(&pause.start, &pause.end);
    let bookable = pause.bookable_from.as_ref().zip(pause.bookable_until.as_ref());
    match (rehearsal.policy, bookable) {
        (PausePolicy::Free, Some((from, until))) => {
            let bookable = span(from, until);
            format!("pause {at}: {whose} is free for others {bookable}, by phone, web and desk")
        }
        (PausePolicy::Free, None) => format!("pause {at}: too short for others"),
        (PausePolicy::Flexible, _) if pause.held => {
            format!("pause {at}: held for {whose} until a person releases it")
        }
        (PausePolicy::Blocked, _) if pause.held => {
            format!("pause {at}: {whose} stays with the customer")
        }
        (PausePolicy::Blocked | PausePolicy::Flexible | PausePolicy::Never, _) => {
            format!("pause {at}: not held, because Cal.com chooses who does {}", pause.after)
        }
    }
}

fn who(part: &RehearsedPartView) -> &str {
    part.staff_name.as_deref().unwrap_or(CALCOM_CHOOSES)
}

fn span(start: &LocalTime, end: &LocalTime) -> String {
    format!("{}\u{2013}{}", start.clock(), end.clock())
}
