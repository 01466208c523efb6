//! Moving and cancelling bookings that exist. At Cal.com one may have been moved or cancelled since: what replaced it
//! is followed, link by link, and a booking that only an answer has named is looked at before anything is done to it.

use crate::calcom::{CallError, Refusal};
use crate::domain::Result;
use crate::domain::visit::booking::BookingFacts;
use crate::domain::visit::recognition;
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::Action;
use crate::frontdesk::door::own;
use crate::frontdesk::visit::steps::chain::{CHAIN_MAX, Chain, Followed, end_of_chain};
use crate::frontdesk::visit::steps::shared::{VisitSteps, refused, sent};
use crate::saga::{Found, No, Sent, Whole};
use crate::store::visit::{booking, segment};
use time::OffsetDateTime;

impl VisitSteps<'_> {
    /// The uid of the booking that is meant. One that only an answer has named is looked at first: it must be this
    /// visit's, else the visit's own is looked for.
    fn true_uid(&self, uid: &str) -> std::result::Result<String, Sent> {
        match self.is_known_as_ours(uid) {
            Ok(true) => return Ok(uid.to_owned()),
            Ok(false) => {}
            Err(error) => return Err(Sent::Unknown(error.for_log())),
        }
        let address = &self.plan.attendee.email;
        match self.desk.calcom.booking(uid, self.deadline) {
            Ok(facts) if facts.visit_ref() == Some(self.plan.visit_ref()) => {
                return Ok(uid.to_owned());
            }
            Ok(facts) if facts.visit_ref().is_none() && facts.has_attendee(address) => {
                return Ok(uid.to_owned());
            }
            Ok(_) => {}
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(sent(error)),
        }
        self.instead_of(uid)
    }

    /// Whether the booking was seen at Cal.com and is this visit's here. One that was named by an
    /// answer may have turned out to be a stranger's since the plan was made.
    fn is_known_as_ours(&self, uid: &str) -> Result<bool> {
        self.desk.store.read(|connection| {
            let Some((known, visit)) = own::known(connection, uid)? else {
                // Taken over from elsewhere with the uid alone.
                return Ok(segment::of_booking(connection, uid)?.is_some());
            };
            let visit = visit.unwrap_or_default();
            let asked = self.plan.visit_ref();
            Ok(known.is_read && (visit == asked || (visit.is_empty() && asked == self.plan.saga)))
        })
    }

    /// Whether no booking of this uid is known here.
    pub(crate) fn is_new_here(&self, uid: &str) -> bool {
        let known = self.desk.store.glance(|connection| booking::is_read(connection, uid));
        matches!(known, Ok(None))
    }

    /// Whether a moved booking is as long as the one it replaced; where that is not known here, it counts so.
    fn is_as_long(&self, old: &str, new: &BookingFacts) -> bool {
        let known = self.desk.store.read(|connection| booking::find(connection, old));
        known.is_ok_and(|known| {
            known.is_none_or(|(_, old)| old.ends_at - old.starts_at == new.end - new.start)
        })
    }

    /// Whether an answer about a booking that is known here is dated after what is known. An undated one would lose
    /// against it, and the booking would be shown as it was.
    fn is_newer(&self, uid: &str, facts: &BookingFacts) -> bool {
        let known = self.desk.store.read(|connection| booking::find(connection, uid));
        matches!(known, Ok(Some((_, known))) if facts.updated_at.is_some() && facts.updated_at >= known.changed_at)
    }

    /// The same without what it says of its visit, if that is known here by its own uid or the one before: whose it is
    /// was asked for, not learnt.
    fn unsaid(&self, known_as: &str, mut facts: BookingFacts) -> BookingFacts {
        if !self.is_new_here(known_as) {
            facts.metadata.clear();
            facts.addresses.clear();
        }
        facts
    }

    /// The one booking of this visit that stands at Cal.com and is unknown here. It is put where the one stood
    /// that only an answer has named.
    fn instead_of(&self, uid: &str) -> std::result::Result<String, Sent> {
        let (bookings, _) = self.own_bookings().map_err(sent)?;
        let standing: Vec<BookingFacts> =
            bookings.into_iter().filter(|facts| facts.status.stands()).collect();
        let mut unknown = Vec::new();
        for facts in &standing {
            let known = self.desk.store.read(|connection| booking::is_read(connection, &facts.uid));
            match known {
                Ok(None) => unknown.push(facts.clone()),
                Ok(Some(_)) => {}
                Err(error) => return Err(Sent::Unknown(error.for_log())),
            }
        }
        // A webhook may have told of it since.
        if unknown.is_empty() {
            unknown = standing;
        }
        let (Some(one), true) = (unknown.pop(), unknown.is_empty()) else {
            let why = format!("booking {uid} is none of this visit's at Cal.com");
            return Err(refused(Reason::BookingGone, why));
        };
        let (found, done) = (one.uid.clone(), self.done(one));
        match self.desk.store.write(move |tx| (done.record)(tx)) {
            Ok(_) => Ok(found),
            Err(error) => Err(Sent::Unknown(error.for_log())),
        }
    }

    pub(crate) fn reschedule(
        &self,
        uid: &str,
        start: OffsetDateTime,
        reason: &str,
        event_type_id: Option<i64>,
    ) -> Sent {
        let uid = match self.true_uid(uid) {
            Ok(uid) => uid,
            Err(sent) => return sent,
        };
        match self.desk.calcom.reschedule(&uid, start, reason, self.deadline) {
            Ok(facts) => self.moved(&uid, start, event_type_id, facts),
            Err(CallError::Refused(no)) => match self.followed(&uid) {
                Ok(chain) if chain.passed.is_empty() && chain.head.status.stands() => {
                    sent(CallError::Refused(no))
                }
                Ok(chain) if !chain.head.status.stands() => {
                    let why = format!("booking {} is called off at Cal.com", chain.head.uid);
                    refused(Reason::CalledOff, why)
                }
                Ok(chain) if chain.head.start == start => Sent::Done(self.done(chain.head)),
                // It was moved meanwhile; the visit is to be at the new time all the same.
                Ok(chain) => {
                    let head = chain.head.uid;
                    match self.desk.calcom.reschedule(&head, start, reason, self.deadline) {
                        Ok(facts) => self.moved(&head, start, event_type_id, facts),
                        Err(error) => sent(error),
                    }
                }
                Err(Followed::Gone) => sent(CallError::Refused(no)),
                Err(Followed::Unclear(why)) => Sent::Unknown(why),
            },
            Err(error) => sent(error),
        }
    }

    /// Moved only if the answer is the next link of this chain at that start; else the chain itself is asked.
    fn moved(
        &self,
        uid: &str,
        start: OffsetDateTime,
        event_type_id: Option<i64>,
        facts: BookingFacts,
    ) -> Sent {
        // One that is known here already may be another visit's, unless its webhook was quicker.
        if recognition::is_moved_as_asked(uid, start, event_type_id, &facts)
            && self.is_new_here(&facts.uid)
            && self.is_as_long(uid, &facts)
        {
            return Sent::Done(self.done(self.with_host(self.unsaid(uid, facts))));
        }
        match self.look_for_move(uid, start, event_type_id) {
            Found::Done(done) => Sent::Done(done),
            Found::Absent | Found::Unclear(_) | Found::Off(_) | Found::Otherwise(..) => {
                Sent::Unknown("answered with another booking than the moved one".to_owned())
            }
        }
    }

    /// Whether every part that was moved in its place stands where it was moved to, as far as these show.
    pub(crate) fn look_over_moved(&self, bookings: &[BookingFacts]) -> Whole {
        for action in &self.plan.actions {
            let Action::Reschedule { uid, start, .. } = action else { continue };
            let head = end_of_chain(bookings, uid);
            // Not moved yet: the list is behind.
            let Some(head) = head.filter(|head| head.uid != *uid || !head.status.stands()) else {
                continue;
            };
            let uid = &head.uid;
            if !head.status.stands() {
                let why = format!("booking {uid} was called off at Cal.com while it was moved");
                return Whole::Stuck(No::new(Reason::CalledOff, why));
            }
            if head.start != *start {
                let why = format!("booking {uid} was moved elsewhere at Cal.com meanwhile");
                return Whole::Stuck(No::new(Reason::MovedElsewhere, why));
            }
        }
        Whole::Right
    }

    pub(crate) fn look_for_move(
        &self,
        uid: &str,
        start: OffsetDateTime,
        event_type_id: Option<i64>,
    ) -> Found {
        let chain = match self.followed(uid) {
            Ok(chain) => chain,
            Err(Followed::Gone) => return Found::Absent,
            Err(Followed::Unclear(why)) => return Found::Unclear(why),
        };
        let Chain { passed, head } = chain;
        if !head.status.stands() {
            let why = format!("booking {} is called off at Cal.com", head.uid);
            return Found::Off(No::new(Reason::CalledOff, why));
        }
        let is_another = match (event_type_id, head.event_type_id) {
            (Some(asked), Some(told)) => asked != told,
            (Some(_), None) | (None, _) => false,
        };
        if passed.is_empty() || is_another {
            return Found::Absent;
        }
        if head.start == start {
            return Found::Done(self.done(self.with_host(head)));
        }
        // Ours was there, and was moved on. Otherwise they were before us, and ours is still to be made.
        if passed.iter().skip(1).any(|passed| passed.start == start) {
            let (uid, stands) = (head.uid.clone(), head.start);
            let done = self.done(self.with_host(head));
            return self.elsewhere(done, &uid, start, stands);
        }
        Found::Absent
    }

    /// A booking that was moved goes back, once: an earlier try whose answer was lost may have done it.
    pub(crate) fn move_back(&self, uid: &str, back: OffsetDateTime, reason: &str) -> Sent {
        let chain = match self.followed(uid) {
            Ok(chain) => chain,
            Err(Followed::Gone) => return refused(Reason::BookingGone, "Cal.com does not know it"),
            Err(Followed::Unclear(why)) => return Sent::Unknown(why),
        };
        let Chain { passed, head } = chain;
        if !passed.is_empty() {
            return match head.start == back && head.status.stands() {
                true => Sent::Done(self.done(head)),
                false => refused(Reason::MovedElsewhere, "the booking was moved since"),
            };
        }
        if !head.status.stands() {
            return refused(Reason::CalledOff, "the booking was called off since");
        }
        match self.desk.calcom.reschedule(uid, back, reason, self.deadline) {
            Ok(facts) => self.moved(uid, back, None, facts),
            Err(error) => sent(error),
        }
    }

    /// Off only if it no longer stands, nor what it was moved to.
    pub(crate) fn cancel(&self, uid: &str, reason: &str) -> Sent {
        let mut uid = match self.true_uid(uid) {
            Ok(uid) => uid,
            Err(sent) => return sent,
        };
        for _ in 0..CHAIN_MAX {
            let no = match self.desk.calcom.cancel(&uid, reason, self.deadline) {
                Ok(facts)
                    if facts.uid == uid
                        && !facts.status.stands()
                        && facts.rescheduled_to.is_none()
                        && self.is_newer(&uid, &facts) =>
                {
                    let mut off = self.unsaid(&uid, facts);
                    off.rescheduled_from = None;
                    return Sent::Done(self.done(off));
                }
                Ok(_) => None,
                Err(CallError::Refused(no)) => Some(no),
                Err(error) => return sent(error),
            };
            match (self.followed(&uid), no) {
                (Ok(chain), _) if !chain.head.status.stands() => {
                    return Sent::Done(self.done(chain.head));
                }
                (Ok(chain), _) if chain.head.uid != uid => uid = chain.head.uid,
                (Ok(_), None) => {
                    let why = format!("booking {uid} was answered as cancelled, and stands");
                    return Sent::Ignored(No::new(Reason::Other, why));
                }
                (Ok(_) | Err(Followed::Gone), Some(no)) => return not_cancelled(&no),
                (Err(Followed::Gone), None) => {
                    return refused(Reason::BookingGone, "Cal.com does not know the booking");
                }
                (Err(Followed::Unclear(why)), _) => return Sent::Unknown(why),
            }
        }
        Sent::Unknown("a booking was moved without end".to_owned())
    }

    /// A booking that was moved is not off, and what Cal.com does not know cannot be cancelled there.
    pub(crate) fn look_for_cancellation(&self, uid: &str) -> Found {
        let uid = match self.true_uid(uid) {
            Ok(uid) => uid,
            Err(Sent::Unknown(why) | Sent::NotSent(why, _)) => return Found::Unclear(why),
            Err(_) => return Found::Absent,
        };
        match self.followed(&uid) {
            Ok(chain) if chain.head.status.stands() => Found::Absent,
            Ok(chain) => Found::Done(self.done(chain.head)),
            Err(Followed::Gone) => Found::Absent,
            Err(Followed::Unclear(why)) => Found::Unclear(why),
        }
    }
}

/// A cancellation that is refused is for a person, whatever Cal.com says of times.
fn not_cancelled(no: &Refusal) -> Sent {
    let reason = match no.reason() {
        reason if reason.is_for_the_caller() => Reason::Other,
        reason => reason,
    };
    refused(reason, format!("{} {}: {}", no.status, no.code, no.message))
}
