//! Driving a visit's saga: at once for a caller who waits, later for the sweep. Both are the same road.

use crate::calcom::origin;
use crate::calcom::origin::Why;
use crate::domain::visit::saga_plan::VisitPlan;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::visit::outcome::{Booked, Opening, Outcome, booked, booked_before};
use crate::frontdesk::visit::steps::shared::VisitSteps;
use crate::logging::request;
use crate::saga::{Claim, Opened, Patience, Rest, Steps, drive};
use crate::store::db::fault;
use crate::store::db::tx::Tx;
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::Saga;
use std::mem;
use std::time::{Duration, Instant};

/// How many due sagas one sweep takes up; the next sweep takes the rest.
const SWEPT_SAGAS_MAX: u32 = 64;
/// How long an unexpected fault of ours (a full disk, say) puts a saga off.
const FAULT_PAUSE_SECONDS: i64 = 30;

/// Opens a saga of this fresh name in one transaction, and drives it, or the one that `open` found instead.
pub(crate) fn open_and_settle(
    desk: &Desk,
    id: String,
    deadline: Instant,
    open: impl FnOnce(&Tx) -> Result<Opening> + Send + 'static,
) -> Result<Booked> {
    // Before it is there, so that the sweep cannot come first: its first step counts as sent from then on.
    let claim = desk.claims.take(&id);
    let claim = claim.ok_or_else(|| Error::internal("a new saga's name is in use"))?;
    match desk.store.write(open)? {
        Opening::New => booked(settle_claimed(desk, &claim, deadline, Opened::JustNow)?),
        Opening::Earlier(earlier) => {
            drop(claim);
            booked_before(desk, settle(desk, &earlier, deadline)?)
        }
        Opening::Conflict(reason) => Ok(Booked::No(reason)),
        Opening::ForWhom => Ok(Booked::ForWhom),
    }
}

/// Drives a saga until it is at rest or the deadline comes. If another thread drives it, waits for that.
pub fn settle(desk: &Desk, id: &str, deadline: Instant) -> Result<Outcome> {
    match desk.claims.wait(id, deadline) {
        Some(claim) => settle_claimed(desk, &claim, deadline, Opened::Before),
        None => Ok(Outcome::Unsettled),
    }
}

pub(crate) fn settle_claimed(
    desk: &Desk,
    claim: &Claim,
    deadline: Instant,
    mut opened: Opened,
) -> Result<Outcome> {
    loop {
        let opened = mem::replace(&mut opened, Opened::Before);
        let until = match drive_claimed(desk, claim, deadline, opened) {
            Ok(Rest::Done(told)) => return Ok(Outcome::Done(told)),
            Ok(Rest::Unwound(why)) => return Ok(Outcome::Refused(why)),
            // The saga is on disk, and perhaps at Cal.com: it is settled when that can be written down.
            Ok(Rest::Stuck(_)) | Err(Error::Database(_)) => return Ok(Outcome::Unsettled),
            Ok(Rest::Waiting(until)) => until,
            Err(error) => return Err(error),
        };
        let pause = Duration::try_from(until - desk.now()).unwrap_or_default();
        if !(desk.wait)(pause, deadline) {
            return Ok(Outcome::Unsettled);
        }
    }
}

/// Goes on with every saga that is due and that nobody drives: after a crash, all that were open.
///
/// Gives how many came to rest. Each saga's calls have `patience` to end.
pub fn sweep(desk: &Desk, patience: Duration) -> Result<usize> {
    let now = desk.now();
    let due = desk.store.read(|connection| saga_log::due(connection, now, SWEPT_SAGAS_MAX))?;
    let mut settled = 0;
    for id in due {
        let Some(claim) = desk.claims.take(&id) else { continue };
        let deadline = Instant::now() + patience;
        match drive_claimed(desk, &claim, deadline, Opened::Before) {
            Ok(Rest::Waiting(_)) => {}
            Ok(Rest::Done(_) | Rest::Unwound(_) | Rest::Stuck(_)) => settled += 1,
            Err(error) => fault::log_error(&format!("saga {id}"), &error),
        }
    }
    Ok(settled)
}

fn drive_claimed(desk: &Desk, claim: &Claim, deadline: Instant, opened: Opened) -> Result<Rest> {
    let id = claim.id();
    let steps_of = |saga: &Saga| -> Result<Box<dyn Steps + '_>> {
        let plan: VisitPlan = serde_json::from_value(saga.params.clone())
            .map_err(|error| Error::internal(format!("saga {}: {error}", saga.id)))?;
        Ok(Box::new(VisitSteps { desk, kind: saga.kind, plan, deadline }))
    };
    let (store, clock, patience) = (&desk.store, desk.clock.as_ref(), patience(desk));
    let driven = request::on_own(
        || request::named(&format!("saga-{id}")),
        || {
            origin::on(Why::Settle(id.to_owned()), desk.now(), || {
                drive(store, clock, patience, id, opened, &steps_of)
            })
        },
    );
    // Where nothing can be written it cannot be put off either, and nothing is driven until it can.
    if let Err(error) = &driven
        && !error.is_told()
    {
        put_off(desk, id, error)?;
    }
    driven
}

/// A fault of ours must not be tried again at once for ever.
fn put_off(desk: &Desk, id: &str, error: &Error) -> Result<()> {
    let now = desk.now();
    let next = now.saturating_add(time::Duration::seconds(FAULT_PAUSE_SECONDS));
    let (id, reason) = (id.to_owned(), error.for_log());
    desk.store.write(move |tx| saga_log::retry(tx, &id, &reason, next, now))
}

fn patience(desk: &Desk) -> Patience {
    let seconds =
        |seconds: u64| time::Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
    let booking = &desk.salon.config.booking;
    Patience {
        quiet: seconds(booking.quiet_seconds),
        give_up: seconds(booking.give_up_minutes.saturating_mul(60)),
    }
}
