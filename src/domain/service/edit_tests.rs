//! Segments on the move: what changes, and what goes where.

use crate::domain::service::catalogue::{
    BookingOrder, Composition, PausePolicy, SegmentKey, ServiceSegment,
};
use crate::domain::service::description::{Description, Performs};
use crate::domain::service::edit::{Edit, Move, SegmentEdit, apply};

fn key(letter: &str) -> SegmentKey {
    SegmentKey::parse(letter).unwrap()
}

fn segment(letter: &str, name: &str, minutes: u32, pause: u32) -> ServiceSegment {
    let mut segments = Composition::simple(name, minutes).segments;
    ServiceSegment { key: key(letter), pause_after_minutes: pause, ..segments.remove(0) }
}

fn performs(letter: &str, staff: &str, minutes: Option<u32>) -> Performs {
    Performs { segment: key(letter), staff: staff.into(), minutes }
}

/// Emma does all, Jürgen all but the cut.
fn colour() -> Description {
    Description {
        key: "farbe".into(),
        name: "Farbe".into(),
        aliases: vec![],
        composition: Composition {
            segments: vec![
                segment("A", "Auftragen", 30, 45),
                segment("B", "Waschen", 15, 10),
                segment("C", "Schneiden", 30, 0),
            ],
            policy: PausePolicy::Free,
            buffer_minutes: 5,
        },
        booking_order: BookingOrder::LastFirst,
        performers: vec![
            performs("A", "emma", Some(40)),
            performs("A", "juergen", None),
            performs("B", "emma", None),
            performs("B", "juergen", None),
            performs("C", "emma", None),
        ],
    }
}

/// `A Auftragen 30+45 emma=40 juergen`, and the moves as `B>C` or `B>`.
fn told(edits: Vec<Edit>) -> (Vec<String>, Vec<String>) {
    let (edited, moves) = apply(colour(), edits).unwrap();
    let lines = edited.composition.segments.iter().map(|segment| {
        let who = edited.performers.iter().filter(|one| one.segment == segment.key).map(|one| {
            let own = one.minutes.map_or_else(String::new, |own| format!("={own}"));
            format!(" {}{own}", one.staff)
        });
        let (minutes, pause) = (segment.minutes, segment.pause_after_minutes);
        format!("{} {} {minutes}+{pause}{}", segment.key, segment.name, who.collect::<String>())
    });
    let to = |one: &Move| one.to.map_or_else(String::new, |to| to.to_string());
    (lines.collect(), moves.iter().map(|one| format!("{}>{}", one.from, to(one))).collect())
}

const AS_BEFORE: [&str; 3] =
    ["A Auftragen 30+45 emma=40 juergen", "B Waschen 15+10 emma juergen", "C Schneiden 30+0 emma"];

fn check(edits: Vec<Edit>, lines: &[&str], moves: &[&str]) {
    let (told_lines, told_moves) = told(edits.clone());
    assert_eq!(told_lines, lines, "{edits:?}");
    assert_eq!(told_moves, moves, "{edits:?}");
}

#[test]
fn nothing_is_lost_on_the_way() {
    assert_eq!(apply(colour(), vec![]).unwrap(), (colour(), vec![]));
    check(vec![], &AS_BEFORE, &[]);
}

#[test]
fn segments_move_with_what_is_theirs() {
    let [a, b, c] = AS_BEFORE;
    let massage = segment("Z", "Massage", 10, 0);
    check(
        vec![Edit::Add(key("B"), massage.clone())],
        &[a, "B Massage 10+0 emma", "C Waschen 15+10 emma juergen", "D Schneiden 30+0 emma"],
        &["B>C", "C>D"],
    );
    check(vec![Edit::Add(key("D"), massage)], &[a, b, c, "D Massage 10+0 emma"], &[]);
    check(vec![Edit::Remove(key("B"))], &[a, "B Schneiden 30+0 emma"], &["B>", "C>B"]);
    // The pause before the end led to what is gone.
    check(vec![Edit::Remove(key("C"))], &[a, "B Waschen 15+0 emma juergen"], &["C>"]);
    check(
        vec![Edit::Reorder(vec![key("C"), key("A"), key("B")])],
        &[
            "A Schneiden 30+0 emma",
            "B Auftragen 30+45 emma=40 juergen",
            "C Waschen 15+10 emma juergen",
        ],
        &["A>B", "B>C", "C>A"],
    );
    // One after the other, and there and back is no move.
    let turn = || Edit::Reorder(vec![key("C"), key("B"), key("A")]);
    check(vec![turn(), turn()], &AS_BEFORE, &[]);
    check(
        vec![Edit::Remove(key("A")), turn_two()],
        &["A Schneiden 30+0 emma", "B Waschen 15+10 emma juergen"],
        &["A>", "C>A"],
    );
}

fn turn_two() -> Edit {
    Edit::Reorder(vec![key("B"), key("A")])
}

#[test]
fn one_segment_changes() {
    let [_, b, c] = AS_BEFORE;
    let edit = |edit| vec![Edit::Segment(key("A"), edit)];
    let new = SegmentEdit {
        name: Some("Farbe auftragen".into()),
        minutes: Some(35),
        pause_after: Some(30),
        staff: Some(vec!["emma".into(), "mia".into()]),
        takes: vec![("mia".into(), Some(50))],
        ..SegmentEdit::default()
    };
    check(edit(new), &["A Farbe auftragen 35+30 emma=40 mia=50", b, c], &[]);
    let takes = vec![("emma".to_owned(), None)];
    check(
        edit(SegmentEdit { takes, ..SegmentEdit::default() }),
        &["A Auftragen 30+45 emma juergen", b, c],
        &[],
    );
    check(
        vec![Edit::Staff(vec!["mia".into()])],
        &["A Auftragen 30+45 mia", "B Waschen 15+10 mia", "C Schneiden 30+0 mia"],
        &[],
    );
}

#[test]
fn all_of_it_anew_finds_its_segments_again() {
    let mut other = colour();
    other.key = "another".into();
    other.composition.segments = vec![
        segment("A", "Waschen", 10, 0),
        segment("B", "Glossing", 20, 0),
        segment("C", "Haare schneiden", 30, 0),
    ];
    other.performers = vec![performs("B", "mia", None)];
    check(
        vec![Edit::Whole(other.clone())],
        &["A Waschen 10+0", "B Glossing 20+0 mia", "C Haare schneiden 30+0"],
        &["A>", "B>A"],
    );
    assert_eq!(apply(colour(), vec![Edit::Whole(other.clone())]).unwrap().0.key, "farbe");
    check(
        vec![Edit::Compose(other.composition)],
        &["A Waschen 10+0 emma", "B Glossing 20+0 emma", "C Haare schneiden 30+0 emma"],
        &["A>", "B>A"],
    );
    let (simple, moves) = apply(colour(), vec![Edit::Simple(60)]).unwrap();
    assert_eq!(
        simple.composition,
        Composition { buffer_minutes: 5, ..Composition::simple("Farbe", 60) }
    );
    assert_eq!(simple.performers, [performs("A", "emma", None)]);
    assert_eq!(moves.len(), 3, "all of its event types are given back: {moves:?}");
    let (named, _) = apply(simple, vec![Edit::Name("Neu".into())]).unwrap();
    assert_eq!(named.composition.segments[0].name, "Neu");
}

#[test]
fn what_is_not_there_is_told() {
    let takes = SegmentEdit { takes: vec![("juergen".into(), Some(9))], ..SegmentEdit::default() };
    for (edit, said) in [
        (Edit::Remove(key("D")), "there is no segment D; there are A, B, C"),
        (
            Edit::Segment(key("Z"), SegmentEdit::default()),
            "there is no segment Z; there are A, B, C",
        ),
        (Edit::Add(key("F"), segment("A", "x", 1, 0)), "the new segment can be A to D, not F"),
        (Edit::Reorder(vec![key("A")]), "name each of A, B, C once, in the new order"),
        (
            Edit::Reorder(vec![key("A"), key("B"), key("B")]),
            "name each of A, B, C once, in the new order",
        ),
        (
            Edit::Segment(key("C"), takes),
            "segment C: juergen does not do it, and so has no length there",
        ),
    ] {
        assert_eq!(apply(colour(), vec![edit]).unwrap_err().to_string(), said);
    }
    let only = vec![Edit::Simple(60), Edit::Remove(key("A"))];
    assert!(apply(colour(), only).unwrap_err().to_string().contains("the only one"));
}
