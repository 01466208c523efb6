//! Staff lists taken over from a file: whole or not at all, with a line and a sentence for every fault.

use crate::support::harness::{START, TestApp, TestClock, sandbox};
use crate::support::program;
use chairside::frontdesk::host::staff_import;
use chairside::frontdesk::host::staff_import::{ImportReport, Taken};
use chairside::store::service::salon_keys::staff_uuid;
use serde_json::json;

fn staff(app: &TestApp) -> Vec<String> {
    app.rows(
        "SELECT s.key || ' ' || s.name || ' ' || coalesce(b.key, '-') || ' ' || s.is_active || ' '
             || coalesce((SELECT group_concat(email, ',' ORDER BY email) FROM staff_emails WHERE staff_id = s.id), '-')
             || ' ' || s.updated_at
         FROM staff s LEFT JOIN branches b ON b.id = s.branch_id ORDER BY s.key",
    )
}

fn import(app: &TestApp, text: &str) -> ImportReport {
    staff_import::import(&app.appliance.desk, text.as_bytes(), false).unwrap()
}

fn faults(report: &ImportReport) -> Vec<String> {
    report.faults.iter().map(|fault| format!("{}: {}", fault.line, fault.sentence)).collect()
}

fn taken(report: &ImportReport) -> Vec<String> {
    assert_eq!(report.faults, []);
    report.rows.iter().map(|row| format!("{} {:?}", row.key, row.taken)).collect()
}

const LIST: &str = "\u{feff}Kürzel;Name;E-Mail;Filiale;aktiv\r\n\
    ayse;Ayşe Özgür;ayse@salon.example|ayse.oe@example.com;mitte;ja\r\n\
    lena;Lena Groß;;Probe Mitte;nein\r\n\
    kim;\"Muster, Kim\";kim@example.com;;\r\n";

#[test]
fn a_list_is_taken_over_and_twice_is_once() {
    let app = TestApp::start();
    let before = staff(&app);
    let dry = staff_import::import(&app.appliance.desk, LIST.as_bytes(), true).unwrap();
    assert_eq!(taken(&dry), ["ayse Added", "lena Added", "kim Added"]);
    assert_eq!(staff(&app), before, "a dry run writes nothing");
    assert_eq!(import(&app, LIST), dry);
    let now = "2026-11-23T08:00:00Z";
    let all = staff(&app);
    assert_eq!(
        all[0],
        format!("ayse Ayşe Özgür mitte 1 ayse.oe@example.com,ayse@salon.example {now}")
    );
    assert_eq!(all[3], format!("kim Muster, Kim - 1 kim@example.com {now}"));
    assert_eq!(all[4], format!("lena Lena Groß mitte 0 - {now}"));
    let id = app.rows("SELECT id FROM staff WHERE key = 'ayse'");
    assert_eq!(id, [staff_uuid("probe", "ayse")]);
    app.clock.forward(time::Duration::hours(1));
    let again = import(&app, LIST);
    assert_eq!(taken(&again), ["ayse Unchanged", "lena Unchanged", "kim Unchanged"]);
    assert_eq!(staff(&app), all, "not even the time of change");
}

#[test]
fn people_change_and_addresses_may_change_hands_within_a_file() {
    let app = TestApp::start();
    import(&app, LIST);
    let next = "key,name,emails,active\n\
        ayse,Ayşe Özgür-Klein,kim@example.com,yes\n\
        kim,Kim Muster,ayse@salon.example,yes\n";
    let report = import(&app, next);
    assert_eq!(
        taken(&report),
        [r#"ayse Changed(["name", "emails", "branch"])"#, r#"kim Changed(["name", "emails"])"#]
    );
    let all = staff(&app);
    assert!(all[0].starts_with("ayse Ayşe Özgür-Klein - 1 kim@example.com "), "{all:?}");
    assert!(all[3].starts_with("kim Kim Muster - 1 ayse@salon.example "), "{all:?}");
    assert!(all[4].starts_with("lena Lena Groß mitte 0"), "who is not named stays: {all:?}");
}

#[test]
fn the_configuration_wins_and_that_is_told() {
    let app = TestApp::start();
    let before = staff(&app);
    let report = import(&app, "key,name,emails\nemma,Emma Adler,adler@example.com\n");
    assert_eq!(report.rows[0].taken, Taken::LeftToConfig);
    assert_eq!(staff(&app), before);
}

#[test]
fn every_fault_is_told_at_once_and_nothing_is_half_imported() {
    let app = TestApp::start();
    import(&app, LIST);
    let before = staff(&app);
    let mut bad = "key;name;emails;branch;active\n\
        neu;Nora Neu;nora@example.com;mitte;ja\n\
        neu;Nora Zwei;;;ja\n\
        zwei;;emma@salon.example;;ja\n\
        drei;Drei Punkt;kim@example.com;Nirgendwo;ja\n\
        vier;Vier Eck;nora@example.com;mitte;manchmal\n\
        fuenf;Fünf Tel;fünf@example.com;mitte;ja;zuviel\n\
        sechs;Sechs A;EMMA@salon.example;;ja\n"
        .as_bytes()
        .to_vec();
    bad.extend_from_slice(b"sieben;J\xfcrgen;;;ja\n");
    let report = staff_import::import(&app.appliance.desk, &bad, false).unwrap();
    assert_eq!(
        faults(&report),
        [
            "3: the key neu is on line 2 already",
            "4: the name is empty",
            "5: kim@example.com is Muster, Kim's already (key kim)",
            "5: there is no branch \"Nirgendwo\"; there are mitte",
            "6: \"manchmal\" says neither yes nor no: active is yes, no, ja, nein",
            "6: nora@example.com is on line 2 already",
            "7: \"fünf@example.com\" is no e-mail address; several are parted by blanks or |",
            "7: the line has 6 fields, the head line 5",
            "8: emma@salon.example is on line 4 already",
            "9: the name \"J\u{fffd}rgen\" is not UTF-8 (Latin-1 perhaps); save the file as \"CSV UTF-8\"",
        ]
    );
    assert_eq!((report.rows, staff(&app)), (vec![], before));
    let known = import(&app, "key,name,emails\nacht,Acht Sam,emma@salon.example\n");
    assert_eq!(faults(&known), ["2: emma@salon.example is Emma Vogel's already (key emma)"]);
}

#[test]
fn the_command_lists_and_imports() {
    let sandbox = sandbox(&TestClock::at(START));
    let folder = tempfile::tempdir().unwrap();
    let config = program::write_config(folder.path(), &sandbox, &folder.path().join("test.db"), "");
    program::served(&config);
    let file = folder.path().join("team.csv");
    let path = file.to_str().unwrap();
    std::fs::write(&file, format!("{LIST}emma;Emma Adler;;;\r\n")).unwrap();
    let said = program::run(&config, &["staff", "import", path, "--dry-run"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let told = "line 5: Emma Adler (emma) left aside: appliance.toml describes this person and wins at each start";
    assert!(said.out.contains(told), "{said:?}");
    let sum =
        "3 added, 0 changed, 0 unchanged, 1 left to appliance.toml (dry run: nothing written)\n";
    assert!(said.out.ends_with(sum), "{said:?}");
    let said = program::run(&config, &["staff", "import", path, "--json"]);
    let rows = said.json()["rows"].clone();
    assert_eq!((&rows[0]["taken"], &rows[3]["taken"]), (&json!("added"), &json!("left_to_config")));
    let list = program::run(&config, &["staff", "list", "--json"]).json();
    let ayse = list.as_array().unwrap().iter().find(|one| one["key"] == "ayse").unwrap().clone();
    assert_eq!(
        (&ayse["branch"], &ayse["active"], &ayse["in_config"]),
        (&json!("mitte"), &json!(true), &json!(false))
    );
    assert_eq!(ayse["emails"], json!(["ayse.oe@example.com", "ayse@salon.example"]));
    let table = program::run(&config, &["staff", "list"]).out;
    assert!(table.contains("emma"), "{table}");
    std::fs::write(&file, "key,name\n,\nx,\n").unwrap();
    let said = program::run(&config, &["staff", "import", path]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), "line 3: the name is empty\n"));
    assert!(said.err.contains("team.csv: 1 faults, nothing imported"), "{said:?}");
    let said = program::run(&config, &["staff", "import", "/nowhere/team.csv"]);
    assert!(said.code == Some(1) && said.err.contains("cannot read /nowhere/team.csv"), "{said:?}");
}
