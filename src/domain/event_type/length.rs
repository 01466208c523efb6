//! An event type whose length is not the one that is booked with it.
//!
//! A composite visit is laid out by its segments' lengths: a booking of another length would lie over the next part, or
//! leave a gap, so such an event type is not offered until it is mended. A simple service has nothing behind it: it is
//! offered with the length that Cal.com has, which is what will be booked.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{Composition, SegmentKey};

/// How long a booking of a part should be, minutes: `A`, with the performer's own length if there is one, or `A+` for the
/// pause behind it. `None` if the service has no such part.
pub fn minutes_wanted(
    composition: &Composition,
    part: &str,
    own: impl Fn(SegmentKey) -> Option<u32>,
) -> Option<u32> {
    let of = |key: &str| {
        let key = SegmentKey::parse(key)?;
        composition.segments.iter().find(|segment| segment.key == key)
    };
    match part.strip_suffix('+') {
        Some(before) => of(before).map(|one| one.pause_after_minutes).filter(|pause| *pause > 0),
        None => of(part).map(|one| own(one.key).unwrap_or(one.minutes)),
    }
}

/// Who would mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeBy {
    /// The salon's own event type, which we never change.
    Salon,
    /// Ours: the sync sets it right.
    Chairside,
}

/// An event type of another length than the part it books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongLength {
    /// Cal.com's number.
    pub event_type_id: i64,
    pub service: String,
    /// As spoken.
    pub service_name: String,
    /// `A`, or `A+` for the pause behind it.
    pub part: String,
    /// The person's name; `None` means a pool.
    pub who: Option<String>,
    /// The part's, minutes.
    pub here: u32,
    /// The event type's, minutes.
    pub there: u32,
    /// Of a visit of several segments: not offered until it is mended.
    pub is_composite: bool,
    pub made_by: MadeBy,
    /// Why the sync could not set it right; `None` while it has not tried.
    pub problem: Option<String>,
    /// The service is described in `appliance.toml`, and not by commands.
    pub in_file: bool,
}

impl WrongLength {
    /// Whether a person has to see to it: our own are set right by the sync, unless that failed.
    pub fn is_for_a_person(&self) -> bool {
        self.made_by == MadeBy::Salon || self.problem.is_some()
    }

    /// What is the matter, what follows, and what to do.
    pub fn told(&self, language: Language) -> String {
        format!("{} {}", self.matter(language), self.what_to_do(language))
    }

    /// What is the matter and what follows.
    pub fn matter(&self, language: Language) -> String {
        let WrongLength { event_type_id, service_name, part, here, there, .. } = self;
        let who = self.who.as_deref().unwrap_or("Pool");
        let what = match language {
            Language::De => format!(
                "{service_name}, Teil {part} ({who}): der Termintyp {event_type_id} dauert bei Cal.com {there} Minuten, \
                 hier {here}."
            ),
            Language::En => format!(
                "{service_name}, part {part} ({who}): event type {event_type_id} takes {there} minutes at Cal.com, \
                 {here} here."
            ),
        };
        let follows = if self.is_composite {
            language.pick(
                "Er wird nicht angeboten, bis das behoben ist.",
                "It is not offered until that is mended.",
            )
        } else {
            language.pick(
                "Angeboten und gebucht wird die Länge von Cal.com.",
                "What is offered and booked is Cal.com's length.",
            )
        };
        format!("{what} {follows}")
    }

    fn what_to_do(&self, language: Language) -> String {
        if self.made_by == MadeBy::Chairside {
            let sync = "chairside event-types sync";
            let why = self.problem.as_ref().map_or(String::new(), |why| format!(" ({why})"));
            return language
                .pick(format!("Abhilfe: {sync}{why}."), format!("Mend it: {sync}{why}."));
        }
        let WrongLength { event_type_id, service, part, here, there, .. } = self;
        let option = if part.ends_with('+') { "--pause" } else { "--minutes" };
        let letter = part.trim_end_matches('+');
        let edit = if self.in_file {
            language.pick(
                format!("oder in appliance.toml bei {service} {there} Minuten eintragen"),
                format!("or write {there} minutes for {service} in appliance.toml"),
            )
        } else {
            let or = language.pick("oder", "or");
            format!("{or} chairside services edit {service} --of {letter} {option} {there}")
        };
        match language {
            Language::De => format!(
                "Abhilfe: bei Cal.com den Termintyp {event_type_id} auf {here} Minuten stellen, {edit}."
            ),
            Language::En => {
                format!(
                    "Mend it: set event type {event_type_id} to {here} minutes at Cal.com, {edit}."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service::catalogue::{BookedAs, PausePolicy, Performer, ServiceSegment};

    #[test]
    fn a_part_has_the_length_of_whoever_does_it() {
        let segment = |place, minutes, pause_after_minutes| ServiceSegment {
            key: SegmentKey::nth(place).unwrap(),
            name: "x".into(),
            minutes,
            pause_after_minutes,
            performer: Performer::Same,
            booked_as: BookedAs::Staff,
        };
        let colour = Composition {
            segments: vec![segment(0, 30, 45), segment(1, 15, 0)],
            policy: PausePolicy::Blocked,
            buffer_minutes: 0,
        };
        let a = SegmentKey::nth(0);
        for (part, own, expected) in [
            ("A", None, Some(30)),
            ("A", Some(40), Some(40)),
            ("A+", Some(40), Some(45)),
            ("B", None, Some(15)),
            ("B+", None, None),
            ("C", None, None),
            ("", None, None),
        ] {
            let own = |key| own.filter(|_| Some(key) == a);
            assert_eq!(minutes_wanted(&colour, part, own), expected, "{part}");
        }
    }

    #[test]
    fn it_says_what_follows_and_what_to_do() {
        let wrong = WrongLength {
            event_type_id: 511,
            service: "farbe".into(),
            service_name: "Ansatzfärbung".into(),
            part: "A".into(),
            who: Some("Emma Vogel".into()),
            here: 45,
            there: 30,
            is_composite: true,
            made_by: MadeBy::Salon,
            problem: None,
            in_file: false,
        };
        assert_eq!(
            wrong.told(Language::De),
            "Ansatzfärbung, Teil A (Emma Vogel): der Termintyp 511 dauert bei Cal.com 30 Minuten, hier 45. Er wird \
             nicht angeboten, bis das behoben ist. Abhilfe: bei Cal.com den Termintyp 511 auf 45 Minuten stellen, oder \
             chairside services edit farbe --of A --minutes 30."
        );
        let simple = WrongLength { is_composite: false, in_file: true, who: None, ..wrong.clone() };
        assert_eq!(
            simple.told(Language::En),
            "Ansatzfärbung, part A (Pool): event type 511 takes 30 minutes at Cal.com, 45 here. What is offered and \
             booked is Cal.com's length. Mend it: set event type 511 to 45 minutes at Cal.com, or write 30 minutes for \
             farbe in appliance.toml."
        );
        let pause = WrongLength { part: "A+".into(), ..wrong.clone() };
        assert!(pause.told(Language::En).ends_with("--of A --pause 30."));
        let ours = WrongLength { made_by: MadeBy::Chairside, ..wrong };
        assert!(ours.told(Language::En).ends_with("Mend it: chairside event-types sync."));
        assert!(simple.is_for_a_person() && !ours.is_for_a_person());
    }
}
