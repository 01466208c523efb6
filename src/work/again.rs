//! Messages worked on again because a person says so: copies of them go the road that the ticker takes, at once.

use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::event::replayed;
use crate::frontdesk::event::replayed::{Case, ReplayedView};
use crate::store::Store;
use crate::work::inbox;
use std::sync::Arc;
use std::time::Duration;

/// So many at once; more is a matter for the poll.
pub(crate) const REPLAYED_MAX: usize = 100;
/// How long one booking may take at Cal.com.
const PATIENCE_SECONDS: u64 = 20;

/// Works on messages again, one after the other. The originals stay as they came; a copy of each is kept, worked on, and
/// left to the ticker if Cal.com does not answer. At a desk that tries out, nothing of it is kept.
///
/// `NotFound` if there is no message of one of these numbers, `Invalid` if there are none or too many: then nothing is
/// done.
pub(crate) fn replay(desk: &Desk, ids: &[i64], person: &Person) -> Result<Vec<ReplayedView>> {
    if ids.is_empty() || ids.len() > REPLAYED_MAX {
        return Err(Error::Invalid(format!("1 to {REPLAYED_MAX} messages are replayed at once")));
    }
    for id in ids {
        replayed::case(desk, *id)?;
    }
    ids.iter().map(|id| one(desk, *id, person)).collect()
}

/// The same on a copy of the database in memory: Cal.com is asked, and nothing is kept.
pub(crate) fn try_out(desk: &Desk, ids: &[i64], person: &Person) -> Result<Vec<ReplayedView>> {
    let config = desk.salon.config.clone();
    let copy = Store::copy_of(desk.store.path(), &config.company.key)?;
    let copy = Desk::beside(config, Arc::new(copy), desk.calcom.clone(), desk.clock.clone())?;
    replay(&copy.reading_in(desk.salon.language), ids, person)
}

fn one(desk: &Desk, id: i64, person: &Person) -> Result<ReplayedView> {
    // Read again: the one before may have been about the same.
    let (uid, copy) = match replayed::case(desk, id)? {
        Case::Look(uid, copy) => (uid, *copy),
        Case::Nothing(outcome, sentence) => {
            return Ok(replayed::untouched(id, outcome, sentence));
        }
    };
    let before = replayed::known(desk, &uid)?;
    let Some(copy_id) = replayed::keep_copy(desk, id, copy, person)? else {
        // Somebody else was faster: what is so now is told.
        return match replayed::case(desk, id)? {
            Case::Nothing(outcome, sentence) => Ok(replayed::untouched(id, outcome, sentence)),
            Case::Look(..) => Err(Error::Unavailable("the message".into())),
        };
    };
    inbox::look_at(desk, &uid, Duration::from_secs(PATIENCE_SECONDS))?;
    let after = replayed::known(desk, &uid)?;
    replayed::conclude(desk, (id, copy_id), before.as_ref(), after.as_ref())
}
