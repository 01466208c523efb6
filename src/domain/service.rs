//! What the salon sells: segments of active work, pauses between them, and what the pauses are for.

use std::fmt;

/// Who may use the stylist's time in a visit's pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PausePolicy {
    /// The stylist is released: others may be booked into the pause.
    Free,
    /// The stylist stays with the customer.
    Blocked,
    /// The stylist is held until a person of the salon releases her, in whole or in part.
    Flexible,
    /// There are no pauses.
    Never,
}

impl PausePolicy {
    /// All of them.
    pub const ALL: [PausePolicy; 4] =
        [PausePolicy::Free, PausePolicy::Blocked, PausePolicy::Flexible, PausePolicy::Never];

    /// As stored. The column `services.pause_bookable_policy`.
    pub fn as_str(self) -> &'static str {
        match self {
            PausePolicy::Free => "free",
            PausePolicy::Blocked => "blocked",
            PausePolicy::Flexible => "flexible",
            PausePolicy::Never => "never",
        }
    }

    /// The inverse of `as_str`.
    pub fn parse(text: &str) -> Option<PausePolicy> {
        PausePolicy::ALL.into_iter().find(|policy| policy.as_str() == text)
    }

    /// Whether a booking at Cal.com holds the pause.
    pub fn holds(self) -> bool {
        matches!(self, PausePolicy::Blocked | PausePolicy::Flexible)
    }
}

/// A segment's name within its service: one letter, `A` to `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentKey(char);

impl SegmentKey {
    /// `None` unless it is one letter from `A` to `Z`.
    pub fn parse(text: &str) -> Option<SegmentKey> {
        let mut letters = text.chars();
        let first = letters.next().filter(char::is_ascii_uppercase)?;
        letters.next().is_none().then_some(SegmentKey(first))
    }

    /// The letter of the n-th segment, from 0.
    pub fn nth(index: usize) -> Option<SegmentKey> {
        u8::try_from(index)
            .ok()
            .filter(|index| *index < 26)
            .and_then(|index| b'A'.checked_add(index))
            .map(|letter| SegmentKey(char::from(letter)))
    }

    /// What the pause behind this segment is booked as where it is held: `A+`.
    pub fn pause(self) -> String {
        format!("{}+", self.0)
    }
}

impl fmt::Display for SegmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Who does a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Performer {
    /// The person of the visit.
    Same,
    /// Handed over to whoever is free.
    Any,
}

/// How a segment is booked at Cal.com.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookedAs {
    /// An event type per person.
    Staff,
    /// One event type; Cal.com chooses somebody.
    Pool,
}

/// One stretch of active work, as the service describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSegment {
    /// `A`, `B`, … in order.
    pub key: SegmentKey,
    /// As spoken: "Färben".
    pub name: String,
    /// Active work, minutes.
    pub minutes: u32,
    /// The pause before the next segment, minutes; 0 behind the last.
    pub pause_after_minutes: u32,
    /// Who does it.
    pub performer: Performer,
    /// How it is booked.
    pub booked_as: BookedAs,
}
