//! Whether a service can be done by those who do its segments.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{Performer, SegmentKey, ServiceSegment};
use std::collections::BTreeSet;

/// A staff member who does a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand<'a> {
    pub segment: SegmentKey,
    /// Who: unique.
    pub id: &'a str,
    /// As people say it.
    pub name: &'a str,
    /// The branch; `None` means all of them.
    pub branch: Option<&'a str>,
    /// Inactive people do nothing.
    pub active: bool,
}

/// Why no staff member can do a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffFault {
    /// No active staff member does this segment.
    Nobody {
        segment: SegmentKey,
        /// As spoken.
        name: String,
    },
    /// Each segment has a performer, but no one person does all that one person has to do.
    NoOneDoesAll {
        /// Who does what: `A Emma; B Jürgen`.
        who: String,
    },
    /// A segment is handed over, and no staff member who does it works in a branch where the visit can take place.
    OtherBranch {
        segment: SegmentKey,
        /// As spoken.
        name: String,
    },
}

impl StaffFault {
    pub fn sentence(&self, language: Language) -> String {
        match (self, language) {
            (StaffFault::Nobody { segment, name }, Language::De) => {
                format!("{segment} ({name}): das kann niemand, der hier arbeitet")
            }
            (StaffFault::Nobody { segment, name }, Language::En) => {
                format!("segment {segment} ({name}): no active staff member does it")
            }
            (StaffFault::NoOneDoesAll { who }, Language::De) => format!(
                "niemand kann alle Schritte, die eine Person machen muss ({who}); ein Schritt, den auch andere machen dürfen, wird übergeben"
            ),
            (StaffFault::NoOneDoesAll { who }, Language::En) => format!(
                "no staff member does all the segments that one person has to do ({who}); a segment with performer = \"any\" is handed over"
            ),
            (StaffFault::OtherBranch { segment, name }, Language::De) => {
                format!("{segment} ({name}): wer das kann, arbeitet in einer anderen Filiale")
            }
            (StaffFault::OtherBranch { segment, name }, Language::En) => {
                format!("segment {segment} ({name}): the staff who do it work in another branch")
            }
        }
    }
}

/// Everything that keeps the salon's people from doing these segments. A segment in `pooled` has an event type
/// at which Cal.com chooses, so it needs no staff member of ours.
pub fn check(
    segments: &[ServiceSegment],
    hands: &[Hand],
    pooled: &BTreeSet<SegmentKey>,
) -> Vec<StaffFault> {
    let needed = || segments.iter().filter(|segment| !pooled.contains(&segment.key));
    let nobody: Vec<StaffFault> = needed()
        .filter(|segment| of(hands, segment.key).next().is_none())
        .map(|segment| StaffFault::Nobody { segment: segment.key, name: segment.name.clone() })
        .collect();
    if !nobody.is_empty() {
        return nobody;
    }
    let same = same_hands(segments, pooled);
    if same.is_empty() {
        return Vec::new();
    }
    let leads = leads(segments, hands, pooled);
    if leads.is_empty() {
        let names = |key: &SegmentKey| {
            let names: Vec<&str> = of(hands, *key).map(|hand| hand.name).collect();
            format!("{key} {}", names.join(", "))
        };
        let who = same.iter().map(names).collect::<Vec<_>>().join("; ");
        return vec![StaffFault::NoOneDoesAll { who }];
    }
    let within_reach = |segment: &&ServiceSegment| {
        leads.iter().any(|lead| of(hands, segment.key).any(|hand| is_near(lead.branch, hand)))
    };
    needed()
        .filter(|segment| !within_reach(segment))
        .map(|segment| StaffFault::OtherBranch { segment: segment.key, name: segment.name.clone() })
        .collect()
}

/// Who can do a visit: everything in it that one person has to do. In the order of the hands; a person once.
pub fn leads<'a>(
    segments: &[ServiceSegment],
    hands: &[Hand<'a>],
    pooled: &BTreeSet<SegmentKey>,
) -> Vec<Hand<'a>> {
    let same = same_hands(segments, pooled);
    let Some(first) = same.first() else { return Vec::new() };
    let does_all =
        |lead: &&Hand| same.iter().all(|key| of(hands, *key).any(|hand| hand.id == lead.id));
    of(hands, *first).filter(does_all).copied().collect()
}

/// Whether the person can take over in this branch.
pub fn is_near(branch: Option<&str>, hand: &Hand) -> bool {
    match (branch, hand.branch) {
        (Some(here), Some(there)) => here == there,
        _ => true,
    }
}

/// The segments that one person has to do.
fn same_hands(segments: &[ServiceSegment], pooled: &BTreeSet<SegmentKey>) -> Vec<SegmentKey> {
    let is_same = |segment: &&ServiceSegment| {
        segment.performer == Performer::Same && !pooled.contains(&segment.key)
    };
    segments.iter().filter(is_same).map(|segment| segment.key).collect()
}

/// Those who work here and do a segment.
fn of<'h, 'a>(hands: &'h [Hand<'a>], key: SegmentKey) -> impl Iterator<Item = &'h Hand<'a>> {
    hands.iter().filter(move |hand| hand.active && hand.segment == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service::catalogue::BookedAs;

    fn key(letter: &str) -> SegmentKey {
        SegmentKey::parse(letter).unwrap()
    }

    /// `A same`, `B any`.
    fn segment(letter: &str, performer: Performer) -> ServiceSegment {
        ServiceSegment {
            key: key(letter),
            name: format!("Schritt {letter}"),
            minutes: 10,
            pause_after_minutes: 0,
            performer,
            booked_as: BookedAs::Staff,
        }
    }

    fn hand(letter: &str, id: &'static str, branch: Option<&'static str>) -> Hand<'static> {
        Hand { segment: key(letter), id, name: id, branch, active: true }
    }

    #[test]
    fn somebody_must_be_able_to_do_it() {
        use Performer::{Any, Same};
        let (here, there) = (Some("mitte"), Some("nord"));
        let emma = |letter| hand(letter, "Emma", here);
        let juergen = |letter| hand(letter, "Jürgen", here);
        let olga = |letter| hand(letter, "Olga", there);
        let gone = |letter| Hand { active: false, ..juergen(letter) };
        let both = |b| vec![segment("A", Same), segment("B", b)];
        let nobody = "segment B (Schritt B): no active staff member does it";
        for (segments, hands, pooled, told) in [
            (both(Same), vec![emma("A"), emma("B")], "", vec![]),
            (both(Same), vec![emma("A")], "", vec![nobody]),
            (both(Same), vec![emma("A"), gone("B")], "", vec![nobody]),
            (both(Same), vec![emma("A")], "B", vec![]),
            (both(Any), vec![emma("A"), juergen("B")], "", vec![]),
            (both(Any), vec![emma("A"), olga("B"), juergen("B")], "", vec![]),
            (
                both(Same),
                vec![emma("A"), juergen("B")],
                "",
                vec![
                    "no staff member does all the segments that one person has to do (A Emma; B Jürgen); a segment with performer = \"any\" is handed over",
                ],
            ),
            (
                both(Any),
                vec![emma("A"), olga("B")],
                "",
                vec!["segment B (Schritt B): the staff who do it work in another branch"],
            ),
            (both(Any), vec![emma("A"), hand("B", "Kim", None)], "", vec![]),
            (vec![segment("A", Any), segment("B", Any)], vec![emma("A"), olga("B")], "", vec![]),
        ] {
            let pooled = pooled.chars().map(|letter| key(&letter.to_string())).collect();
            let faults = check(&segments, &hands, &pooled);
            let sentences: Vec<String> =
                faults.iter().map(|fault| fault.sentence(Language::En)).collect();
            assert_eq!(sentences, told, "{hands:?}");
            assert!(faults.iter().all(|fault| !fault.sentence(Language::De).is_empty()));
        }
    }

    #[test]
    fn who_does_all_can_lead() {
        let segments = [segment("A", Performer::Same), segment("B", Performer::Same)];
        let hands = [
            hand("A", "Emma", None),
            hand("A", "Kim", None),
            hand("B", "Kim", None),
            hand("B", "Ida", None),
        ];
        let ids = |pooled: &BTreeSet<SegmentKey>| -> Vec<&str> {
            leads(&segments, &hands, pooled).iter().map(|lead| lead.id).collect()
        };
        assert_eq!(ids(&BTreeSet::new()), ["Kim"]);
        assert_eq!(ids(&BTreeSet::from([key("B")])), ["Emma", "Kim"]);
    }
}
