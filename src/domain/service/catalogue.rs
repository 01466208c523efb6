//! What the salon sells: segments of active work, pauses between them, and what the pauses are for.

use crate::domain::language::Language;
use crate::domain::stored::stored_enum;
use std::fmt;

stored_enum! {
    /// Who may use the stylist's time in a visit's pauses. The column `services.pause_bookable_policy`.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum PausePolicy {
        /// The stylist is released: others may be booked into the pause.
        Free = "free",
        /// The stylist stays with the customer.
        Blocked = "blocked",
        /// The stylist is held until a person of the salon releases the pause, in whole or in part.
        Flexible = "flexible",
        /// There are no pauses.
        Never = "never",
    }
}

impl PausePolicy {
    /// The one in force for a visit: its own over that of the person who does it over the service's.
    ///
    /// `Never` is a fact about the service, not a wish: a service without pauses stays without, with every performer, and
    /// where there are pauses they cannot be wished away, so a visit's or a person's `Never` is passed over.
    pub fn in_force(
        visit: Option<PausePolicy>,
        staff: Option<PausePolicy>,
        service: PausePolicy,
    ) -> PausePolicy {
        if service == PausePolicy::Never {
            return service;
        }
        let wished = |policy: &PausePolicy| *policy != PausePolicy::Never;
        visit.filter(wished).or(staff.filter(wished)).unwrap_or(service)
    }

    /// What people call it: `frei`.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            PausePolicy::Free => language.pick("frei", "free"),
            PausePolicy::Blocked => language.pick("gebunden", "blocked"),
            PausePolicy::Flexible => language.pick("auf Freigabe", "flexible"),
            PausePolicy::Never => language.pick("keine Pausen", "no pauses"),
        }
    }

    /// What it means for who does the work and for others, as half a sentence.
    pub fn meaning(self, language: Language) -> &'static str {
        match self {
            PausePolicy::Free => language.pick(
                "in der Pause können andere gebucht werden",
                "others can be booked in the pause",
            ),
            PausePolicy::Blocked => language.pick(
                "wer bedient, bleibt die ganze Pause bei der Kundin",
                "who does it stays with the customer for the whole pause",
            ),
            PausePolicy::Flexible => language.pick(
                "gehalten, bis jemand vom Salon die Pause freigibt",
                "held until somebody of the salon releases the pause",
            ),
            PausePolicy::Never => language.pick("es gibt keine Pausen", "there are no pauses"),
        }
    }

    /// Whether a booking at Cal.com holds the pause.
    pub fn holds(self) -> bool {
        matches!(self, PausePolicy::Blocked | PausePolicy::Flexible)
    }
}

stored_enum! {
    /// The order in which a visit's bookings are made at Cal.com. The column `services.booking_order`.
    #[derive(Default, Hash)]
    pub enum BookingOrder {
        /// The last segment first.
        #[default]
        LastFirst = "last_first",
        /// The first segment first.
        FirstFirst = "first_first",
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

stored_enum! {
    /// Who does a segment. The column `service_segments.performer`.
    pub enum Performer {
        /// The person of the visit.
        Same = "same",
        /// Handed over to one who is free.
        Any = "any",
    }
}

stored_enum! {
    /// How a segment is booked at Cal.com. The column `service_segments.booked_as`.
    pub enum BookedAs {
        /// An event type per person.
        Staff = "staff",
        /// One event type; Cal.com chooses one of the pool.
        Pool = "pool",
    }
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

/// What a service is made of. One that passed `check` keeps all its promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composition {
    /// In order. A simple service has one.
    pub segments: Vec<ServiceSegment>,
    /// What its pauses are for; `Never` where it has none.
    pub policy: PausePolicy,
    /// Kept free behind the whole visit, minutes.
    pub buffer_minutes: u32,
}

impl Composition {
    /// A service of one segment and nothing else.
    pub fn simple(name: &str, minutes: u32) -> Composition {
        let segment = SegmentKey::nth(0).map(|key| ServiceSegment {
            key,
            name: name.to_owned(),
            minutes,
            pause_after_minutes: 0,
            performer: Performer::Same,
            booked_as: BookedAs::Staff,
        });
        let segments = segment.into_iter().collect();
        Composition { segments, policy: PausePolicy::Never, buffer_minutes: 0 }
    }

    /// Whether it has more than one segment.
    pub fn is_composite(&self) -> bool {
        self.segments.len() > 1
    }

    /// How long the customer is there: work and pauses as described, without the buffer.
    pub fn minutes(&self) -> u32 {
        self.segments.iter().fold(0, |sum: u32, segment| {
            sum.saturating_add(segment.minutes).saturating_add(segment.pause_after_minutes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visit_wins_over_the_person_over_the_service() {
        use PausePolicy::{Blocked, Flexible, Free, Never};
        for (visit, staff, service, expected) in [
            (None, None, Free, Free),
            (None, Some(Blocked), Free, Blocked),
            (Some(Flexible), Some(Blocked), Free, Flexible),
            (Some(Free), None, Blocked, Free),
            // Pauses that are not there cannot be wanted otherwise, nor those that are be wished away.
            (Some(Free), Some(Blocked), Never, Never),
            (Some(Never), Some(Blocked), Free, Blocked),
            (Some(Never), Some(Never), Flexible, Flexible),
        ] {
            assert_eq!(PausePolicy::in_force(visit, staff, service), expected);
        }
    }

    #[test]
    fn keys_are_letters_in_order() {
        for (text, known) in
            [("A", true), ("Z", true), ("a", false), ("AB", false), ("", false), ("Ä", false)]
        {
            assert_eq!(
                SegmentKey::parse(text).map(|key| key.to_string() == text),
                known.then_some(true)
            );
        }
        assert_eq!(SegmentKey::nth(2).unwrap().pause(), "C+");
        assert_eq!(SegmentKey::nth(25), SegmentKey::parse("Z"));
        assert_eq!(SegmentKey::nth(26), None);
    }

    #[test]
    fn minutes_are_work_and_pauses() {
        let mut composition = Composition::simple("Schnitt", 45);
        composition.buffer_minutes = 10;
        assert_eq!((composition.minutes(), composition.is_composite()), (45, false));
        composition.segments[0].pause_after_minutes = u32::MAX;
        assert_eq!(composition.minutes(), u32::MAX);
    }
}
