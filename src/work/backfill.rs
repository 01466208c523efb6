//! Backfill: appointments with a booking and without staff member or host, filled in first from what is stored,
//! then from Cal.com. Each appointment is a transaction of its own, so it may be killed and started again.

use crate::calcom::origin::Why;
use crate::calcom::{CallError, origin, wire};
use crate::domain::Result;
use crate::domain::host::identity::AnswerKind;
use crate::domain::ids::AppointmentId;
use crate::domain::visit::booking::BookingFacts;
use crate::frontdesk::Desk;
use crate::frontdesk::host::fill;
use crate::frontdesk::host::fill::Filled;
use crate::store::host::backfill;
use crate::store::host::backfill::{Among, Wanting};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Appointments read from the database at a time.
const BATCH: u32 = 500;
/// How often a booking is asked for whose answer gets lost or cannot be read, before it counts as an API error.
const TRIES_MAX: u32 = 6;
/// The first pause after such an answer; each further one is twice as long.
const PAUSE_LOST_MS: u64 = 200;
/// How often a request that cannot be sent is tried, and the first pause: together longer than Cal.com blocks a key.
const TRIES_UNSENT_MAX: u32 = 7;
const PAUSE_UNSENT_MS: u64 = 1_000;
/// How often "too many requests" is waited out for one booking.
const WAITS_MAX: u32 = 20;
/// After so many appointments in a row without any answer the run stops: Cal.com is away.
const SILENT_MAX: u32 = 5;
/// Cal.com does not take our key: no other question would end otherwise.
const STATUS_KEY_REFUSED: u16 = 401;

/// Where the missing facts are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// What is stored: snapshots of bookings, and imported answers in the appointment's metadata.
    Metadata,
    /// `GET /v2/bookings/{uid}`.
    Calcom,
    /// The first, and where that leaves a host unknown the second.
    Auto,
}

/// What is to be filled in.
#[derive(Clone, Debug)]
pub struct Options {
    /// From where.
    pub from: From,
    /// Says what it would do, and writes nothing. Cal.com is asked all the same.
    pub dry_run: bool,
    /// At most so many appointments.
    pub limit: Option<u32>,
    /// Only appointments that start at this instant or later.
    pub since: Option<OffsetDateTime>,
    /// How long one question to Cal.com may take.
    pub patience: Duration,
}

/// What came of it. `updated + no_match + api_errors + failed == total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Have a staff member or host they had not, and lack no staff member.
    pub updated: u64,
    /// No staff member is it for certain; a host that was found is kept.
    pub no_match: u64,
    /// Cal.com could not or would not say.
    pub api_errors: u64,
    /// A fault of ours; the log has it.
    pub failed: u64,
    /// Looked at.
    pub total: u64,
}

/// How a backfill ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// What came of the appointments looked at.
    pub summary: Summary,
    /// Why it did not look at all of them, as a sentence.
    pub stopped: Option<String>,
}

/// Waits: `thread::sleep`, or a test's clock put forward.
pub type Pause<'a> = &'a dyn Fn(Duration);

/// How the questions about one appointment ended.
enum Asked {
    Answered(Vec<BookingFacts>),
    Refused,
    /// No answer, whatever was tried.
    Silent,
    /// No other question would be answered either.
    Stop(String),
}

enum Outcome {
    Filled(Filled),
    Refused,
    Silent,
    Stop(String),
}

/// Fills in what is missing. `progress` hears before the first and after each appointment, with how many there are.
///
/// An error of the database at the beginning is the only `Err`; what happens to one appointment is counted.
pub fn run(
    desk: &Desk,
    options: &Options,
    progress: &mut dyn FnMut(&Summary, u64),
    pause: Pause,
) -> Result<Ended> {
    let among = Among { company: desk.salon.company, since: options.since };
    let (count, last) = desk.store.read(|connection| backfill::count(connection, among))?;
    let count = options.limit.map_or(count, |limit| count.min(limit.into()));
    let mut ended = Ended::default();
    let (mut after, mut silent) = (AppointmentId(0), 0_u32);
    progress(&ended.summary, count);
    while ended.summary.total < count && ended.stopped.is_none() {
        let left = count.saturating_sub(ended.summary.total);
        let most = u32::try_from(left).unwrap_or(BATCH).min(BATCH);
        let batch =
            desk.store.read(|connection| backfill::next(connection, among, after, last, most))?;
        if batch.is_empty() {
            break;
        }
        for one in &batch {
            after = one.appointment;
            let outcome = fill(desk, options, one, pause);
            silent = match &outcome {
                Ok(Outcome::Silent) => silent.saturating_add(1),
                Ok(Outcome::Filled(_) | Outcome::Refused | Outcome::Stop(_)) | Err(_) => 0,
            };
            ended.stopped = add_up(&mut ended.summary, one, outcome);
            if silent >= SILENT_MAX {
                ended.stopped = Some("Cal.com does not answer; run it again later".to_owned());
            }
            progress(&ended.summary, count);
            if ended.stopped.is_some() {
                break;
            }
        }
    }
    Ok(ended)
}

/// Counts an outcome; gives the reason if it ends the run.
fn add_up(summary: &mut Summary, one: &Wanting, outcome: Result<Outcome>) -> Option<String> {
    let mut stopped = None;
    let counter = match outcome {
        Ok(Outcome::Filled(Filled::Updated)) => &mut summary.updated,
        Ok(Outcome::Filled(Filled::NoMatch { .. })) => &mut summary.no_match,
        Ok(Outcome::Refused | Outcome::Silent) => &mut summary.api_errors,
        Ok(Outcome::Stop(why)) => {
            stopped = Some(why);
            &mut summary.api_errors
        }
        Err(error) => {
            log::error!("appointment {}: {}", one.appointment, error.for_log());
            &mut summary.failed
        }
    };
    *counter = counter.saturating_add(1);
    summary.total = summary.total.saturating_add(1);
    stopped
}

fn fill(desk: &Desk, options: &Options, one: &Wanting, pause: Pause) -> Result<Outcome> {
    if options.from != From::Calcom {
        let filled = fill::from_stored(desk, one, imported(one), options.dry_run)?;
        let nothing_to_ask = match filled {
            Filled::Updated => true,
            Filled::NoMatch { hosts_known } => hosts_known,
        };
        if nothing_to_ask || options.from == From::Metadata {
            return Ok(Outcome::Filled(filled));
        }
    }
    match ask(desk, one, options.patience, pause) {
        Asked::Answered(facts) => {
            fill::from_facts(desk, one, facts, options.dry_run).map(Outcome::Filled)
        }
        Asked::Refused => Ok(Outcome::Refused),
        Asked::Silent => Ok(Outcome::Silent),
        Asked::Stop(why) => Ok(Outcome::Stop(why)),
    }
}

/// The answer that an import left, if it can be read and is about one of the appointment's own bookings.
fn imported(one: &Wanting) -> Option<BookingFacts> {
    match wire::facts(one.imported.as_ref()?, AnswerKind::Get) {
        Ok(facts) if one.booking_uids.contains(&facts.uid) => Some(facts),
        Ok(_) => {
            log::info!("appointment {}: its metadata is about another booking", one.appointment);
            None
        }
        Err(why) => {
            log::info!("appointment {}: its metadata cannot be read: {why}", one.appointment);
            None
        }
    }
}

fn ask(desk: &Desk, one: &Wanting, patience: Duration, pause: Pause) -> Asked {
    let mut facts = Vec::new();
    for uid in &one.booking_uids {
        let look = Why::Look(uid.clone());
        match origin::on(look, desk.now(), || ask_for(desk, uid, patience, pause)) {
            Asked::Answered(more) => facts.extend(more),
            other => return other,
        }
    }
    Asked::Answered(facts)
}

/// Asks until Cal.com says something, or says no, or has been silent long enough.
fn ask_for(desk: &Desk, uid: &str, patience: Duration, pause: Pause) -> Asked {
    let (mut lost, mut unsent, mut waits) = (0_u32, 0_u32, 0_u32);
    loop {
        match desk.calcom.booking(uid, Instant::now() + patience) {
            Ok(facts) => return Asked::Answered(vec![facts]),
            Err(CallError::Refused(no)) => {
                log::warn!("booking {uid}: {} {}", no.status, no.message);
                if no.status == STATUS_KEY_REFUSED {
                    return Asked::Stop("Cal.com does not take the key (calcom.api_key)".into());
                }
                return Asked::Refused;
            }
            Err(CallError::NotSent { retry_after_seconds: Some(seconds), .. })
                if waits < WAITS_MAX =>
            {
                waits = waits.saturating_add(1);
                // A whole second more: the wait was told in whole ones, rounded down.
                pause(Duration::from_secs(u64::from(seconds).saturating_add(1)));
            }
            Err(CallError::NotSent { why, .. }) => {
                log::info!("booking {uid}: {why}");
                unsent = unsent.saturating_add(1);
                if unsent >= TRIES_UNSENT_MAX {
                    return Asked::Silent;
                }
                pause(doubled(PAUSE_UNSENT_MS, unsent));
            }
            Err(CallError::Unknown(why)) => {
                log::info!("booking {uid}: {why}");
                lost = lost.saturating_add(1);
                if lost >= TRIES_MAX {
                    return Asked::Silent;
                }
                pause(doubled(PAUSE_LOST_MS, lost));
            }
        }
    }
}

/// The pause after the n-th failure, n from 1.
fn doubled(first_ms: u64, n: u32) -> Duration {
    let factor = 1_u64.checked_shl(n.saturating_sub(1)).unwrap_or(u64::MAX);
    Duration::from_millis(first_ms.saturating_mul(factor))
}
