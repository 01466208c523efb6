//! Typed services: what they come to, and which field is told what.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{PausePolicy, SegmentKey};
use crate::domain::service::draft::{Draft, Turn};
use crate::domain::service::draft_read::{Field, StepField, of_people, read};
use crate::domain::service::performers::StaffFault;
use crate::domain::service::templates::template;

/// Emma does all.
fn draft() -> Draft {
    let composition = template("colour-cut").unwrap().composition;
    let mut draft = Draft::start("Farbe", &composition, &["emma".into(), "kim".into()]);
    for step in &mut draft.steps {
        step.hands[0].does = true;
    }
    draft
}

#[test]
fn what_was_read_reads_the_same_again() {
    let told = read(&draft(), Language::De).unwrap();
    assert_eq!(told.whole.key, "farbe");
    assert_eq!(told.whole.performers.len(), 4);
    assert_eq!(told.were, [None; 4]);
    let people = ["emma".to_owned(), "kim".to_owned()];
    let again = read(&Draft::of(&told.whole, &people), Language::De).unwrap();
    assert_eq!(again.whole, told.whole);
    assert_eq!(again.were[3], SegmentKey::nth(3));
}

#[test]
fn a_single_step_is_the_service() {
    let mut one = draft();
    one.steps.truncate(1);
    let told = read(&one, Language::De).unwrap();
    assert_eq!(told.whole.composition.segments[0].name, "Farbe");
    assert_eq!(told.whole.composition.minutes(), 30);
    assert_eq!(told.whole.composition.policy.as_str(), "never");
}

#[test]
fn each_fault_stands_at_its_field() {
    type Change = fn(&mut Draft);
    let of = Field::Of;
    let cases: [(Change, Field, &str); 13] = [
        (|draft| draft.name.clear(), Field::Name, "the name is empty"),
        (|draft| draft.key = "a b".into(), Field::Key, "letters, digits"),
        (|draft| draft.aliases = "x\u{7}".into(), Field::Aliases, "control"),
        (|draft| draft.policy = "x".into(), Field::Policy, "choose"),
        (|draft| draft.buffer = "-3".into(), Field::Buffer, "0 to 240"),
        (|draft| draft.order.clear(), Field::Order, "choose"),
        (|draft| draft.steps[1].name = " ".into(), of(1, StepField::Name), "name is missing"),
        (|draft| draft.steps[2].minutes = "0".into(), of(2, StepField::Minutes), "1 to 1440"),
        (|draft| draft.steps[2].minutes.clear(), of(2, StepField::Minutes), "How many"),
        (|draft| draft.steps[2].minutes = "9".repeat(90), of(2, StepField::Minutes), "1 to 1440"),
        (|draft| draft.steps[0].pause = "-1".into(), of(0, StepField::Pause), "0 to 1440"),
        (|draft| draft.steps[0].hands[0].minutes = "1e3".into(), of(0, StepField::Hands), "digits"),
        (
            |draft| draft.steps = vec![draft.steps[0].clone(); 40],
            Field::Steps,
            "has 40 segments, at most 10",
        ),
    ];
    for (change, at, told) in cases {
        let mut typed = draft();
        change(&mut typed);
        let faults = read(&typed, Language::En).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].at, at);
        assert!(faults[0].told.contains(told), "{faults:?}");
    }
    let mut none = draft();
    none.steps.iter_mut().for_each(|step| step.pause.clear());
    assert_eq!(read(&none, Language::De).unwrap_err()[0].at, Field::Policy);
}

#[test]
fn moved_steps_know_where_they_were() {
    let people = ["emma".to_owned()];
    let whole = read(&draft(), Language::De).unwrap().whole;
    let mut moved = Draft::of(&whole, &people).turned(Turn::Up(3)).turned(Turn::Remove(0));
    // With the first step its pause has gone, the only one.
    moved.policy = PausePolicy::Never.as_str().to_owned();
    let told = read(&moved, Language::De).unwrap();
    assert_eq!(told.were, [SegmentKey::nth(1), SegmentKey::nth(3), SegmentKey::nth(2)]);
}

#[test]
fn faults_of_people_stand_at_the_people() {
    let segment = SegmentKey::nth(2).unwrap();
    let fault = StaffFault::Nobody { segment, name: "Schneiden".into() };
    assert_eq!(of_people(&fault, Language::De).at, Field::Of(2, StepField::Hands));
    let fault = StaffFault::NoOneDoesAll { who: String::new() };
    assert_eq!(of_people(&fault, Language::De).at, Field::Steps);
}
