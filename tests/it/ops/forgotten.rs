//! Who was forgotten since the backup is forgotten again, and whoever was logged in is not.

use crate::ops::world::{Place, backup, cli, rows};
use crate::store::served::Served;
use rusqlite::Connection;
use serde_json::json;
use std::path::PathBuf;

const NAMES: &str = "SELECT name FROM customers";

/// A salon whose only customer was in the backup and is forgotten now.
fn world() -> (Served, PathBuf) {
    let served = Served::start();
    assert_eq!(served.order("web-1").0, 201);
    let connection = Connection::open(served.database()).unwrap();
    let came_in = "INSERT INTO users (company_id, name, role, made_at, updated_at)
            SELECT id, 'nadine', 'owner', created_at, created_at FROM companies;
        INSERT INTO sessions (token_hash, user_id, made_at, seen_at)
            SELECT 'x', id, made_at, made_at FROM users;";
    connection.execute_batch(came_in).unwrap();
    drop(connection);
    let older = backup(&served);
    let erase = ["customers", "erase", "1", "--keep-visits", "--yes", "--by", "Nadine", "--reason"];
    let said = cli(&served, &[erase.as_slice(), &["by letter"]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(rows(&served.database(), NAMES), [""]);
    (served, older)
}

#[test]
fn in_the_place_of_the_data_that_knows_it() {
    let (mut served, older) = world();
    served.kill();
    let said = cli(&served, &["restore", older.to_str().unwrap(), "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let restored = said.json();
    assert_eq!(restored["forgotten_again"], 1, "{restored}");
    assert_eq!(restored["notes"], json!([]));
    assert_eq!(restored["sessions_ended"], 1);
    for (sql, expected) in [
        (NAMES, ""),
        ("SELECT count(*) FROM sessions", "0"),
        ("SELECT count(*) FROM users", "1"),
        ("SELECT count(*) FROM erasures", "1"),
    ] {
        assert_eq!(rows(&served.database(), sql), [expected], "{sql}");
    }
    // Not a byte of her is in the data; she is where the data from before and the backups are.
    let data = std::fs::read(served.database()).unwrap();
    let has =
        |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    assert!(!has(&data, "Beispiel"), "her name");
    let aside = restored["aside"].as_str().unwrap();
    assert_eq!(rows(aside.as_ref(), NAMES), [""], "the data from before");
    let verified = cli(&served, &["audit", "verify"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    served.serve("");
    assert_eq!(served.ready().0, 200);
}

#[test]
fn on_an_empty_folder_a_newer_backup_knows_it() {
    let (mut served, older) = world();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    backup(&served);
    served.kill();
    let place = Place::empty(&served);
    let said = place.cli(&["restore", older.to_str().unwrap(), "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let restored = said.json();
    assert_eq!((&restored["forgotten_again"], &restored["notes"]), (&json!(1), &json!([])));
    assert_eq!(rows(&place.database(), NAMES), [""]);
    // The backup itself had no key: nobody was forgotten when it was made.
    assert!(!std::path::Path::new(&format!("{}.erasure-key", older.display())).exists());
    assert!(place.files().contains_key("test.db.erasure-key"));
}
