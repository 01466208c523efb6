//! What each feature of a suggestion is worth, learned from what people here accepted and rejected.
//!
//! After Fellegi and Sunter: `m` is how often a feature agrees for pairs that people accepted, `u` how often for
//! those they rejected, and `log2(m / u)` what its agreement is worth. The counts begin with many decisions that
//! never made (the defaults), so that one decision never swings much, and the worth of each feature keeps
//! within half and twice of its default. The order of the decisions does not matter.
//!
//! Only pairs that were shown are judged, and all that are shown have names alike. So the name's worth would
//! look small; that is why it has a floor, and why the rest may only share what is left.

use crate::domain::stored::stored_enum;
use crate::domain::suggest::points::SUGGESTION_SCORE_MAX;

/// Decisions, accepted and rejected each, that the defaults count for.
pub const PRIOR_DECISIONS: f64 = 50.0;
/// The least the name is worth, in points of the score.
pub const NAME_POINTS_MIN: u8 = 36;
/// The most the name is worth, in points of the score.
pub const NAME_POINTS_MAX: u8 = 54;

stored_enum! {
    /// What a suggestion is weighed by.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Feature {
        /// The display name.
        Name = "name",
        /// Addresses and the Cal.com username.
        Handle = "handle",
        /// The services of the bookings so far.
        Services = "services",
        /// Their weekdays.
        Weekdays = "weekdays",
        /// Their branches.
        Branch = "branch",
    }
}

impl Feature {
    /// How often it agrees for the right person and for a wrong one, before any decision.
    fn prior(self) -> (f64, f64) {
        match self {
            Feature::Name => (0.90, 0.10),
            Feature::Handle => (0.58, 0.30),
            Feature::Services => (0.82, 0.50),
            Feature::Weekdays => (0.69, 0.55),
            Feature::Branch => (0.79, 0.60),
        }
    }
}

/// What a person decided about a suggestion, and what it was weighed by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Accepted, or rejected.
    pub accepted: bool,
    /// `Suggestion::likeness` as it was: 0 to 100 for each feature that said anything.
    pub likeness: Vec<(Feature, u8)>,
}

/// One feature's weight and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Whose weight.
    pub feature: Feature,
    /// How often it agreed in what people accepted, 0.0 to 1.0, the defaults counted in.
    pub m: f64,
    /// How often in what they rejected.
    pub u: f64,
    /// The most it can add to a score.
    pub points: u8,
}

/// What each feature can add to a score. Together never more than `SUGGESTION_SCORE_MAX`.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    weights: [Weight; 5],
}

impl Default for Weights {
    /// Where nothing has been decided yet.
    fn default() -> Weights {
        Weights::learn(&[])
    }
}

impl Weights {
    /// Learns from all decisions of a salon; the same decisions in any order give the same weights.
    pub fn learn(judgements: &[Judgement]) -> Weights {
        let mut weights = Feature::ALL.map(|feature| count(feature, judgements));
        let all: f64 = weights.iter().map(bits).sum();
        let max = f64::from(SUGGESTION_SCORE_MAX);
        let name_bits = weights.first().map_or(0.0, bits);
        let bounds = (f64::from(NAME_POINTS_MIN), f64::from(NAME_POINTS_MAX));
        let name = (max * name_bits / all).round().clamp(bounds.0, bounds.1);
        // Each feature's points end where the sum of the bits so far ends: the rounding cannot pass the maximum.
        let (mut sum, mut given) = (0.0, 0.0);
        for weight in &mut weights {
            let end = match weight.feature {
                Feature::Name => name,
                Feature::Handle | Feature::Services | Feature::Weekdays | Feature::Branch => {
                    sum += bits(weight);
                    (name + (max - name) * sum / (all - name_bits)).round()
                }
            };
            weight.points = (end - given) as u8;
            given = end;
        }
        Weights { weights }
    }

    /// The most this feature can add to a score.
    pub fn points(&self, feature: Feature) -> u8 {
        let mut weights = self.weights.iter();
        weights.find(|weight| weight.feature == feature).map_or(0, |weight| weight.points)
    }

    /// All of them, to be shown.
    pub fn all(&self) -> &[Weight] {
        &self.weights
    }
}

/// A likeness of 70 counts as agreement for 0.7 and as disagreement for the rest. Summed as whole numbers:
/// sums of fractions would depend on the order.
fn count(feature: Feature, judgements: &[Judgement]) -> Weight {
    let share = |accepted: bool, prior: f64| {
        let judged = judgements.iter().filter(|judgement| judgement.accepted == accepted);
        let found = judged.flat_map(|judgement| &judgement.likeness);
        let found = found.filter(|(named, _)| *named == feature).map(|(_, percent)| percent);
        let (percent, cases) = found.fold((0_u64, 0_u64), |(sum, cases), percent| {
            (sum.saturating_add(u64::from((*percent).min(100))), cases.saturating_add(1))
        });
        (PRIOR_DECISIONS * prior + percent as f64 / 100.0) / (PRIOR_DECISIONS + cases as f64)
    };
    let (m, u) = feature.prior();
    Weight { feature, m: share(true, m), u: share(false, u), points: 0 }
}

/// What agreement is worth, kept within half and twice of the default. Always above 0.
fn bits(weight: &Weight) -> f64 {
    let (m, u) = weight.feature.prior();
    let default = (m / u).log2();
    (weight.m / weight.u).log2().clamp(default / 2.0, default * 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// No single decision may move a feature further than this.
    const SWING_POINTS_MAX: u8 = 3;

    fn points(weights: &Weights) -> Vec<u8> {
        weights.all().iter().map(|weight| weight.points).collect()
    }

    fn judgement(accepted: bool, likeness: [u8; 5]) -> Judgement {
        Judgement { accepted, likeness: Feature::ALL.into_iter().zip(likeness).collect() }
    }

    #[test]
    fn the_defaults_are_the_defaults() {
        assert_eq!(
            points(&Weights::default()),
            [40, 12, 9, 4, 5].map(|points: u8| points).to_vec()
        );
    }

    #[test]
    fn a_salon_whose_branches_tell_people_apart_learns_it() {
        let accepted = std::iter::repeat_n(judgement(true, [80, 30, 50, 50, 95]), 20);
        let rejected = std::iter::repeat_n(judgement(false, [80, 30, 50, 50, 0]), 20);
        let learned = Weights::learn(&accepted.chain(rejected).collect::<Vec<_>>());
        let default = Weights::default();
        assert!(learned.points(Feature::Branch) > default.points(Feature::Branch));
        assert!(learned.points(Feature::Name) < default.points(Feature::Name));
        assert!(learned.points(Feature::Name) >= NAME_POINTS_MIN);
    }

    #[test]
    fn features_are_stored_by_name() {
        for feature in Feature::ALL {
            assert_eq!(Feature::parse(feature.as_str()), Some(feature));
        }
        assert_eq!(Feature::parse("luck"), None);
    }

    prop_compose! {
        fn any_judgement()(accepted: bool, likeness: [u8; 5], has: [bool; 5]) -> Judgement {
            let likeness = Feature::ALL.into_iter().zip(likeness).zip(has);
            let likeness = likeness.filter_map(|(likeness, has)| has.then_some(likeness)).collect();
            Judgement { accepted, likeness }
        }
    }

    proptest! {
        #[test]
        fn no_decision_swings_much_and_the_sum_is_bounded(
            mut judgements in proptest::collection::vec(any_judgement(), 0..80), last in any_judgement(),
        ) {
            let before = Weights::learn(&judgements);
            judgements.push(last);
            let after = Weights::learn(&judgements);
            let sum: u32 = points(&after).into_iter().map(u32::from).sum();
            prop_assert!(sum <= u32::from(SUGGESTION_SCORE_MAX), "{sum}");
            for (before, after) in points(&before).into_iter().zip(points(&after)) {
                prop_assert!(before.abs_diff(after) <= SWING_POINTS_MAX, "{before} {after}");
            }
            judgements.reverse();
            prop_assert_eq!(Weights::learn(&judgements), after);
        }
    }
}
