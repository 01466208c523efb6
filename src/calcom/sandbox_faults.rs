//! Faults on purpose: what can go wrong with a call to Cal.com, and when it does here.

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
    /// The fault of a name; several take a value: `delay-ms=50`, `drip-ms=5`, `redirect=http://…`.
    /// In place of `=` a `-` does as well, so that a slug can hold it.
    pub fn parse(name: &str) -> Option<FaultKind> {
        let name = name.trim();
        if let Some(ms) = value_of(name, "delay-ms").or_else(|| value_of(name, "delay-before-ms")) {
            return Some(FaultKind::DelayBefore(Duration::from_millis(ms.parse().ok()?)));
        }
        if let Some(ms) = value_of(name, "delay-after-ms") {
            return Some(FaultKind::DelayAfter(Duration::from_millis(ms.parse().ok()?)));
        }
        if let Some(ms) = value_of(name, "drip-ms") {
            return Some(FaultKind::Drip(Duration::from_millis(ms.parse().ok()?)));
        }
        if let Some(target) = name.strip_prefix("redirect=") {
            return Some(FaultKind::Redirect(target.to_owned()));
        }
        let kind = match name {
            "lost-answer" => FaultKind::LostAnswer,
            "never-arrives" => FaultKind::NeverArrives,
            "error-500-before" => FaultKind::Error500Before,
            "error-500-after" => FaultKind::Error500After,
            "error-503" => FaultKind::Error503,
            "html-502" => FaultKind::Html502,
            "429" => FaultKind::TooManyRequests,
            "cut-body" => FaultKind::CutBody,
            "html-200" => FaultKind::Html200,
            "data-array" => FaultKind::DataArray,
            "status-error-200" => FaultKind::StatusError200,
            "redirect" => FaultKind::Redirect(REDIRECT_TARGET.to_owned()),
            "drip" => FaultKind::Drip(DRIP_INTERVAL),
            "huge" => FaultKind::Huge,
            "slot-taken" => FaultKind::SlotTaken,
            "conflict-409" => FaultKind::Conflict409,
            "no-hosts" => FaultKind::Host(HostShape::MissingInPost),
            "hosts-empty" => FaultKind::Host(HostShape::Empty),
            "unknown-host" => FaultKind::Host(HostShape::Unknown),
            "host-in-user" => FaultKind::Host(HostShape::InUser),
            "host-in-organizer" => FaultKind::Host(HostShape::InOrganizer),
            "host-id-text" => FaultKind::Host(HostShape::TextId),
            "host-name-null" => FaultKind::Host(HostShape::NullName),
            _ => return None,
        };
        Some(kind)
    }

    /// The host shape it asks for, if that is what it is.
    pub(super) fn host_shape(&self) -> Option<HostShape> {
        match self {
            FaultKind::Host(shape) => Some(*shape),
            _ => None,
        }
    }
}

fn value_of<'a>(name: &'a str, key: &str) -> Option<&'a str> {
    name.strip_prefix(key)?.strip_prefix(['=', '-'])
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
pub(super) struct Faults {
    rules: Vec<Rule>,
}

struct Rule {
    fault: Fault,
    seen: u32,
    fired: u32,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.rules.push(Rule { fault, seen: 0, fired: 0 });
    }

    pub(super) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The faults of one call, counted as happened.
    pub(super) fn take(&mut self, operation: Operation, text: &str) -> Vec<FaultKind> {
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

    #[test]
    fn names_with_values_are_read_in_both_spellings() {
        let delay = FaultKind::DelayBefore(Duration::from_millis(50));
        assert_eq!(FaultKind::parse("delay-ms=50"), Some(delay.clone()));
        assert_eq!(FaultKind::parse("delay-ms-50"), Some(delay));
        assert_eq!(
            FaultKind::parse("redirect=http://h.example/x"),
            Some(FaultKind::Redirect("http://h.example/x".into()))
        );
        for nonsense in ["", "delay-ms", "delay-ms=soon", "lost_answer"] {
            assert_eq!(FaultKind::parse(nonsense), None, "{nonsense}");
        }
    }
}
