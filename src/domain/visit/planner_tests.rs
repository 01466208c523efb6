//! The planner against the plain definition: try everybody for everything, lay it out, ask whether it fits.

use crate::domain::calendar::interval::{Claim, Interval, fits};
use crate::domain::dice_tests::Dice;
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::*;
use crate::domain::visit::layout::*;
use crate::domain::visit::planner::*;
use crate::domain::visit::planner_question::*;
use std::collections::BTreeMap;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const TEN: OffsetDateTime = datetime!(2026-12-01 10:00 UTC);
const SEED: u64 = 0x5eed_0002;
const ROUNDS: u64 = 500;

fn at(minute: u32) -> OffsetDateTime {
    TEN + Duration::minutes(minute.into())
}

fn interval(start: u32, length: u32) -> Interval {
    Interval::new(at(start), at(start + length)).unwrap()
}

fn staff(name: &str) -> StaffId {
    StaffId(name.into())
}

/// Minutes, pause behind, who, how.
fn composition(steps: &[(u32, u32, Performer)]) -> Composition {
    let mut composition = Composition::simple("Farbe", 30);
    let first = composition.segments[0].clone();
    let segment = |(index, (minutes, pause, performer)): (usize, &(u32, u32, Performer))| {
        let mut segment = first.clone();
        segment.key = SegmentKey::nth(index).unwrap();
        segment.minutes = *minutes;
        segment.pause_after_minutes = *pause;
        segment.performer = *performer;
        segment
    };
    composition.segments = steps.iter().enumerate().map(segment).collect();
    composition
}

fn way(name: &str, minutes: u32, starts: impl IntoIterator<Item = u32>) -> Way {
    Way {
        staff: (name != "pool").then(|| staff(name)),
        event_type_id: i64::from(minutes),
        minutes,
        starts: starts.into_iter().map(at).collect(),
    }
}

/// What a question is about, so that a test can own it.
struct Salon {
    composition: Composition,
    policies: BTreeMap<Option<StaffId>, PausePolicy>,
    margins: Margins,
    ways: Vec<Vec<Way>>,
    taken: BTreeMap<StaffId, Claim>,
    wish: Option<StaffId>,
    within: Interval,
}

impl Salon {
    /// Free pauses, no margins, nobody busy, from ten to midnight.
    fn new(composition: Composition, ways: Vec<Vec<Way>>) -> Salon {
        Salon {
            composition,
            policies: BTreeMap::new(),
            margins: Margins { settle_minutes: 0, return_minutes: 0 },
            ways,
            taken: BTreeMap::new(),
            wish: None,
            within: interval(0, 14 * 60),
        }
    }

    fn policy(&self, lead: Option<&StaffId>) -> PausePolicy {
        self.policies.get(&lead.cloned()).copied().unwrap_or(PausePolicy::Free)
    }

    fn ask<T>(&self, answer: impl FnOnce(&Question) -> T) -> T {
        answer(&Question {
            composition: &self.composition,
            policy_of: &|lead| self.policy(lead),
            margins: self.margins,
            ways: &self.ways,
            taken: &self.taken,
            wish: self.wish.as_ref(),
            within: self.within,
        })
    }

    /// `anna 0`: lead and minutes after ten.
    fn told(&self) -> Vec<String> {
        let told = |found: &Candidate| {
            let lead = found.lead.as_ref().map_or("pool", |lead| &lead.0);
            format!("{lead} {}", (found.start - TEN).whole_minutes())
        };
        self.ask(candidates).iter().map(told).collect()
    }

    /// Key and who, of the only or the n-th candidate.
    fn plan(&self, n: usize) -> Vec<String> {
        let planned = self.ask(|question| expand(question, &candidates(question)[n])).unwrap();
        let told = planned.parts.iter().map(|planned| {
            let who = planned.staff.as_ref().map_or("pool", |staff| &staff.0);
            let minute = |instant: OffsetDateTime| (instant - TEN).whole_minutes();
            let at = planned.part.at;
            format!("{} {who} {}-{}", planned.part.key, minute(at.start()), minute(at.end()))
        });
        told.collect()
    }

    /// All ways to do the visit under this lead, by the definition, in the order of preference.
    fn naive(&self, lead: Option<&StaffId>, start: OffsetDateTime) -> Vec<(Vec<usize>, Vec<Part>)> {
        let mut all: Vec<Vec<usize>> = vec![Vec::new()];
        for (index, ways) in self.ways.iter().enumerate() {
            let mut order: Vec<usize> = (0..ways.len()).collect();
            order.sort_by_key(|way| ways[*way].staff.as_ref() != lead);
            let pools_alone = ways.iter().all(|way| way.staff.is_none());
            let allowed = |way: &usize| {
                !self.leads_segment(index) || pools_alone || ways[*way].staff.as_ref() == lead
            };
            order.retain(allowed);
            all = all
                .iter()
                .flat_map(|before| order.iter().map(|way| [before.as_slice(), &[*way]].concat()))
                .collect();
        }
        let possible = all.into_iter().filter_map(|chosen| {
            let parts = self.laid(lead, &chosen, start);
            self.is_possible(&chosen, &parts).then_some((chosen, parts))
        });
        possible.collect()
    }

    fn leads_segment(&self, index: usize) -> bool {
        let same = |segment: usize| self.composition.segments[segment].performer == Performer::Same;
        if (0..self.ways.len()).any(same) { same(index) } else { index == 0 }
    }

    fn laid(&self, lead: Option<&StaffId>, chosen: &[usize], start: OffsetDateTime) -> Vec<Part> {
        let mut composition = self.composition.clone();
        let mut minutes = Vec::new();
        for (index, way) in chosen.iter().enumerate() {
            let way = &self.ways[index][*way];
            let pool = way.staff.is_none();
            composition.segments[index].booked_as =
                if pool { BookedAs::Pool } else { BookedAs::Staff };
            minutes.push(way.minutes);
        }
        lay_out(&composition, self.policy(lead), self.margins, &minutes, start).unwrap()
    }

    fn is_possible(&self, chosen: &[usize], parts: &[Part]) -> bool {
        let mut wanted: BTreeMap<StaffId, Claim> = BTreeMap::new();
        let mut segment = 0;
        for part in parts {
            if part.kind == PartKind::Work {
                segment += 1;
            }
            let way = &self.ways[segment - 1][chosen[segment - 1]];
            if part.kind == PartKind::Work && !way.starts.contains(&part.at.start()) {
                return false;
            }
            if let Some(staff) = &way.staff {
                wanted.entry(staff.clone()).or_default().join(part.claim());
            }
        }
        let nothing = Claim::default();
        wanted.iter().all(|(staff, claim)| fits(claim, self.taken.get(staff).unwrap_or(&nothing)))
    }

    /// Who can lead at all, in the order of the ways.
    fn naive_leads(&self) -> Vec<Option<StaffId>> {
        let mut leads = Vec::new();
        for (index, ways) in self.ways.iter().enumerate() {
            for way in ways.iter().filter(|_| self.leads_segment(index)) {
                if !leads.contains(&way.staff) {
                    leads.push(way.staff.clone());
                }
            }
        }
        leads.retain(|lead| self.wish.is_none() || *lead == self.wish);
        leads
    }
}

fn random_salon(dice: &mut Dice) -> Salon {
    let any = dice.below(3);
    let count = dice.between(1, 4);
    let steps: Vec<(u32, u32, Performer)> = (0..count)
        .map(|index| {
            let pause = if index + 1 == count { 0 } else { *dice.pick(&[0, 0, 5, 15, 30]) };
            let performer = if dice.below(3) < any { Performer::Any } else { Performer::Same };
            (10, pause, performer)
        })
        .collect();
    let mut composition = composition(&steps);
    composition.buffer_minutes = *dice.pick(&[0, 0, 10]);
    let people = ["anna", "bea", "cem", "pool"];
    let ways = (0..count)
        .map(|_| {
            let mut here: Vec<&str> = people.iter().copied().filter(|_| !dice.once_in(4)).collect();
            if dice.once_in(5) {
                here = vec!["pool"];
            }
            let turned = dice.below(3) as usize % here.len().max(1);
            here.rotate_left(turned);
            here.iter()
                .map(|name| {
                    let minutes = *dice.pick(&[5, 10, 10, 15, 20]);
                    way(
                        name,
                        minutes,
                        (0..36).map(|n| n * 5).filter(|_| !dice.once_in(4)).collect::<Vec<_>>(),
                    )
                })
                .collect()
        })
        .collect();
    let mut salon = Salon::new(composition, ways);
    let policies =
        [PausePolicy::Free, PausePolicy::Free, PausePolicy::Blocked, PausePolicy::Flexible];
    for name in people {
        let person = (name != "pool").then(|| staff(name));
        salon.policies.insert(person.clone(), *dice.pick(&policies));
        if let Some(person) = person {
            let mut some = |most, longest| {
                (0..dice.between(0, most))
                    .map(|_| interval(dice.between(0, 180), dice.between(1, longest)))
                    .collect()
            };
            let claim = Claim { busy: some(2, 30), margins: some(1, 10) };
            salon.taken.insert(person, claim);
        }
    }
    salon.margins = Margins {
        settle_minutes: *dice.pick(&[0, 0, 5]),
        return_minutes: *dice.pick(&[0, 5, 5, 40]),
    };
    let wished: &&str = dice.pick(&people[..3]);
    salon.wish = dice.once_in(4).then(|| staff(wished));
    let start = at(dice.between(0, 30)) + Duration::seconds(dice.below(60).try_into().unwrap());
    let end = start + Duration::minutes(dice.between(1, 200).into());
    salon.within = Interval::new(start, end).unwrap();
    salon
}

#[test]
fn it_agrees_with_trying_everything() {
    let (mut found, mut handed_over, mut held, mut empty) = (0, 0, 0, 0);
    for round in 0..ROUNDS {
        let seed = SEED + round;
        let salon = random_salon(&mut Dice(seed));
        let mut expected = Vec::new();
        let within =
            |start: &OffsetDateTime| salon.within.start() <= *start && *start < salon.within.end();
        // Where no first segment can begin there is nothing to try.
        let begins =
            |start: &OffsetDateTime| salon.ways[0].iter().any(|way| way.starts.contains(start));
        for start in (0..240).map(at).filter(within).filter(begins) {
            for lead in salon.naive_leads() {
                let plans = salon.naive(lead.as_ref(), start);
                expected
                    .extend(plans.into_iter().next().map(|plan| (Candidate { start, lead }, plan)));
            }
        }
        let starts: Vec<&Candidate> = expected.iter().map(|(candidate, _)| candidate).collect();
        let answer = salon.ask(candidates);
        assert_eq!(answer.iter().collect::<Vec<_>>(), starts, "seed {seed}");
        for (candidate, (chosen, parts)) in &expected {
            let planned: Planned = salon.ask(|question| expand(question, candidate)).unwrap();
            let laid: Vec<Part> =
                planned.parts.iter().map(|planned| planned.part.clone()).collect();
            assert_eq!(laid, *parts, "seed {seed}");
            let work = planned.parts.iter().filter(|planned| planned.event_type_id.is_some());
            assert_eq!(work.map(|planned| planned.way).collect::<Vec<_>>(), *chosen, "seed {seed}");
            assert_eq!(planned.policy, salon.policy(candidate.lead.as_ref()));
            let mut segment = 0;
            for planned in &planned.parts {
                segment += usize::from(planned.part.kind == PartKind::Work);
                let way = &salon.ways[segment - 1][planned.way];
                assert_eq!(planned.staff, way.staff, "seed {seed}");
                let booked = (planned.part.kind == PartKind::Work).then_some(way.event_type_id);
                assert_eq!(planned.event_type_id, booked, "seed {seed}");
            }
            let lead = &candidate.lead;
            handed_over += usize::from(planned.parts.iter().any(|planned| planned.staff != *lead));
            held += usize::from(planned.parts.len() > salon.ways.len());
        }
        found += expected.len();
        empty += usize::from(expected.is_empty());
    }
    let seen = (found, handed_over, held, empty);
    assert!(found > 1_000 && handed_over > 300 && held > 100 && empty > 30, "{seen:?}");
    assert!(empty < ROUNDS as usize * 3 / 4, "{seen:?}");
}

#[test]
fn a_simple_service_is_a_visit_of_one_segment() {
    let same = composition(&[(30, 0, Performer::Same)]);
    let ways =
        vec![vec![way("bea", 30, [0, 30, 60]), way("anna", 45, [0, 15]), way("pool", 30, [15])]];
    let mut salon = Salon::new(same, ways);
    assert_eq!(salon.told(), ["bea 0", "anna 0", "anna 15", "pool 15", "bea 30", "bea 60"]);
    assert_eq!(salon.plan(1), ["A anna 0-45"]);
    salon.taken.insert(staff("bea"), Claim::busy(interval(20, 15)));
    assert_eq!(salon.told(), ["anna 0", "anna 15", "pool 15", "bea 60"]);
    // The buffer is the performer's as well.
    salon.composition.buffer_minutes = 20;
    salon.taken.insert(staff("anna"), Claim::busy(interval(64, 10)));
    assert_eq!(salon.told(), ["pool 15", "bea 60"]);
    salon.wish = Some(staff("bea"));
    assert_eq!(salon.told(), ["bea 60"]);
    salon.wish = Some(staff("nobody"));
    assert_eq!(salon.told(), [""; 0]);
    salon.wish = None;
    salon.within = interval(15, 45);
    assert_eq!(salon.told(), ["pool 15"]);
}

#[test]
fn a_wish_binds_the_lead_and_leaves_the_handed_over_to_others() {
    let steps = [(10, 20, Performer::Any), (10, 0, Performer::Same)];
    let ways = vec![
        vec![way("bea", 10, [0, 5]), way("anna", 20, [0, 5])],
        vec![way("anna", 10, [30, 45]), way("bea", 10, [30, 35])],
    ];
    let mut salon = Salon::new(composition(&steps), ways);
    // Anna begins at 5 and takes 20, so this B is at 45; at 0 Bea begins, as Anna's B would be at 40.
    assert_eq!(salon.told(), ["anna 0", "bea 0", "anna 5", "bea 5"]);
    salon.wish = Some(staff("anna"));
    assert_eq!(salon.told(), ["anna 0", "anna 5"]);
    assert_eq!(salon.plan(0), ["A bea 0-10", "B anna 30-40"]);
    assert_eq!(salon.plan(1), ["A anna 5-25", "B anna 45-55"]);
    // A held pause belongs to the performer of what was before it, and must be free.
    salon.policies.insert(Some(staff("anna")), PausePolicy::Blocked);
    assert_eq!(salon.plan(0), ["A bea 0-10", "A+ bea 10-30", "B anna 30-40"]);
    salon.taken.insert(staff("bea"), Claim::busy(interval(29, 5)));
    assert_eq!(salon.told(), ["anna 5"]);
}

#[test]
fn a_candidate_that_does_not_fit_is_a_conflict() {
    let same = composition(&[(30, 0, Performer::Same)]);
    let salon = Salon::new(same, vec![vec![way("anna", 30, [0, 30])]]);
    let expanded = |start: OffsetDateTime, lead: Option<&str>| {
        let lead = lead.map(staff);
        salon.ask(|question| expand(question, &Candidate { start, lead })).is_ok()
    };
    for (start, lead, possible) in [
        (at(0), Some("anna"), true),
        (at(30), Some("anna"), true),
        (at(15), Some("anna"), false),
        (at(0) + Duration::SECOND, Some("anna"), false),
        (at(0), Some("bea"), false),
        (at(0), None, false),
        (datetime!(9999-12-31 23:59:59 UTC), Some("anna"), false),
    ] {
        assert_eq!(expanded(start, lead), possible, "{start} {lead:?}");
    }
}

#[test]
fn odd_questions_have_no_answer_and_no_fault() {
    let same = || composition(&[(30, 5, Performer::Same), (30, 0, Performer::Same)]);
    let anna = || vec![way("anna", 30, [0, 35, 70])];
    for ways in [
        vec![],
        vec![anna()],
        vec![anna(), vec![]],
        vec![vec![], anna()],
        vec![anna(), vec![way("bea", 30, [0, 35, 70])]],
        vec![anna(), vec![way("anna", 0, [0, 35, 70])]],
        vec![anna(), vec![way("anna", u32::MAX, [0, 35, 70])]],
    ] {
        let salon = Salon::new(same(), ways);
        assert_eq!(salon.told(), [""; 0], "{:?}", salon.ways);
    }
    let mut salon = Salon::new(same(), vec![anna(), anna()]);
    assert_eq!(salon.told(), ["anna 0", "anna 35"]);
    // A start between the minutes is nobody's, and far ones cost nothing.
    for ways in &mut salon.ways {
        ways[0].starts.insert(1, at(0) + Duration::SECOND);
        ways[0].starts.push(datetime!(9999-12-31 23:59 UTC));
    }
    salon.within = Interval::new(datetime!(-9999-01-01 0:00 UTC), at(60)).unwrap();
    assert_eq!(salon.told(), [""; 0], "beyond the horizon");
    salon.within = Interval::new(at(0), datetime!(9999-12-31 23:59:59 UTC)).unwrap();
    assert_eq!(salon.told(), ["anna 0", "anna 35"]);
    let none = Salon::new(composition(&[]), vec![]);
    assert_eq!(none.told(), [""; 0]);
}
