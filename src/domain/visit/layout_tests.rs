//! The product's table of pause vectors, and visits laid out.

use crate::domain::calendar::interval::{Claim, Interval, fits};
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::service::catalogue::PausePolicy::{Blocked, Flexible, Free, Never};
use crate::domain::service::catalogue::{BookedAs, Composition, PausePolicy, SegmentKey};
use crate::domain::visit::layout::{Margins, Part, PartKind, lay_out};
use crate::domain::visit::pause;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const TEN: OffsetDateTime = datetime!(2026-12-01 10:00 UTC);
const USUAL: Margins = Margins { settle_minutes: 0, return_minutes: 5 };
const NONE: Margins = Margins { settle_minutes: 0, return_minutes: 0 };

/// A 30, pause 45, B 15, C 30, D 30.
fn visit() -> Composition {
    let mut composition = Composition::simple("Farbe", 30);
    let first = composition.segments[0].clone();
    composition.segments = [(30, 45), (15, 0), (30, 0), (30, 0)]
        .iter()
        .enumerate()
        .map(|(index, (minutes, pause_after_minutes))| {
            let mut segment = first.clone();
            segment.key = SegmentKey::nth(index).unwrap();
            segment.minutes = *minutes;
            segment.pause_after_minutes = *pause_after_minutes;
            segment
        })
        .collect();
    composition.policy = Free;
    composition
}

fn laid(policy: PausePolicy, margins: Margins, start: OffsetDateTime) -> Vec<Part> {
    lay_out(&visit(), policy, margins, &[30, 15, 30, 30], start).unwrap()
}

fn claim(parts: &[Part]) -> Claim {
    let mut whole = Claim::default();
    parts.iter().for_each(|part| whole.join(part.claim()));
    whole
}

/// From `hour:minute` on the visit's day.
fn stretch(hour: i64, minute: i64, minutes: i64) -> Interval {
    let start = TEN + Duration::minutes((hour - 10) * 60 + minute);
    Interval::new(start, start + Duration::minutes(minutes)).unwrap()
}

/// Key, kind, from and until in minutes after ten, settle, return, buffer.
fn told(parts: &[Part]) -> Vec<String> {
    let minute = |instant: OffsetDateTime| (instant - TEN).whole_minutes();
    let told = parts.iter().map(|part| {
        let (from, until) = (minute(part.at.start()), minute(part.at.end()));
        let around = [part.settle_minutes, part.return_minutes, part.buffer_minutes];
        format!("{} {} {} {from}-{until} {around:?}", part.position, part.key, part.kind.as_str())
    });
    told.collect()
}

#[test]
fn the_vectors_of_the_product() {
    for (policy, margins, hour, minute, minutes, accepted) in [
        (Free, USUAL, 10, 35, 30, true),
        (Free, USUAL, 10, 45, 30, false),
        (Free, NONE, 10, 45, 30, true),
        (Free, USUAL, 10, 30, 45, false),
        (Free, NONE, 10, 30, 45, true),
        (Free, USUAL, 10, 20, 20, false),
        (Blocked, USUAL, 10, 45, 15, false),
        (Flexible, USUAL, 10, 45, 15, false),
        // And around them.
        (Free, USUAL, 10, 30, 40, true),
        (Free, USUAL, 10, 30, 41, false),
        (Free, USUAL, 9, 30, 30, true),
        (Free, USUAL, 9, 30, 31, false),
        (Free, USUAL, 12, 30, 30, true),
        (Free, USUAL, 12, 29, 30, false),
        (Blocked, USUAL, 12, 30, 30, true),
        (Free, Margins { settle_minutes: 10, return_minutes: 5 }, 10, 39, 15, false),
        (Free, Margins { settle_minutes: 10, return_minutes: 5 }, 10, 40, 30, true),
    ] {
        let taken = claim(&laid(policy, margins, TEN));
        let wanted = stretch(hour, minute, minutes);
        let found = fits(&Claim::busy(wanted), &taken);
        assert_eq!(found, accepted, "{policy:?} {margins:?}: {minutes} at {hour}:{minute}");
    }
}

#[test]
fn a_second_identical_visit_never_starts_in_the_pause() {
    for policy in [Free, Blocked, Flexible] {
        for margins in [USUAL, NONE, Margins { settle_minutes: 10, return_minutes: 10 }] {
            let taken = claim(&laid(policy, margins, TEN));
            for minute in 30..75 {
                let start = TEN + Duration::minutes(minute);
                let second = claim(&laid(policy, margins, start));
                assert!(!fits(&second, &taken), "{policy:?} {margins:?}: {start}");
            }
            // It is not refused for ever.
            let after = claim(&laid(policy, margins, TEN + Duration::minutes(150)));
            assert!(fits(&after, &taken));
        }
    }
}

/// Two visits whose work interlocks: margins may share minutes, work may not lie in a margin, on either side.
#[test]
fn margins_count_on_both_sides() {
    let short = |start| {
        // A 10, pause 30, B 10.
        let mut service = visit();
        service.segments.truncate(2);
        service.segments[0].pause_after_minutes = 30;
        claim(&lay_out(&service, Free, USUAL, &[10, 10], start).unwrap())
    };
    let taken = short(TEN);
    for (minute, accepted) in
        [(9, false), (10, false), (14, false), (15, true), (20, true), (25, true), (26, false)]
    {
        let found = fits(&short(TEN + Duration::minutes(minute)), &taken);
        assert_eq!(found, accepted, "{minute} minutes after ten");
    }
}

#[test]
fn the_desk_releases_a_flexible_pause() {
    let mut parts = laid(Flexible, USUAL, TEN);
    let pause = parts.remove(1);
    assert_eq!(
        (pause.key.as_str(), pause.kind, pause.at),
        ("A+", PartKind::Pause, stretch(10, 30, 45))
    );
    let after = |part: Interval| {
        let released = pause::release(pause.at, part, USUAL).unwrap();
        let mut parts = parts.clone();
        parts[0].settle_minutes = released.settle_minutes;
        parts[1].return_minutes = released.return_minutes;
        let mut taken = claim(&parts);
        taken.busy.extend(released.held);
        taken
    };
    for (released, minute, minutes, accepted) in [
        (stretch(10, 30, 40), 35, 30, true),
        (stretch(10, 30, 40), 45, 30, false),
        (stretch(10, 30, 40), 30, 40, true),
        (stretch(10, 40, 20), 40, 20, true),
        (stretch(10, 40, 20), 39, 20, false),
        (stretch(10, 40, 20), 41, 20, false),
        // Released as a whole it is as a free one: the stylist needs to come back in time.
        (stretch(10, 30, 45), 35, 35, true),
        (stretch(10, 30, 45), 45, 30, false),
    ] {
        let wanted = Claim::busy(stretch(10, minute, minutes));
        assert!(!fits(&wanted, &claim(&laid(Flexible, USUAL, TEN))), "before the release");
        assert_eq!(fits(&wanted, &after(released)), accepted, "{minutes} at 10:{minute}");
    }
    assert!(pause::release(pause.at, stretch(10, 29, 10), USUAL).is_err());
    assert!(pause::release(pause.at, stretch(11, 10, 6), USUAL).is_err());
}

#[test]
fn without_pauses_there_is_none() {
    let mut service = visit();
    service.policy = Never;
    let faults = service.clone().check().unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].segment, SegmentKey::parse("A"));
    for language in [Language::De, Language::En] {
        let sentence = faults[0].sentence(language);
        assert!(sentence.contains("Segment A") && sentence.contains("45"), "{sentence}");
    }
    let error = lay_out(&service, Never, USUAL, &[30, 15, 30, 30], TEN).unwrap_err();
    assert!(error.to_string().contains("segment A"), "{error}");
    service.segments[0].pause_after_minutes = 0;
    let parts = lay_out(&service.check().unwrap(), Never, USUAL, &[30, 15, 30, 30], TEN).unwrap();
    assert_eq!(parts.last().unwrap().at.end(), TEN + Duration::minutes(105));
}

#[test]
fn a_change_of_the_clock_leaves_the_pause_its_real_minutes() {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    for (start, wall) in [
        (datetime!(2026-03-29 0:20 UTC), "2026-03-29T03:35:00+02:00"),
        (datetime!(2026-10-25 0:20 UTC), "2026-10-25T02:35:00+01:00"),
    ] {
        let parts = laid(Free, USUAL, start);
        assert_eq!(parts[1].at.start() - parts[0].at.end(), Duration::minutes(45));
        assert_eq!(zone.rfc3339_local(parts[1].at.start()), wall);
        let held = laid(Blocked, USUAL, start);
        assert_eq!(held[1].at.duration(), Duration::minutes(45));
        let in_pause = |minutes| {
            let from = start + Duration::minutes(30);
            Claim::busy(Interval::new(from, from + Duration::minutes(minutes)).unwrap())
        };
        assert!(fits(&in_pause(40), &claim(&parts)) && !fits(&in_pause(41), &claim(&parts)));
    }
}

#[test]
fn the_policy_decides_what_is_booked() {
    let mut service = visit();
    service.segments[2].pause_after_minutes = 3;
    service.buffer_minutes = 10;
    let margins = Margins { settle_minutes: 4, return_minutes: 5 };
    let told_of = |service: &Composition, policy| {
        told(&lay_out(service, policy, margins, &[30, 15, 30, 20], TEN).unwrap())
    };
    assert_eq!(
        told_of(&service, Free),
        [
            "1 A work 0-30 [4, 0, 0]",
            "2 B work 75-90 [0, 5, 0]",
            // The margins end where the pause does.
            "3 C work 90-120 [3, 0, 0]",
            "4 D work 123-143 [0, 3, 10]",
        ]
    );
    let held = [
        "1 A work 0-30 [0, 0, 0]",
        "2 A+ pause 30-75 [0, 0, 0]",
        "3 B work 75-90 [0, 0, 0]",
        "4 C work 90-120 [0, 0, 0]",
        "5 C+ pause 120-123 [0, 0, 0]",
        "6 D work 123-143 [0, 0, 10]",
    ];
    assert_eq!(told_of(&service, Blocked), held);
    // What will be needed when the hold is released is known from the start.
    let flexible = [
        "1 A work 0-30 [4, 0, 0]",
        "2 A+ pause 30-75 [0, 0, 0]",
        "3 B work 75-90 [0, 5, 0]",
        "4 C work 90-120 [3, 0, 0]",
        "5 C+ pause 120-123 [0, 0, 0]",
        "6 D work 123-143 [0, 3, 10]",
    ];
    assert_eq!(told_of(&service, Flexible), flexible);
    // Nobody is known who could be held behind a pool.
    service.segments[0].booked_as = BookedAs::Pool;
    assert_eq!(
        told_of(&service, Blocked)[..2],
        ["1 A work 0-30 [0, 0, 0]", "2 B work 75-90 [0, 0, 0]"]
    );
    let mut simple = Composition::simple("Schnitt", 45);
    simple.buffer_minutes = 5;
    let parts = lay_out(&simple, Never, margins, &[50], TEN).unwrap();
    assert_eq!(told(&parts), ["1 A work 0-50 [0, 0, 5]"]);
    assert_eq!(claim(&parts), Claim::busy(stretch(10, 0, 55)));
}

#[test]
fn what_cannot_be_laid_out_is_an_error() {
    let service = visit();
    for minutes in [vec![], vec![30, 15, 30], vec![30, 0, 30, 30], vec![30, u32::MAX, 30, 30]] {
        assert!(lay_out(&service, Free, USUAL, &minutes, TEN).is_err(), "{minutes:?}");
    }
    for start in [datetime!(9999-12-31 22:00 UTC), datetime!(9999-12-31 23:59:59 UTC)] {
        assert!(lay_out(&service, Free, USUAL, &[30, 15, 30, 30], start).is_err(), "{start}");
    }
    let mut endless = visit();
    endless.segments[0].pause_after_minutes = u32::MAX;
    assert!(lay_out(&endless, Free, USUAL, &[30, 15, 30, 30], TEN).is_err());
    // A buffer or margin at the end of the calendar ends with it.
    let last = datetime!(9999-12-31 23:58 UTC);
    let mut simple = Composition::simple("Schnitt", 1);
    simple.buffer_minutes = 240;
    let parts = lay_out(&simple, Never, USUAL, &[1], last).unwrap();
    assert_eq!(parts[0].claim().busy.len(), 1);
}

#[test]
fn gaps_are_what_others_can_use() {
    let parts = laid(Free, USUAL, TEN);
    let booked: Vec<Interval> = parts.iter().map(|part| part.at).collect();
    let pauses = pause::free_pauses(&booked);
    assert_eq!(pauses, [stretch(10, 30, 45)]);
    let mut taken = claim(&parts);
    let gaps = pause::pause_gaps(&pauses, &taken);
    assert_eq!(gaps, [stretch(10, 30, 40)]);
    for (minute, minutes) in [(29, 0), (30, 40), (35, 35), (69, 1), (70, 0)] {
        let start = TEN + Duration::minutes(minute);
        assert_eq!(pause::free_minutes(&gaps, start), minutes, "10:{minute}");
        let fits_exactly = minutes > 0;
        let wanted = |more: u32| {
            let end = start + Duration::minutes((minutes.max(1) + more).into());
            fits(&Claim::busy(Interval::new(start, end).unwrap()), &taken)
        };
        assert_eq!((wanted(0), wanted(1)), (fits_exactly, false), "10:{minute}");
    }
    taken.busy.push(stretch(10, 40, 10));
    let gaps = pause::pause_gaps(&pauses, &taken);
    assert_eq!(gaps, [stretch(10, 30, 10), stretch(10, 50, 20)]);
    let half = TEN + Duration::seconds(35 * 60 + 30);
    assert_eq!(pause::free_minutes(&gaps, half), 4);
    assert_eq!(pause::pause_gaps(&[], &taken), []);
    // The held pause of a blocked visit is none.
    let held: Vec<Interval> = laid(Blocked, USUAL, TEN).iter().map(|part| part.at).collect();
    assert_eq!(pause::free_pauses(&held), []);
}

#[test]
fn kinds_are_stored_as_words() {
    for kind in [PartKind::Work, PartKind::Pause] {
        assert_eq!(PartKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(PartKind::parse("rest"), None);
    assert_eq!(Margins::default(), USUAL);
}
