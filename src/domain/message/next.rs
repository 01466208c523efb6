//! What is to be told next about a visit: a pure function of what was told last and of how the visit stands.
//!
//! One message a visit and change. What cannot have left yet is brought up to date in its place; what may have left is
//! followed by another, of the next revision.

use crate::domain::message::facts::VisitFacts;
use crate::domain::message::kind::Kind;
use crate::domain::visit::booked::VisitStatus;

/// What was told last, or is about to be.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub kind: Kind,
    pub revision: u32,
    pub facts: &'a VisitFacts,
    /// Whether it is to be sent and surely has not left yet.
    pub is_untouched: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Nothing,
    /// The last message is brought up to date: it has not left.
    Refresh,
    /// The last message has not left and tells of a move that was taken back: it goes, and the one before it counts.
    Withdraw,
    /// Another message; where the last one has not been sent, it is in its place.
    New {
        kind: Kind,
        /// From 0, greater with each message that may have left.
        revision: u32,
    },
}

/// What is to be told next.
pub fn next(last: Option<Told<'_>>, status: VisitStatus, now: &VisitFacts) -> Next {
    let stands = match status {
        VisitStatus::Confirmed => true,
        VisitStatus::Cancelled | VisitStatus::Rejected => false,
        // Nothing that can be promised, and nothing that is over.
        VisitStatus::Requested | VisitStatus::Pending => return Next::Nothing,
    };
    let Some(last) = last else {
        return match stands {
            true => Next::New { kind: Kind::Confirmed, revision: 0 },
            // What was never told need not be called off: a visit that could not be booked as a whole among them.
            false => Next::Nothing,
        };
    };
    let after = last.revision.saturating_add(1);
    match (stands, last.kind) {
        (true, Kind::Cancelled) => Next::New { kind: Kind::Confirmed, revision: after },
        (true, Kind::Confirmed | Kind::Moved | Kind::Reminder) => {
            let was_taken_back =
                last.kind == Kind::Moved && last.facts.before == Some(now.starts_at);
            if last.is_untouched && was_taken_back {
                return Next::Withdraw;
            }
            if last.is_untouched {
                return if last.facts == now { Next::Nothing } else { Next::Refresh };
            }
            match now.is_at_other_times(last.facts) {
                true => Next::New { kind: Kind::Moved, revision: after },
                false => Next::Nothing,
            }
        }
        (false, Kind::Cancelled) => Next::Nothing,
        // The customer was told by voice, so also of what no message has told.
        (false, Kind::Confirmed | Kind::Moved | Kind::Reminder) => {
            Next::New { kind: Kind::Cancelled, revision: after }
        }
    }
}
