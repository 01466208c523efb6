//! Booking a part of a visit: what is asked for, whether the answer is that, and what became of a lost one.

use crate::calcom::{BookingFilter, CallError, NewBooking};
use crate::domain::visit::booking::BookingFacts;
use crate::domain::visit::recognition;
use crate::domain::visit::recognition::{Asked, Judged};
use crate::domain::visit::refusal::Reason;
use crate::domain::visit::saga_plan::Action;
use crate::frontdesk::event_type::length;
use crate::frontdesk::visit::steps::shared::{Part, VisitSteps, sent};
use crate::frontdesk::voice::callers::Voice;
use crate::saga::{Done, Found, No, Sent, Whole};
use crate::store::db::tx::Tx;
use crate::store::messages::warning;
use crate::store::visit::saga_log::Kind;
use time::OffsetDateTime;

/// How many bookings of one address are looked through for a lost one. A visit has a handful, and so has a customer.
const LOOK_TAKE: u32 = 100;

impl VisitSteps<'_> {
    fn asked<'a>(&'a self, part: &'a Part) -> Asked<'a> {
        Asked {
            saga: &self.plan.saga,
            visit_ref: self.plan.visit_ref(),
            address: self.plan.own_address().unwrap_or_default(),
            segment: part.segment,
            event_type_id: part.event_type_id,
            start: part.start,
            end: part.end,
        }
    }

    fn new_booking(&self, part: &Part) -> NewBooking {
        let attendee = self.plan.attendee.clone();
        NewBooking {
            event_type_id: part.event_type_id,
            start: part.start,
            length_minutes: part.minutes,
            attendee_name: attendee.name,
            attendee_email: attendee.email,
            // Cal.com gives a pool's booking of the same number and start back as if it were this one, and a family has
            // one phone.
            attendee_phone: attendee.phone.filter(|_| !part.pool),
            attendee_time_zone: attendee.time_zone,
            attendee_language: attendee.language,
            metadata: self.metadata(part),
        }
    }

    pub(crate) fn book(&self, part: &Part) -> Sent {
        let mut new = self.new_booking(part);
        let mut answer = self.desk.calcom.book(&new, self.deadline);
        // The stylist's calendar can do without the number.
        if answer.as_ref().is_err_and(|error| error.reason() == Some(Reason::Phone))
            && new.attendee_phone.take().is_some()
        {
            log::warn!(
                "event type {}: Cal.com refuses the number; booked without",
                new.event_type_id
            );
            answer = self.desk.calcom.book(&new, self.deadline);
        }
        match answer {
            Ok(facts) => self.answered(part, facts),
            Err(error) => sent(error),
        }
    }

    /// A 2xx is not yet a success: only what was asked for is.
    fn answered(&self, part: &Part, facts: BookingFacts) -> Sent {
        let asked = self.asked(part);
        match recognition::judge(&asked, &facts) {
            Judged::Others => {
                let why =
                    format!("Cal.com gave booking {} back, which is another visit's", facts.uid);
                return Sent::Doubtful(No::new(Reason::Taken, why));
            }
            Judged::AsAsked if self.is_first_heard_of(&facts) => {
                let whole = self.with_host(facts);
                return match self.as_asked(part, whole) {
                    Ok(done) => Sent::Done(done),
                    Err(why) => Sent::Unknown(why),
                };
            }
            Judged::AsAsked
            | Judged::OtherLength
            | Judged::Elsewhere
            | Judged::Off
            | Judged::Otherwise
            | Judged::Foreign => {}
        }
        // The answer may be wrong and the booking right.
        let judged = recognition::judge(&asked, &facts);
        let why = format!("answered with a booking that is {judged:?} of what was asked for");
        match self.desk.calcom.booking(&facts.uid, self.deadline) {
            Ok(read) if is_in_its_place(&asked, &read) => {
                let why = format!("Cal.com gave booking {} back, which is a stranger's", read.uid);
                Sent::Doubtful(No::new(Reason::Taken, why))
            }
            Ok(read) => match self.as_asked(part, read) {
                Ok(done) => Sent::Done(done),
                Err(_) => Sent::Unknown(why),
            },
            Err(_) => Sent::Unknown(why),
        }
    }

    /// A booking made just now replaces none and is not known yet, unless its webhook was quicker: then it is read.
    fn is_first_heard_of(&self, facts: &BookingFacts) -> bool {
        facts.rescheduled_from.is_none() && self.is_new_here(&facts.uid)
    }

    /// The success, if it is what was asked for; else why not.
    fn as_asked(&self, part: &Part, facts: BookingFacts) -> Result<Done, String> {
        match recognition::judge(&self.asked(part), &facts) {
            Judged::AsAsked => Ok(self.done_own(part, facts)),
            Judged::OtherLength => {
                let minutes = (facts.end - facts.start).whole_minutes();
                Ok(self.of_other_length(part, minutes, self.done_own(part, facts)))
            }
            judged => Err(format!("booking {} is {judged:?} of what was asked for", facts.uid)),
        }
    }

    /// The same success; how long its event type turned out to be is kept and told.
    fn of_other_length(&self, part: &Part, minutes: i64, done: Done) -> Done {
        let (company, language, now) =
            (self.desk.salon.company, self.desk.salon.language, self.desk.now());
        let id = part.event_type_id;
        let message = Voice::of(&self.desk.salon).other_length(id, minutes);
        // A length that was asked for says nothing of the event type's own.
        let own = u32::try_from(minutes).ok().filter(|_| part.minutes.is_none());
        let Done { output, record } = done;
        let record = move |tx: &Tx| {
            let is_told = match own {
                Some(own) => length::came_back(tx, company, language, (id, own), now)?,
                None => false,
            };
            if !is_told {
                let kind = warning::Kind::EventTypeLength;
                warning::raise(tx, company, kind, &id.to_string(), &message, now)?;
            }
            record(tx)
        };
        Done { output, record: Box::new(record) }
    }

    /// The same success, and a warning with it.
    pub(crate) fn warned(
        &self,
        done: Done,
        kind: warning::Kind,
        subject: String,
        message: String,
    ) -> Done {
        let (company, now) = (self.desk.salon.company, self.desk.now());
        let Done { output, record } = done;
        let record = move |tx: &Tx| {
            warning::raise(tx, company, kind, &subject, &message, now)?;
            record(tx)
        };
        Done { output, record: Box::new(record) }
    }

    pub(crate) fn look_for_booking(&self, part: &Part) -> Found {
        let (bookings, unreadable) = match self.own_bookings() {
            Ok(found) => found,
            Err(error) => return Found::Unclear(error.to_string()),
        };
        let asked = self.asked(part);
        let of = |wanted: &[Judged]| {
            let mut found: Vec<&BookingFacts> = bookings
                .iter()
                .filter(|facts| wanted.contains(&recognition::judge(&asked, facts)))
                .collect();
            // One that stands before one that is off, the newest last.
            found.sort_by_key(|facts| (facts.status.stands(), facts.updated_at));
            found.pop().cloned()
        };
        if let Some(facts) = of(&[Judged::AsAsked, Judged::OtherLength]) {
            return match self.as_asked(part, self.with_host(facts)) {
                Ok(done) => Found::Done(done),
                Err(why) => Found::Unclear(why),
            };
        }
        if let Some(facts) = of(&[Judged::Elsewhere]) {
            return self.moved_by_somebody(part, facts);
        }
        if let Some(facts) = of(&[Judged::Off]) {
            let why = format!("booking {} was made, and is called off at Cal.com", facts.uid);
            return Found::Off(No::new(Reason::CalledOff, why));
        }
        // An unreadable entry might be it.
        match unreadable {
            Some(why) => Found::Unclear(why),
            None => Found::Absent,
        }
    }

    /// It was made, and it was moved at Cal.com since: the end of its chain counts.
    fn moved_by_somebody(&self, part: &Part, facts: BookingFacts) -> Found {
        let chain = match self.follow(facts) {
            Ok(chain) => chain,
            Err(why) => return Found::Unclear(why),
        };
        let head = chain.head;
        if !head.status.stands() {
            let why = format!("booking {} was made, moved and called off at Cal.com", head.uid);
            return Found::Off(No::new(Reason::CalledOff, why));
        }
        let (uid, start) = (head.uid.clone(), head.start);
        let done = self.done_own(part, self.with_host(head));
        if start == part.start {
            return Found::Done(done);
        }
        self.elsewhere(done, &uid, part.start, start)
    }

    /// A booking of ours that stands at another time than asked for. A visit of one part is told as it stands, a part of
    /// several tears the visit.
    pub(crate) fn elsewhere(
        &self,
        done: Done,
        uid: &str,
        asked: OffsetDateTime,
        stands: OffsetDateTime,
    ) -> Found {
        let message = Voice::of(&self.desk.salon).moved_elsewhere(uid, asked, stands);
        if self.plan.actions.len() > 1 {
            return Found::Otherwise(No::new(Reason::MovedElsewhere, message), done);
        }
        let subject = self.plan.visit_ref().to_owned();
        Found::Done(self.warned(done, warning::Kind::MovedElsewhere, subject, message))
    }

    /// The bookings of the address that Cal.com was told, and why one of them cannot be read.
    pub(crate) fn own_bookings(&self) -> Result<(Vec<BookingFacts>, Option<String>), CallError> {
        let filter = BookingFilter {
            attendee_email: Some(self.plan.attendee.email.clone()),
            take: LOOK_TAKE,
            ..BookingFilter::default()
        };
        let found = self.desk.calcom.bookings(&filter, self.deadline)?;
        Ok((found.bookings, found.unreadable.into_iter().next()))
    }

    /// Before a visit of several parts is told as booked or moved: whether all of them stand at Cal.com, where a person
    /// may have moved one meanwhile. What the list does not show yet is not known, and counts as right.
    pub(crate) fn look_over_all(&self) -> Result<Whole, String> {
        let needed = |action: &&Action| !matches!(action, Action::Book { optional: true, .. });
        let needed = || self.plan.actions.iter().filter(needed);
        let parts: Vec<Part> = needed().filter_map(|action| self.part(action)).collect();
        let moved = needed().filter(|action| matches!(action, Action::Reschedule { .. })).count();
        if parts.len().saturating_add(moved) < 2 || !matches!(self.kind, Kind::Book | Kind::Move) {
            return Ok(Whole::Right);
        }
        // Every step has succeeded by now, so one lost answer is not worth a wait.
        let read = self.own_bookings().or_else(|_| self.own_bookings());
        let (bookings, _) = read.map_err(|error| error.to_string())?;
        for part in &parts {
            let asked = self.asked(part);
            let judged: Vec<Judged> =
                bookings.iter().map(|facts| recognition::judge(&asked, facts)).collect();
            if judged.iter().any(|one| matches!(one, Judged::AsAsked | Judged::OtherLength)) {
                continue;
            }
            let segment = part.segment;
            if judged.contains(&Judged::Elsewhere) {
                let why = format!("part {segment} was moved at Cal.com while the visit was booked");
                return Ok(Whole::Stuck(No::new(Reason::MovedElsewhere, why)));
            }
            if judged.contains(&Judged::Off) {
                let why =
                    format!("part {segment} was called off at Cal.com while the visit was booked");
                let no = No::new(Reason::CalledOff, why);
                return Ok(match self.kind {
                    Kind::Book => Whole::TakeBack(no),
                    // The old time is given up by now.
                    Kind::Move | Kind::Cancel | Kind::Release => Whole::Stuck(no),
                });
            }
        }
        Ok(self.look_over_moved(&bookings))
    }
}

/// Whether this is a stranger's booking that stands where ours was to be: Cal.com gives it back as if it were new
/// where it has the same number.
fn is_in_its_place(asked: &Asked, facts: &BookingFacts) -> bool {
    let is_others = matches!(recognition::judge(asked, facts), Judged::Foreign | Judged::Others);
    is_others
        && facts.start == asked.start
        && facts.event_type_id == Some(asked.event_type_id)
        && facts.status.stands()
}
