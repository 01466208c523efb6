//! The overlap function against a diary in which every minute is a box, and against the rule for pauses in words.

use crate::domain::calendar::interval::{Claim, Diary, Interval, Place, fits};
use crate::domain::dice_tests::Dice;
use crate::domain::service::catalogue::{Composition, PausePolicy};
use crate::domain::visit::layout::{Margins, Part, PartKind, lay_out};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const DAY: OffsetDateTime = datetime!(2026-12-01 0:00 UTC);
/// Minutes of the box diary; everything random lies inside.
const BOXES: usize = 320;
const SEED: u64 = 0x5eed_0001;

fn at(minute: u32) -> OffsetDateTime {
    DAY + Duration::minutes(minute.into())
}

fn interval(start: u32, length: u32) -> Interval {
    Interval::new(at(start), at(start + length)).unwrap()
}

fn random_intervals(dice: &mut Dice, most: u32, longest: u32) -> Vec<Interval> {
    let count = dice.between(0, most);
    (0..count).map(|_| interval(dice.between(0, 250), dice.between(1, longest))).collect()
}

fn random_claim(dice: &mut Dice, most: u32) -> Claim {
    Claim { busy: random_intervals(dice, most, 60), margins: random_intervals(dice, most, 20) }
}

/// Boxes ticked for the minutes of these intervals. Knows nothing of comparing starts with ends.
fn ticked(intervals: &[Interval]) -> [bool; BOXES] {
    let mut boxes = [false; BOXES];
    for taken in intervals {
        let first = usize::try_from((taken.start() - DAY).whole_minutes()).unwrap();
        let count = usize::try_from(taken.duration().whole_minutes()).unwrap();
        boxes[first..first + count].fill(true);
    }
    boxes
}

fn fits_in_boxes(wanted: &Claim, taken: &Claim) -> bool {
    let [busy, margins] = [&wanted.busy, &wanted.margins].map(|list| ticked(list));
    let [taken_busy, taken_margins] = [&taken.busy, &taken.margins].map(|list| ticked(list));
    !(0..BOXES).any(|minute| {
        (busy[minute] && (taken_busy[minute] || taken_margins[minute]))
            || (margins[minute] && taken_busy[minute])
    })
}

#[test]
fn it_agrees_with_counting_minutes_in_random_calendars() {
    let mut accepted = 0_u32;
    for round in 0..120_000_u64 {
        let seed = SEED + round;
        let mut dice = Dice(seed);
        let (wanted, taken) = (random_claim(&mut dice, 2), random_claim(&mut dice, 4));
        let expected = fits_in_boxes(&wanted, &taken);
        assert_eq!(fits(&wanted, &taken), expected, "seed {seed}: {wanted:?} in {taken:?}");
        accepted += u32::from(expected);
    }
    // Neither answer is rare, so both are tested.
    assert!((20_000..100_000).contains(&accepted), "{accepted} accepted");
}

#[test]
fn what_is_free_in_a_span_is_what_no_box_ticks() {
    for round in 0..5_000_u64 {
        let seed = SEED + round;
        let mut dice = Dice(seed);
        let taken = random_claim(&mut dice, 4);
        let span = interval(dice.between(0, 250), dice.between(1, 60));
        let free = Diary::new(&taken).free_in(span);
        assert!(free.windows(2).all(|pair| pair[0].end() < pair[1].start()), "seed {seed}");
        let (inside, found) = (ticked(&[span]), ticked(&free));
        let (busy, margins) = (ticked(&taken.busy), ticked(&taken.margins));
        for minute in 0..BOXES {
            let expected = inside[minute] && !busy[minute] && !margins[minute];
            assert_eq!(found[minute], expected, "seed {seed}: minute {minute}");
        }
    }
}

#[test]
fn where_the_last_question_was_does_not_matter() {
    for round in 0..2_000_u64 {
        let seed = SEED + round;
        let mut dice = Dice(seed);
        let diary = Diary::new(&random_claim(&mut dice, 6));
        let mut place = Place::default();
        for _ in 0..20 {
            let wanted = random_claim(&mut dice, 1);
            let nanos = |list: &[Interval]| {
                let each = list
                    .iter()
                    .map(|at| at.start().unix_timestamp_nanos()..at.end().unix_timestamp_nanos());
                each.collect::<Vec<_>>().into_iter()
            };
            let found = diary.fits_nanos(nanos(&wanted.busy), nanos(&wanted.margins), &mut place);
            assert_eq!(found, diary.fits(&wanted), "seed {seed}: {wanted:?} in {diary:?}");
        }
    }
}

#[test]
fn half_open_to_the_nanosecond() {
    let taken = Claim { busy: vec![interval(600, 30)], margins: vec![interval(630, 5)] };
    let wanted = |start, end| Claim::busy(Interval::new(start, end).unwrap());
    let tick = Duration::NANOSECOND;
    for (start, end, expected) in [
        (at(590), at(600), true),
        (at(590), at(600) + tick, false),
        (at(635), at(640), true),
        (at(635) - tick, at(640), false),
        (at(630), at(630) + tick, false),
    ] {
        assert_eq!(fits(&wanted(start, end), &taken), expected, "{start} to {end}");
    }
    // Two margins may share minutes.
    let margin = Claim { busy: vec![], margins: vec![interval(625, 10)] };
    assert!(!fits(&margin, &taken));
    let margin = Claim { busy: vec![], margins: vec![interval(630, 10)] };
    assert!(fits(&margin, &taken));
    assert!(fits(&Claim::default(), &taken) && fits(&taken, &Claim::default()));
}

/// A service and the minutes of its segments, with nothing checked but what the model needs.
fn random_service(dice: &mut Dice) -> Composition {
    let mut composition = Composition::simple("A", dice.between(1, 40));
    let first = composition.segments[0].clone();
    composition.segments = "ABCD"
        .chars()
        .take(usize::try_from(dice.between(1, 4)).unwrap())
        .map(|key| {
            let mut segment = first.clone();
            segment.key =
                crate::domain::service::catalogue::SegmentKey::parse(&key.to_string()).unwrap();
            segment.minutes = dice.between(1, 30);
            segment.pause_after_minutes = *dice.pick(&[0, 0, 1, 10, 25, 45]);
            segment
        })
        .collect();
    composition.segments.last_mut().unwrap().pause_after_minutes = 0;
    composition.buffer_minutes = *dice.pick(&[0, 0, 5]);
    composition
}

/// The rule of the product in words: a foreign appointment must leave alone work, held pauses and the buffer, and in a
/// free pause [a, b) it starts at a + settle or later and ends at b - return or earlier.
fn allowed(parts: &[Part], margins: Margins, policy: PausePolicy, start: u32, end: u32) -> bool {
    let minute = |instant: OffsetDateTime| u32::try_from((instant - DAY).whole_minutes()).unwrap();
    let touches = |from: u32, until: u32| start < until && from < end;
    for part in parts {
        if touches(minute(part.at.start()), minute(part.at.end()) + part.buffer_minutes) {
            return false;
        }
    }
    let work = |part: &&Part| part.kind == PartKind::Work;
    let pauses = parts.iter().filter(work).zip(parts.iter().filter(work).skip(1));
    pauses.map(|(one, next)| (minute(one.at.end()), minute(next.at.start()))).all(|(a, b)| {
        if !touches(a, b) {
            return true;
        }
        policy == PausePolicy::Free
            && start >= a + margins.settle_minutes
            && end + margins.return_minutes <= b
    })
}

#[test]
fn a_foreign_appointment_fits_a_pause_by_the_rule_in_words() {
    let mut in_pauses = 0_u32;
    for round in 0..30_000_u64 {
        let seed = SEED + round;
        let mut dice = Dice(seed);
        let service = random_service(&mut dice);
        let policy = *dice.pick(&[
            PausePolicy::Free,
            PausePolicy::Free,
            PausePolicy::Blocked,
            PausePolicy::Flexible,
        ]);
        let margins = Margins {
            settle_minutes: *dice.pick(&[0, 0, 3, 60]),
            return_minutes: *dice.pick(&[0, 5, 5, 60]),
        };
        let minutes: Vec<u32> = service.segments.iter().map(|segment| segment.minutes).collect();
        let parts = lay_out(&service, policy, margins, &minutes, at(60)).unwrap();
        let mut taken = Claim::default();
        parts.iter().for_each(|part| taken.join(part.claim()));
        let (start, length) = (dice.between(40, 200), dice.between(1, 15));
        let foreign = interval(start, length);
        let expected = allowed(&parts, margins, policy, start, start + length);
        assert_eq!(
            fits(&Claim::busy(foreign), &taken),
            expected,
            "seed {seed}: {foreign:?} in {parts:?}"
        );
        let end = parts.last().unwrap().at.end();
        in_pauses += u32::from(expected && at(60) < foreign.start() && foreign.end() < end);
    }
    assert!(in_pauses > 300, "{in_pauses} in pauses");
}
