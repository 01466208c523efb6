//! A service while somebody types it: nothing of it need be right yet. Whether it is, `draft_read` says.

use crate::domain::service::catalogue::{
    BookedAs, BookingOrder, Composition, Performer, SegmentKey,
};
use crate::domain::service::check::SEGMENTS_MAX;
use crate::domain::service::description::{Description, KEY_CHARS_MAX, Performs};
use crate::domain::text::fold::fold_word;

/// A service as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its short name; may be empty as long as it is new.
    pub key: String,
    pub name: String,
    /// Parted by commas.
    pub aliases: String,
    pub policy: String,
    /// Minutes.
    pub buffer: String,
    pub order: String,
    pub steps: Vec<Step>,
}

/// One step of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Its letter in the service that is being changed; `None` for a new one.
    pub was: Option<SegmentKey>,
    pub name: String,
    /// Active work.
    pub minutes: String,
    /// The pause behind it, minutes.
    pub pause: String,
    pub performer: String,
    pub booked_as: String,
    /// Everybody who could, by keys.
    pub hands: Vec<Doer>,
}

/// Somebody who may do a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doer {
    pub staff: String,
    pub does: bool,
    /// The own length; empty where it is the step's.
    pub minutes: String,
}

/// What is done with the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A new one behind this one.
    Add(usize),
    Remove(usize),
    Up(usize),
    Down(usize),
    /// Who does this one does all.
    SameHands(usize),
}

impl Draft {
    /// A description, with everybody of `people` (keys) to be ticked.
    pub fn of(described: &Description, people: &[String]) -> Draft {
        let composition = &described.composition;
        let step = |place: usize| {
            let segment = composition.segments.get(place)?;
            let does = described.performers.iter().filter(|one| one.segment == segment.key);
            Some(Step {
                was: Some(segment.key),
                name: segment.name.clone(),
                minutes: segment.minutes.to_string(),
                pause: segment.pause_after_minutes.to_string(),
                performer: segment.performer.as_str().to_owned(),
                booked_as: segment.booked_as.as_str().to_owned(),
                hands: hands(&does.collect::<Vec<_>>(), people),
            })
        };
        Draft {
            key: described.key.clone(),
            name: described.name.clone(),
            aliases: described.aliases.join(", "),
            policy: composition.policy.as_str().to_owned(),
            buffer: composition.buffer_minutes.to_string(),
            order: described.booking_order.as_str().to_owned(),
            steps: (0..composition.segments.len()).filter_map(step).collect(),
        }
    }

    /// A new service made of these steps, done by nobody yet.
    pub fn start(name: &str, composition: &Composition, people: &[String]) -> Draft {
        let described = Description {
            key: String::new(),
            name: name.to_owned(),
            aliases: Vec::new(),
            composition: composition.clone(),
            booking_order: BookingOrder::default(),
            performers: Vec::new(),
        };
        let mut draft = Draft::of(&described, people);
        draft.steps.iter_mut().for_each(|step| step.was = None);
        draft
    }

    /// The same after a turn; one that makes no sense changes nothing.
    pub fn turned(mut self, turn: Turn) -> Draft {
        let count = self.steps.len();
        match turn {
            Turn::Add(place) if count < SEGMENTS_MAX => {
                let hands = self.steps.get(place).map(|step| step.hands.clone());
                let step = Step { hands: hands.unwrap_or_default(), ..Step::fresh() };
                self.steps.insert(place.saturating_add(1).min(count), step);
            }
            Turn::Remove(place) if count > 1 && place < count => {
                self.steps.remove(place);
            }
            Turn::Up(place) if place > 0 && place < count => {
                self.steps.swap(place, place.saturating_sub(1));
            }
            Turn::Down(place) if place.saturating_add(1) < count => {
                self.steps.swap(place, place.saturating_add(1));
            }
            Turn::SameHands(place) => {
                if let Some(hands) = self.steps.get(place).map(|step| step.hands.clone()) {
                    self.steps.iter_mut().for_each(|step| step.hands.clone_from(&hands));
                }
            }
            Turn::Add(_) | Turn::Remove(_) | Turn::Up(_) | Turn::Down(_) => {}
        }
        self
    }

    /// Whether it has more than one step. Of a single one name, pause and policy count for nothing: it is called
    /// like the service and has no pause.
    pub fn is_composite(&self) -> bool {
        self.steps.len() > 1
    }
}

impl Step {
    fn fresh() -> Step {
        Step {
            pause: "0".to_owned(),
            performer: Performer::Same.as_str().to_owned(),
            booked_as: BookedAs::Staff.as_str().to_owned(),
            ..Step::default()
        }
    }
}

fn hands(does: &[&Performs], people: &[String]) -> Vec<Doer> {
    let doer = |staff: &String| {
        let found = does.iter().find(|one| one.staff == *staff);
        let minutes = found.and_then(|one| one.minutes);
        Doer {
            staff: staff.clone(),
            does: found.is_some(),
            minutes: minutes.map_or_else(String::new, |own| own.to_string()),
        }
    };
    people.iter().map(doer).collect()
}

/// A short name made of a spoken one: `Ansatz färben` is `ansatz-faerben`.
pub fn key_of(name: &str) -> String {
    let folded = fold_word(&name.replace(char::is_whitespace, "-"));
    let words = folded.as_str().split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(KEY_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(names: &[&str]) -> Draft {
        let step = |name: &&str| Step { name: (*name).to_owned(), ..Step::fresh() };
        Draft { steps: names.iter().map(step).collect(), ..Draft::default() }
    }

    #[test]
    fn steps_are_turned_and_what_makes_no_sense_changes_nothing() {
        for (turn, after) in [
            (Turn::Add(0), "A||B|C"),
            (Turn::Add(2), "A|B|C|"),
            (Turn::Add(99), "A|B|C|"),
            (Turn::Remove(1), "A|C"),
            (Turn::Remove(3), "A|B|C"),
            (Turn::Up(1), "B|A|C"),
            (Turn::Up(0), "A|B|C"),
            (Turn::Up(9), "A|B|C"),
            (Turn::Down(1), "A|C|B"),
            (Turn::Down(2), "A|B|C"),
            (Turn::Down(usize::MAX), "A|B|C"),
            (Turn::SameHands(7), "A|B|C"),
        ] {
            let turned = draft(&["A", "B", "C"]).turned(turn);
            let names: Vec<&str> = turned.steps.iter().map(|step| step.name.as_str()).collect();
            assert_eq!(names.join("|"), after, "{turn:?}");
        }
        assert_eq!(draft(&["A"]).turned(Turn::Remove(0)).steps.len(), 1);
        let full = draft(&["x"; SEGMENTS_MAX]).turned(Turn::Add(3));
        assert_eq!(full.steps.len(), SEGMENTS_MAX);
    }

    #[test]
    fn a_key_is_made_of_the_name() {
        for (name, key) in [
            ("Ansatz färben", "ansatz-faerben"),
            ("  Waschen & Föhnen ", "waschen-foehnen"),
            ("<b>", "b"),
            ("☂", ""),
        ] {
            assert_eq!(key_of(name), key, "{name}");
        }
        assert_eq!(key_of(&"a".repeat(500)).len(), KEY_CHARS_MAX);
    }
}
