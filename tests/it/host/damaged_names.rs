//! Damaged names: whom a person would still recognise is suggested, weakly and with the reason; nobody is assigned.

use crate::host::suggesting::diary;
use crate::support::bare::{Bare, host};
use chairside::domain::ids::HostId;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::{suggestion, suggestion_decide};
use chairside::judge::damaged::measure;
use serde_json::Value;

/// Enough to see a rule that does not hold; `suggestions judge` measures two thousand.
const ROSTERS: usize = 150;

#[test]
fn most_damaged_names_are_recognised_and_no_stranger_looks_likely() {
    for seed in [3, 11] {
        let damaged = measure(ROSTERS, seed);
        let missed: Vec<_> = damaged.targets().into_iter().filter(|target| !target.met).collect();
        assert!(missed.is_empty(), "seed {seed}: {missed:#?} {:#?}", damaged.missed);
        let shown: usize = damaged.rows.iter().map(|row| row.shown).sum();
        let cases: usize = damaged.rows.iter().map(|row| row.cases).sum();
        assert!(shown * 10 <= cases * 12, "{shown} suggestions for {cases} hosts");
    }
}

/// People who are all there at once.
const PEOPLE: [&str; 18] = [
    "Lena Herrmann",
    "James Feast",
    "Jane Feast",
    "Nicole Wolf",
    "Katharina von Stein",
    "Christina Vogel",
    "Mia Öztürk",
    "Bo Quandt",
    "Sanne van den Berg",
    "Małgorzata Wiśniewska",
    "Abd el-Karim Haddad",
    "Anna-Lena Brandt-Lüders",
    "Anna-Lena Qasim",
    "Anna Qasim",
    "Ute Strauß",
    "Şule Yıldız",
    "Steffi Ohlsen",
    "Stefanie Ohlsen",
];

fn salon() -> Bare {
    let staff = PEOPLE.iter().enumerate();
    let staff = staff.map(|(at, name)| {
        format!("[[staff]]\nkey = \"p{at}\"\nname = \"{name}\"\nbranch = \"mitte\"\n")
    });
    Bare::open(&staff.collect::<String>())
}

/// What the queue says of hosts of these names: whom each might be, whether weak, and why.
fn asked(bare: &Bare, names: &[&str]) -> Vec<Vec<(String, bool, String)>> {
    for (at, name) in names.iter().enumerate() {
        let id = 8000 + i64::try_from(at).unwrap();
        bare.book(&format!("uid_{at}"), &host(id, name, "post@privat.example"), None);
        assert_eq!(diary(bare, HostId(id)).len(), 1);
        assert!(diary(bare, HostId(id))[0].contains(" nobody "), "{name} is assigned");
    }
    let listed = bare.json(&["suggestions", "list"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told =
        |one: &Value| (text(&one["staff"]), one["weak"].as_bool().unwrap(), text(&one["told"]));
    let of = |at: usize| {
        let hosts = listed["hosts"].as_array().unwrap();
        let entry = hosts.iter().find(|entry| entry["host"] == 8000 + at).unwrap();
        entry["suggestions"].as_array().unwrap().iter().map(told).collect()
    };
    (0..names.len()).map(of).collect()
}

#[test]
fn the_right_person_stands_first_weakly_and_with_the_reason() {
    let cases = [
        ("ena Herrmann", "Lena Herrmann", "(Vorname: ein Buchstabe fehlt)"),
        ("Jmaes Feast", "James Feast", "(Vorname: zwei Buchstaben vertauscht)"),
        ("zicole Wolf", "Nicole Wolf", "(Vorname: ein Buchstabe anders)"),
        ("v. Stein, Katharina", "Katharina von Stein", "(Nachname: abgekürzt)"),
        ("Mua Öztürk", "Mia Öztürk", "(Vorname: ein Buchstabe anders)"),
        ("Boo Quandt", "Bo Quandt", "(Vorname: ein Buchstabe zu viel)"),
        (
            "Sannr v. d. Berg",
            "Sanne van den Berg",
            "(Vorname: ein Buchstabe anders; Nachname: abgekürzt)",
        ),
        (
            "Wiśniewsak Małgorzta",
            "Małgorzata Wiśniewska",
            "(Vorname: ein Buchstabe fehlt; Nachname: zwei Buchstaben vertauscht)",
        ),
        ("Hadsad, Abd el-Karim", "Abd el-Karim Haddad", "(Nachname: ein Buchstabe anders)"),
        (
            "Anna-Lna Brandt-Lüedrs",
            "Anna-Lena Brandt-Lüders",
            "(Vorname: ein Buchstabe fehlt; Nachname: zwei Buchstaben vertauscht)",
        ),
        ("Anna-Lnea Qasim", "Anna-Lena Qasim", "(Vorname: zwei Buchstaben vertauscht)"),
        ("Ute Strau", "Ute Strauß", "(Nachname: ein Buchstabe fehlt)"),
        (
            "Şzle Yıldıy",
            "Şule Yıldız",
            "(Vorname: ein Buchstabe anders; Nachname: ein Buchstabe anders)",
        ),
        ("Stefnaie Ohlsne", "Stefanie Ohlsen", ""),
        ("Len aHerrmann", "Lena Herrmann", "(anders getrennt)"),
    ];
    let bare = salon();
    let found = asked(&bare, &cases.map(|(name, _, _)| name));
    for ((name, who, why), found) in cases.into_iter().zip(found) {
        let (first, weak, told) = found.first().unwrap_or_else(|| panic!("{name}: nobody"));
        assert_eq!(first, who, "{name}: {found:?}");
        if !why.is_empty() {
            assert!(*weak, "{name}: {found:?}");
            assert!(told.starts_with("Name ") && told.contains(why), "{name}: {told}");
        }
        assert!(found.len() <= 3, "{name}: {found:?}");
    }
}

#[test]
fn who_is_somebody_else_stays_somebody_else() {
    let names = [
        "Christian Vogel",
        "Lina Herrmann",
        "Jan Feast",
        "Bi Quandt",
        "Xy Quandt",
        "Mua Öztrük",
        "Nadja Quell",
        "Tablet vorne",
        "Platz drei",
        "v. Stein",
    ];
    let bare = salon();
    let found = asked(&bare, &names);
    for (name, found) in names.iter().zip(&found) {
        assert!(found.iter().all(|(_, weak, _)| *weak), "{name}: {found:?}");
    }
    for (name, found) in names.iter().zip(&found).take(9) {
        assert_eq!(found, &[], "{name}");
    }
}

#[test]
fn what_a_person_accepts_is_hers_and_what_she_rejects_stays_away() {
    let bare = salon();
    asked(&bare, &["Jmaes Feast", "zicole Wolf"]);
    let why = crate::host::suggesting::nadine("asked him");
    let taken =
        suggestion_decide::accept(&bare.desk, HostId(8000), None, Expected::Any, &why).unwrap();
    assert_eq!(crate::host::suggesting::name(&bare, &taken.staff), "James Feast");
    let nicole =
        suggestion::of_host(&bare.desk, HostId(8001)).unwrap().suggestions[0].staff.clone();
    suggestion_decide::reject(&bare.desk, HostId(8001), &nicole, Expected::Any, &why).unwrap();
    assert_eq!(crate::host::suggesting::who(&bare, HostId(8001)), Vec::<String>::new());
}
