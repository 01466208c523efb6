//! Looking at a booking: a hint says that it may have changed, its state is fetched and recorded.

use crate::calcom::origin::Why;
use crate::calcom::{CallError, origin};
use crate::domain::visit::booking::Source;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::record;
use crate::frontdesk::door::rules::{Recorded, Rules, Seen};
use crate::store::visit::booking;
use std::time::Instant;

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Recorded.
    Recorded(Recorded),
    /// Cal.com has no such booking.
    Gone,
    /// It may be tried again later; why.
    Later(String),
}

/// Fetches a booking and records its state.
pub fn see(desk: &Desk, uid: &str, road: Source, deadline: Instant) -> Result<Look> {
    let look = Why::Look(uid.to_owned());
    match origin::on(look, desk.now(), || desk.calcom.booking(uid, deadline)) {
        Ok(facts) => record_seen(desk, Seen::of(facts, road)).map(Look::Recorded),
        Err(error) if error.is_not_found() => Ok(Look::Gone),
        Err(
            error @ (CallError::NotSent { .. } | CallError::Unknown(_) | CallError::Refused(_)),
        ) => Ok(Look::Later(error.to_string())),
    }
}

/// Records a state that is at hand.
pub fn record_seen(desk: &Desk, seen: Seen) -> Result<Recorded> {
    let (rules, now) = (Rules::of(&desk.salon), desk.now());
    desk.store.write(move |tx| record::record(tx, &rules, &seen, now))
}

/// Whether a booking was ever seen.
pub fn knows_booking(desk: &Desk, uid: &str) -> Result<bool> {
    desk.store.read(|connection| Ok::<_, Error>(booking::find(connection, uid)?.is_some()))
}
