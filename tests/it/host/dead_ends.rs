//! Commands that succeed and of which nothing comes: each says so at once, and what to do.

use crate::host::suggesting::{people, tablet};
use crate::support::bare::{Bare, NORD, PAULA_LEFT, host, staff};
use crate::support::harness::CUT_POOL;
use chairside::domain::host::identity::Host;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;

const WHY: [&str; 4] = ["--by", "Nadine", "--reason", "so it is"];

fn emma() -> Host {
    host(7001, "Emma Vogel", "emma@salon.example")
}

fn with<'a>(start: &[&'a str]) -> Vec<&'a str> {
    start.iter().chain(&WHY).copied().collect()
}

fn unassigned(done: &Value) -> Vec<(i64, &str)> {
    let all = done["unassigned"].as_array().unwrap().iter();
    all.map(|one| (one["appointment_id"].as_i64().unwrap(), one["reason"].as_str().unwrap()))
        .collect()
}

fn notes(done: &Value) -> String {
    let all: Vec<&str> =
        done["notes"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    all.join("\n")
}

/// Every time of every appointment of that year; which are past hangs on the day of the test else.
fn move_all_to(bare: &Bare, year: u32) {
    let connection = Connection::open(bare.database()).unwrap();
    for table in ["appointments", "appointment_segments"] {
        let moved = format!(
            "UPDATE {table} SET starts_at = '{year}' || substr(starts_at, 5), ends_at = '{year}' || substr(ends_at, 5)"
        );
        connection.execute(&moved, []).unwrap();
    }
}

#[test]
fn a_mapping_to_somebody_of_another_branch_tells_each_appointment_left_with_nobody() {
    let bare = Bare::open(NORD);
    for uid in ["uid_a", "uid_b"] {
        bare.book(uid, &tablet(), Some(CUT_POOL));
    }
    let (code, out, _) = bare.run(&with(&["mappings", "set", "7103", "--staff", "otto"]));
    assert_eq!(code, 0);
    assert!(out.contains(", 0 gehen an andere\n"), "{out}");
    for number in [1, 2] {
        let line = out.lines().find(|line| line.starts_with(&format!("Termin {number} (")));
        let line = line.unwrap_or_else(|| panic!("{number} is missing in {out}"));
        assert!(line.contains("hat niemanden: Cal.com-Host 7103"), "{line}");
        assert!(
            line.contains("Otto Nord gehört nicht zur Filiale des Termins (Probe Mitte)"),
            "{line}"
        );
        assert!(
            line.contains(&format!("chairside mappings reassign {number} --staff NAME")),
            "{line}"
        );
    }
    // Picking, accepting, and switching on again go by the same road.
    bare.book("uid_c", &host(7104, "J. Weiß", "hallo@privat.example"), Some(CUT_POOL));
    let picked = bare.json(&with(&["suggestions", "pick", "7104", "--staff", "otto"]));
    assert_eq!(unassigned(&picked), [(3, "mapped_person_other_branch")]);
    bare.json(&with(&["mappings", "deactivate", "1"]));
    let again = bare.json(&with(&["mappings", "reactivate", "1"]));
    assert_eq!(unassigned(&again).len(), 2);
    // To somebody of here it changes hands, and nothing is left.
    let right = bare.json(&with(&["mappings", "set", "7103", "--staff", "emma"]));
    assert_eq!(unassigned(&right), []);
    assert_eq!(right["changed"].as_array().unwrap().len(), 2);
}

#[test]
fn a_suggestion_of_somebody_of_another_branch_tells_what_it_leaves() {
    let bare = Bare::open(&people());
    // Erika is of Nord; the event type is of Mitte.
    bare.book("uid_a", &host(7105, "Erika V.", "ev@privat.example"), Some(CUT_POOL));
    let taken = bare.json(&with(&["suggestions", "accept", "7105", "--staff", "Erika Vogel"]));
    assert_eq!(unassigned(&taken), [(1, "mapped_person_other_branch")]);
    let (code, out, err) =
        bare.run(&with(&["suggestions", "accept", "7105", "--staff", "Paula Ehemals"]));
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
}

#[test]
fn what_cannot_come_to_anything_is_refused_with_what_to_do() {
    let bare = Bare::open(NORD);
    bare.book("uid_a", &tablet(), Some(CUT_POOL));
    let before = bare.everything();
    for (arguments, expected) in [
        (with(&["mappings", "set", "7103", "--staff", "Paula Ehemals"]), PAULA_LEFT),
        (with(&["suggestions", "pick", "7103", "--staff", "Paula Ehemals"]), PAULA_LEFT),
        (with(&["mappings", "reassign", "1", "--staff", "Paula Ehemals"]), PAULA_LEFT),
        (
            with(&["mappings", "reassign", "1", "--staff", "Otto Nord"]),
            "Otto Nord belongs to another branch; choose a staff member of the appointment's branch",
        ),
        (
            with(&["mappings", "set", "4711", "--staff", "emma"]),
            "host not found: it was never seen; `chairside hosts sync` reads",
        ),
        (
            with(&["suggestions", "pick", "4711", "--staff", "emma"]),
            "host not found: it was never seen",
        ),
        (
            with(&["mappings", "reassign", "99", "--staff", "emma"]),
            "appointment not found; `chairside appointments list --all` tells",
        ),
        (
            vec![
                "absences",
                "add",
                "--staff",
                "emma",
                "--from",
                "2020-03-01",
                "--until",
                "2020-03-02",
                "--by",
                "N",
            ],
            "this is over already and would change nothing",
        ),
        (
            vec!["pauses", "release", "1", "--by", "Nadine"],
            "the pauses of appointment 1 are not flexible",
        ),
    ] {
        let (code, out, err) = bare.run(&arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}");
        assert!(err.starts_with(&format!("chairside: {expected}")), "{arguments:?}: {err}");
    }
    assert_eq!(bare.everything(), before);
}

#[test]
fn a_mapping_that_shows_nowhere_yet_says_why() {
    // Everything is long past.
    let bare = Bare::open(NORD);
    bare.book("uid_a", &tablet(), Some(CUT_POOL));
    move_all_to(&bare, 2019);
    let past = bare.json(&with(&["mappings", "set", "7103", "--staff", "emma"]));
    assert_eq!(
        notes(&past),
        "Host 7103 hat keinen kommenden Termin, 1 vergangene: die Zuordnung zählt ab der nächsten Buchung"
    );
    // Nothing is known of her but that she is there.
    *bare.lists.members.lock().unwrap() = vec![host(7200, "Neue Kraft", "neu@privat.example")];
    bare.sync();
    let nothing = bare.json(&with(&["mappings", "set", "7200", "--staff", "juergen"]));
    assert!(notes(&nothing).starts_with("kein Termin ist bekannt von Host 7200"), "{nothing}");
    // She is no longer there.
    *bare.lists.members.lock().unwrap() = vec![tablet()];
    bare.sync();
    let gone = bare.json(&with(&["mappings", "set", "7200", "--staff", "emma"]));
    assert!(notes(&gone).contains("Cal.coms Listen haben Host 7200 nicht mehr"), "{gone}");
    // A person has given the only one to somebody.
    move_all_to(&bare, 2999);
    bare.json(&with(&["mappings", "reassign", "1", "--staff", "juergen"]));
    bare.json(&with(&["mappings", "deactivate", "1"]));
    let kept = bare.json(&with(&["mappings", "set", "7103", "--staff", "emma"]));
    assert_eq!(kept["changed"], json!([]));
    assert!(
        notes(&kept).starts_with("1 bleiben bei denen, denen sie jemand einzeln gegeben hat"),
        "{kept}"
    );
}

#[test]
fn while_the_assignment_is_off_every_correction_says_so() {
    let bare = Bare::open("[matching]\nenabled = false\n");
    bare.book("uid_a", &emma(), Some(CUT_POOL));
    for arguments in [
        with(&["mappings", "set", "7001", "--staff", "emma"]),
        with(&["mappings", "deactivate", "1"]),
        with(&["mappings", "reactivate", "1"]),
    ] {
        let done = bare.json(&arguments);
        assert!(notes(&done).contains("matching.enabled = false"), "{arguments:?}: {done}");
        assert_eq!(unassigned(&done), [(1, "matching_off")], "{arguments:?}");
    }
}

#[test]
fn an_absence_names_the_visits_that_stay() {
    let bare = Bare::open(NORD);
    bare.book("uid_a", &emma(), None);
    move_all_to(&bare, 2199);
    let day = &bare.rows("SELECT substr(starts_at, 1, 10) FROM appointments")[0];
    let add =
        ["absences", "add", "--staff", "emma", "--from", day, "--until", day, "--by", "Nadine"];
    let (code, out, _) = bare.run(&add);
    assert_eq!(code, 0);
    assert!(out.contains("appointment 1 ("), "{out}");
    assert!(out.contains(") stays booked with Emma Vogel\n"), "{out}");
    assert!(out.contains("chairside mappings reassign NUMBER"), "{out}");
    assert_eq!(bare.json(&add)["still_booked"], json!([1]));
    let other =
        ["absences", "add", "--staff", "otto", "--from", day, "--until", day, "--by", "Nadine"];
    assert_eq!(bare.json(&other)["still_booked"], json!([]));
}

#[test]
fn an_import_and_a_backfill_that_change_nothing_say_so() {
    let bare = Bare::open(NORD);
    let csv = bare.dir.path().join("staff.csv");
    let import = |lines: &str| {
        fs::write(&csv, format!("key,name,emails,branch,active\n{lines}")).unwrap();
        bare.run(&["staff", "import", csv.to_str().unwrap()])
    };
    let (code, out, _) = import("emma,Emma Vogel-Neu,,mitte,yes\n");
    assert_eq!(code, 0);
    assert!(out.contains("appliance.toml describes this person and wins at each start"), "{out}");
    assert!(out.ends_with("nothing changed: the people here are already as the file has them, or are appliance.toml's\n"), "{out}");
    let (_, out, _) = bare.run(&["backfill"]);
    assert!(out.contains("no appointment with a booking lacks its staff member or host"), "{out}");
    // Somebody whom the import knows leaves, and her host is still hers.
    import("ute,Ute Kurz,ute@salon.example,mitte,yes\n");
    bare.book("uid_u", &host(7300, "Ute Kurz", "ute@salon.example"), Some(CUT_POOL));
    bare.book("uid_t", &tablet(), Some(CUT_POOL));
    let (_, out, _) = import("ute,Ute Kurz,ute@salon.example,mitte,no\n");
    assert!(
        out.contains("Ute Kurz is not active, and host 7300 is still mapped to this person"),
        "{out}"
    );
    assert!(
        out.contains("appointments have no staff member; chairside backfill decides them again"),
        "{out}"
    );
    let (_, out, _) = bare.run(&["backfill", "--from", "metadata"]);
    assert!(
        out.contains("why no staff member does it, and what to do: chairside appointments list"),
        "{out}"
    );
}

#[test]
fn a_visit_that_is_off_is_reassigned_with_a_word() {
    let bare = Bare::open(NORD);
    bare.book("uid_a", &emma(), None);
    let connection = Connection::open(bare.database()).unwrap();
    connection.execute("UPDATE appointments SET status = 'cancelled'", []).unwrap();
    let (code, out, _) = bare.run(&with(&["mappings", "reassign", "1", "--staff", "juergen"]));
    assert_eq!(code, 0);
    assert!(out.ends_with("er ist abgesagt: niemand muss ihn machen\n"), "{out}");
    assert_eq!(bare.rows("SELECT staff_id FROM appointments"), [staff("juergen").0]);
}
