//! `pauses`: the pauses of visits that stand, and releasing a held one. The command only writes the order; `serve`
//! tells Cal.com.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::sagas::print::minute;
use crate::cli::{desk, table};
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::read;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::AppointmentId;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::visit::pauses::{PauseUse, SeenPause};
use crate::frontdesk::visit::release::Release;
use crate::frontdesk::visit::sagas::{Case, why};
use crate::frontdesk::visit::{pauses, release, sagas};
use crate::store::visit::saga_log::State;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How long `release` waits for `serve` to do it.
const WAIT_SECONDS: u64 = 10;
/// How often it looks.
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

/// Runs the command.
pub fn run(config: &Path, command: Command, as_json: bool) -> Outcome {
    let desk = match &command {
        Command::List { .. } => desk::look(config)?,
        Command::Release(_) => desk::change(config)?,
    };
    match command {
        Command::List { from, until } => {
            let span = span(&desk, from.as_deref(), until.as_deref())?;
            let pauses = pauses::within(&desk, span).map_err(describe)?;
            if as_json {
                let one = |pause| pause_json(&desk.salon.zone, pause);
                println!("{}", Value::Array(pauses.iter().map(one).collect()));
            } else {
                list(&desk.salon.zone, &pauses);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Release(arguments) => release(&desk, arguments, as_json),
    }
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

fn pause_json(zone: &Zone, pause: &SeenPause) -> Value {
    let (start, end) = (zone.rfc3339_local(pause.at.start()), zone.rfc3339_local(pause.at.end()));
    let gap = |gap: &Interval| json!({ "start": zone.rfc3339_local(gap.start()), "end": zone.rfc3339_local(gap.end()) });
    let (held, usable) = match &pause.what {
        PauseUse::Held(key) => (Some(key), None),
        PauseUse::Free(gaps) => (None, Some(gaps.iter().map(gap).collect::<Vec<_>>())),
    };
    json!({
        "appointment_id": pause.visit.0, "service": pause.service, "staff": pause.staff,
        "policy": pause.policy.map(PausePolicy::as_str), "start": start, "end": end,
        "held_as": held, "usable": usable,
    })
}

fn list(zone: &Zone, pauses: &[SeenPause]) {
    let what = |what: &PauseUse| match what {
        PauseUse::Held(key) => format!("held as {key}"),
        PauseUse::Free(gaps) if gaps.is_empty() => "free, nothing usable".to_owned(),
        PauseUse::Free(gaps) => {
            let gaps: Vec<String> = gaps
                .iter()
                .map(|gap| format!("{}–{}", zone.clock(gap.start()), zone.clock(gap.end())))
                .collect();
            format!("free, usable {}", gaps.join(", "))
        }
    };
    let rows: Vec<Vec<String>> = pauses
        .iter()
        .map(|pause| {
            vec![
                minute(zone, pause.at.start()),
                zone.clock(pause.at.end()),
                table::or_dash(pause.staff.as_ref()),
                what(&pause.what),
                table::or_dash(pause.policy.map(PausePolicy::as_str)),
                pause.visit.to_string(),
                table::or_dash(pause.service.as_ref()),
            ]
        })
        .collect();
    let head = ["from", "until", "staff", "pause", "policy", "appointment", "service"];
    table::print(&head, &rows);
}

fn release(desk: &Desk, arguments: ReleaseArguments, as_json: bool) -> Outcome {
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
            return ended(&case, as_json);
        }
        thread::sleep(Duration::from_millis(LOOK_EVERY_MS));
    }
}

fn ended(case: &Case, as_json: bool) -> Outcome {
    let (saga, why) = (&case.saga, why(&case.saga));
    if as_json {
        println!("{}", json!({ "saga": saga.id, "state": saga.state.as_str(), "why": why }));
    }
    let why = why.unwrap_or_default();
    let sentence = match saga.state {
        State::Done => "the pause is released at Cal.com".to_owned(),
        State::Open => format!(
            "it is noted, and `serve` has not done it yet: chairside sagas show {}",
            saga.id
        ),
        State::Unwound => return Err(format!("Cal.com refuses, the pause stays held: {why}")),
        State::Stuck => return Err(format!("somebody must look at saga {}: {why}", saga.id)),
    };
    if !as_json {
        println!("{sentence}");
    }
    Ok(ExitCode::SUCCESS)
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
