//! `appointments`: what is in the diary, who does it, and what no staff member does, with the reason.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::calendar::read;
use crate::domain::ids::AppointmentId;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::host::appointment_view::{
    AppointmentLine, AppointmentList, Count, Days, HostName, LISTED_MAX, Wanted,
};
use crate::frontdesk::host::{appointment_view, no_show, visit_view};
use clap::{Args, Subcommand};
use std::process::ExitCode;
use time::Date;
use time::macros::date;

/// No appointment is later.
const LAST_DAY: Date = date!(2199 - 12 - 31);

/// What is done with the appointments.
#[derive(Subcommand)]
pub enum Command {
    /// Lists those that stand: upcoming ones, soonest first, or all of some days.
    List(ListArguments),
    /// Shows one: its parts, who does each and why, and its bookings at Cal.com.
    Show {
        /// Its number.
        appointment: i64,
    },
    /// The customer did not come; to be said once the visit has begun.
    NoShow {
        /// Its number.
        appointment: i64,
        /// Takes it back.
        #[arg(long)]
        undo: bool,
        /// Who says so.
        #[arg(long)]
        by: String,
        /// Why, where that is to be kept.
        #[arg(long, default_value = "")]
        reason: String,
    },
}

/// Which appointments.
#[derive(Args)]
pub struct ListArguments {
    /// Only those of this day of the salon: today, tomorrow, 2026-12-01, a weekday.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    day: Option<String>,
    /// Only those of this day and later ones.
    #[arg(long)]
    from: Option<String>,
    /// Only those up to this day and on it; from today on unless --from says otherwise.
    #[arg(long)]
    to: Option<String>,
    /// Only those of this staff member: key, name or id.
    #[arg(long)]
    staff: Option<String>,
    /// Only those that no staff member does, each with the reason and what to do.
    #[arg(long)]
    unassigned: bool,
    /// Past ones too, behind the upcoming ones.
    #[arg(long)]
    all: bool,
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List(arguments) => {
            let (desk, printer) = desk::look(common)?;
            let wanted = wanted(&desk, arguments)?;
            let list = appointment_view::list(&desk, wanted).map_err(describe)?;
            printer.print(&list)?;
            if list.is_cut {
                eprintln!(
                    "chairside: there are more; only the first {LISTED_MAX} parts are listed"
                );
            }
        }
        Command::Show { appointment } => {
            let (desk, printer) = desk::look(common)?;
            let visit = visit_view::show(&desk, AppointmentId(appointment)).map_err(describe)?;
            printer.print(&visit)?;
        }
        Command::NoShow { appointment, undo, by, reason } => {
            let person = Person::without_need(&by, &reason).map_err(describe)?;
            let (desk, printer) = desk::change(common)?;
            let said = no_show::mark(&desk, AppointmentId(appointment), !undo, &person);
            printer.print(&said.map_err(describe)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn wanted(desk: &Desk, arguments: ListArguments) -> Result<Wanted, String> {
    let ListArguments { day, from, to, staff, unassigned, all } = arguments;
    let (today, _) = desk.salon.zone.local(desk.now());
    let read = |name: &str, said: Option<String>| {
        let read = |said: String| read::parse_day(&said, today, Language::En);
        said.map(read).transpose().map_err(|error| format!("{name}: {}", describe(error)))
    };
    let (day, from, to) = (read("--day", day)?, read("--from", from)?, read("--to", to)?);
    let days = match (day, from, to) {
        (Some(day), _, _) => Some(Days { first: day, last: day }),
        (None, None, None) => None,
        (None, from, to) => {
            let last = to.unwrap_or(LAST_DAY);
            Some(Days { first: from.unwrap_or(today), last })
        }
    };
    let staff = staff.map(|said| desk::staff_member(desk, &said)).transpose()?;
    Ok(Wanted { unassigned, past: all, staff, days })
}

/// In the salon's language, as the reasons are.
impl Text for AppointmentList {
    fn text(&self, language: Language) -> String {
        let mut text = String::new();
        let with_staff = !self.wanted.unassigned;
        // Where all is in order two columns stay empty.
        let with_reasons = self.wanted.days.is_none() || self.appointments.iter().any(is_open);
        if !self.appointments.is_empty() {
            let row = |one: &AppointmentLine| {
                let mut row = vec![
                    one.appointment_id.to_string(),
                    one.start.to_string(),
                    service(one),
                    customer(one, language),
                    host(one.host.as_ref()),
                ];
                let nobody = || language.pick("niemand", "nobody").to_owned();
                row.extend(with_staff.then(|| one.staff.clone().unwrap_or_else(nobody)));
                if with_reasons {
                    row.push(one.why.clone().unwrap_or_default());
                    row.push(one.what_to_do.clone().unwrap_or_default());
                }
                row
            };
            let rows: Vec<Vec<String>> = self.appointments.iter().map(row).collect();
            text.push_str(&table::render(&head(with_staff, with_reasons, language), &rows));
            text.push('\n');
        }
        text.push_str(&summary(self, language));
        text.push('\n');
        text
    }
}

fn is_open(one: &AppointmentLine) -> bool {
    one.why.is_some()
}

fn head(with_staff: bool, with_reasons: bool, language: Language) -> Vec<&'static str> {
    let [number, when, service, customer, host] = language.pick(
        ["Nr.", "wann", "Leistung", "für wen", "Host"],
        ["no.", "when", "service", "customer", "host"],
    );
    let mut head = vec![number, when, service, customer, host];
    head.extend(with_staff.then_some(language.pick("bei wem", "staff member")));
    if with_reasons {
        head.extend(
            language.pick(["warum niemand", "was zu tun ist"], ["why nobody", "what to do"]),
        );
    }
    head
}

fn summary(list: &AppointmentList, language: Language) -> String {
    let without = if list.wanted.unassigned {
        language.pick(" ohne jemanden vom Team", " without a staff member")
    } else {
        ""
    };
    match (list.count, language) {
        (Count::Found(1), Language::De) => format!("1 Termin{without}"),
        (Count::Found(count), Language::De) => format!("{count} Termine{without}"),
        (Count::Found(1), Language::En) => format!("1 appointment{without}"),
        (Count::Found(count), Language::En) => format!("{count} appointments{without}"),
        (Count::All { upcoming, past }, Language::De) => {
            let more = if list.wanted.past { "" } else { " (--all zeigt auch vergangene)" };
            format!("{upcoming} kommende Termine{without}, {past} vergangene{more}")
        }
        (Count::All { upcoming, past }, Language::En) => {
            let more = if list.wanted.past { "" } else { " (--all lists past ones too)" };
            format!("{upcoming} upcoming appointments{without}, {past} past ones{more}")
        }
    }
}

/// `Kim Muster (did not come)`.
fn customer(one: &AppointmentLine, language: Language) -> String {
    let name = table::or_dash(one.customer.as_ref());
    match one.no_show {
        true => format!("{name} ({})", language.pick("nicht gekommen", "did not come")),
        false => name,
    }
}

/// `Ansatzfärbung A, B`.
fn service(one: &AppointmentLine) -> String {
    let name = table::or_dash(one.service.as_ref());
    if one.parts.is_empty() { name } else { format!("{name} {}", one.parts.join(", ")) }
}

/// `7001 Emma Vogel`.
pub(crate) fn host(host: Option<&HostName>) -> String {
    match host {
        Some(HostName { id, name: Some(name) }) => format!("{id} {name}"),
        Some(HostName { id, name: None }) => id.to_string(),
        None => table::or_dash(None::<String>),
    }
}
