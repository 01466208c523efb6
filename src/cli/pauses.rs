//! `pauses`: the pauses of visits that stand, and releasing a held one. The command only writes the order; `serve`
//! tells Cal.com.

use crate::cli::console::arguments::Common;
use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::print::Text;
use crate::cli::console::{desk, table};
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::read;
use crate::domain::ids::AppointmentId;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::visit::pause_view::{PauseView, Stretch};
use crate::frontdesk::visit::release::Release;
use crate::frontdesk::visit::sagas::{Case, why};
use crate::frontdesk::visit::{pause_view, pauses, release, sagas};
use crate::store::visit::saga_log::State;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long `release` waits for `serve` to do it.
const WAIT_SECONDS: u64 = 10;
const LOOK_EVERY_MS: u64 = 100;
/// How far ahead the list looks unless told otherwise.
const LISTED_DAYS: i64 = 14;

/// What is done with the pauses.
#[derive(Subcommand)]
pub enum Command {
    /// Lists them: held for whom, or free and from when to when usable.
    List {
        /// The first day, 2026-12-01; today unless told otherwise.
        #[arg(long)]
        from: Option<String>,
        /// The last day; two weeks on unless told otherwise.
        #[arg(long)]
        until: Option<String>,
    },
    /// Lets others have the stylist during a held pause of a visit whose pauses are flexible.
    Release(ReleaseArguments),
}

/// What is released.
#[derive(Args)]
pub struct ReleaseArguments {
    /// The visit: the appointment's number.
    appointment: i64,
    /// Which pause, A+; needed where the visit holds several.
    #[arg(long)]
    pause: Option<String>,
    /// From when on, 10:30 or a whole local time; from its beginning unless told otherwise.
    #[arg(long)]
    from: Option<String>,
    /// Until when; to its end unless told otherwise.
    #[arg(long)]
    until: Option<String>,
    /// Who releases it.
    #[arg(long)]
    by: String,
}

pub fn run(common: &Common, command: Command) -> Outcome {
    match command {
        Command::List { from, until } => {
            let (desk, printer) = desk::look(common)?;
            let span = span(&desk, from.as_deref(), until.as_deref())?;
            printer.print(&pause_view::within(&desk, span).map_err(describe)?)?;
        }
        Command::Release(arguments) => {
            let (desk, printer) = desk::change(common)?;
            let case = order(&desk, arguments)?;
            let released = Released::of(&case);
            // JSON tells of a refusal too.
            if common.json || released.refusal.is_none() {
                printer.print(&released)?;
            }
            if let Some(refusal) = released.refusal {
                return Err(refusal);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn span(desk: &Desk, from: Option<&str>, until: Option<&str>) -> Result<Interval, String> {
    let salon = &desk.salon;
    let (today, _) = salon.zone.local(desk.now());
    let day = |said: &str| read::parse_day(said, today, salon.language).map_err(describe);
    let from = from.map(day).transpose()?.unwrap_or(today);
    let until = match until {
        Some(said) => day(said)?,
        None => from.saturating_add(time::Duration::days(LISTED_DAYS)),
    };
    let (start, end) = (salon.zone.day_bounds(from).0, salon.zone.day_bounds(until).1);
    Interval::new(start, end).map_err(|_| "--until lies before --from".to_owned())
}

impl Text for Vec<PauseView> {
    fn text(&self, _: Language) -> String {
        let row = |pause: &PauseView| {
            vec![
                pause.start.to_string(),
                pause.end.clock().to_owned(),
                table::or_dash(pause.staff.as_ref()),
                used(pause),
                table::or_dash(pause.policy),
                pause.appointment_id.to_string(),
                table::or_dash(pause.service.as_ref()),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        let head = ["from", "until", "staff", "pause", "policy", "appointment", "service"];
        table::render(&head, &rows)
    }
}

fn used(pause: &PauseView) -> String {
    let stretch = |one: &Stretch| format!("{}–{}", one.start.clock(), one.end.clock());
    match (&pause.held_as, pause.usable.as_deref()) {
        (Some(key), _) => format!("held as {key}"),
        (None, None | Some([])) => "free, nothing usable".to_owned(),
        (None, Some(gaps)) => {
            let gaps: Vec<String> = gaps.iter().map(stretch).collect();
            format!("free, usable {}", gaps.join(", "))
        }
    }
}

/// Writes the order, and waits for `serve` to carry it out.
fn order(desk: &Desk, arguments: ReleaseArguments) -> Result<Case, String> {
    let visit = AppointmentId(arguments.appointment);
    let by = Person::new(&arguments.by, "release").map_err(describe)?.decider().by.to_owned();
    let time = |said: Option<&str>| said.map(|said| instant(desk, visit, said)).transpose();
    let (from, until) = (time(arguments.from.as_deref())?, time(arguments.until.as_deref())?);
    let pause = arguments.pause;
    let part = pauses::part(desk, visit, pause.as_deref(), from, until).map_err(describe)?;
    let id = release::order(desk, &Release { visit, pause, part, by }).map_err(describe)?;
    let deadline = Instant::now() + Duration::from_secs(WAIT_SECONDS);
    loop {
        let case = sagas::show(desk, &id).map_err(describe)?;
        if case.saga.state != State::Open || Instant::now() >= deadline {
            return Ok(case);
        }
        thread::sleep(Duration::from_millis(LOOK_EVERY_MS));
    }
}

/// What came of the order so far.
#[derive(Serialize)]
struct Released {
    saga: String,
    state: &'static str,
    why: Option<String>,
    #[serde(skip)]
    refusal: Option<String>,
}

impl Released {
    fn of(case: &Case) -> Released {
        let saga = &case.saga;
        let why = why(saga);
        let reason = why.clone().unwrap_or_default();
        let refusal = match saga.state {
            State::Done | State::Open => None,
            State::Unwound => Some(format!("Cal.com refuses, the pause stays held: {reason}")),
            State::Stuck => Some(format!("a person must look at saga {}: {reason}", saga.id)),
        };
        Released { saga: saga.id.clone(), state: saga.state.as_str(), why, refusal }
    }
}

impl Text for Released {
    fn text(&self, _: Language) -> String {
        if self.state == State::Done.as_str() {
            return "the pause is released at Cal.com\n".to_owned();
        }
        format!(
            "it is noted, and `serve` has not done it yet: chairside sagas show {}\n",
            self.saga
        )
    }
}

/// `10:30` on the visit's day, or a whole local time.
fn instant(desk: &Desk, visit: AppointmentId, said: &str) -> Result<OffsetDateTime, String> {
    let salon = &desk.salon;
    let wall = if said.contains(['T', 't', ' ']) {
        read::parse_instant(said, &salon.zone, salon.language)
    } else {
        pauses::day_of_visit(desk, visit).and_then(|day| {
            let time = read::parse_time(said, salon.language)?;
            Ok(salon.zone.instant(day, time))
        })
    };
    wall.and_then(|wall| read::settle(wall, &salon.zone, salon.language)).map_err(describe)
}
