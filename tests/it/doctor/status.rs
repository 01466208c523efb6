//! `status` and `healthcheck`, with and without a running program.

use crate::doctor::world::World;
use crate::support::program;

#[test]
fn one_screen_says_whether_everything_works() {
    let mut world = World::new();
    let said = world.run(&["status"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let pid = std::process::id();
    for expected in [
        "Alles läuft\n".to_owned(),
        format!("Programm         Prozess {pid}, Version {}", env!("CARGO_PKG_VERSION")),
        "letzter Anruf    nie".to_owned(),
        "letzte Buchung   nie".to_owned(),
        "Cal.com          antwortet".to_owned(),
        "Alarme           keine".to_owned(),
    ] {
        assert!(said.out.contains(&expected), "{expected}: {said:?}");
    }
    let view = world.run(&["status", "--json"]).json();
    assert_eq!((&view["is_well"], &view["program"]["pid"]), (&true.into(), &pid.into()), "{view}");
    assert_eq!(world.run(&["healthcheck"]).code, Some(0));

    world.sql("INSERT INTO alarms (company_id, kind, level, message, began_at) SELECT id, 'clock_off', 'alarm', 'Die Uhr.', '2026-11-01T10:00:00Z' FROM companies");
    let said = world.run(&["status"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.starts_with("Ein Alarm\n") && said.out.contains("Die Uhr."), "{said:?}");

    world.stop();
    let said = world.run(&["status"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.starts_with("Das Programm läuft nicht. "), "{said:?}");
    assert!(said.out.contains("Programm         läuft nicht"), "{said:?}");
    let said = world.run(&["healthcheck"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(1), "chairside: `chairside serve` does not run\n")
    );
}

#[test]
fn a_healthcheck_asks_where_it_is_told() {
    let world = World::new();
    let at = |url: &str| world.run(&["healthcheck", "--url", url]).code;
    assert_eq!(at(&world.url), Some(0));
    assert_eq!(at(&format!("{}/", world.url)), Some(0));
    assert_eq!(at(&world.sandbox.base_url()), Some(1), "somebody else answers");
    assert_eq!(at(&crate::doctor::faults::nobody()), Some(1));
    assert_eq!(at("no address"), Some(1));
}

#[test]
fn without_a_database_there_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new();
    let text = world.text().replace("test.db", "none.db");
    let config = folder.path().join("appliance.toml");
    std::fs::write(&config, text).unwrap();
    let said = program::run(&config, &["status"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("there is no database"), "{said:?}");
}
