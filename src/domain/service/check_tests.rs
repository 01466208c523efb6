//! Every fault of a service, all at once, each with a sentence.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{BookedAs, Composition, PausePolicy, SegmentKey};
use crate::domain::service::check::{FaultKind, SEGMENT_NAME_CHARS_MAX};
use crate::domain::service::templates::template;

fn visit() -> Composition {
    template("colour-cut").unwrap().composition
}

/// Where and what, for a visit changed a little.
fn faults(change: impl FnOnce(&mut Composition)) -> Vec<(String, FaultKind)> {
    let mut composition = visit();
    change(&mut composition);
    let Err(faults) = composition.clone().check() else { return Vec::new() };
    for fault in &faults {
        for language in [Language::De, Language::En] {
            let sentence = fault.sentence(language);
            let named =
                fault.segment.is_none_or(|key| sentence.starts_with(&format!("Segment {key}")));
            assert!(named && sentence.ends_with('.'), "{sentence}");
            assert!(
                !sentence.chars().any(|c| c.is_control()) && sentence.len() < 400,
                "{sentence}"
            );
        }
        assert_ne!(fault.sentence(Language::De), fault.sentence(Language::En));
    }
    let place = |key: Option<SegmentKey>| key.map_or("-".into(), |key| key.to_string());
    faults.iter().map(|fault| (place(fault.segment), fault.kind)).collect()
}

fn one(place: &str, kind: FaultKind) -> Vec<(String, FaultKind)> {
    vec![(place.to_owned(), kind)]
}

#[test]
fn what_can_be_done_passes() {
    assert_eq!(faults(|_| {}), []);
    assert_eq!(visit().check(), Ok(visit()));
    assert!(Composition::simple("Schnitt", 45).check().is_ok());
    assert!(Composition::simple("Schnitt", 1_440).check().is_ok());
    // Adjacent segments, and a blocked service without any pause.
    let adjacent = |policy| {
        faults(|c| {
            c.policy = policy;
            c.segments.iter_mut().for_each(|segment| segment.pause_after_minutes = 0);
        })
    };
    assert_eq!(adjacent(PausePolicy::Never), []);
    assert_eq!(adjacent(PausePolicy::Blocked), []);
    // Any staff member may come after a held pause; a free pause asks for none.
    assert_eq!(
        faults(|c| {
            c.policy = PausePolicy::Blocked;
            c.segments[1].booked_as = BookedAs::Pool;
        }),
        []
    );
    assert_eq!(faults(|c| c.segments[0].booked_as = BookedAs::Pool), []);
    assert_eq!(faults(|c| c.segments[1].name = "ü".repeat(SEGMENT_NAME_CHARS_MAX)), []);
}

#[test]
fn what_cannot_be_done_is_named() {
    use FaultKind::*;
    let key = |text| SegmentKey::parse(text).unwrap();
    assert_eq!(
        faults(|c| {
            c.segments.clear();
            c.policy = PausePolicy::Never;
        }),
        one("-", NoSegment)
    );
    assert_eq!(
        faults(|c| {
            let last = c.segments[3].clone();
            for index in 4..11 {
                c.segments.push(last.clone());
                c.segments[index].key = SegmentKey::nth(index).unwrap();
            }
        }),
        one("-", TooManySegments(11))
    );
    assert_eq!(
        faults(|c| c.segments.swap(1, 2))
            .into_iter()
            .map(|(place, kind)| format!("{place} {kind:?}"))
            .collect::<Vec<_>>(),
        ["C KeyOutOfOrder(SegmentKey('B'))", "B KeyOutOfOrder(SegmentKey('C'))"]
    );
    assert_eq!(faults(|c| c.segments[3].key = key("E")), one("E", KeyOutOfOrder(key("D"))));
    assert_eq!(faults(|c| c.segments[0].name = " \u{a0}".into()), one("A", NameEmpty));
    for odd in ["Wa\nschen", "Wa\u{0}schen", "Wa\u{202e}schen"] {
        assert_eq!(faults(|c| c.segments[1].name = odd.into()), one("B", NameOdd));
    }
    let long = "ü".repeat(SEGMENT_NAME_CHARS_MAX + 1);
    assert_eq!(faults(|c| c.segments[1].name = long), one("B", NameTooLong));
    assert_eq!(faults(|c| c.segments[1].minutes = 0), one("B", NoMinutes));
    assert_eq!(
        faults(|c| c.segments[1].minutes = 1_441),
        [("B".into(), TooManyMinutes(1_441)), ("-".into(), VisitTooLong(1_576))]
    );
    assert_eq!(faults(|c| c.segments[3].pause_after_minutes = 5), one("D", PauseTrailing(5)));
    assert_eq!(
        faults(|c| c.policy = PausePolicy::Never),
        [("A".into(), PauseForbidden(30)), ("C".into(), PauseForbidden(15))]
    );
    for policy in [PausePolicy::Free, PausePolicy::Flexible] {
        assert_eq!(
            faults(|c| {
                c.policy = policy;
                c.segments.iter_mut().for_each(|segment| segment.pause_after_minutes = 0);
            }),
            one("-", PauseMissing(policy))
        );
    }
    for policy in [PausePolicy::Blocked, PausePolicy::Flexible] {
        assert_eq!(
            faults(|c| {
                c.policy = policy;
                c.segments[0].booked_as = BookedAs::Pool;
            }),
            one("A", HeldByPool(policy))
        );
    }
    assert_eq!(faults(|c| c.segments[0].minutes = 1_321), one("-", VisitTooLong(1_441)));
    assert_eq!(faults(|c| c.segments[0].minutes = 1_320), []);
    assert_eq!(faults(|c| c.buffer_minutes = 241), one("-", BufferTooLong(241)));
    assert_eq!(faults(|c| c.buffer_minutes = 240), []);
}

#[test]
fn all_faults_are_told_at_once_and_nothing_overflows() {
    use FaultKind::*;
    let found = faults(|c| {
        c.policy = PausePolicy::Never;
        c.buffer_minutes = u32::MAX;
        for segment in &mut c.segments {
            segment.name.clear();
            segment.minutes = u32::MAX;
            segment.pause_after_minutes = u32::MAX;
        }
    });
    let most = u32::MAX;
    let mut expected = Vec::new();
    for place in ["A", "B", "C", "D"] {
        let pause = if place == "D" { PauseTrailing(most) } else { PauseForbidden(most) };
        expected
            .extend([NameEmpty, TooManyMinutes(most), pause].map(|kind| (place.to_owned(), kind)));
    }
    expected.extend([VisitTooLong(most), BufferTooLong(most)].map(|kind| ("-".to_owned(), kind)));
    assert_eq!(found, expected);
    let long = faults(|c| c.segments[0].pause_after_minutes = 1_441);
    assert_eq!(
        long,
        [("A".to_owned(), PauseTooLong(1_441)), ("-".to_owned(), VisitTooLong(1_561))]
    );
}

#[test]
fn a_sentence_names_the_segment_and_says_how_to_mend_it() {
    let mut composition = visit();
    composition.policy = PausePolicy::Never;
    composition.segments[2].pause_after_minutes = 0;
    let faults = composition.check().unwrap_err();
    assert_eq!(
        faults[0].sentence(Language::De),
        "Segment A („Ansatz färben“): 30 Minuten Pause, aber die Leistung hat die Regel „keine Pausen“. Die Pause auf 0 setzen oder eine andere Regel wählen."
    );
    assert_eq!(
        faults[0].sentence(Language::En),
        "Segment A (\"Ansatz färben\"): 30 minutes of pause, but the service's policy is \"never\" (no pauses). Set the pause to 0 or choose another policy."
    );
    let mut composition = visit();
    composition.segments.truncate(1);
    let trailing = composition.check().unwrap_err();
    assert!(trailing[0].sentence(Language::De).contains("Puffer"));
    assert!(trailing[0].sentence(Language::En).contains("buffer"));
}
