//! Every appointment that nobody of the staff does is in a list, with its reason and what to do; and the sentence of a
//! decision tells what decided.

use crate::host::suggesting::{anna, nadine, people, tablet};
use crate::support::bare::{Bare, facts, host, staff};
use crate::support::harness::CUT_POOL;
use chairside::domain::host::identity::{Host, HostSighting};
use chairside::domain::ids::HostId;
use chairside::domain::visit::booked::VisitStatus;
use chairside::domain::visit::booking::{Source, meta};
use chairside::frontdesk::door::look;
use chairside::frontdesk::door::rules::{Rules, Seen};
use chairside::frontdesk::door::walk_in::{Unbooked, record_without_booking};
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::unassigned::Which;
use chairside::frontdesk::host::{by_hand, unassigned};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;

const EVERY: [&str; 4] = ["appointments", "list", "--unassigned", "--all"];
const WHY: [&str; 4] = ["--by", "Nadine", "--reason", "so it is"];

fn emma() -> Host {
    host(7001, "Emma Vogel", "emma@salon.example")
}

/// A booking of which Cal.com says this about its host.
fn book_with(bare: &Bare, uid: &str, sighting: HostSighting) {
    let mut facts = facts(uid, &emma(), Some(CUT_POOL), bare.later());
    facts.host = sighting;
    look::record_seen(&bare.desk, Seen { facts, road: Source::RetellPhone, is_own: true }).unwrap();
}

fn walk_in(bare: &Bare) -> i64 {
    let start = bare.later() + time::Duration::hours(1);
    let diary = Unbooked {
        visit_ref: "walk-in-1".into(),
        source: Source::WalkIn,
        status: VisitStatus::Confirmed,
        branch: None,
        service: None,
        staff: None,
        customer: Some(("Zoë Beispiel".into(), None)),
        starts_at: start,
        ends_at: start + time::Duration::minutes(30),
    };
    let (rules, now) = (Rules::of(&bare.desk.salon), bare.clock.now());
    bare.desk.store.write(move |tx| record_without_booking(tx, &rules, &diary, now)).unwrap().0
}

/// The list through the program, by appointment.
fn listed(bare: &Bare) -> Vec<(i64, String)> {
    let list = bare.json(&EVERY);
    let mut rows: Vec<(i64, String)> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["appointment_id"].as_i64().unwrap(), text(one, "reason")))
        .collect();
    rows.sort();
    rows
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field}: {value}")).to_owned()
}

fn of(bare: &Bare, appointment: i64) -> Value {
    let list = bare.json(&EVERY);
    let found = list.as_array().unwrap().iter().find(|one| one["appointment_id"] == appointment);
    found.unwrap_or_else(|| panic!("{appointment} is not in {list}")).clone()
}

fn with<'a>(start: &[&'a str]) -> Vec<&'a str> {
    start.iter().chain(&WHY).copied().collect()
}

/// One appointment of each kind; in the order of their numbers.
fn salon() -> Bare {
    let bare = Bare::open(&people());
    assert_eq!(walk_in(&bare), 1);
    book_with(&bare, "uid_absent", HostSighting::Absent);
    book_with(&bare, "uid_unknown", HostSighting::Unknown { source: "get:data.hosts".into() });
    bare.book("uid_tablet", &tablet(), Some(CUT_POOL));
    // Two of one name; without an event type the whole company is asked.
    bare.book("uid_anna", &anna(), None);
    // Mapped to somebody of the other branch, after it was booked here.
    bare.book("uid_nord", &host(7011, "Herr N.", "n@privat.example"), Some(CUT_POOL));
    by_hand::map(&bare.desk, HostId(7011), &staff("otto"), Expected::Any, &nadine("his tablet"))
        .unwrap();
    bare.book("uid_gone", &host(7012, "Frau E.", "e@privat.example"), None);
    by_hand::map(&bare.desk, HostId(7012), &staff("erika"), Expected::Any, &nadine("hers"))
        .unwrap();
    bare.book("uid_emma", &emma(), Some(CUT_POOL));
    bare.run(&with(&["mappings", "wrong", "3", "--yes"]));
    bare
}

#[test]
fn each_is_listed_with_its_reason_and_what_to_do() {
    let bare = salon();
    // Erika leaves, as the people of the salon would see it: her line says so.
    let csv = bare.dir.path().join("staff.csv");
    fs::write(&csv, "key,name,emails,branch,active\nfee,Fee Fern,,mitte,no\n").unwrap();
    assert_eq!(bare.run(&["staff", "import", csv.to_str().unwrap()]).0, 0);
    bare.book("uid_fee", &host(7013, "Fee Fern", "fee@privat.example"), None);
    assert_eq!(
        listed(&bare),
        [
            (1, "no_booking".to_owned()),
            (2, "no_host".into()),
            (3, "no_host".into()),
            (4, "nobody_fits".into()),
            (5, "ambiguous".into()),
            (6, "mapped_person_other_branch".into()),
            (8, "ruled_out".into()),
            (9, "ruled_out".into()),
        ]
    );
    for (appointment, why, todo) in [
        (1, "Hat keine Buchung bei Cal.com", "chairside mappings reassign 1 --staff NAME"),
        (
            2,
            "Cal.com hat für die Buchung noch keinen Host genannt",
            "chairside backfill --from calcom",
        ),
        (4, "keine Adresse und kein Name passt", "chairside suggestions show 7103"),
        (5, "passen Anna Mueller und Anna Müller", "mappings set 7102 --staff \"Anna Mueller\""),
        (
            6,
            "Otto Nord zugeordnet, aber Otto Nord gehört nicht zur Filiale des Termins (Probe Mitte)",
            "chairside mappings reassign 6 --staff NAME",
        ),
        (
            8,
            "Emma Vogel passt zu Cal.com-Host 7001 (Emma Vogel, emma@salon.example) (E-Mail, 95), aber jemand hat \
             gesagt, dass es nicht diese Person ist",
            "chairside mappings set 7001 --staff NAME",
        ),
        (9, "Fee Fern passt zu", "chairside mappings set 7013 --staff NAME"),
    ] {
        let one = of(&bare, appointment);
        assert!(text(&one, "why").contains(why), "{one}");
        assert!(text(&one, "what_to_do").contains(todo), "{one}");
    }
    let tablet = of(&bare, 4);
    assert_eq!(tablet["host"], json!({ "id": 7103, "name": "Tablet vorne" }));
    assert_eq!((&tablet["service"], &tablet["staff"]), (&json!("Haarschnitt"), &Value::Null));
    assert_eq!(of(&bare, 1)["customer"], "Zoë Beispiel");
}

#[test]
fn the_list_only_reads_and_follows_what_is_decided() {
    let bare = salon();
    let before = bare.everything();
    let (code, out, err) = bare.run(&EVERY);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("Emma Vogel passt zu Cal.com-Host 7001"), "{out}");
    assert!(out.contains(" kommende Termine ohne jemanden vom Team, "), "{out}");
    assert_eq!(bare.everything(), before);
    let count = listed(&bare).len();
    // What is said to be done helps.
    for done in [
        &["mappings", "reassign", "1", "--staff", "emma"][..],
        &["mappings", "set", "7103", "--staff", "juergen"],
        &["mappings", "set", "7102", "--staff", "Anna Mueller"],
        &["mappings", "reassign", "6", "--staff", "emma"],
        &["mappings", "set", "7001", "--staff", "emma"],
    ] {
        let (code, out, err) = bare.run(&with(done));
        assert_eq!(code, 0, "{done:?}: {out}{err}");
    }
    let left = listed(&bare);
    assert_eq!(left.len(), count - 5, "{left:?}");
    // What is cancelled nobody has to do.
    let connection = Connection::open(bare.database()).unwrap();
    connection.execute("UPDATE appointments SET status = 'cancelled' WHERE id = 2", []).unwrap();
    assert_eq!(listed(&bare), [(3, "no_host".to_owned())]);
    let everybody = bare.json(&["appointments", "list", "--all"]);
    assert_eq!(everybody.as_array().unwrap().len(), 7, "the others with their staff members");
    assert!(everybody.as_array().unwrap().iter().any(|one| one["staff"] == "Anna Mueller"));
}

#[test]
fn somebody_who_left_and_one_who_would_be_it_today() {
    let bare = salon();
    let connection = Connection::open(bare.database()).unwrap();
    // Erika is the configuration's: opening the desk makes her active again, so the desk that is open is asked.
    let all = Which { unassigned: true, past: true, ..Which::default() };
    let reasons = |bare: &Bare| -> Vec<(i64, &'static str, String)> {
        let listed = unassigned::list(&bare.desk, &all).unwrap().all;
        let why = |one: &chairside::frontdesk::host::unassigned::Listed| {
            let why = one.why.clone().unwrap();
            (one.appointment.0, why.reason.as_str(), why.sentence)
        };
        listed.iter().map(why).collect()
    };
    assert!(reasons(&bare).iter().all(|(id, _, _)| *id != 7), "she has it");
    connection.execute("UPDATE staff SET is_active = 0 WHERE key = 'erika'", []).unwrap();
    bare.book("uid_gone2", &host(7012, "Frau E.", "e@privat.example"), None);
    let left = reasons(&bare);
    let (_, reason, sentence) = left.iter().find(|(id, _, _)| *id == 9).unwrap();
    assert_eq!(*reason, "mapped_person_inactive");
    assert!(
        sentence.contains("Erika Vogel zugeordnet, aber Erika Vogel ist nicht aktiv"),
        "{sentence}"
    );
    // She comes back, and nobody has decided again: it is told, not hidden.
    connection.execute("UPDATE staff SET is_active = 1 WHERE key = 'erika'", []).unwrap();
    let left = reasons(&bare);
    let (_, reason, sentence) = left.iter().find(|(id, _, _)| *id == 9).unwrap();
    assert_eq!(*reason, "not_decided_again");
    assert!(sentence.contains("ist es Erika Vogel"), "{sentence}");
    assert_eq!(of(&bare, 9)["what_to_do"], "chairside backfill --from metadata");
    let (code, out, err) = bare.run(&["backfill", "--from", "metadata"]);
    assert!(out.contains("\n1 updated, "), "{code} {out}{err}");
    assert!(out.contains("chairside appointments list --unassigned --all"), "{out}");
    assert!(listed(&bare).iter().all(|(id, _)| *id != 9));
}

#[test]
fn the_threshold_and_the_switch_are_reasons_too() {
    let bare = Bare::open("[matching]\nthreshold = 96\n");
    bare.book("uid_a", &emma(), None);
    let one = of(&bare, 1);
    assert_eq!(one["reason"], "below_threshold");
    assert!(text(&one, "why").contains("aber die Schwelle ist 96"), "{one}");
    assert!(text(&one, "what_to_do").contains("mappings set 7001 --staff \"Emma Vogel\""), "{one}");

    let bare = Bare::open("[matching]\nenabled = false\n");
    bare.book("uid_a", &emma(), None);
    let one = of(&bare, 1);
    assert_eq!(one["reason"], "matching_off");
    assert!(
        text(&one, "why").contains("abgeschaltet (matching.enabled)")
            || text(&one, "why").contains("abgeschaltet ist (matching.enabled)"),
        "{one}"
    );
    assert!(text(&one, "what_to_do").contains("[matching] enabled = true"), "{one}");
    let (_, out, _) = bare.run(&["backfill"]);
    assert!(out.contains("set matching.enabled to true in appliance.toml"), "{out}");
    let story = bare.json(&["mappings", "show", "7001"]);
    let last = story["story"].as_array().unwrap().last().unwrap();
    assert!(
        text(last, "told").contains("weil die Zuordnung von Personal abgeschaltet ist"),
        "{last}"
    );
}

#[test]
fn the_parts_of_a_visit_are_one_line_where_they_stand_alike() {
    let bare = Bare::open(&people());
    for (position, key, who) in [("1", "A", tablet()), ("2", "B", tablet()), ("3", "C", anna())] {
        let mut facts = facts(&format!("uid_{key}"), &who, None, bare.later());
        for (name, value) in [
            (meta::REF, "ref-visit"),
            (meta::SERVICE, "ansatzfarbe"),
            (meta::SEGMENT, key),
            (meta::POSITION, position),
            (meta::SEGMENTS, "3"),
        ] {
            facts.metadata.insert(name.to_owned(), value.to_owned());
        }
        look::record_seen(&bare.desk, Seen { facts, road: Source::RetellPhone, is_own: true })
            .unwrap();
    }
    let list = bare.json(&EVERY);
    let parts: Vec<(&Value, &Value)> =
        list.as_array().unwrap().iter().map(|one| (&one["parts"], &one["reason"])).collect();
    assert_eq!(
        parts,
        [(&json!(["A", "B"]), &json!("nobody_fits")), (&json!(["C"]), &json!("ambiguous"))]
    );
    let (_, out, _) = bare.run(&with(&["mappings", "set", "7103", "--staff", "emma"]));
    assert!(out.contains("fertig; 2 Termine neu entschieden, 2 gehen an andere"), "{out}");
    assert_eq!(listed(&bare), [(1, "ambiguous".to_owned())]);
}

#[test]
fn upcoming_ones_come_first_and_past_ones_are_asked_for() {
    let bare = Bare::open(&people());
    for uid in ["uid_a", "uid_b", "uid_c", "uid_d"] {
        bare.book(uid, &tablet(), Some(CUT_POOL));
    }
    // The program has the machine's clock.
    let connection = Connection::open(bare.database()).unwrap();
    for (id, year) in [(1, 2998), (2, 2019), (3, 2997), (4, 2020)] {
        for (table, column) in [("appointments", "id"), ("appointment_segments", "appointment_id")]
        {
            let moved = format!(
                "UPDATE {table} SET starts_at = '{year}' || substr(starts_at, 5), ends_at = '{year}' || substr(ends_at, 5)
                 WHERE {column} = {id}"
            );
            connection.execute(&moved, []).unwrap();
        }
    }
    let ids = |arguments: &[&str]| -> Vec<Value> {
        let list = bare.json(arguments);
        list.as_array().unwrap().iter().map(|one| one["appointment_id"].clone()).collect()
    };
    assert_eq!(ids(&["appointments", "list", "--unassigned"]), [3, 1]);
    assert_eq!(ids(&EVERY), [3, 1, 4, 2]);
    // What does not fit is never left out in silence.
    let at_most = |most| {
        let which = Which { past: true, ..Which::default() };
        let listing = unassigned::list_at_most(&bare.desk, &which, most).unwrap();
        (listing.all.len(), listing.is_cut)
    };
    assert_eq!((at_most(1), at_most(3), at_most(4)), ((2, true), (4, false), (4, false)));
    let (_, out, _) = bare.run(&["appointments", "list", "--unassigned"]);
    assert!(
        out.ends_with(
            "2 kommende Termine ohne jemanden vom Team, 2 vergangene (--all zeigt auch vergangene)\n"
        ),
        "{out}"
    );
}
