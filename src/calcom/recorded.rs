//! `RecordedCalcom`: answers from a recording instead of the network. They go through the same sorting of outcomes
//! and the same lenient reading as live ones, so every quirk of an answer counts.
//!
//! What is asked for finds the next recorded answer to the same question. A read that was answered before is
//! answered the same again. What the recording does not hold is told: a read ends as `Unknown`, because nobody
//! knows; a change is refused, because the recording knows of none.

use crate::calcom::BookingFilter;
use crate::calcom::Calcom;
use crate::calcom::CallError;
use crate::calcom::CallResult;
use crate::calcom::NewBooking;
use crate::calcom::Refusal;
use crate::calcom::Reservation;
use crate::calcom::Slot;
use crate::calcom::client::not_understood;
use crate::calcom::client::same_booking;
use crate::calcom::client_outcome::Answer;
use crate::calcom::client_outcome::Effect;
use crate::calcom::client_outcome::outcome;
use crate::calcom::recorded_answer::Question;
use crate::calcom::recorded_answer::RecordedAnswer;
use crate::calcom::wire;
use crate::domain::booking::BookingFacts;
use crate::domain::host::AnswerKind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Instant;
use time::OffsetDateTime;

/// The code of a refusal that is the recording's: it holds no answer to this.
const CODE_NOT_RECORDED: &str = "NotRecorded";

/// Cal.com as it was recorded.
#[derive(Default)]
pub struct RecordedCalcom(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    waiting: BTreeMap<Question, VecDeque<Waiting>>,
    /// The last answer to each question about one booking.
    last: BTreeMap<Question, RecordedAnswer>,
    sent: Vec<SentBooking>,
    unanswered: BTreeSet<String>,
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
    /// Adds an answer that waits until it is asked for.
    pub fn add(&self, answer: RecordedAnswer) {
        self.memory().push(answer, false);
    }

    /// Adds answers that belong to the line in hand: what it does not ask for is not left to a later one.
    pub fn attach(&self, answers: &[RecordedAnswer]) {
        let mut memory = self.memory();
        answers.iter().for_each(|answer| memory.push(answer.clone(), true));
    }

    /// Ends the line in hand. The state of a booking that nobody asked for is still its last known one.
    pub fn detach(&self) {
        let memory = &mut *self.memory();
        for (question, waiting) in &mut memory.waiting {
            while let Some(at) = waiting.iter().position(|one| one.attached) {
                if let (Some(left), Question::Booking(_)) = (waiting.remove(at), question) {
                    memory.last.insert(question.clone(), left.answer);
                }
            }
        }
    }

    /// What was asked since the last time and is not in the recording, in a fixed order.
    pub fn take_unanswered(&self) -> Vec<String> {
        std::mem::take(&mut self.memory().unanswered).into_iter().collect()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next answer to a question that fits what is asked for.
    fn answer(
        &self,
        question: &Question,
        fits: impl Fn(&RecordedAnswer) -> bool,
    ) -> CallResult<Value> {
        let found = self.memory().take(question, fits);
        let Some(found) = found else {
            // A reservation is a courtesy that salons may well not have recorded.
            if *question != Question::Reserve {
                self.memory().unanswered.insert(question.to_string());
            }
            return Err(unanswered(question));
        };
        let Some(status) = found.status else {
            return Err(CallError::Unknown("the answer was lost".to_owned()));
        };
        let body = match &found.body {
            Value::String(text) => text.clone().into_bytes(),
            json => json.to_string().into_bytes(),
        };
        outcome(question.effect(), &Answer { status, retry_after_seconds: None, body: Ok(body) })
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
        let next = waiting.iter().position(|one| fits(&one.answer));
        let found = next.and_then(|at| waiting.remove(at)).map(|one| one.answer);
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

    /// The metadata that a booking asked for in this replay would have.
    fn with_sent_metadata(&self, mut facts: BookingFacts) -> BookingFacts {
        let known = |uid: &String| self.sent.iter().find(|sent| sent.uids.contains(uid));
        let found = known(&facts.uid).or_else(|| known(facts.rescheduled_from.as_ref()?));
        if let Some(sent) = found {
            facts.metadata.extend(sent.metadata.clone());
        }
        facts
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

    fn bookings(
        &self,
        filter: &BookingFilter,
        _deadline: Instant,
    ) -> CallResult<wire::BookingPage> {
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
        _from: OffsetDateTime,
        _until: OffsetDateTime,
        _deadline: Instant,
    ) -> CallResult<Vec<Slot>> {
        let answer = self.answer(&Question::Slots(event_type_id), |_| true)?;
        wire::slots(&answer).map(|(slots, _)| slots).map_err(not_understood)
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
