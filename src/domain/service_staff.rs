//! Whether a service can be done by those who do its segments.

use crate::domain::language::Language;
use crate::domain::service::Performer;
use crate::domain::service::SegmentKey;
use crate::domain::service::ServiceSegment;
use std::collections::BTreeSet;

/// Somebody who does a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand<'a> {
    /// Which segment.
    pub segment: SegmentKey,
    /// Who: unique.
    pub id: &'a str,
    /// As people call her.
    pub name: &'a str,
    /// Her shop; `None` means she works in all.
    pub branch: Option<&'a str>,
    /// Inactive people do nothing.
    pub active: bool,
}

/// Why nobody can do a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffFault {
    /// Nobody who works here does this segment.
    Nobody {
        /// Which.
        segment: SegmentKey,
        /// As spoken.
        name: String,
    },
    /// Each segment has somebody, but no one person does all that one person has to do.
    NoOneDoesAll {
        /// Who does what: `A Emma; B Jürgen`.
        who: String,
    },
    /// A segment is handed over, and nobody who does it works in a shop where the visit can take place.
    OtherBranch {
        /// Which.
        segment: SegmentKey,
        /// As spoken.
        name: String,
    },
}

impl StaffFault {
    /// For people.
    pub fn sentence(&self, language: Language) -> String {
        match (self, language) {
            (StaffFault::Nobody { segment, name }, Language::De) => {
                format!("{segment} ({name}): das kann niemand, der hier arbeitet")
            }
            (StaffFault::Nobody { segment, name }, Language::En) => {
                format!("segment {segment} ({name}): nobody who works here does it")
            }
            (StaffFault::NoOneDoesAll { who }, Language::De) => format!(
                "niemand kann alle Abschnitte, die eine Person machen muss ({who}); ein Abschnitt mit performer = \"any\" wird übergeben"
            ),
            (StaffFault::NoOneDoesAll { who }, Language::En) => format!(
                "nobody does all the segments that one person has to do ({who}); a segment with performer = \"any\" is handed over"
            ),
            (StaffFault::OtherBranch { segment, name }, Language::De) => {
                format!("{segment} ({name}): wer das kann, arbeitet in einer anderen Filiale")
            }
            (StaffFault::OtherBranch { segment, name }, Language::En) => {
                format!("segment {segment} ({name}): whoever does it works in another branch")
            }
        }
    }
}

/// Everything that keeps the salon's people from doing these segments. A segment in `pooled` has an event type
/// at which Cal.com chooses somebody, so it needs nobody of ours.
pub fn check(
    segments: &[ServiceSegment],
    hands: &[Hand],
    pooled: &BTreeSet<SegmentKey>,
) -> Vec<StaffFault> {
    let hands: Vec<&Hand> = hands.iter().filter(|hand| hand.active).collect();
    let of = |key: SegmentKey| hands.iter().filter(move |hand| hand.segment == key);
    let needed: Vec<&ServiceSegment> =
        segments.iter().filter(|segment| !pooled.contains(&segment.key)).collect();
    let nobody: Vec<StaffFault> = needed
        .iter()
        .filter(|segment| of(segment.key).next().is_none())
        .map(|segment| StaffFault::Nobody { segment: segment.key, name: segment.name.clone() })
        .collect();
    if !nobody.is_empty() {
        return nobody;
    }
    let same: Vec<SegmentKey> = needed
        .iter()
        .filter(|segment| segment.performer == Performer::Same)
        .map(|segment| segment.key)
        .collect();
    let Some(first) = same.first() else { return Vec::new() };
    let does_all = |hand: &&&Hand| same.iter().all(|key| of(*key).any(|one| one.id == hand.id));
    let leads: Vec<&&Hand> = of(*first).filter(does_all).collect();
    if leads.is_empty() {
        let names = |key: &SegmentKey| {
            format!("{key} {}", of(*key).map(|hand| hand.name).collect::<Vec<_>>().join(", "))
        };
        let who = same.iter().map(names).collect::<Vec<_>>().join("; ");
        return vec![StaffFault::NoOneDoesAll { who }];
    }
    let is_near = |lead: &Hand, hand: &Hand| match (lead.branch, hand.branch) {
        (Some(lead), Some(hand)) => lead == hand,
        _ => true,
    };
    let out_of_reach = |segment: &&&ServiceSegment| {
        !leads.iter().any(|lead| of(segment.key).any(|hand| is_near(lead, hand)))
    };
    needed
        .iter()
        .filter(out_of_reach)
        .map(|segment| StaffFault::OtherBranch { segment: segment.key, name: segment.name.clone() })
        .collect()
}
