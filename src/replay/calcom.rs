//! `RecordedCalcom`: answers from a recording instead of the network. They go through the same sorting of outcomes
//! and the same lenient reading as live ones, so every quirk of an answer counts.
//!
//! What is asked for finds the next recorded answer to the same question. A read that was answered before is
//! answered the same again. What the recording does not hold is reported: a read ends as `Unknown`, because nobody
//! knows; a change is refused, because the recording knows of none.

use crate::calcom::client::http::{not_understood, same_booking};
use crate::calcom::client::outcome::{Answer, Effect, outcome};
use crate::calcom::{
    BookingFilter, BookingPage, CODE_NOT_RECORDED, Calcom, CallError, CallResult, MemberPage,
    Members, NewBooking, Refusal, Reservation, Slot, origin, wire,
};
use crate::domain::host::identity::AnswerKind;
use crate::domain::visit::booking::{BookingFacts, meta};
use crate::recording::line::answer::{Question, RecordedAnswer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use time::OffsetDateTime;

/// Sets a clock to the time at which an answer came.
pub(crate) type SetClock = Arc<dyn Fn(OffsetDateTime) + Send + Sync>;

/// Cal.com as it was recorded.
#[derive(Default)]
pub(crate) struct RecordedCalcom {
    memory: Mutex<Memory>,
    set_clock: Option<SetClock>,
}

#[derive(Default)]
struct Memory {
    waiting: BTreeMap<Question, VecDeque<Waiting>>,
    /// The last answer to each question about one booking.
    last: BTreeMap<Question, RecordedAnswer>,
    sent: Vec<SentBooking>,
    unanswered: BTreeSet<String>,
    /// Today's name of each recorded saga.
    sagas: BTreeMap<String, String>,
    /// The last answer to each question for free starts, by its path.
    slots: BTreeMap<String, RecordedAnswer>,
}

struct Waiting {
    answer: RecordedAnswer,
    /// It belongs to the line in hand, and to no later one.
    attached: bool,
}

/// A booking asked for in this replay. Cal.com keeps the metadata it is sent; the recording holds that of another
/// day, with other random names in it.
struct SentBooking {
    event_type_id: i64,
    start: OffsetDateTime,
    metadata: BTreeMap<String, String>,
    /// Empty while nobody knows whether it was booked.
    uids: Vec<String>,
}

impl RecordedCalcom {
    /// One that sets this clock when it gives an answer of which it is known when it came.
    pub(crate) fn on_clock(set_clock: SetClock) -> RecordedCalcom {
        RecordedCalcom { memory: Mutex::default(), set_clock: Some(set_clock) }
    }

    /// Adds an answer that waits until it is asked for.
    pub(crate) fn add(&self, answer: RecordedAnswer) {
        self.memory().push(answer, false);
    }

    /// Adds answers that belong to the line in hand: what it does not ask for is not left to a later one.
    pub(crate) fn attach(&self, answers: &[RecordedAnswer]) {
        let mut memory = self.memory();
        answers.iter().for_each(|answer| memory.push(answer.clone(), true));
    }

    /// Ends the line in hand and gives what it did not ask for. The state of a booking that nobody asked for is
    /// still its last known one.
    pub(crate) fn detach(&self) -> Vec<RecordedAnswer> {
        let memory = &mut *self.memory();
        let mut unasked = Vec::new();
        for (question, waiting) in &mut memory.waiting {
            while let Some(at) = waiting.iter().position(|one| one.attached) {
                let Some(left) = waiting.remove(at) else { break };
                if let Question::Booking(_) = question {
                    memory.last.insert(question.clone(), left.answer.clone());
                }
                unasked.push(left.answer);
            }
        }
        unasked
    }

    /// A booking that the recording shows, with what Cal.com would have kept of this replay's own words.
    pub(crate) fn as_of_today(&self, facts: BookingFacts) -> BookingFacts {
        self.memory().with_sent_metadata(facts)
    }

    /// Whether the line in hand has answers that were not asked for yet.
    pub(crate) fn has_attached(&self) -> bool {
        self.memory().waiting.values().flatten().any(|one| one.attached)
    }

    /// Today's name of a saga of the recording, once it has asked for something.
    pub(crate) fn saga_today(&self, recorded: &str) -> Option<String> {
        self.memory().sagas.get(recorded).cloned()
    }

    /// What was asked since the last time and is not in the recording, in a fixed order.
    pub(crate) fn take_unanswered(&self) -> Vec<String> {
        std::mem::take(&mut self.memory().unanswered).into_iter().collect()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next answer to a question that fits what is asked for.
    fn answer(
        &self,
        question: &Question,
        fits: impl Fn(&RecordedAnswer) -> bool,
    ) -> CallResult<Value> {
        let found = self.memory().take(question, fits);
        self.outcome_of(question, found)
    }

    /// What an answer means to the caller; without one, that the recording has none.
    fn outcome_of(&self, question: &Question, found: Option<RecordedAnswer>) -> CallResult<Value> {
        let Some(found) = found else {
            // A reservation is a courtesy that salons may well not have recorded.
            if *question != Question::Reserve {
                self.memory().unanswered.insert(question.to_string());
            }
            return Err(unanswered(question));
        };
        if let (Some(set_clock), Some(at)) = (&self.set_clock, found.at) {
            set_clock(at);
        }
        if !found.sent {
            let why = "it could not be sent then".to_owned();
            return Err(CallError::NotSent { why, retry_after_seconds: None });
        }
        let Some(status) = found.status else {
            return Err(CallError::Unknown("the answer was lost".to_owned()));
        };
        let body = match &found.body {
            Value::String(text) => text.clone().into_bytes(),
            json => json.to_string().into_bytes(),
        };
        let (retry_after_seconds, date) = (None, None);
        outcome(question.effect(), &Answer { status, retry_after_seconds, date, body: Ok(body) })
    }

    /// The booking of an answer, with what Cal.com would have kept of this replay's own words.
    fn facts(&self, answer: &Value, kind: AnswerKind) -> CallResult<BookingFacts> {
        let facts = wire::facts(answer, kind).map_err(not_understood)?;
        let mut memory = self.memory();
        memory.recognise(&facts, false);
        Ok(memory.with_sent_metadata(facts))
    }
}

impl Memory {
    fn push(&mut self, answer: RecordedAnswer, attached: bool) {
        // The answer was checked when its line was read.
        if let Ok(question) = answer.question() {
            self.waiting.entry(question).or_default().push_back(Waiting { answer, attached });
        }
    }

    fn take(
        &mut self,
        question: &Question,
        fits: impl Fn(&RecordedAnswer) -> bool,
    ) -> Option<RecordedAnswer> {
        let waiting = self.waiting.entry(question.clone()).or_default();
        let own = waiting.iter().position(|one| one.attached && fits(&one.answer));
        let next = own.or_else(|| waiting.iter().position(|one| fits(&one.answer)));
        let found = next.and_then(|at| waiting.remove(at)).map(|one| one.answer);
        let saga = origin::current().and_then(|origin| origin.saga);
        if let (Some(then), Some(now)) = (found.as_ref().and_then(|one| one.saga.clone()), saga) {
            self.sagas.insert(then, now);
        }
        match (question, &found) {
            (Question::Booking(_), Some(answer)) => {
                self.last.insert(question.clone(), answer.clone());
                found
            }
            (Question::Booking(_), None) => self.last.get(question).cloned(),
            // It changed the booking: its last known state is not its state any more.
            (Question::Change { uid_path, .. }, Some(_)) => {
                self.last.remove(&Question::Booking(uid_path.clone()));
                found
            }
            _ => found,
        }
    }

    /// The answer to exactly this question, else the one it had before (a caller who asked again within seconds got
    /// it again, without a call), else the next about this event type, else the last: the salon knew it from memory.
    fn take_slots(&mut self, question: &Question, path: &str) -> Option<RecordedAnswer> {
        let found = self
            .take(question, |answer| answer.path == path)
            .or_else(|| self.slots.get(path).cloned())
            .or_else(|| self.take(question, |_| true))
            .or_else(|| self.last.get(question).cloned())?;
        self.slots.insert(found.path.clone(), found.clone());
        self.last.insert(question.clone(), found.clone());
        Some(found)
    }

    /// The metadata that a booking asked for in this replay would have.
    fn with_sent_metadata(&self, mut facts: BookingFacts) -> BookingFacts {
        let known = |uid: &String| self.sent.iter().find(|sent| sent.uids.contains(uid));
        let found = known(&facts.uid).or_else(|| known(facts.rescheduled_from.as_ref()?));
        if let Some(sent) = found.or_else(|| self.sent_by_saga(&facts)) {
            facts.metadata.extend(sent.metadata.clone());
        }
        facts
    }

    /// What was asked for by the saga that the recorded metadata names.
    fn sent_by_saga(&self, facts: &BookingFacts) -> Option<&SentBooking> {
        let today = self.sagas.get(facts.metadata.get(meta::SAGA)?)?;
        let segment = facts.metadata.get(meta::SEGMENT);
        self.sent.iter().find(|sent| {
            sent.metadata.get(meta::SAGA) == Some(today)
                && sent.metadata.get(meta::SEGMENT) == segment
        })
    }

    /// Which booking asked for in this replay this is: the same one, moved on, or one whose answer was lost.
    fn recognise(&mut self, facts: &BookingFacts, may_be_lost: bool) {
        let knows = |sent: &SentBooking| {
            let known = |uid: &String| sent.uids.contains(uid);
            known(&facts.uid) || facts.rescheduled_from.as_ref().is_some_and(known)
        };
        let lost = |sent: &SentBooking| {
            may_be_lost
                && sent.uids.is_empty()
                && sent.start == facts.start
                && facts.event_type_id.is_none_or(|id| id == sent.event_type_id)
        };
        let found = self.sent.iter().position(knows).or_else(|| self.sent.iter().position(lost));
        if let Some(sent) = found.and_then(|at| self.sent.get_mut(at))
            && !sent.uids.contains(&facts.uid)
        {
            sent.uids.push(facts.uid.clone());
        }
    }
}

impl Calcom for RecordedCalcom {
    /// A day's recording has no member lists, and a host must not be taken for vanished because of that.
    fn members(&self, _: Members, _: u32, _: u32, _: Instant) -> CallResult<MemberPage> {
        Err(CallError::Unknown("a recording holds no member lists".into()))
    }

    fn book(&self, new: &NewBooking, _deadline: Instant) -> CallResult<BookingFacts> {
        let at_this_start = |answer: &RecordedAnswer| {
            // A refusal or a lost answer names no start.
            let booked = wire::facts(&answer.body, AnswerKind::Post);
            booked.map_or(true, |facts| facts.start == new.start)
        };
        let answered = self
            .answer(&Question::Book, at_this_start)
            .and_then(|answer| wire::facts(&answer, AnswerKind::Post).map_err(not_understood));
        let uids = match &answered {
            Ok(facts) => vec![facts.uid.clone()],
            Err(CallError::Unknown(_)) => Vec::new(),
            Err(CallError::Refused(_) | CallError::NotSent { .. }) => return answered,
        };
        let mut memory = self.memory();
        memory.sent.push(SentBooking {
            event_type_id: new.event_type_id,
            start: new.start,
            metadata: new.metadata.clone(),
            uids,
        });
        answered.map(|facts| memory.with_sent_metadata(facts))
    }

    fn booking(&self, uid: &str, _deadline: Instant) -> CallResult<BookingFacts> {
        let question = Question::Booking(wire::booking_path(uid, None));
        let answer = self.answer(&question, |_| true)?;
        same_booking(self.facts(&answer, AnswerKind::Get)?, uid)
    }

    fn bookings(&self, filter: &BookingFilter, _deadline: Instant) -> CallResult<BookingPage> {
        let question =
            if filter.attendee_email.is_some() { Question::Look } else { Question::Poll };
        let answer = self.answer(&question, |_| true)?;
        let mut page = wire::bookings(&answer).map_err(not_understood)?;
        let mut memory = self.memory();
        // Only the list of the visit's own address shows what became of a lost answer.
        let may_be_lost = question == Question::Look;
        page.bookings.iter().for_each(|facts| memory.recognise(facts, may_be_lost));
        page.bookings =
            page.bookings.into_iter().map(|facts| memory.with_sent_metadata(facts)).collect();
        Ok(page)
    }

    fn cancel(&self, uid: &str, _reason: &str, _deadline: Instant) -> CallResult<BookingFacts> {
        let answer = self.answer(&Question::change(uid, "cancel"), |_| true)?;
        same_booking(self.facts(&answer, AnswerKind::Post)?, uid)
    }

    fn reschedule(
        &self,
        uid: &str,
        _start: OffsetDateTime,
        _reason: &str,
        _deadline: Instant,
    ) -> CallResult<BookingFacts> {
        let answer = self.answer(&Question::change(uid, "reschedule"), |_| true)?;
        self.facts(&answer, AnswerKind::Post)
    }

    fn slots(
        &self,
        event_type_id: i64,
        from: OffsetDateTime,
        until: OffsetDateTime,
        _deadline: Instant,
    ) -> CallResult<Vec<Slot>> {
        let question = Question::Slots(event_type_id);
        let path = wire::slots_path(event_type_id, from, until).unwrap_or_default();
        let found = self.memory().take_slots(&question, &path);
        let answer = self.outcome_of(&question, found)?;
        let (mut slots, _) = wire::slots(&answer).map_err(not_understood)?;
        // The answer may be to a question about more days.
        slots.retain(|slot| slot.start >= from && slot.start < until);
        Ok(slots)
    }

    fn reserve(
        &self,
        event_type_id: i64,
        start: OffsetDateTime,
        _minutes: u32,
        _deadline: Instant,
    ) -> CallResult<Reservation> {
        let answer =
            self.answer(&Question::Reserve, |answer| answer.reserves(event_type_id, start))?;
        wire::reservation(&answer).map_err(not_understood)
    }
}

fn unanswered(question: &Question) -> CallError {
    let message = "the recording holds no answer to this".to_owned();
    match question.effect() {
        Effect::Reads => CallError::Unknown(message),
        Effect::Changes => {
            CallError::Refused(Refusal { status: 404, code: CODE_NOT_RECORDED.to_owned(), message })
        }
    }
}
