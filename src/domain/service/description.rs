//! A service as a person describes it, in the configuration or with a command: one shape for both roads.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{BookingOrder, Composition, SegmentKey};
use crate::domain::service::check::{Fault, FaultKind, SEGMENT_NAME_CHARS_MAX, VISIT_MINUTES_MAX};
use crate::domain::text::direction::is_direction;

/// A longer key is none.
pub const KEY_CHARS_MAX: usize = 64;
/// More names for one service do not help to understand callers.
pub const ALIASES_MAX: usize = 50;

/// A service as described. People are named by their short keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Short, stable name.
    pub key: String,
    /// As spoken.
    pub name: String,
    /// What callers say as well.
    pub aliases: Vec<String>,
    /// What takes how long.
    pub composition: Composition,
    /// The order of a visit's bookings.
    pub booking_order: BookingOrder,
    /// Who does what, in order of the segments.
    pub performers: Vec<Performs>,
}

/// A staff member does a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performs {
    /// Which.
    pub segment: SegmentKey,
    /// The staff member's key.
    pub staff: String,
    /// The performer's own length, where it differs from the segment's.
    pub minutes: Option<u32>,
}

impl Description {
    /// Everything that is wrong with it by itself, in sentences; who the people are is `service_staff`'s business.
    pub fn faults(&self, language: Language) -> Vec<String> {
        let mut faults = Vec::new();
        faults.extend(key_fault(&self.key, language));
        let most = SEGMENT_NAME_CHARS_MAX;
        faults.extend(name_fault(
            language.pick("der Name", "the name"),
            &self.name,
            most,
            language,
        ));
        for alias in &self.aliases {
            let what = language.pick("ein weiterer Name", "an alias");
            faults.extend(name_fault(what, alias, most, language));
        }
        if self.aliases.len() > ALIASES_MAX {
            let most = language.pick("weitere Namen sind das meiste", "aliases are the most");
            faults.push(format!("{ALIASES_MAX} {most}"));
        }
        if let Err(own) = self.composition.clone().check() {
            // A simple service's only segment is called like the service: that is told above.
            let is_told = |fault: &&Fault| {
                let kinds = [FaultKind::NameEmpty, FaultKind::NameTooLong, FaultKind::NameOdd];
                !self.composition.is_composite() && kinds.contains(&fault.kind)
            };
            let own = own.iter().filter(|fault| !is_told(fault));
            faults.extend(own.map(|fault| fault.sentence(language)));
        }
        for one in &self.performers {
            if one.minutes.is_some_and(|minutes| !(1..=VISIT_MINUTES_MAX).contains(&minutes)) {
                let own = language.pick("eigene Länge muss 1 bis", "own length must be 1 to");
                let end = language.pick(" Minuten sein", " minutes");
                faults
                    .push(format!("{} {}: {own} {VISIT_MINUTES_MAX}{end}", one.segment, one.staff));
            }
        }
        faults
    }
}

/// What is wrong with a key, if anything: it stands in addresses, file names and metadata.
pub fn key_fault(key: &str, language: Language) -> Option<String> {
    let length = key.chars().count();
    let is_good = (1..=KEY_CHARS_MAX).contains(&length)
        && key.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    (!is_good).then(|| {
        let must = language.pick(
            "der Schlüssel muss aus Buchstaben, Ziffern und Bindestrichen bestehen, 1 bis",
            "the key must be letters, digits and hyphens, 1 to",
        );
        format!("{must} {KEY_CHARS_MAX}{}", language.pick(" Zeichen", " characters"))
    })
}

/// What is wrong with a name of at most so many characters, if anything. It is not repeated: it may be what is wrong.
pub fn name_fault(what: &str, name: &str, chars_max: usize, language: Language) -> Option<String> {
    if name.trim().is_empty() {
        return Some(format!("{what} {}", language.pick("ist leer", "is empty")));
    }
    if name.chars().any(|letter| letter.is_control() || is_direction(letter)) {
        let why = language.pick(
            "enthält Steuerzeichen; er muss eine Zeile sein",
            "holds control characters; it must be one line",
        );
        return Some(format!("{what} {why}"));
    }
    let length = name.chars().count();
    (length > chars_max).then(|| {
        let has = language.pick("hat", "has");
        let most = language.pick("Zeichen, höchstens", "characters, at most");
        format!("{what} {has} {length} {most} {chars_max}")
    })
}
