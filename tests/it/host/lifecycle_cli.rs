//! The same corrections through the program, beside an open desk; and the story it tells.

use crate::support::bare::{Bare, NORD, PAULA_LEFT, host, staff};
use chairside::domain::host::identity::Host;
use serde_json::{Value, json};

const WHY: [&str; 4] = ["--by", "Nadine", "--reason", "calls herself Ann"];

const HOST_UNKNOWN: &str = "host not found: it was never seen; `chairside hosts sync` reads Cal.com's lists, \
    `chairside hosts list` tells who is known";

fn salon(extra: &str) -> Bare {
    let bare = Bare::open(&format!("{extra}{NORD}"));
    bare.book("uid_a", &emma(), None);
    bare.book("uid_b", &emma(), None);
    bare
}

fn emma() -> Host {
    host(7001, "Emma Vogel", "emma@salon.example")
}

fn with<'a>(start: &[&'a str], end: &[&'a str]) -> Vec<&'a str> {
    start.iter().chain(end).copied().collect()
}

#[test]
fn the_whole_life_of_a_mapping_through_the_program() {
    let bare = salon("");
    let listed = bare.json(&["mappings", "list"]);
    assert_eq!(listed[0]["staff"], "Emma Vogel");
    assert_eq!(listed[0]["source"], "auto_email");

    let set = ["mappings", "set", "7001", "--staff", "Jürgen Weiß", "--instead-of", "1"];
    let done = bare.json(&with(&set, &WHY));
    let (e, j) = (staff("emma").0, staff("juergen").0);
    assert_eq!(
        done,
        json!({ "done": true, "changed": [
            { "appointment_id": 1, "before": e, "after": j }, { "appointment_id": 2, "before": e, "after": j }],
            "unassigned": [], "notes": [] })
    );
    let (code, out, err) = bare.run(&with(&set, &WHY));
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "chairside: changed meanwhile: host 7001 is Jürgen Weiß (mapping 2, manual); look again\n"
    );

    let asked = bare.json(&with(&["mappings", "wrong", "2"], &WHY));
    assert_eq!(asked, json!({ "decided": [1, 2], "done": false }));
    let (_, told, _) = bare.run(&with(&["mappings", "wrong", "2"], &WHY));
    assert!(
        told.ends_with("2 Termine hat diese Zuordnung entschieden; --yes nimmt sie zurück\n"),
        "{told}"
    );
    let done = bare.json(&with(&["mappings", "wrong", "2", "--yes"], &WHY));
    assert_eq!(done["changed"][1], json!({ "appointment_id": 2, "before": j, "after": null }));

    bare.json(&with(&["mappings", "reactivate", "1"], &WHY));
    bare.json(&with(&["mappings", "deactivate", "1"], &WHY));
    bare.json(&with(&["mappings", "set", "7001", "--staff", "otto", "--instead-of", "none"], &WHY));
    let give = ["mappings", "reassign", "2", "--staff", "emma", "--instead-of", "Otto Nord"];
    assert_eq!(bare.json(&with(&give, &WHY))["staff_id"], e);
    let actions = bare.json(&["audit", "list", "--by", "Nadine", "--host", "7001"]);
    let actions: Vec<&str> =
        actions.as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "deleted",
            "created",
            "deleted",
            "manual_override",
            "deleted",
            "created",
            "manual_override"
        ]
    );
    let verified = bare.json(&["audit", "verify"]);
    assert_eq!(verified["whole"], true, "{verified}");
    assert_eq!(verified["rows"], 8);
}

#[test]
fn what_cannot_be_is_one_sentence_and_exit_code_1() {
    let bare = salon("");
    let before = bare.everything();
    let set = |staff| vec!["mappings", "set", "7001", "--staff", staff];
    let table: [(Vec<&str>, &str); 7] = [
        (with(&set("Paula Ehemals"), &WHY), PAULA_LEFT),
        (
            with(&set("Gerda"), &WHY),
            "no staff member is called Gerda; there are Emma Vogel, Jürgen Weiß, Otto Nord",
        ),
        (with(&["mappings", "set", "4711", "--staff", "emma"], &WHY), HOST_UNKNOWN),
        (
            with(&set("otto"), &["--by", "Nadine", "--reason", " "]),
            "a reason of 1 to 500 characters is needed",
        ),
        (
            with(&set("otto"), &["--by", "", "--reason", "x"]),
            "a name of 1 to 80 characters is needed: who decides",
        ),
        (
            with(&set("otto"), &with(&["--instead-of", "Emma"], &WHY)),
            "--instead-of Emma: say a mapping's number, or none",
        ),
        (
            with(&["mappings", "deactivate", "9"], &WHY),
            "mapping not found; `chairside mappings list` tells which there are",
        ),
    ];
    for (arguments, expected) in table {
        let (code, out, err) = bare.run(&arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}");
        assert_eq!(err, format!("chairside: {expected}\n"), "{arguments:?}");
    }
    assert_eq!(bare.everything(), before);
}

/// What happened to the host in the stories below.
fn live(bare: &Bare) {
    bare.json(&with(&["mappings", "reassign", "2", "--staff", "juergen"], &WHY));
    bare.json(&with(&["mappings", "set", "7001", "--staff", "otto"], &WHY));
    bare.json(&with(&["mappings", "deactivate", "2"], &WHY));
}

#[test]
fn the_story_of_a_host_is_told_in_order_and_in_german() {
    let bare = salon("");
    live(&bare);
    let story = bare.json(&["mappings", "show", "7001"]);
    let told: Vec<String> = story["story"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}: {}", text(one, "kind"), text(one, "by"), text(one, "told")))
        .collect();
    let expected = [
        "first_seen system: Zum ersten Mal gesehen.",
        "auto_matched system: Zuordnung 1 zu Emma Vogel (an, an der E-Mail-Adresse erkannt, Sicherheit 95).",
        "matched system: Termin 1: Emma Vogel, weil die Cal.com-Adresse emma@salon.example dieser Person gehört \
         (E-Mail, 95).",
        "matched system: Termin 2: Emma Vogel, weil die Cal.com-Adresse emma@salon.example dieser Person gehört \
         (E-Mail, 95).",
        "manual_override Nadine: Termin 2: Jürgen Weiß statt Emma Vogel. Grund: calls herself Ann",
        "matched Nadine: Termin 2: Jürgen Weiß, weil Nadine diesen Termin so vergeben hat (von Hand, 100). \
         Grund: calls herself Ann",
        "deleted Nadine: Zuordnung 1 zu Emma Vogel (aus). Grund: calls herself Ann",
        "created Nadine: Zuordnung 2 zu Otto Nord (an, von Hand, Sicherheit 100). \
         Grund: calls herself Ann",
        "rejected Nadine: Es ist nicht Emma Vogel. Grund: calls herself Ann",
        "matched Nadine: Termin 1: Otto Nord, weil Cal.com-Host 7001 (Emma Vogel, emma@salon.example) von Hand so \
         zugeordnet ist (von Hand, 100). Grund: calls herself Ann",
        "deleted Nadine: Zuordnung 2 zu Otto Nord (aus). Grund: calls herself Ann",
        "rejected Nadine: Es ist nicht Otto Nord. Grund: calls herself Ann",
        "no_candidate Nadine: Termin 1: Niemand: Emma Vogel passt zu Cal.com-Host 7001 (Emma Vogel, \
         emma@salon.example) (E-Mail, 95), aber jemand hat gesagt, dass es nicht diese Person ist; die Zuordnung von \
         Cal.com-Host 7001 (Emma Vogel, emma@salon.example) zu Otto Nord ist abgeschaltet. Grund: calls herself Ann",
    ];
    assert_eq!(told, expected);
    let decision = &story["story"][2]["details"];
    assert_eq!(decision["details"]["addresses"], json!(["emma@salon.example"]));
    assert_eq!(decision["details"]["threshold"], 75);
    assert_eq!(story["story"][4]["details"]["old_values"]["staff_id"], staff("emma").0);

    let (code, out, _) = bare.run(&["mappings", "show", "7001"]);
    assert_eq!(code, 0);
    let mut rest = out.as_str();
    assert!(rest.starts_with(
        "Host 7001: Emma Vogel <emma@salon.example>\nist noch niemandem zugeordnet\n"
    ));
    for line in expected {
        let sentence = line.split_once(": ").unwrap().1;
        let place =
            rest.find(sentence).unwrap_or_else(|| panic!("{sentence} is not next in\n{rest}"));
        rest = &rest[place + sentence.len()..];
    }
}

#[test]
fn the_same_story_in_english() {
    let bare = Bare::open(NORD);
    let config = bare.dir.path().join("appliance.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let english = text.replace("key = \"probe\"", "key = \"probe\"\nlanguage = \"en\"");
    assert_ne!(text, english);
    std::fs::write(&config, english).unwrap();
    bare.book("uid_a", &emma(), None);
    bare.book("uid_b", &emma(), None);
    live(&bare);
    let story = bare.json(&["mappings", "show", "7001"]);
    let told: Vec<&str> = story["story"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["told"].as_str().unwrap())
        .collect();
    for (place, expected) in [
        (0, "Seen for the first time."),
        (
            2,
            "Appointment 1: Emma Vogel, because the Cal.com address emma@salon.example is this person's (e-mail, 95).",
        ),
        (
            5,
            "Appointment 2: Jürgen Weiß, because Nadine assigned this appointment so (manual, 100). Reason: calls herself Ann",
        ),
        (4, "Appointment 2: Jürgen Weiß instead of Emma Vogel. Reason: calls herself Ann"),
        (6, "Mapping 1 to Emma Vogel (off). Reason: calls herself Ann"),
        (8, "It is not Emma Vogel. Reason: calls herself Ann"),
    ] {
        assert_eq!(told[place], expected);
    }
}

#[test]
fn a_host_nobody_saw_has_no_story() {
    let bare = salon("");
    let (code, out, err) = bare.run(&["mappings", "show", "4711"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(err, format!("chairside: {HOST_UNKNOWN}\n"));
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}
