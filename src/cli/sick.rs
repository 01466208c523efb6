//! `absences sick`: who else could take the visits of somebody who is not there, and moving what is accepted.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::describe;
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::cli::span::span;
use crate::domain::calendar::read;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::sick::accept::How;
use crate::frontdesk::sick::affected::Sick;
use crate::frontdesk::sick::moved::AcceptedView;
use crate::frontdesk::sick::view::{
    CallListView, CallView, ProposalView, SickPartView, SickView, SickVisitView, WhoView,
};
use crate::frontdesk::sick::{accept, view};
use clap::Args;

/// Who, when, and what is accepted.
#[derive(Args)]
pub struct Arguments {
    /// Key, name or id.
    staff: String,
    /// The day, or from when on the salon's clock: today, 2026-12-01, 2026-12-01T12:00.
    #[arg(long)]
    day: String,
    /// The last day, or until when; without it the one day.
    #[arg(long)]
    until: Option<String>,
    /// Moves these, as they were proposed: 17=juergen, 17 (the first who keeps the hour), or all. Writes the absence down
    /// too; the running `serve` tells Cal.com.
    #[arg(long = "do", value_delimiter = ',', requires = "by", conflicts_with = "calls")]
    accepted: Vec<String>,
    /// Who has it done.
    #[arg(long, requires = "accepted")]
    by: Option<String>,
    /// Why the staff member is away, for people of the salon.
    #[arg(long, default_value = "")]
    reason: String,
    /// Only whom to call, to be printed: customer, number, visit, what to offer.
    #[arg(long)]
    calls: bool,
}

pub fn run(common: &Common, arguments: Arguments) -> Result<(), String> {
    if let Some(by) = &arguments.by {
        let person = Person::without_need(by, &arguments.reason).map_err(describe)?;
        let (desk, printer) = desk::ask(common, u32::MAX)?;
        let sick = sick(&desk, &arguments)?;
        let done = accept::apply(&desk, &sick, &arguments.accepted, &person, How::Later);
        return printer.print(&done.map_err(describe)?);
    }
    // Without the key of Cal.com the visits are told all the same.
    let opened = desk::try_out_asking(common, u32::MAX).or_else(|_| desk::try_out(common));
    let (desk, printer) = opened?;
    let shown = view::of(&desk, &sick(&desk, &arguments)?).map_err(describe)?;
    match arguments.calls {
        true => printer.print(&shown.call_list()),
        false => printer.print(&shown),
    }
}

fn sick(desk: &Desk, arguments: &Arguments) -> Result<Sick, String> {
    let (today, _) = desk.salon.zone.local(desk.now());
    // `today` and the like; what is no word for a day is read as it is.
    let day = |said: &str| match read::parse_day(said, today, Language::En) {
        Ok(day) => day.to_string(),
        Err(_) => said.to_owned(),
    };
    let from = day(&arguments.day);
    let until = arguments.until.as_deref().map_or_else(|| from.clone(), day);
    let span = span(desk, &from, &until)?;
    if span.end() <= desk.now() {
        return Err("this is over already: say a day that is to come".to_owned());
    }
    Ok(Sick { staff: desk::staff_member(desk, &arguments.staff)?, span })
}

impl Text for SickView {
    fn text(&self, language: Language) -> String {
        let count = self.visits.len();
        let [away, visits] = language.pick(["fehlt", "Termine"], ["is away", "appointments"]);
        let mut text =
            format!("{} {away} {}–{}: {count} {visits}\n", self.staff, self.from, self.until);
        for one in &self.visits {
            text.push_str(&format!("\n{}\n", headline(one, language)));
            for part in &one.parts {
                text.push_str(&format!("  {}\n", part_line(part, language)));
            }
            let row = |one: &ProposalView| vec![format!("  {}", one.accept), one.sentence.clone()];
            let rows: Vec<Vec<String>> = one.proposals.iter().map(row).collect();
            if rows.is_empty() {
                text.push_str(&format!("  {}\n", one.why_none.as_deref().unwrap_or_default()));
            } else {
                let head = language.pick(["  --do", "Vorschlag"], ["  --do", "proposal"]);
                text.push_str(&table::render(&head, &rows));
            }
        }
        text
    }
}

fn headline(one: &SickVisitView, language: Language) -> String {
    let visit = language.pick("Termin", "appointment");
    let phone = one.phone.as_deref().map(|phone| format!(" ({phone})")).unwrap_or_default();
    let service = table::or_dash(one.service.as_ref());
    let (id, start, end) = (one.appointment_id, &one.start, one.end.clock());
    format!("{visit} {id}: {start}–{end} {service}, {}{phone}", one.customer)
}

fn part_line(part: &SickPartView, language: Language) -> String {
    let who = |one: &WhoView| match &one.why_not {
        None => one.staff.clone(),
        Some(why) => format!("{} {why}", one.staff),
    };
    let (can, cannot): (Vec<&WhoView>, Vec<&WhoView>) = part.who.iter().partition(|one| one.can);
    let told: Vec<String> = can.into_iter().chain(cannot).map(who).collect();
    let told = match told.is_empty() {
        true => language.pick("niemand sonst macht das", "nobody else does this").to_owned(),
        false => told.join("; "),
    };
    let name = if part.name.is_empty() { String::new() } else { format!(" {}", part.name) };
    format!("{}{name} {}–{}: {told}", part.key, part.start.clock(), part.end.clock())
}

impl Text for CallListView {
    fn text(&self, language: Language) -> String {
        let row = |one: &CallView| {
            vec![
                one.start.to_string(),
                one.customer.clone(),
                table::or_dash(one.phone.as_ref()),
                table::or_dash(one.service.as_ref()),
                one.appointment_id.to_string(),
                one.to_offer.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = self.calls.iter().map(row).collect();
        let head = language.pick(
            ["wann", "wer", "Nummer", "Leistung", "Termin", "anbieten"],
            ["when", "who", "number", "service", "no.", "to offer"],
        );
        let away = language.pick("fehlt", "is away");
        let title = format!("{} {away} {}–{}", self.staff, self.from, self.until);
        format!("{title}\n\n{}", table::render(&head, &rows))
    }
}

impl Text for AcceptedView {
    fn text(&self, _: Language) -> String {
        let away = &self.absence;
        let mut text = format!("{} {}: {}–{}\n", away.id, away.name, away.from, away.until);
        for one in &self.moves {
            text.push_str(&format!("{}: {}\n", one.accept, one.sentence));
        }
        text
    }
}
