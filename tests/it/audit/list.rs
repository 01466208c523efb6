//! The audit trail listed: by host, action, person and time; one company's at a time. And the head that commands keep.

use crate::support::bare::{Bare, NORD, host, staff};
use chairside::config::Config;
use chairside::domain::ids::{AppointmentId, HostId};
use chairside::domain::visit::booking::Source;
use chairside::frontdesk::Desk;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::door::look;
use chairside::frontdesk::door::rules::Seen;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::{audit, by_hand, story};
use chairside::store::Store;
use chairside::store::host::audit::Filter;
use std::sync::Arc;

/// Rows 1 to 5: two hosts known by rules at 8:01 and 8:02, a mapping replaced at 8:03 (two rows), and one
/// appointment given away at 8:04.
fn salon() -> Bare {
    let bare = Bare::open(NORD);
    bare.book("uid_a", &host(7001, "Emma Vogel", "emma@salon.example"), None);
    bare.book("uid_b", &host(7002, "Otto Nord", "o@x.example"), None);
    bare.later();
    let by = |name: &str| Person::new(name, "so").unwrap();
    let (emma, otto) = (staff("emma"), staff("otto"));
    by_hand::map(&bare.desk, HostId(7001), &otto, Expected::Any, &by("Nadine")).unwrap();
    bare.later();
    by_hand::reassign(&bare.desk, AppointmentId(2), &emma, Expected::Any, &by("Ute")).unwrap();
    bare
}

#[test]
fn each_filter_lets_through_what_it_says() {
    let bare = salon();
    let all = Filter { most: 100, ..Filter::default() };
    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (all.clone(), vec![1, 2, 3, 4, 5]),
        (Filter { company: Some(bare.desk.salon.company), ..all.clone() }, vec![1, 2, 3, 4, 5]),
        (Filter { host: Some(HostId(7001)), ..all.clone() }, vec![1, 3, 4]),
        (Filter { host: Some(HostId(7002)), ..all.clone() }, vec![2, 5]),
        (Filter { host: Some(HostId(4711)), ..all.clone() }, vec![]),
        (Filter { action: text("auto_matched"), ..all.clone() }, vec![1, 2]),
        (Filter { changed_by: text("Nadine"), ..all.clone() }, vec![3, 4]),
        (Filter { since: text("2026-11-23T08:03:00Z"), ..all.clone() }, vec![3, 4, 5]),
        (Filter { since: text("2026-11-24"), ..all.clone() }, vec![]),
        (Filter { most: 2, ..all.clone() }, vec![4, 5]),
        (Filter { host: Some(HostId(7002)), changed_by: text("Ute"), ..all }, vec![5]),
    ] {
        let found = audit::list(&bare.desk.store, &filter).unwrap();
        let found: Vec<i64> = found.iter().map(|row| row.seq).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
    let rows = bare.json(&["audit", "list", "--action", "manual_override"]);
    assert_eq!(rows[0]["changed_by"], "Ute");
    assert_eq!(rows[0]["old_values"]["staff_id"], staff("otto").0);
    let (_, table, _) = bare.run(&["audit", "list", "--by", "Nadine"]);
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("no.  when"), "{table}");
    assert!(
        lines[1].starts_with("3    2026-11-23T08:03:00Z  Nadine  deleted  7001  Emma Vogel"),
        "{table}"
    );
}

/// Two companies may know the same Cal.com user; what one decided is not the other's to read.
#[test]
fn a_story_is_its_companys_alone() {
    let bare = salon();
    let mut config: Config = (*bare.desk.salon.config).clone();
    config.company.key = "other".into();
    config.services.clear();
    for person in &mut config.staff {
        person.name = format!("{} anderswo", person.name);
    }
    let store = Arc::new(Store::open(&bare.database()).unwrap());
    // A second one begins in a file no more; older programs let it.
    let second = "INSERT INTO companies (key, name, time_zone, created_at)
        VALUES ('other', 'x', 'Europe/Berlin', '2026-11-21T09:30:00Z')";
    store.write(move |tx| Ok(tx.execute(second, [])?)).unwrap();
    let other =
        Desk::serve(Arc::new(config), store, bare.lists.clone(), bare.clock.clock()).unwrap();
    assert!(story::of_host(&other, HostId(7001)).is_err(), "nobody there ever saw her");
    let seen = host(7001, "Emma Vogel", "emma@salon.example");
    let facts = crate::support::bare::facts("uid_x", &seen, None, bare.later());
    look::record_seen(&other, Seen::of(facts, Source::CalcomWebhook)).unwrap();
    assert_eq!(
        story::of_host(&other, HostId(7001)).unwrap().events.len(),
        3,
        "seen, mapped, decided"
    );
    assert_eq!(story::of_host(&bare.desk, HostId(7001)).unwrap().events.len(), 7, "as before");
    let company = Some(other.salon.company);
    let filter = Filter { company, most: 100, ..Filter::default() };
    assert_eq!(audit::list(&other.store, &filter).unwrap().len(), 1);
}

/// No `serve` need run for the head file to be right after a command, and the next start mends what a crash left.
#[test]
fn every_command_keeps_the_head() {
    let bare = salon();
    let head = || std::fs::read_to_string(bare.dir.path().join("test.db.audit-head")).unwrap();
    assert!(head().starts_with("5 "));
    let deactivate = ["mappings", "deactivate", "3", "--by", "Ute", "--reason", "no"];
    bare.json(&deactivate);
    assert!(head().starts_with("6 "), "{}", head());
    // A booking brings a row; a program that is killed now leaves the head behind.
    bare.book("uid_c", &host(7003, "Juergen Weiss", "j@x.example"), None);
    assert!(head().starts_with("6 "));
    assert!(audit::verify(&bare.desk.store).unwrap().is_whole(), "an older head is a true one");
    bare.json(&["mappings", "list"]);
    assert!(head().starts_with("6 "), "a command that only looks writes nothing");
    bare.json(&["mappings", "reactivate", "3", "--by", "Ute", "--reason", "yes"]);
    assert!(head().starts_with("8 "), "{}", head());
    let left = std::fs::read_dir(bare.dir.path()).unwrap();
    let left: Vec<String> =
        left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.starts_with("test.db.audit-head.")), "{left:?}");
}
