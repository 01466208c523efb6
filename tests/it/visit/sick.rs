//! A colleague who is not there: the visits that fall into it, who could take them, moving what is accepted, whom to call.

use crate::support::harness::{CALLER, TestApp};
use crate::visit::live::Live;
use crate::visit::world::{DAY, agree, colour, free, refuse, salon, there};
use chairside::domain::calendar::interval::Interval;
use chairside::domain::ids::StaffId;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::sick::accept;
use chairside::frontdesk::sick::accept::How;
use chairside::frontdesk::sick::affected::Sick;
use chairside::frontdesk::sick::moved::{MoveView, Outcome};
use chairside::frontdesk::visit::absence;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

/// A colour of Emma's at ten and a haircut at two, and a haircut of Jürgen's at four, so that he is known.
fn three() -> Live {
    let live = Live::start();
    assert_eq!(live.book()["status"], "booked");
    assert_eq!(live.other("14:00"), "booked");
    let args = json!({ "service": "Haarschnitt", "staff": "Jürgen", "customer_name": "Bo Beispiel",
        "start": format!("{}T16:00", live.day) });
    let third = live.app.function("call_third", Some("+493023125103"), "book_appointment", args);
    assert_eq!(third["status"], "booked", "{third}");
    live.settle();
    live
}

fn sick(live: &Live, more: &[&str]) -> Value {
    let day = live.day.as_str();
    let arguments: Vec<&str> = ["absences", "sick", "Emma", "--day", day]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    live.json(&arguments)
}

fn accepts(visit: &Value) -> Vec<String> {
    let all = visit["proposals"].as_array().unwrap().iter();
    all.map(|one| one["accept"].as_str().unwrap().to_owned()).collect()
}

/// Who does which part of a visit when, as the rows have it.
fn parts(app: &TestApp, id: i64) -> Vec<String> {
    app.rows(&format!(
        "SELECT g.segment_key || ' ' || substr(g.starts_at, 12, 5) || ' ' || s.key
         FROM appointment_segments g JOIN staff s ON s.id = g.staff_id WHERE g.appointment_id = {id} ORDER BY g.position"
    ))
}

#[test]
fn the_visits_are_shown_with_who_could_take_them_and_nothing_is_written() {
    let live = three();
    let counts = (live.app.sandbox.counts(), live.app.rows("SELECT * FROM holds"));
    let shown = sick(&live, &[]);
    let visits = shown["visits"].as_array().unwrap();
    let ids: Vec<&Value> = visits.iter().map(|one| &one["appointment_id"]).collect();
    assert_eq!(ids, [&json!(1), &json!(2)], "Jürgen's own is none of them");
    let colour = &visits[0];
    assert_eq!((&colour["customer"], &colour["phone"]), (&json!("Kim Muster"), &json!(CALLER)));
    let keys: Vec<&Value> =
        colour["parts"].as_array().unwrap().iter().map(|part| &part["key"]).collect();
    assert_eq!(keys, ["A", "B", "C", "D"]);
    for part in colour["parts"].as_array().unwrap() {
        let who = part["who"].as_array().unwrap();
        assert_eq!(who.len(), 1, "{part}");
        assert_eq!((&who[0]["staff"], &who[0]["can"]), (&json!("Jürgen Weiß"), &json!(true)));
    }
    let told = accepts(colour);
    assert_eq!(told[0], "1=juergen", "the own hour comes first: {told:?}");
    assert_eq!(colour["proposals"][0]["sentence"], "gleiche Zeit bei Jürgen Weiß");
    assert!(told.len() > 1, "other hours near it: {told:?}");
    for one in &colour["proposals"].as_array().unwrap()[1..] {
        let start = one["start"].as_str().unwrap();
        let is_emma_that_day =
            one["parts"][0]["staff"] == "Emma Vogel" && start.starts_with(&live.day);
        assert!(!is_emma_that_day, "she is away: {one}");
    }
    let after = (live.app.sandbox.counts(), live.app.rows("SELECT * FROM holds"));
    assert_eq!((counts.0.created, counts.1), (after.0.created, after.1));
    assert_eq!(live.app.count("SELECT count(*) FROM absences"), 0);
    let text = live.cli(&["absences", "sick", "Emma", "--day", &live.day]);
    for part in [
        "Emma Vogel fehlt ",
        ": 2 Termine\n",
        "\n  1=juergen ",
        "A Farbe auftragen 10:00–10:30: Jürgen Weiß\n",
    ] {
        assert!(text.out.contains(part), "{part:?} in {}", text.out);
    }
}

#[test]
fn the_call_list_can_be_printed_even_if_cal_com_is_down() {
    let live = three();
    let day = live.day.as_str();
    let list = live.cli(&["absences", "sick", "Emma", "--day", day, "--calls"]);
    for part in [
        "wann ",
        &format!("{day} 10:00  Kim Muster  {CALLER}  Ansatzfärbung"),
        "gleiche Zeit bei Jürgen Weiß, oder ",
    ] {
        assert!(list.out.contains(part), "{part:?} in {}", list.out);
    }
    live.app
        .sandbox
        .fault(Fault::always(FaultOn::operation(Operation::Slots), FaultKind::Error500Before));
    let calls = sick(&live, &["--calls"]);
    assert_eq!(calls["calls"][0]["to_offer"], "neuen Termin suchen");
    let shown = sick(&live, &[]);
    assert_eq!(shown["visits"][1]["reason"], "not_known", "{shown}");
    live.app.sandbox.clear_faults();
}

#[test]
fn what_is_accepted_is_moved_by_serve_and_told_as_moved_only_then() {
    let live = three();
    let before = parts(&live.app, 1);
    let done = sick(&live, &["--do", "1=juergen,2", "--by", "Nadine", "--reason", "krank"]);
    assert_eq!(
        (&done["absence"]["staff"], &done["absence"]["reason"]),
        (&json!("emma"), &json!("krank"))
    );
    for (place, accept) in ["1=juergen", "2=juergen"].into_iter().enumerate() {
        let one = &done["moves"][place];
        assert_eq!((&one["outcome"], &one["accept"]), (&json!("ordered"), &json!(accept)), "{one}");
        assert!(one["sentence"].as_str().unwrap().starts_with("aufgeschrieben: "), "{one}");
    }
    assert_eq!(parts(&live.app, 1), before, "Cal.com has not said so");
    live.app.settle();
    live.settle();
    let after: Vec<String> = before.iter().map(|part| part.replace("emma", "juergen")).collect();
    assert_eq!(parts(&live.app, 1), after, "the same hour, another person");
    agree(&live.app, "after the move");
    assert_eq!(live.app.rows("SELECT DISTINCT status FROM appointments"), ["confirmed"]);
    assert_eq!(live.app.count("SELECT count(*) FROM appointments"), 3);
    assert_eq!(
        live.app.rows("SELECT DISTINCT kind || ' ' || state FROM sagas WHERE kind = 'move'"),
        ["move done"]
    );
    let audit =
        "SELECT changed_by || ' ' || (new_values ->> 'accepted') FROM calcom_host_mapping_audits
                 WHERE new_values ->> 'accepted' IS NOT NULL ORDER BY seq";
    assert_eq!(live.app.rows(audit), ["Nadine 1=juergen", "Nadine 2=juergen"]);
    // Once more: none of them falls into it any more.
    let again = sick(&live, &["--do", "1=juergen", "--by", "Nadine"]);
    assert_eq!(again["moves"][0]["outcome"], "not_moved");
    assert_eq!(sick(&live, &[])["visits"], json!([]));
    assert_eq!(live.app.count("SELECT count(*) FROM sagas WHERE kind = 'move'"), 2);
    assert_eq!(live.cli(&["audit", "verify"]).code, Some(0));
}

#[test]
fn another_hour_is_accepted_as_it_was_proposed() {
    let live = three();
    let shown = sick(&live, &[]);
    let other = accepts(&shown["visits"][1]).into_iter().find(|word| word.contains('@')).unwrap();
    let done = sick(&live, &["--do", &other, "--by", "Nadine"]);
    assert_eq!(done["moves"][0]["outcome"], "ordered", "{done}");
    live.app.settle();
    live.settle();
    let start = live.json(&["appointments", "show", "2"])["start"].as_str().unwrap().to_owned();
    let (_, at) = other.split_once('@').unwrap();
    assert!(start.starts_with(at), "{start} {other}");
    agree(&live.app, "after the move");
}

#[test]
fn what_cannot_be_is_told_and_the_rest_is_left_alone() {
    let live = three();
    let day = live.day.as_str();
    let run = |more: &[&str], sentence: &str| {
        let arguments: Vec<&str> = ["absences", "sick"].iter().chain(more).copied().collect();
        live.refused(&arguments, sentence);
    };
    run(&["Roswitha", "--day", day], "no staff member is called Roswitha");
    run(&["Emma", "--day", "2020-01-01"], "this is over already");
    run(&["Emma", "--day", "2026-02-30"], "--from: ");
    run(&["Emma", "--day", day, "--until", "2020-01-01"], "an absence ends after it starts");
    run(&["Emma", "--day", day, "--do", "one", "--by", "Nadine"], "as it was proposed");
    run(&["Emma", "--day", day, "--do", "1,1=juergen", "--by", "Nadine"], "named twice");
    run(&["Emma", "--day", day, "--do", "1", "--by", "system"], "who decides");
    assert_eq!(live.cli(&["absences", "sick", "Emma", "--day", day, "--do", "1"]).code, Some(2));
    assert_eq!(live.app.count("SELECT count(*) FROM absences"), 0, "nothing was done");
    let done = sick(&live, &["--do", "3=juergen,1=emma,99", "--by", "Nadine"]);
    for one in done["moves"].as_array().unwrap() {
        assert_eq!(one["outcome"], "not_moved", "{one}");
    }
    assert_eq!(live.app.count("SELECT count(*) FROM sagas WHERE kind = 'move'"), 0);
}

#[test]
fn absences_add_names_the_visits() {
    let live = three();
    let day = live.day.as_str();
    let add =
        ["absences", "add", "--staff", "Emma", "--from", day, "--until", day, "--by", "Nadine"];
    let said = live.cli(&add);
    let named = format!(
        "appointment 1 ({day} 10:00, Ansatzfärbung, Kim Muster) stays booked with Emma Vogel\n"
    );
    assert!(said.out.contains(&named), "{}", said.out);
    let hint = format!("chairside absences sick emma --day {day} --until {day} proposes");
    assert!(said.out.contains(&hint), "{}", said.out);
    let json = live.json(&add);
    assert_eq!(json["still_booked"], json!([1, 2]));
    assert_eq!(json["booked"][1]["customer"], "Ada Anders");
}

fn span(from: OffsetDateTime, until: OffsetDateTime) -> Interval {
    Interval::new(from, until).unwrap()
}

fn staff(app: &TestApp, key: &str) -> StaffId {
    StaffId(app.rows(&format!("SELECT id FROM staff WHERE key = '{key}'")).remove(0))
}

/// The page moves at once.
fn accept_now(app: &TestApp, key: &str, word: &str) -> MoveView {
    let sick = Sick {
        staff: staff(app, key),
        span: span(datetime!(2026-11-24 0:00 UTC), datetime!(2026-11-24 23:00 UTC)),
    };
    let person = Person::new("Nadine", "krank").unwrap();
    let how = How::Now(std::time::Duration::from_secs(8));
    let desk = &app.appliance.desk;
    let mut done = accept::apply(desk, &sick, &[word.to_owned()], &person, how).unwrap();
    assert_eq!(done.moves.len(), 1);
    done.moves.remove(0)
}

/// Somebody's haircut by Jürgen on another day, so that he is known.
fn know_juergen(app: &TestApp) {
    let args = json!({ "service": "Haarschnitt", "staff": "Jürgen", "customer_name": "Bo Beispiel",
        "start": "2026-11-26T16:00" });
    let booked = app.function("call_k", Some("+493023125103"), "book_appointment", args);
    assert_eq!(booked["status"], "booked", "{booked}");
}

#[test]
fn a_move_at_once_is_told_as_moved_with_what_cal_com_says() {
    let app = salon(free);
    know_juergen(&app);
    assert_eq!(colour(&app, "2026-11-24T10:00")["status"], "booked");
    let moved = accept_now(&app, "emma", "2=juergen");
    assert_eq!(moved.outcome, Outcome::Moved, "{moved:?}");
    assert_eq!(moved.sentence, format!("verlegt, Cal.com bestätigt: {DAY} 10:00 bei Jürgen Weiß"));
    app.settle();
    agree(&app, "after the move");
}

#[test]
fn a_refused_move_leaves_the_visit_as_it_was() {
    let app = salon(free);
    know_juergen(&app);
    assert_eq!(colour(&app, "2026-11-24T10:00")["status"], "booked");
    let (before, rows) = (there(&app), parts(&app, 2));
    assert_eq!(rows.len(), 4);
    refuse(&app, Operation::Book, 2);
    let moved = accept_now(&app, "emma", "2=juergen");
    assert_eq!(moved.outcome, Outcome::NotMoved, "{moved:?}");
    assert!(moved.sentence.contains("nicht mehr frei"), "{moved:?}");
    app.settle();
    assert_eq!((there(&app), parts(&app, 2)), (before, rows));
    agree(&app, "after the refusal");
}

/// Washing may be anybody's. Emma cannot at that minute, so Jürgen does it; then he is the one who is away.
#[test]
fn of_a_visit_of_two_only_the_part_of_the_absent_one_is_booked_anew() {
    let app = salon(|config| {
        free(config);
        let colour = config.services.iter_mut().find(|one| one.key == "ansatzfarbe").unwrap();
        colour.segments[1].performer = Some("any".into());
    });
    know_juergen(&app);
    let desk = &app.appliance.desk;
    let washing = span(datetime!(2026-11-24 10:15 UTC), datetime!(2026-11-24 10:30 UTC));
    let (school, _) = absence::add(desk, &staff(&app, "emma"), washing, "", "Nadine").unwrap();
    assert_eq!(colour(&app, "2026-11-24T10:00")["status"], "booked");
    assert_eq!(parts(&app, 2), ["A 09:00 emma", "B 10:15 juergen", "C 10:30 emma", "D 11:00 emma"]);
    absence::remove(desk, school).unwrap();
    let made = app.sandbox.counts().created;
    let moved = accept_now(&app, "juergen", "2=emma");
    assert_eq!(moved.outcome, Outcome::Moved, "{moved:?}");
    assert_eq!(app.sandbox.counts().created - made, 1, "the others stay as they are");
    app.settle();
    assert_eq!(parts(&app, 2), ["A 09:00 emma", "B 10:15 emma", "C 10:30 emma", "D 11:00 emma"]);
    agree(&app, "after the hand-over");
}
