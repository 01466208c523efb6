//! One step of a saga, forward: journal, call, journal.

use crate::domain::Result;
use crate::domain::saga::{Entry, Event};
use crate::domain::visit::refusal::Reason;
use crate::logging::fact::Fact;
use crate::saga::journal::{failed, journal_before_sending};
use crate::saga::pause;
use crate::saga::pause::{Patience, Pause, Rest};
use crate::saga::step::{Done, Found, No, Sent, Steps, Whole};
use crate::store::Store;
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::{Saga, State};
use time::OffsetDateTime;

/// Answered as done and not done, so often in a row, a person must look.
pub(crate) const IGNORED_MAX: u32 = 3;

/// What is known of the step in hand before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// It was never sent, and the journal does not know of it.
    Nothing,
    /// It was never sent; the journal has it already, written with the saga by the caller who drives it now.
    Journaled,
    /// It was sent, and how it ended is not known.
    Sent,
}

/// One step of one saga, on its way.
pub(crate) struct Forward<'a> {
    pub store: &'a Store,
    pub clock: &'a dyn Fn() -> OffsetDateTime,
    pub patience: Patience,
    pub saga: &'a Saga,
    pub steps: &'a dyn Steps,
    pub step: usize,
}

impl Forward<'_> {
    /// One step forward. `Some` is where the saga rests now.
    pub fn run(&self, before: Before) -> Result<Option<Rest>> {
        let again = before == Before::Sent;
        // Sent before, and how it ended is not known: look first.
        if let Some(at) = self.saga.sent_at.filter(|_| again)
            && let Some(rest) = self.look_first(at)?
        {
            return Ok(rest);
        }
        if before != Before::Journaled {
            journal_before_sending(self.store, (self.clock)(), self.saga, self.step)?;
        }
        match self.steps.send(self.step) {
            Sent::Done(done) => self.succeed(done, None),
            // The minutes may be taken by the very booking whose answer was lost.
            Sent::Refused(no) if again => self.found(self.steps.look(self.step), no),
            Sent::Refused(no) => self.refused(no),
            Sent::Doubtful(no) => self.found(self.steps.look(self.step), no),
            Sent::NotSent(why, _) if self.is_too_late((self.clock)()) => {
                self.refused(No::new(Reason::GivenUp, format!("given up: {why}")))
            }
            Sent::NotSent(why, at_least) => {
                self.wait(why, Pause { nothing_sent: true, at_least, ..Pause::default() })
            }
            Sent::Ignored(no) if self.saga.attempts >= IGNORED_MAX => self.stuck(no),
            Sent::Ignored(No { why, .. }) | Sent::Unknown(why) => {
                self.wait(why, Pause { lost_now: true, ..Pause::default() })
            }
        }
    }

    /// Looks for a call that was sent at this time. `None` if it may be sent again; else how this step forward ends.
    fn look_first(&self, sent_at: OffsetDateTime) -> Result<Option<Option<Rest>>> {
        let found = self.steps.look(self.step);
        if !matches!(found, Found::Absent) {
            return self.found(found, No::new(Reason::GivenUp, "")).map(Some);
        }
        let now = (self.clock)();
        let quiet_until = sent_at.saturating_add(self.patience.quiet);
        if now < quiet_until && !self.steps.may_repeat(self.step) {
            let until = Some(quiet_until);
            return self.wait("no trace yet".into(), Pause { until, ..Pause::default() }).map(Some);
        }
        if self.is_too_late(now) {
            let no = No::new(Reason::GivenUp, "given up: no trace, and too late");
            return self.refused(no).map(Some);
        }
        Ok(None)
    }

    /// How this step ended, for the log.
    fn fact(&self, outcome: &'static str) -> Fact {
        Fact::new("step")
            .with("saga", &self.saga.id)
            .with("kind", self.saga.kind.as_str())
            .with("step", self.step)
            .with("outcome", outcome)
    }

    fn is_too_late(&self, now: OffsetDateTime) -> bool {
        now >= self.saga.created_at.saturating_add(self.patience.give_up)
    }

    /// What was found of the step; `no` is what it means if there is no trace of it.
    fn found(&self, found: Found, no: No) -> Result<Option<Rest>> {
        match found {
            Found::Done(done) => self.succeed(done, None),
            Found::Absent => self.refused(no),
            Found::Off(no) => self.refused(no),
            Found::Unclear(why) => self.unclear(why, Pause::default()),
            Found::Otherwise(no, done) => self.succeed(done, Some(no)),
        }
    }

    /// Not known, and asked again later; a person hears of it where that takes long.
    fn unclear(&self, why: String, pause: Pause) -> Result<Option<Rest>> {
        if self.is_too_late((self.clock)()) {
            self.tell_that_it_takes_long(&why)?;
        }
        self.wait(why, pause)
    }

    /// Nothing is left behind: the saga goes on without the step if it can, else it unwinds.
    fn refused(&self, no: No) -> Result<Option<Rest>> {
        match self.steps.without(self.step, &no) {
            Some(done) => self.succeed(done, None),
            None if self.steps.is_owed(self.step) => self.stuck(no),
            None => self.fail(no),
        }
    }

    /// The step is done. With `stuck` it is not as it was wanted, and a person must look.
    fn succeed(&self, done: Done, stuck: Option<No>) -> Result<Option<Rest>> {
        let (step, count, is_otherwise) = (self.step, self.steps.count(), stuck.is_some());
        let last = step.saturating_add(1) == count;
        // Asked outside of the transaction, and before the last step counts.
        let seen = match stuck {
            Some(no) => Whole::Stuck(no),
            None if last => match self.steps.look_over() {
                Ok(whole) => whole,
                // As if the step's own answer were lost: it is looked for, and then looked over again.
                Err(why) => return self.unclear(why, Pause { lost_now: true, ..Pause::default() }),
            },
            None => Whole::Right,
        };
        let (id, ledger) = (self.saga.id.clone(), self.steps.ledger());
        let (since, now) = (self.saga.created_at, (self.clock)());
        let fact = self.fact(if is_otherwise { "not as wanted" } else { "done" });
        let told = self.store.write(move |tx| {
            fact.tell();
            let told = (done.record)(tx)?;
            let done = Entry { step, event: Event::Succeeded, data: done.output };
            let whole = match seen {
                Whole::Right if last => ledger.whole(tx)?,
                seen => seen,
            };
            if last && matches!(whole, Whole::Right) {
                saga_log::succeed(tx, &id, &done, &ledger.kept(&told), now)?;
                ledger.at_rest(tx, true)?;
                return Ok(Some(told));
            }
            saga_log::append(tx, &id, &done, now)?;
            saga_log::step_is_over(tx, &id)?;
            match whole {
                Whole::Right => {}
                // The look over the whole is a step behind the last one, and that is the one that failed.
                Whole::TakeBack(no) => {
                    saga_log::append(tx, &id, &failed(count, &no), now)?;
                    ledger.on_no(tx, &no, since)?;
                }
                Whole::Stuck(no) => {
                    let entry = failed(count, &no);
                    saga_log::append(tx, &id, &entry, now)?;
                    ledger.on_stuck(tx, &no)?;
                    saga_log::finish(tx, &id, State::Stuck, &entry.data, now)?;
                }
            }
            Ok(None)
        })?;
        Ok(told.map(Rest::Done))
    }

    /// A refused first step ends the saga here; a later one leaves something to take back.
    fn fail(&self, no: No) -> Result<Option<Rest>> {
        log::debug!("saga {} step {} failed: {}", self.saga.id, self.step, no.why);
        self.fact("failed").with("reason", no.reason.as_str()).tell();
        let (id, step, ledger) = (self.saga.id.clone(), self.step, self.steps.ledger());
        let (since, now) = (self.saga.created_at, (self.clock)());
        self.store.write(move |tx| {
            let entry = failed(step, &no);
            saga_log::append(tx, &id, &entry, now)?;
            saga_log::step_is_over(tx, &id)?;
            ledger.on_no(tx, &no, since)?;
            match step {
                0 => {
                    saga_log::finish(tx, &id, State::Unwound, &entry.data, now)?;
                    ledger.at_rest(tx, false)
                }
                _ => Ok(()),
            }
        })?;
        Ok(None)
    }

    /// The step cannot be done, and what is done already stays: a person must look.
    fn stuck(&self, no: No) -> Result<Option<Rest>> {
        log::error!("saga {} is stuck at step {}: {}", self.saga.id, self.step, no.why);
        self.fact("stuck").with("reason", no.reason.as_str()).tell();
        let (id, step, ledger) = (self.saga.id.clone(), self.step, self.steps.ledger());
        let now = (self.clock)();
        self.store.write(move |tx| {
            let entry = failed(step, &no);
            saga_log::append(tx, &id, &entry, now)?;
            saga_log::step_is_over(tx, &id)?;
            ledger.on_stuck(tx, &no)?;
            saga_log::finish(tx, &id, State::Stuck, &entry.data, now)
        })?;
        Ok(None)
    }

    /// It goes on, but a person should know of it.
    fn tell_that_it_takes_long(&self, why: &str) -> Result<()> {
        let (ledger, no) = (self.steps.ledger(), No::new(Reason::GivenUp, why));
        self.store.write(move |tx| ledger.on_stuck(tx, &no))
    }

    fn wait(&self, why: String, how: Pause) -> Result<Option<Rest>> {
        pause::wait(self.store, self.saga, why, how, (self.clock)())
    }
}
