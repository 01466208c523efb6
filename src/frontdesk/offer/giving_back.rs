//! What was offered and is not wanted: its reservations are given back, its holds go, and what Cal.com has free beside it is
//! asked for again.

use crate::calcom::urgency::Urgency;
use crate::calcom::{CallError, urgency};
use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::store::visit::hold;
use std::time::Instant;

/// How many reservations are given back in one step of the background work.
const GIVEN_BACK_MAX: u32 = 8;
/// Nobody waits for it: it is sent now, or another time.
const GIVE_BACK_PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// Gives a few reservations back that are no longer needed: a courtesy, so what Cal.com answers does not matter. What is
/// not even sent is tried again.
///
/// Gives how many.
pub fn give_back(desk: &Desk, patience: std::time::Duration) -> Result<usize> {
    let let_go =
        desk.store.read(|connection| hold::let_go_reservations(connection, GIVEN_BACK_MAX))?;
    let mut given = 0_usize;
    for reserved in &let_go {
        let deadline = Instant::now() + patience.min(GIVE_BACK_PATIENCE);
        let answer =
            urgency::of(Urgency::Prefetch, || desk.calcom.unreserve(&reserved.uid, deadline));
        match answer {
            Err(error @ CallError::NotSent { .. }) => {
                log::info!("reservations are given back later: {error}");
                break;
            }
            Err(error) => log::info!("reservation {} ends by itself: {error}", reserved.uid),
            Ok(()) => {}
        }
        // What Cal.com had free beside it was asked while it stood.
        desk.salon.free_times.changed(Some(reserved.event_type_id), None, reserved.at);
        let uid = reserved.uid.clone();
        desk.store.write(move |tx| hold::forget_reservation(tx, &uid))?;
        given = given.saturating_add(1);
    }
    Ok(given)
}

/// Removes offers that have expired, at most so many. Their reservations ended with them.
pub fn sweep(desk: &Desk, most: u32) -> Result<usize> {
    let now = desk.now();
    let swept = desk.store.write(move |tx| hold::sweep(tx, now, most))?;
    for part in &swept {
        desk.salon.free_times.changed(Some(part.event_type_id), None, part.at);
    }
    Ok(swept.len())
}
