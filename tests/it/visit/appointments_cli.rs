//! `appointments list` of a day, of some days and of a staff member, and `appointments show`: who comes, on the salon's
//! clock, beside a salon that is open.

use crate::visit::live::Live;
use serde_json::{Value, json};

fn ids(live: &Live, more: &[&str]) -> Vec<i64> {
    let arguments: Vec<&str> =
        ["appointments", "list"].into_iter().chain(more.iter().copied()).collect();
    let listed = live.json(&arguments);
    listed.as_array().unwrap().iter().map(|one| one["appointment_id"].as_i64().unwrap()).collect()
}

/// A colour at ten and a haircut at four.
fn two() -> Live {
    let live = Live::start();
    let booked = live.book();
    assert_eq!(booked["status"], "booked", "{booked}");
    assert_eq!(live.other("16:00"), "booked");
    live.settle();
    live
}

#[test]
fn who_comes_on_a_day_is_told_on_the_salons_clock() {
    let live = two();
    let (day, later) = (live.day.as_str(), live.later.as_str());
    assert_eq!(ids(&live, &["--day", day]), [1, 2]);
    assert_eq!(ids(&live, &["--day", later]), [] as [i64; 0]);
    assert_eq!(ids(&live, &["--from", day, "--to", later]), [1, 2]);
    assert_eq!(ids(&live, &["--from", later]), [] as [i64; 0]);
    assert_eq!(ids(&live, &["--to", later]), [1, 2]);
    assert_eq!(ids(&live, &["--day", day, "--unassigned"]), [] as [i64; 0]);
    assert_eq!(ids(&live, &["--day", "today"]), [] as [i64; 0]);
    for staff in ["Emma", "Jürgen Weiß"] {
        let all = live.json(&["appointments", "list", "--staff", staff]);
        for one in all.as_array().unwrap() {
            let name = one["staff"].as_str().unwrap();
            assert!(name.starts_with(staff.split(' ').next().unwrap()), "{one}");
        }
    }
    let said = live.cli(&["appointments", "list", "--day", day]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for part in [
        "Nr.  wann ",
        "bei wem\n",
        &format!("1    {day} 10:00  Ansatzfärbung"),
        &format!("2    {day} 16:00  Haarschnitt  "),
        "Ada Anders",
        "\n2 Termine\n",
    ] {
        assert!(said.out.contains(part), "{part:?} in {}", said.out);
    }
    let start = live.json(&["appointments", "list", "--day", day])[0]["start"].clone();
    assert!(start.as_str().unwrap().starts_with(&format!("{day}T10:00:00+0")), "{start}");
}

#[test]
fn an_appointment_is_shown_with_parts_decisions_and_bookings() {
    let live = two();
    let day = &live.day;
    let visit = live.json(&["appointments", "show", "1"]);
    let keys: Vec<&Value> =
        visit["parts"].as_array().unwrap().iter().map(|part| &part["key"]).collect();
    assert_eq!(json!(keys), json!(["A", "B", "C", "D"]));
    assert_eq!(visit["status"], "confirmed");
    for part in visit["parts"].as_array().unwrap() {
        assert_eq!(part["bookings"].as_array().unwrap().len(), 1, "{part}");
        assert_eq!(part["bookings"][0]["in_force"], true, "{part}");
        assert!(part["decided"].is_string() && part["staff"].is_string(), "{part}");
    }
    let said = live.cli(&["appointments", "show", "1"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let uid = visit["parts"][0]["bookings"][0]["uid"].as_str().unwrap();
    for part in [
        &format!("Termin 1: Ansatzfärbung, {day} 10:00–"),
        ", bestätigt\nfür ",
        "Teil  was ",
        "\nA: ",
        uid,
        "gilt\n",
    ] {
        assert!(said.out.contains(part), "{part:?} in {}", said.out);
    }
    // An object says which database it is from, beside a list that stands on standard error.
    let path = live.app.database().display().to_string();
    let said = live.cli(&["appointments", "show", "2", "--json"]);
    let raw: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&raw["database"], said.database), (&json!(path), None));
    let said = live.cli(&["appointments", "list", "--json"]);
    assert_eq!(said.database, Some(format!("chairside: database {path} (read only)")));
}

#[test]
fn what_is_no_day_and_what_is_not_there_is_one_sentence() {
    let live = two();
    let (day, later) = (live.day.as_str(), live.later.as_str());
    for (more, sentence) in [
        (&["list", "--day", "2026-02-30"][..], "--day: "),
        (&["list", "--day", "sometime"], "--day: "),
        (&["list", "--from", "2026-13-01"], "--from: "),
        (&["list", "--to", ""], "--to: "),
        (&["list", "--from", later, "--to", day], "the last day lies before the first"),
        (&["list", "--staff", "Roswitha"], "no staff member is called Roswitha"),
        (&["show", "99"], "appointment not found"),
    ] {
        let arguments: Vec<&str> = ["appointments"].iter().chain(more).copied().collect();
        let said = live.cli(&arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{more:?}: {said:?}");
        assert!(said.err.contains(sentence) && said.err.lines().count() == 1, "{more:?}: {said:?}");
    }
    let both = live.cli(&["appointments", "list", "--day", day, "--from", day]);
    assert_eq!(both.code, Some(2), "{both:?}");
}
