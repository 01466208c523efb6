//! What the engine knows of a step: how its call is made, looked for and taken back, and how each of these ends.

use crate::domain::Result;
use crate::store::Tx;
use serde_json::Value;

/// What is written with a step's success: all or nothing. Returns what the saga tells whoever asks.
pub type Record = Box<dyn FnOnce(&Tx) -> Result<Value> + Send>;

/// A step's success: its output for the journal, and what is written in the same transaction.
pub struct Done {
    /// Kept in the journal.
    pub output: Value,
    /// Written with it.
    pub record: Record,
}

/// How a call ended.
pub enum Sent {
    /// It happened.
    Done(Done),
    /// Refused, and nothing left behind. The sentence is for the log.
    Refused(String),
    /// Surely nothing happened; it may be sent again.
    NotSent(String),
    /// Perhaps it happened.
    Unknown(String),
}

/// What looking for a lost outcome found.
pub enum Found {
    /// It happened.
    Done(Done),
    /// There is no trace of it, now.
    Absent,
    /// Nobody could say.
    Unclear(String),
}

/// The steps of one kind of saga. Calls are made here, outside any transaction; nothing here writes.
pub trait Steps {
    /// How many there are.
    fn count(&self) -> usize;
    /// Makes the step's call.
    fn send(&self, step: usize) -> Sent;
    /// Looks whether an earlier call happened.
    fn look(&self, step: usize) -> Found;
    /// Whether a person owes the outside this step: refused at once, it stays as it was and somebody must look.
    fn is_owed(&self, _step: usize) -> bool {
        false
    }
    /// Whether sending twice has the effect of once, so that no quiet time is needed.
    fn may_repeat(&self, step: usize) -> bool;
    /// Takes a step back; "already gone" is a success.
    fn undo(&self, step: usize, output: &Value) -> Sent;
    /// What is written where the saga goes on without this step, which was refused for this reason and left nothing
    /// behind. `None` where it cannot do without.
    fn without(&self, step: usize, why: &str) -> Option<Done>;
}
