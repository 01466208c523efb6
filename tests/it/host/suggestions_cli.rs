//! The same through the program: tables in German and English, JSON, refusals as one sentence.

use crate::host::suggesting::{EVO, JWE, anna, diary, evo, jwe, people, tablet, verdicts};
use crate::support::bare::{Bare, staff};
use crate::support::harness::CUT_POOL;
use serde_json::{Value, json};
use std::fs;
use std::process::Command;

const WHY: [&str; 4] = ["--by", "Nadine", "--reason", "she told me"];

fn salon() -> Bare {
    let bare = Bare::open(&people());
    for uid in ["uid_a", "uid_b", "uid_c"] {
        bare.book(uid, &evo(), Some(CUT_POOL));
    }
    bare.book("uid_j", &jwe(), None);
    bare.book("uid_n", &anna(), None);
    bare.book("uid_t", &tablet(), None);
    bare
}

fn with<'a>(start: &[&'a str]) -> Vec<&'a str> {
    start.iter().chain(&WHY).copied().collect()
}

fn in_english(bare: &Bare) {
    let config = bare.dir.path().join("appliance.toml");
    let text = fs::read_to_string(&config).unwrap();
    let english = text.replace("key = \"probe\"", "key = \"probe\"\nlanguage = \"en\"");
    assert_ne!(text, english);
    fs::write(&config, english).unwrap();
}

#[test]
fn the_list_is_a_table_in_the_salons_language() {
    let bare = salon();
    // The program has the machine's clock, and these bookings are of 2026 and 2027: which are to come hangs on the day.
    let connection = rusqlite::Connection::open(bare.database()).unwrap();
    for (table, id) in [("appointments", "id"), ("appointment_segments", "appointment_id")] {
        let far = format!(
            "UPDATE {table} SET starts_at = '2999' || substr(starts_at, 5), ends_at = '2999' || substr(ends_at, 5)
             WHERE {id} <> 3"
        );
        connection.execute(&far, []).unwrap();
        let past = format!(
            "UPDATE {table} SET starts_at = '2020' || substr(starts_at, 5), ends_at = '2020' || substr(ends_at, 5)
             WHERE {id} = 3"
        );
        connection.execute(&past, []).unwrap();
    }
    let (code, out, err) = bare.run(&["suggestions", "list"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, LIST_GERMAN);
    in_english(&bare);
    let (code, out, _) = bare.run(&["suggestions", "list"]);
    assert_eq!(code, 0);
    assert_eq!(out, LIST_ENGLISH);
    let listed = bare.json(&["suggestions", "list"]);
    assert_eq!(listed["total"], 4);
    assert_eq!(
        listed["weights"][0],
        json!({ "feature": "name", "points": 40, "m": 0.9, "u": 0.1 })
    );
    let first = &listed["hosts"][0];
    assert_eq!((&first["host"], &first["state"]), (&json!(EVO.0), &json!("suggested")));
    assert_eq!((&first["upcoming"], &first["all"]), (&json!(2), &json!(3)));
    let emma = &first["suggestions"][0];
    assert_eq!(
        (&emma["staff"], &emma["staff_id"]),
        (&json!("Emma Vogel"), &json!(staff("emma").0))
    );
    let shares = emma["shares"].as_object().unwrap();
    let sum: u64 = shares.values().map(|share| share.as_u64().unwrap()).sum();
    assert_eq!(emma["score"], sum);
    let ambiguous = &listed["hosts"][1];
    assert_eq!(ambiguous["candidates"][0]["staff"], "Anna Mueller");
    assert_eq!(ambiguous["candidates"][1]["staff"], "Anna Müller");
}

/// Erika never had a booking; Emma is of Mitte and entered for cuts and the colour, and three bookings say three eighths
/// of what they could.
const LIST_GERMAN: &str = "\
Host  Name          Stand       kommend  alle  vielleicht        weil
7101  E. Vogel      Vorschlag   2        3     Emma Vogel    28  Name 24, Leistungen 2, Filiale 2
                                               Erika Vogel   24  Name 24
7102  Anna Müller   mehrdeutig  1        1     Anna Mueller  40  Name 40
                                               Anna Müller   40  Name 40
7103  Tablet vorne  unbekannt   1        1
7104  J. Weiß       Vorschlag   1        1     Jürgen Weiß   24  Name 24

4 von 4 Hosts ohne Zuordnung
höchstens zählen: Name 40, E-Mail/Benutzername 12, Leistungen 9, Wochentage 4, Filiale 5; gelernt aus 0 Urteilen
";
const LIST_ENGLISH: &str = "\
host  name          state      upcoming  all  perhaps           because
7101  E. Vogel      suggested  2         3    Emma Vogel    28  Name 24, services 2, branch 2
                                              Erika Vogel   24  Name 24
7102  Anna Müller   ambiguous  1         1    Anna Mueller  40  Name 40
                                              Anna Müller   40  Name 40
7103  Tablet vorne  unmatched  1         1
7104  J. Weiß       suggested  1         1    Jürgen Weiß   24  Name 24

4 of 4 hosts without a mapping
worth at most: Name 40, e-mail/username 12, services 9, weekdays 4, branch 5; learned from 0 verdicts
";

#[test]
fn one_host_is_shown_with_what_speaks_for_each() {
    let bare = salon();
    let shown = bare.json(&["suggestions", "show", "7101"]);
    let (code, out, _) = bare.run(&["suggestions", "show", "7101"]);
    assert_eq!(code, 0);
    let seen = shown["seen"].as_str().unwrap();
    assert!(out.starts_with(
        "7101: E. Vogel <ev@privat.example>\n\
         Niemand, weil zu Cal.com-Host 7101 (E. Vogel, ev@privat.example) keine Adresse und kein Name passt.\n"
    ), "{out}");
    assert!(out.contains("\n3 Termine warten, davon "), "{out}");
    assert!(out.contains("\nEmma Vogel   28  Name 24, Leistungen 2, Filiale 2\n"), "{out}");
    assert!(out.ends_with(&format!("\n--seen {seen}\n")), "{out}");
    let ambiguous = bare.json(&["suggestions", "show", "7102"]);
    assert_eq!(
        ambiguous["told"],
        "Mehrdeutig: zu Cal.com-Host 7102 (Anna Müller, post@privat.example) passen Anna Mueller und Anna Müller \
         (Name, 75); bitte entscheiden."
    );
}

#[test]
fn a_queue_is_worked_through() {
    let bare = salon();
    let seen = bare.json(&["suggestions", "show", "7101"])["seen"].as_str().unwrap().to_owned();
    let reject = with(&["suggestions", "reject", "7101", "--staff", "Erika Vogel"]);
    let rejected = bare.json(&reject);
    assert_eq!((&rejected["done"], &rejected["changed"]), (&json!(true), &json!([])));
    // What was seen had Erika in it.
    let accept = with(&["suggestions", "accept", "7101", "--staff", "emma", "--seen", &seen]);
    let (code, out, err) = bare.run(&accept);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "chairside: changed meanwhile: suggested for host 7101 (E. Vogel) is Emma Vogel; look again\n"
    );
    let (code, out, _) = bare.run(&with(&["suggestions", "accept", "7101"]));
    assert_eq!(code, 0);
    assert!(
        out.starts_with("Host 7101 ist Emma Vogel\nTermin 1: niemand -> Emma Vogel\n"),
        "{out}"
    );
    assert_eq!(diary(&bare, EVO)[2], "3 emma matched manual");
    let (code, _, err) = bare.run(&with(&["suggestions", "accept", "7101", "--staff", "emma"]));
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "chairside: changed meanwhile: host 7101 is Emma Vogel (mapping 1, manual); look again\n"
    );
    let pick = with(&["suggestions", "pick", "7104", "--staff", "otto", "--not", "juergen"]);
    let done = bare.json(&pick);
    assert_eq!(done["changed"][0]["after"], staff("otto").0);
    assert_eq!(verdicts(&bare, JWE), ["rejected juergen by Nadine: she told me"]);
    assert_eq!(bare.json(&["suggestions", "list"])["total"], 2);
    assert_eq!(bare.json(&["audit", "verify"])["whole"], true);

    in_english(&bare);
    let (_, out, err) = bare.run(&with(&["suggestions", "pick", "7103", "--staff", "juergen"]));
    assert!(out.starts_with("host 7103 is Jürgen Weiß\n"), "{out}{err}");
    let anna = with(&["suggestions", "reject", "7102", "--staff", "Anna Müller"]);
    let (_, out, err) = bare.run(&anna);
    assert!(out.starts_with("host 7102 is not Anna Müller, for good\n"), "{out}{err}");
    // Of two with one name the other is left: now the rule is sure of her.
    let (code, _, err) = bare.run(&["suggestions", "show", "7102"]);
    assert_eq!(code, 1);
    assert_eq!(err, "chairside: host 7102 is Anna Mueller (mapping 4, auto_name)\n");
}

#[test]
fn the_story_of_a_host_has_every_verdict_in_order() {
    let bare = salon();
    bare.json(&with(&["suggestions", "reject", "7101", "--staff", "Erika Vogel"]));
    bare.json(&with(&["suggestions", "accept", "7101", "--staff", "Emma Vogel"]));
    bare.json(&with(&["mappings", "deactivate", "1"]));
    let story = bare.json(&["mappings", "show", "7101"]);
    let told: Vec<String> = story["story"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["kind"].as_str().unwrap(), one["told"].as_str().unwrap()))
        .collect();
    let nobody = |appointment: u8| {
        format!(
            "no_candidate Termin {appointment}: Niemand, weil zu Cal.com-Host 7101 (E. Vogel, ev@privat.example) \
             keine Adresse und kein Name passt."
        )
    };
    let off = |appointment: u8| {
        format!(
            "no_candidate Termin {appointment}: Niemand: die Zuordnung von Cal.com-Host 7101 (E. Vogel, \
             ev@privat.example) zu Emma Vogel ist abgeschaltet. Grund: she told me"
        )
    };
    let hers = |appointment: u8| {
        format!(
            "matched Termin {appointment}: Emma Vogel, weil Cal.com-Host 7101 (E. Vogel, ev@privat.example) von \
             Hand so zugeordnet ist (von Hand, 100). Grund: she told me"
        )
    };
    assert_eq!(
        told,
        [
            "first_seen Zum ersten Mal gesehen.".to_owned(),
            nobody(1),
            nobody(2),
            nobody(3),
            "rejected Es ist nicht Erika Vogel (vorgeschlagen mit 24: Name 24). Grund: she told me"
                .to_owned(),
            "accepted Es ist Emma Vogel (vorgeschlagen mit 27: Name 23, Leistungen 2, Filiale 2). \
             Grund: she told me"
                .to_owned(),
            "created Zuordnung 1 zu Emma Vogel (an, von Hand, Sicherheit 100). Grund: she told me"
                .to_owned(),
            hers(1),
            hers(2),
            hers(3),
            "deleted Zuordnung 1 zu Emma Vogel (aus). Grund: she told me".to_owned(),
            "rejected Es ist nicht Emma Vogel. Grund: she told me".to_owned(),
            off(1),
            off(2),
            off(3),
        ]
    );
    let evidence = &story["story"][5]["details"]["evidence"];
    assert_eq!(evidence["shares"]["name"], 23, "one rejection before took a point from the name");
    let (code, out, _) = bare.run(&["mappings", "show", "7101"]);
    assert_eq!(code, 0);
    let (rejected, accepted) = (out.find("Es ist nicht Erika"), out.find("Es ist Emma"));
    assert!(rejected.is_some() && rejected < accepted, "{out}");
}

#[test]
fn what_cannot_be_is_one_sentence_and_exit_code_1() {
    let bare = salon();
    let before = bare.everything();
    for (arguments, expected) in [
        (with(&["suggestions", "accept", "4711"]), "host not found"),
        (
            with(&["suggestions", "accept", "7101", "--staff", "Paula Ehemals"]),
            "Paula Ehemals is not active",
        ),
        (
            with(&["suggestions", "accept", "7103", "--staff", "otto"]),
            "Otto Nord is not suggested for host 7103; look again, or pick Otto Nord",
        ),
        (with(&["suggestions", "accept", "7103"]), "no staff member is suggested for host 7103"),
        (with(&["suggestions", "accept", "7101", "--staff", "Vogel"]), "Vogel may be Emma Vogel"),
        (with(&["suggestions", "reject", "4711", "--staff", "otto"]), "host not found"),
        (
            with(&["suggestions", "pick", "7101", "--staff", "Paula Ehemals"]),
            "Paula Ehemals is not active",
        ),
        (
            with(&["suggestions", "pick", "7101", "--staff", "otto", "--not", "otto"]),
            "a host cannot be Otto Nord and not Otto Nord",
        ),
        (
            vec!["suggestions", "accept", "7101", "--by", "Nadine", "--reason", " "],
            "a reason of 1 to 500 characters is needed",
        ),
        (
            vec!["suggestions", "accept", "7101", "--by", "system", "--reason", "x"],
            "a name of 1 to 80 characters is needed: who decides",
        ),
        (vec!["suggestions", "show", "4711"], "host not found"),
    ] {
        let (code, out, err) = bare.run(&arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}");
        assert!(err.starts_with(&format!("chairside: {expected}")), "{arguments:?}: {err}");
    }
    assert_eq!(bare.everything(), before);
}

fn judge(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_chairside"))
        .args(["suggestions", "judge"])
        .args(arguments)
        // No configuration here: it needs none.
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_judge_says_the_figures_and_fails_when_a_target_is_missed() {
    let (code, out, err) = judge(&["--rosters", "60"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(out.matches("  yes\n").count(), 5, "{out}");
    assert_eq!(out.matches("  yes  ").count(), 5, "{out}");
    assert!(out.contains("\nrosters 60, strangers 180, of them without any suggestion "), "{out}");
    let again = judge(&["--rosters", "60"]);
    assert_eq!(again.1, out, "the same in every run");
    let (code, out, _) = judge(&["--json", "--rosters", "20", "--seed", "4"]);
    let damaged: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &damaged["damaged"]["rosters"]), (0, &json!(20)));

    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/names/pairs.jsonl");
    let (code, out, _) = judge(&["--json", fixture]);
    let measured: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &measured["good"]), (0, &json!(true)));
    let report = &measured["measured"]["report"];
    assert_eq!(report["automatic_wrong"], 0);
    assert_eq!(report["exact_found"], report["exact_total"]);

    // The same pairs with one label turned: somebody is assigned who it is not.
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("pairs.jsonl");
    let text = fs::read_to_string(fixture).unwrap();
    let turned = text.replacen("\"who\": \"am\"", "\"who\": \"an\"", 1);
    assert_ne!(turned, text);
    fs::write(&file, turned).unwrap();
    let (code, out, _) = judge(&[file.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(
        out.contains("automatic assignments that are wrong                         0        1"),
        "{out}"
    );
    assert!(out.matches("  NO\n").count() >= 2, "{out}");
    // Too few to show anything.
    fs::write(&file, text.lines().take(20).collect::<Vec<_>>().join("\n")).unwrap();
    assert_eq!(judge(&[file.to_str().unwrap()]).0, 1);
    // No pairs at all.
    fs::write(&file, "nonsense").unwrap();
    let (code, out, err) = judge(&[file.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.starts_with("chairside: line 1: "), "{err}");
    let (code, _, err) = judge(&["/nowhere/pairs.jsonl"]);
    assert_eq!(code, 1);
    assert!(err.starts_with("chairside: /nowhere/pairs.jsonl cannot be read: "), "{err}");
}
