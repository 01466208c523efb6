//! Backfill: appointments with a booking and without staff member or host, filled in first from what is stored,
//! then from Cal.com. Each appointment is a transaction of its own, so it may be killed and started again.

use crate::calcom::CallError;
use crate::calcom::wire;
use crate::domain::Result;
use crate::domain::host::AnswerKind;
use crate::domain::ids::AppointmentId;
use crate::frontdesk::Desk;
use crate::frontdesk::record;
use crate::frontdesk::record::Seen;
use crate::frontdesk::redecide;
use crate::store::Tx;
use crate::store::appointment;
use crate::store::backfill;
use crate::store::backfill::Wanting;
use crate::store::decision::Decider;
use crate::store::segment;
use std::time::Duration;
use std::time::Instant;

/// How often one booking is asked for before it counts as an API error.
const TRIES_MAX: u32 = 6;
/// The first pause after a failed question; each further one is twice as long.
const PAUSE_FIRST_MS: u64 = 200;
/// The pause when Cal.com says "too many" without saying how long to wait: its own blocking time.
const PAUSE_LIMITED_SECONDS: u32 = 60;

/// Where the missing facts are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// What is stored: snapshots of bookings, and imported answers in the appointment's metadata.
    Metadata,
    /// `GET /v2/bookings/{uid}`.
    Calcom,
    /// The first, and where it has nothing the second.
    Auto,
}

/// What is to be filled in.
#[derive(Clone, Debug)]
pub struct Options {
    /// From where.
    pub from: From,
    /// Says what it would do, and writes nothing.
    pub dry_run: bool,
    /// At most so many appointments.
    pub limit: Option<u32>,
    /// Only appointments that start at this instant or later, as stored.
    pub since: Option<String>,
    /// How long one question to Cal.com may take.
    pub patience: Duration,
}

/// What came of it. `updated + no_match + api_errors + failed == total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Now have a staff member, or a host they had not.
    pub updated: u64,
    /// The facts are there, and nobody of the staff is it for certain.
    pub no_match: u64,
    /// Cal.com could not or would not say.
    pub api_errors: u64,
    /// A fault of ours; the log has it.
    pub failed: u64,
    /// Looked at.
    pub total: u64,
}

enum Filled {
    Updated,
    NoMatch,
    ApiError,
}

/// Fills in what is missing. `progress` hears after each appointment; `pause` waits (tests put the clock forward).
pub fn run(
    desk: &Desk,
    options: &Options,
    progress: &mut dyn FnMut(&Summary, usize),
    pause: &dyn Fn(Duration),
) -> Result<Summary> {
    let company = desk.salon.company;
    let wanting = desk.store.read(|connection| {
        backfill::wanting(connection, company, options.since.as_deref(), options.limit)
    })?;
    let mut summary = Summary::default();
    for one in &wanting {
        match fill(desk, options, one, pause) {
            Ok(Filled::Updated) => summary.updated += 1,
            Ok(Filled::NoMatch) => summary.no_match += 1,
            Ok(Filled::ApiError) => summary.api_errors += 1,
            Err(error) => {
                log::error!("appointment {}: {}", one.appointment, error.for_log());
                summary.failed += 1;
            }
        }
        summary.total += 1;
        progress(&summary, wanting.len());
    }
    Ok(summary)
}

fn fill(desk: &Desk, options: &Options, one: &Wanting, pause: &dyn Fn(Duration)) -> Result<Filled> {
    if options.from != From::Calcom && from_stored(desk, options, one)? {
        return Ok(Filled::Updated);
    }
    if options.from == From::Metadata {
        return Ok(Filled::NoMatch);
    }
    let Some(facts) = ask(desk, one, options.patience, pause) else { return Ok(Filled::ApiError) };
    let (rules, now, id) = (desk.rules(), desk.now(), one.appointment);
    let seen = Seen { facts, road: one.source };
    attempt(desk, options.dry_run, id, move |tx| record::record(tx, &rules, &seen, now).map(|_| ()))
}

/// From the stored snapshots, and from an answer that an import left in the metadata. Whether it helped.
fn from_stored(desk: &Desk, options: &Options, one: &Wanting) -> Result<bool> {
    let (rules, now, id) = (desk.rules(), desk.now(), one.appointment);
    let imported =
        one.imported.as_ref().and_then(|answer| match wire::facts(answer, AnswerKind::Get) {
            Ok(facts) => Some(Seen { facts, road: one.source }),
            Err(why) => {
                log::info!("appointment {id}: its metadata cannot be read: {why}");
                None
            }
        });
    let filled = attempt(desk, options.dry_run, id, move |tx| {
        if let Some(seen) = &imported {
            record::record(tx, &rules, seen, now)?;
        }
        let decider = Decider { by: "system", reason: "backfill" };
        for (segment, _) in segment::of_appointment(tx, id)? {
            redecide::redecide(tx, &rules, segment, decider, now)?;
        }
        Ok(())
    })?;
    Ok(matches!(filled, Filled::Updated))
}

/// Makes the change and compares before and after; a dry run takes it back.
fn attempt(
    desk: &Desk,
    dry_run: bool,
    id: AppointmentId,
    change: impl FnOnce(&Tx) -> Result<()> + Send + 'static,
) -> Result<Filled> {
    let measure = move |tx: &Tx| {
        let known = |tx: &Tx| -> Result<(bool, bool)> {
            let row = appointment::find(tx, id)?;
            Ok(row.map_or((false, false), |row| (row.staff.is_some(), row.host.is_some())))
        };
        let before = known(tx)?;
        change(tx)?;
        let after = known(tx)?;
        Ok(after != before && (after.0 || after.1))
    };
    let improved =
        if dry_run { desk.store.try_out(measure)? } else { desk.store.write(measure)? };
    Ok(if improved { Filled::Updated } else { Filled::NoMatch })
}

/// Asks until Cal.com says something, or says no.
fn ask(
    desk: &Desk,
    one: &Wanting,
    patience: Duration,
    pause: &dyn Fn(Duration),
) -> Option<crate::domain::booking::BookingFacts> {
    for attempt in 0..TRIES_MAX {
        match desk.calcom.booking(&one.booking_uid, Instant::now() + patience) {
            Ok(facts) => return Some(facts),
            Err(CallError::Refused(no)) => {
                log::warn!("booking {}: {} {}", one.booking_uid, no.status, no.message);
                return None;
            }
            Err(CallError::NotSent { retry_after_seconds, .. }) => {
                let seconds = retry_after_seconds.unwrap_or(PAUSE_LIMITED_SECONDS);
                pause(Duration::from_secs(seconds.into()));
            }
            Err(CallError::Unknown(why)) => {
                log::info!("booking {}: {why}", one.booking_uid);
                pause(Duration::from_millis(PAUSE_FIRST_MS.saturating_mul(1 << attempt.min(16))));
            }
        }
    }
    None
}
