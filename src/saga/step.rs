//! What the engine knows of a step: how its call is made, looked for and taken back, and how each of these ends.

use crate::domain::Result;
use crate::domain::visit::refusal::Reason;
use crate::store::db::tx::Tx;
use serde_json::Value;
use std::time::Duration;
use time::OffsetDateTime;

/// What is written with a step's success: all or nothing. Returns what the saga's caller is told.
pub type Record = Box<dyn FnOnce(&Tx) -> Result<Value> + Send>;

/// A step's success: its output for the journal, and what is written in the same transaction.
pub struct Done {
    /// Kept in the journal.
    pub output: Value,
    /// Written with it.
    pub record: Record,
}

/// A clear no: nothing was left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct No {
    /// What it means.
    pub reason: Reason,
    /// For the log and the journal.
    pub why: String,
}

impl No {
    /// A no of this meaning.
    pub fn new(reason: Reason, why: impl Into<String>) -> No {
        No { reason, why: why.into() }
    }
}

/// How a call ended.
pub enum Sent {
    /// It happened.
    Done(Done),
    /// Refused, and nothing left behind.
    Refused(No),
    /// Surely nothing happened; it may be sent again, and not before so much time has passed.
    NotSent(String, Option<Duration>),
    /// Perhaps it happened.
    Unknown(String),
    /// It was answered whole, and not with what was asked for: it is looked for at once, and if there is no trace of it
    /// that is a no.
    Doubtful(No),
    /// It was answered as done, and is not. After some tries a person must look.
    Ignored(No),
}

/// What looking for a lost outcome found.
pub enum Found {
    /// It happened.
    Done(Done),
    /// There is no trace of it, now.
    Absent,
    /// Not known.
    Unclear(String),
    /// It happened, and has been called off since: nothing is left of it.
    Off(No),
    /// It happened, and has been made something else since: it is recorded, and a person must look.
    Otherwise(No, Done),
}

/// What the look over the whole found, once every step has succeeded.
pub enum Whole {
    /// It is as it was planned.
    Right,
    /// It is not, and all of it is to be taken back.
    TakeBack(No),
    /// It is not, and a person must look.
    Stuck(No),
}

/// The steps of one kind of saga. Calls are made here, outside any transaction; nothing here writes.
pub trait Steps {
    /// How many there are.
    fn count(&self) -> usize;
    /// Makes the step's call.
    fn send(&self, step: usize) -> Sent;
    /// Looks whether an earlier call happened.
    fn look(&self, step: usize) -> Found;
    /// Whether a person owes the outside this step: refused at once, it stays as it was and a person must look.
    fn is_owed(&self, _step: usize) -> bool {
        false
    }
    /// Whether sending twice has the effect of once, so that no quiet time is needed.
    fn may_repeat(&self, step: usize) -> bool;
    /// Takes a step back; "already gone" is a success.
    fn undo(&self, step: usize, output: &Value) -> Sent;
    /// What is written where the saga goes on without this step, which was refused for this reason and left nothing
    /// behind. `None` where it cannot do without.
    fn without(&self, step: usize, no: &No) -> Option<Done>;
    /// Asks outside whether all of it stands, before the last step counts. A cheap one says `Right` without asking; the
    /// error says why it is not known.
    fn look_over(&self) -> std::result::Result<Whole, String> {
        Ok(Whole::Right)
    }
    /// What belongs to the saga beside its journal.
    fn ledger(&self) -> Box<dyn Ledger>;
}

/// What belongs to a saga beside its journal: read and written in the transactions of the journal.
pub trait Ledger: Send {
    /// Whether all of it stands as far as the rows know, in the transaction of the last step.
    fn whole(&self, tx: &Tx) -> Result<Whole>;
    /// Writes what a no brings with it. The saga was opened at `since`, UTC.
    fn on_no(&self, tx: &Tx, no: &No, since: OffsetDateTime) -> Result<()>;
    /// Writes what it brings with it that a person must look.
    fn on_stuck(&self, tx: &Tx, no: &No) -> Result<()>;
    /// What is kept, with the saga, of what its caller is told: enough to tell it again.
    fn kept(&self, told: &Value) -> Value {
        told.clone()
    }
    /// Writes what is left to say once the saga is at rest, done or taken back.
    fn at_rest(&self, _tx: &Tx, _is_done: bool) -> Result<()> {
        Ok(())
    }
}
