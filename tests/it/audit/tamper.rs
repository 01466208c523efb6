//! Tampering with the audit trail, through SQL and through the files' bytes: refused, or found by
//! `audit verify` with a sentence and exit code 1. The ways are listed in `tamper_ways.rs` and `tamper_cuts.rs`.

use crate::audit::tamper_salon::{ROWS, Salon};
use crate::audit::tamper_ways::{End, Row, Way};
use crate::audit::{tamper_cuts, tamper_ways};
use crate::support::bare::{Bare, NORD, host, staff};
use chairside::domain::Error;
use chairside::domain::audit::chain::Action;
use chairside::domain::ids::HostId;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::{audit, audit_head, by_hand};
use chairside::store::host::audit::Change;
use chairside::store::host::decider::Decider;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn faults(salon: &Salon) -> Vec<String> {
    audit::verify_file(&salon.database(), &[]).unwrap().faults
}

fn try_all(rows: &[Row]) {
    for (name, way, end) in rows {
        let salon = Salon::copy();
        let before = salon.trail();
        let done = match way {
            Way::Sql(sql) => salon.stranger().execute_batch(&tamper_ways::written_out(sql)),
            Way::Unguarded(sql) => {
                salon.unguarded(&tamper_ways::written_out(sql));
                Ok(())
            }
            Way::Do(tamper) => {
                tamper(&salon);
                Ok(())
            }
        };
        match end {
            End::Refused(why) => {
                let error = done.expect_err(name).to_string();
                assert!(error.contains(why), "{name}: {error}");
                assert_eq!(salon.trail(), before, "{name}");
                assert_eq!(faults(&salon), Vec::<String>::new(), "{name}");
            }
            End::Found(sentence) => {
                done.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_found(name, &salon, sentence);
            }
        }
    }
}

/// By the library and by the program: the sentence and exit code 1.
fn assert_found(name: &str, salon: &Salon, sentence: &str) {
    let found = faults(salon);
    assert!(found.iter().any(|fault| fault.contains(sentence)), "{name}: {found:?}");
    let output = salon.audit_verify(&[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{name}: {text}");
    assert!(text.starts_with("the audit trail is NOT whole"), "{name}: {text}");
    assert!(text.contains(&found[0]), "{name}: {text}");
}

#[test]
fn the_trail_is_whole_before_anybody_touches_it() {
    let salon = Salon::copy();
    let verified = audit::verify_file(&salon.database(), &[]).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
    assert_eq!((verified.rows, verified.last_seq), (11, ROWS));
    let output = salon.audit_verify(&["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["whole"], &told["rows"]), (&json!(true), &json!(11)));
    assert_eq!(told["last_hash"], verified.last_hash);
}

#[test]
fn there_are_more_than_thirty_ways() {
    let count = tamper_ways::REFUSED.len()
        + tamper_ways::EDITED.len()
        + tamper_cuts::CUT.len()
        + tamper_cuts::GUARDS.len()
        + tamper_cuts::BYTES.len();
    assert_eq!(count, 82);
}

#[test]
fn a_client_without_our_settings_is_refused() {
    try_all(tamper_ways::REFUSED);
}

#[test]
fn edits_behind_the_guards_are_found() {
    try_all(tamper_ways::EDITED);
}

#[test]
fn missing_rows_and_other_heads_are_found() {
    try_all(tamper_cuts::CUT);
}

#[test]
fn missing_guards_are_found() {
    try_all(tamper_cuts::GUARDS);
}

#[test]
fn changes_of_the_files_are_found() {
    try_all(tamper_cuts::BYTES);
}

#[test]
fn no_database_is_told_and_none_is_made() {
    let salon = Salon::copy();
    std::fs::remove_file(salon.database()).unwrap();
    let output = salon.audit_verify(&[]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("there is no database") && error.lines().count() == 1, "{error}");
    assert!(!salon.database().exists());
}

/// The one thing that nothing in the two files can show; a copy of the head kept elsewhere does.
#[test]
fn a_whole_new_chain_with_both_heads_is_found_by_a_copy_kept_elsewhere() {
    let salon = Salon::copy();
    let elsewhere = salon.dir.path().join("a-slip-of-paper");
    std::fs::copy(salon.head_file(), &elsewhere).unwrap();
    salon.unguarded("UPDATE calcom_host_mapping_audits SET reason = 'x' WHERE seq = 3");
    salon.rehash(3, i64::MAX);
    let head: String = salon
        .stranger()
        .query_row("SELECT seq || ' ' || hash FROM audit_head", [], |row| row.get(0))
        .unwrap();
    std::fs::write(salon.head_file(), head).unwrap();
    assert_eq!(faults(&salon), Vec::<String>::new(), "a pity, and known");

    let compared = audit::verify_file(&salon.database(), std::slice::from_ref(&elsewhere)).unwrap();
    let sentence = format!("row 11 is not the one that the copy {} remembers", elsewhere.display());
    assert_eq!(compared.faults, [sentence]);
    let missing = audit::verify_file(&salon.database(), &[salon.dir.path().join("nothing")]);
    assert!(matches!(missing, Err(Error::Invalid(_))));
}

/// Bookings are taken whatever somebody did to the trail; and what was written down stays written down.
#[test]
fn the_salon_goes_on_and_both_heads_bear_witness() {
    let bare = Bare::open(NORD);
    let map = |id: i64, key: &str| {
        let person = Person::new("Nadine", "so").unwrap();
        by_hand::map(&bare.desk, HostId(id), &staff(key), Expected::Any, &person).unwrap();
    };
    for (uid, id) in [("uid_a", 7001), ("uid_b", 7002), ("uid_c", 7003)] {
        bare.book(uid, &host(id, "Nadja Neu", "neu@x.example"), None);
        map(id, "emma");
    }
    let head_file = bare.dir.path().join("test.db.audit-head");
    let filed = std::fs::read(&head_file).unwrap();
    let connection = rusqlite::Connection::open(bare.database()).unwrap();
    let guard: String = connection
        .query_row(
            "SELECT sql FROM sqlite_schema WHERE name = 'calcom_host_mapping_audits_no_delete'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    connection
        .execute_batch(&format!(
            "DROP TRIGGER calcom_host_mapping_audits_no_delete;
             DELETE FROM calcom_host_mapping_audits WHERE seq = 3; {guard}"
        ))
        .unwrap();
    for (uid, id) in [("uid_d", 7004), ("uid_e", 7005)] {
        bare.book(uid, &host(id, "Emma Vogel", "emma@salon.example"), None);
        map(id, "otto");
    }
    assert_eq!(
        bare.rows("SELECT count(*) || '' FROM appointments WHERE staff_id IS NOT NULL"),
        ["5"]
    );
    assert!(audit_head::keep(&bare.desk).is_err(), "the work logs it");
    assert_eq!(std::fs::read(&head_file).unwrap(), filed);
    let verified = audit::verify(&bare.desk.store).unwrap();
    assert_eq!((verified.rows, verified.last_seq), (8, 8));
    assert_eq!(
        verified.faults,
        [
            "row 3 is not the one that the head file remembers",
            "row 3 is not the one that the table audit_head remembers",
            "the table audit_head stopped at row 3, and the last is 8"
        ]
    );
}

/// Debug builds hash slowly and share the machine; the release build reads five times as many rows in a second.
#[test]
fn a_long_trail_is_verified_quickly() {
    const LENGTH: i64 = 20_000;
    const PATIENCE: Duration = Duration::from_secs(20);
    let bare = Bare::open(NORD);
    let now = bare.clock.now();
    bare.desk
        .store
        .write(move |tx| {
            for number in 0..LENGTH {
                let values = json!({ "calcom_host_id": number, "staff_id": staff("emma").0,
                    "mapping_source": "auto_email", "confidence_score": 95, "is_active": true,
                    "calcom_name": "Emma Vogel", "calcom_email": "emma@salon.example" });
                let change = Change {
                    mapping: None,
                    action: Action::AutoMatched,
                    old: Some(values.clone()),
                    new: Some(values),
                    decider: Decider::system("the host's e-mail address is the staff member's"),
                };
                chairside::store::host::audit::append(tx, &change, now)?;
            }
            Ok(())
        })
        .unwrap();
    audit_head::keep(&bare.desk).unwrap();
    let begun = Instant::now();
    let verified = audit::verify(&bare.desk.store).unwrap();
    let took = begun.elapsed();
    assert_eq!((verified.rows, verified.faults.len()), (20_000, 0), "{:?}", verified.faults);
    println!("{LENGTH} rows of the audit trail verified in {took:?}");
    assert!(took < PATIENCE, "{took:?}");
}
