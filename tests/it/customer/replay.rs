//! `customers replay-erasures`: an older database was put back, and whoever was forgotten since is forgotten again.

use crate::customer::world::{ADA, Salon, WHO, YES, ZOE};
use crate::support::program;
use crate::support::program::Said;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

struct Restored {
    /// The configuration of a salon whose database is the older one, with the key beside it.
    config: PathBuf,
    database: PathBuf,
    ledger: PathBuf,
}

impl Restored {
    fn cli(&self, arguments: &[&str]) -> Said {
        program::run(&self.config, arguments)
    }

    fn replay(&self) -> Value {
        let ledger = self.ledger.to_str().unwrap();
        let replay = ["customers", "replay-erasures", ledger, "--json"];
        let said = self.cli(&[replay.as_slice(), WHO.as_slice()].concat());
        assert_eq!(said.code, Some(0), "{said:?}");
        said.json()
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let connection = rusqlite::Connection::open(&self.database).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }
}

fn backup(salon: &Salon, name: &str) -> PathBuf {
    let copy = salon.app.dir.path().join(name);
    salon.run(&format!("VACUUM INTO '{}'", copy.display()));
    copy
}

/// The backup is put back elsewhere, with the key and the ledger of the salon as it was.
fn put_back(salon: &Salon, backup: &Path, into: &Path) -> Restored {
    let ledger = into.join("ledger.json");
    let said = salon.cli(&["customers", "erasures", "--json"]);
    std::fs::write(&ledger, &said.out).unwrap();
    let database = into.join("test.db");
    std::fs::copy(backup, &database).unwrap();
    let key = salon.app.dir.path().join("test.db.erasure-key");
    std::fs::copy(key, into.join("test.db.erasure-key")).unwrap();
    let text = std::fs::read_to_string(salon.config()).unwrap();
    let config = into.join("appliance.toml");
    let (old, new) = (salon.app.database(), &database);
    std::fs::write(&config, text.replace(old.to_str().unwrap(), new.to_str().unwrap())).unwrap();
    Restored { config, database, ledger }
}

#[test]
fn who_was_forgotten_since_the_backup_is_forgotten_again_and_nobody_else() {
    let salon = Salon::start();
    salon.call("call_1", Some(ZOE), "Zoë Müller", salon.past, "10:00");
    salon.call("call_2", Some(ADA), "Ada Anders", salon.past, "14:00");
    salon.app.function("call_3", Some("+493023125177"), "check_customer", json!({}));
    salon.settle();
    salon.now();
    let older = backup(&salon, "older.db");
    for whom in ["1", "+493023125177"] {
        salon.json(&[&["customers", "erase", whom], YES.as_slice()].concat());
    }
    // She comes back as a new customer, before the newer backup.
    salon.app.clock.forward(time::Duration::seconds(5));
    salon.call("call_9", Some(ZOE), "Zoë Müller", salon.coming, "10:00");
    salon.settle();
    let newer = backup(&salon, "newer.db");
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());

    let restored = put_back(&salon, &older, one.path());
    assert_eq!(
        restored.rows("SELECT name FROM customers ORDER BY id"),
        ["Zoë Müller", "Ada Anders"]
    );
    let replayed = restored.replay();
    assert_eq!((&replayed["erased"], &replayed["numbers"]), (&json!([1]), &json!(1)), "{replayed}");
    assert_eq!(restored.rows("SELECT name FROM customers ORDER BY id"), ["", "Ada Anders"]);
    assert_eq!(restored.rows("SELECT caller FROM inbox WHERE caller IS NOT NULL"), [ADA]);
    let again = restored.replay();
    assert_eq!(
        (&again["erased"], &again["numbers"], &again["taken_over"]),
        (&json!([]), &json!(0), &json!(0)),
        "{again}"
    );

    let restored = put_back(&salon, &newer, other.path());
    let replayed = restored.replay();
    assert_eq!((&replayed["erased"], &replayed["numbers"]), (&json!([]), &json!(0)), "{replayed}");
    assert_eq!(
        restored.rows("SELECT name FROM customers ORDER BY id"),
        ["", "Ada Anders", "Zoë Müller"]
    );
}

#[test]
fn what_is_no_ledger_is_refused() {
    let salon = Salon::start();
    let file = salon.app.dir.path().join("ledger.json");
    let path = file.to_str().unwrap().to_owned();
    let replay = |path: &str| {
        [vec!["customers", "replay-erasures", path], WHO.to_vec()]
            .concat()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    for text in [
        "",
        "{}",
        "[]",
        "{\"erasures\":[{}]}",
        "{\"erasures\":[{\"customer_id\":1,\"erased_at\":\"yesterday\",\"erased_by\":\"x\",\"hashes\":[]}]}",
        "\u{0}",
    ] {
        std::fs::write(&file, text).unwrap();
        let arguments = replay(&path);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        salon.refused(&arguments, "ledger of erasures");
    }
    let arguments = replay("/nowhere/at/all");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    salon.refused(&arguments, "/nowhere/at/all");
}
