//! Working off the inbox: a hint names a booking, the booking is fetched once for all hints about it and recorded.

use crate::calcom::origin::Why;
use crate::calcom::{CallError, origin};
use crate::domain::visit::booking::{BookingFacts, Source};
use crate::domain::{Error, Result, backoff};
use crate::frontdesk::Desk;
use crate::frontdesk::door::look::Look;
use crate::frontdesk::door::rules::{Rules, Seen};
use crate::frontdesk::door::{look, record};
use crate::logging::fact::Fact;
use crate::logging::request;
use crate::store::messages::inbox;
use crate::store::messages::inbox::{Channel, OpenMessage, State};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many messages one step takes up.
pub const BATCH_MAX: usize = 200;
/// The first pause before a message is tried again; each further one is twice as long.
const PAUSE_FIRST: time::Duration = time::Duration::SECOND;
const PAUSE_MAX: time::Duration = time::Duration::minutes(10);
/// After a look that could not be sent, as nothing may be sent now, at the least.
const TURNED_AWAY_PAUSE: time::Duration = time::Duration::seconds(15);
/// After so many tries a message is dead: with these pauses, after about three hours.
const ATTEMPTS_MAX: u32 = 25;
/// Cal.com may not show at once what it tells of; after so many tries "no such booking" is believed.
const ATTEMPTS_GONE_MAX: u32 = 4;

/// Works off what is due. Gives how many messages were closed.
pub fn work_off(desk: &Desk, patience: Duration) -> Result<usize> {
    let now = desk.now();
    let most = u32::try_from(BATCH_MAX).unwrap_or(u32::MAX);
    let due = desk.store.read(|connection| inbox::due(connection, now, most))?;
    let mut by_booking: BTreeMap<String, Vec<OpenMessage>> = BTreeMap::new();
    let mut closed = 0;
    for message in due {
        match message.subject.clone() {
            Some(uid) => by_booking.entry(uid).or_default().push(message),
            None => {
                let reason = "it names no booking";
                desk.store.write(move |tx| {
                    inbox::finish(tx, message.id, State::Dead, Some(reason), now)
                })?;
                closed += 1;
            }
        }
    }
    for (uid, messages) in by_booking {
        closed += look(desk, &uid, &messages, patience)?;
    }
    Ok(closed)
}

/// Looks at a booking now, for every open hint about it, whenever those are due; also if there is none.
pub fn look_at(desk: &Desk, uid: &str, patience: Duration) -> Result<()> {
    let messages = desk.store.read(|connection| inbox::open_about(connection, uid))?;
    if !messages.is_empty() {
        return look(desk, uid, &messages, patience).map(|_| ());
    }
    match look::see(desk, uid, Source::CalcomWebhook, Instant::now() + patience)? {
        Look::Recorded(_) | Look::Gone => Ok(()),
        Look::Later(why) => Err(Error::Unavailable(format!("Cal.com's booking ({why})"))),
    }
}

fn look(desk: &Desk, uid: &str, messages: &[OpenMessage], patience: Duration) -> Result<usize> {
    // Of several hints about one booking the log goes on with the first.
    let named =
        || messages.first().map_or_else(|| request::fresh("w"), |one| request::event(one.id));
    request::on(named(), || {
        origin::on(Why::Look(uid.to_owned()), desk.now(), || {
            let answer = desk.calcom.booking(uid, Instant::now() + patience);
            conclude(desk, uid, messages, answer)
        })
    })
}

fn conclude(
    desk: &Desk,
    uid: &str,
    messages: &[OpenMessage],
    answer: std::result::Result<BookingFacts, CallError>,
) -> Result<usize> {
    let now = desk.now();
    let attempts = messages.iter().map(|message| message.attempts).max().unwrap_or(0);
    let failure = match answer {
        Ok(facts) => match record_and_close(desk, facts, messages) {
            Ok(()) => {
                Fact::new("looked at").with("booking", uid).with("events", messages.len()).tell();
                return Ok(messages.len());
            }
            Err(error) => error.for_log(),
        },
        Err(error) if error.is_not_found() && attempts.saturating_add(1) >= ATTEMPTS_GONE_MAX => {
            return bury(desk, messages, "Cal.com has no such booking");
        }
        // Nothing may be sent now: that is no try of the message, however often it happens.
        Err(CallError::NotSent { why, retry_after_seconds: Some(seconds) }) => {
            return put_off(desk, uid, messages, &why, seconds);
        }
        Err(error) => error.to_string(),
    };
    if attempts.saturating_add(1) >= ATTEMPTS_MAX {
        log::error!("booking {uid}: given up after {ATTEMPTS_MAX} tries: {failure}");
        return bury(desk, messages, &failure);
    }
    log::warn!("booking {uid} is looked at again later: {failure}");
    let pause = backoff::pause(PAUSE_FIRST, attempts, PAUSE_MAX);
    let ids: Vec<i64> = messages.iter().map(|message| message.id).collect();
    desk.store.write(move |tx| {
        let next = now.saturating_add(pause);
        ids.iter().try_for_each(|id| inbox::retry(tx, *id, &failure, next, now))
    })?;
    Ok(0)
}

fn put_off(
    desk: &Desk,
    uid: &str,
    messages: &[OpenMessage],
    why: &str,
    seconds: u32,
) -> Result<usize> {
    log::info!("booking {uid} is looked at later: {why}");
    let pause = TURNED_AWAY_PAUSE.max(time::Duration::seconds(seconds.into())).min(PAUSE_MAX);
    let next = desk.now().saturating_add(pause);
    let ids: Vec<i64> = messages.iter().map(|message| message.id).collect();
    desk.store.write(move |tx| ids.iter().try_for_each(|id| inbox::put_off(tx, *id, next)))?;
    Ok(0)
}

/// The record and the closing of its hints are one transaction: a crash leaves the hints open or the rows done.
fn record_and_close(desk: &Desk, facts: BookingFacts, messages: &[OpenMessage]) -> Result<()> {
    let (rules, now) = (Rules::of(&desk.salon), desk.now());
    let from_agent = messages.iter().any(|m| m.channel == Channel::RetellWebhook.as_str());
    let road = if from_agent { Source::RetellWebhook } else { Source::CalcomWebhook };
    let ids: Vec<i64> = messages.iter().map(|message| message.id).collect();
    desk.store.write(move |tx| {
        record::record(tx, &rules, &Seen::of(facts, road), now)?;
        ids.iter().try_for_each(|id| inbox::finish(tx, *id, State::Done, None, now))
    })
}

fn bury(desk: &Desk, messages: &[OpenMessage], reason: &str) -> Result<usize> {
    let now = desk.now();
    let ids: Vec<i64> = messages.iter().map(|message| message.id).collect();
    let (count, reason) = (ids.len(), reason.to_owned());
    desk.store.write(move |tx| {
        ids.iter().try_for_each(|id| inbox::finish(tx, *id, State::Dead, Some(&reason), now))
    })?;
    Ok(count)
}
