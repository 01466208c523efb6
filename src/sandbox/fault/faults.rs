//! Faults on purpose: what can go wrong with a call to Cal.com, and when it does here.

use crate::sandbox::answer::Saying;
use crate::sandbox::fault::lies::Becomes;
use serde_json::Value;
use std::time::Duration;

/// How long a dripping answer waits after each byte, unless told otherwise.
pub const DRIP_INTERVAL: Duration = Duration::from_secs(1);
/// Where a redirect leads, unless told otherwise.
pub const REDIRECT_TARGET: &str = "https://elsewhere.example.com/login";
/// The request header that switches faults on for one request; a comma between several.
pub const FAULT_HEADER: &str = "x-sandbox-fault";

/// The kinds of calls, as far as faults tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `POST /v2/bookings`
    Book,
    /// `GET /v2/bookings/{uid}`
    GetBooking,
    /// `GET /v2/bookings`
    ListBookings,
    /// `POST /v2/bookings/{uid}/cancel`
    Cancel,
    /// `POST /v2/bookings/{uid}/reschedule`
    Reschedule,
    /// `POST /v2/bookings/{uid}/reassign[/{userId}]`
    Reassign,
    /// `POST /v2/bookings/{uid}/confirm`
    Confirm,
    /// `POST /v2/bookings/{uid}/decline`
    Decline,
    /// `POST /v2/bookings/{uid}/mark-absent`
    MarkAbsent,
    /// `GET /v2/slots`
    Slots,
    /// `/v2/slots/reservations`
    Reservations,
    /// Everything about event types
    EventTypes,
    /// `/v2/me`, teams, memberships, organisation users
    People,
    /// Everything about webhook registrations
    Webhooks,
    /// Any other path
    Other,
}

/// What goes wrong. "Before" means that nothing was done, "after" that it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is done, then the connection closes without an answer.
    LostAnswer,
    /// The connection closes before anything is done.
    NeverArrives,
    /// A bare 500, nothing done.
    Error500Before,
    /// A bare 500 although it was done.
    Error500After,
    /// 503 in the envelope, nothing done.
    Error503,
    /// The gateway's HTML page although it was done.
    Html502,
    /// The rate limit's answer, nothing done.
    TooManyRequests,
    /// It takes this much longer; a booking spends it between check and commit.
    DelayBefore(Duration),
    /// It is done, and the answer waits this long.
    DelayAfter(Duration),
    /// Held until `Sandbox::release`; a booking is held between check and commit. It has no name, as only the
    /// host program can end it.
    HoldBefore,
    /// Done, and the answer is held until `Sandbox::release`.
    HoldAfter,
    /// Done; `Content-Length` promises more than comes, then the connection closes.
    CutBody,
    /// A captive portal's page with 200, nothing done.
    Html200,
    /// Done; `data` is an array around what it should be.
    DataArray,
    /// `"status": "error"` with 200, nothing done.
    StatusError200,
    /// 302 to this address, nothing done.
    Redirect(String),
    /// Done; the body comes one byte per interval.
    Drip(Duration),
    /// Done; a body of up to a gigabyte.
    Huge,
    /// 400 as for a taken slot, nothing done.
    SlotTaken,
    /// The bare 409 of a lost race, nothing done.
    Conflict409,
    /// Done; the answer names its host in another way.
    Host(HostShape),
    /// Done; one field of the answer, named by its JSON pointer, is another. Nothing happens where it is missing,
    /// but that a value can be put into an object that is there.
    Field {
        /// For example `/data/start`; in lists `/data/0/updatedAt`.
        pointer: String,
        /// What stands there instead.
        becomes: Becomes,
    },
    /// Done; the whole body of the answer is this.
    Replace(Value),
    /// Any refusal, nothing done.
    Refuse(Saying),
    /// The same although it was done.
    RefuseAfter(Saying),
    /// `"status": "error"` with 200 although it was done.
    StatusError200After,
    /// Nothing done, and answered as if it were: a cancelled booking still stands at the next look.
    NotDone,
    /// Nothing done; success, and the booking as it is now. For a new booking: the newest one there is.
    Unchanged,
    /// Done; the answer says that it is of this type.
    ContentType(String),
    /// 429 with this `Retry-After`, nothing done.
    RetryAfter(String),
    /// 429 that says in `X-RateLimit-Reset-Default` how many seconds are left, nothing done.
    RateReset(String),
    /// The answer is lost, and it is done only when the sandbox's clock has gone on so far. See
    /// `Sandbox::write_due`.
    LateWrite(Duration),
}

/// Where and how a booking's host is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostShape {
    /// No `hosts` in the answer of a POST that books; there in every other answer.
    MissingInPost,
    /// `hosts` is empty, everywhere.
    Empty,
    /// Cal.com's placeholder for a user it no longer has, everywhere.
    Unknown,
    /// `user` instead of `hosts`.
    InUser,
    /// `organizer` instead of `hosts`.
    InOrganizer,
    /// The id is a string of digits.
    TextId,
    /// The name is null.
    NullName,
}

impl FaultKind {
    /// The host shape it asks for, if that is what it is.
    pub(crate) fn host_shape(&self) -> Option<HostShape> {
        match self {
            FaultKind::Host(shape) => Some(*shape),
            _ => None,
        }
    }
}

/// Which calls a fault is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultOn {
    /// `None` means any.
    pub operation: Option<Operation>,
    /// Looked for in path, query, body, and in what the path's booking is: its attendee, and its event type and
    /// start in UTC as `511@2026-12-01T08:15:00Z`.
    pub containing: Option<String>,
    /// So many matching calls go well first.
    pub skip: u32,
}

impl FaultOn {
    /// Every call.
    pub fn any() -> FaultOn {
        FaultOn::default()
    }

    /// Every call of one kind.
    pub fn operation(operation: Operation) -> FaultOn {
        FaultOn { operation: Some(operation), ..FaultOn::default() }
    }

    /// Only those that contain the text.
    pub fn containing(mut self, text: &str) -> FaultOn {
        self.containing = Some(text.to_owned());
        self
    }

    /// Only from the `n`th matching call on, counted from 1.
    pub fn nth(mut self, n: u32) -> FaultOn {
        self.skip = n.saturating_sub(1);
        self
    }
}

/// A fault and when it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which calls.
    pub on: FaultOn,
    /// What happens.
    pub what: FaultKind,
    /// How often; `None` means until `Sandbox::clear_faults`.
    pub times: Option<u32>,
}

impl Fault {
    /// For one call.
    pub fn once(on: FaultOn, what: FaultKind) -> Fault {
        Fault { on, what, times: Some(1) }
    }

    /// Until it is cleared.
    pub fn always(on: FaultOn, what: FaultKind) -> Fault {
        Fault { on, what, times: None }
    }
}

/// The faults that the host program has set.
#[derive(Default)]
pub(crate) struct Faults {
    rules: Vec<Rule>,
}

struct Rule {
    fault: Fault,
    seen: u32,
    fired: u32,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.rules.push(Rule { fault, seen: 0, fired: 0 });
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The faults of one call, counted as happened.
    pub(crate) fn take(&mut self, operation: Operation, text: &str) -> Vec<FaultKind> {
        let mut taken = Vec::new();
        for rule in &mut self.rules {
            let on = &rule.fault.on;
            let matches = on.operation.is_none_or(|wanted| wanted == operation)
                && on.containing.as_deref().is_none_or(|wanted| text.contains(wanted));
            if !matches || rule.fault.times.is_some_and(|times| rule.fired >= times) {
                continue;
            }
            rule.seen = rule.seen.saturating_add(1);
            if rule.seen > on.skip {
                rule.fired = rule.fired.saturating_add(1);
                taken.push(rule.fault.what.clone());
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_taken_when_they_match_and_as_often_as_told() {
        let mut faults = Faults::default();
        let on = FaultOn::operation(Operation::Book).containing("visit-7").nth(2);
        faults.add(Fault { on, what: FaultKind::LostAnswer, times: Some(2) });
        let mut fired = |operation, text| !faults.take(operation, text).is_empty();
        assert!(!fired(Operation::Cancel, "visit-7"), "another operation");
        assert!(!fired(Operation::Book, "visit-8"), "another attendee");
        assert!(!fired(Operation::Book, "visit-7"), "the first goes well");
        assert!(fired(Operation::Book, "visit-7"));
        assert!(fired(Operation::Book, "visit-7"));
        assert!(!fired(Operation::Book, "visit-7"), "used up");
    }
}
