//! The drill: a backup while bookings come in, a power cut, the backup put back on an empty folder, and the salon goes on.

use crate::ops::world::{Place, cli, config, manifest, rows};
use crate::store::served::{PATIENCE, Served};
use crate::support::dump;
use crate::support::program;
use rusqlite::Connection;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const STANDING: &str = "SELECT starts_at || ' ' || status FROM appointments ORDER BY starts_at";

#[test]
fn what_was_booked_before_is_there_and_what_was_booked_after_comes_again_from_calcom() {
    let mut served = Served::start();
    assert_eq!(served.order("web-before").0, 201);
    let (going, kept) = (AtomicBool::new(true), AtomicUsize::new(0));
    let said = std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0.. {
                if !going.load(Ordering::Relaxed) {
                    break;
                }
                assert_eq!(served.webhook(&format!("call_{number}"), 3_000).0, 204);
                kept.fetch_add(1, Ordering::Relaxed);
            }
        });
        let end = Instant::now() + PATIENCE;
        while kept.load(Ordering::Relaxed) < 3 {
            assert!(Instant::now() < end);
            std::thread::sleep(Duration::from_millis(5));
        }
        let said = program::run(&config(&served), &["backup", "--json"]);
        going.store(false, Ordering::Relaxed);
        said
    });
    assert_eq!(said.code, Some(0), "{said:?}");
    let made = said.json();
    let backup: PathBuf = made["file"].as_str().unwrap().into();
    let after = served.function(
        "book_appointment",
        json!({ "service": "Haarschnitt", "staff": "Emma", "start": served.tuesday("14:00"),
            "customer_name": "Zoë Beispiel" }),
    );
    assert_eq!(after.1["status"], "booked", "{after:?}");
    let expected = rows(&served.database(), STANDING);
    assert_eq!(expected.len(), 2);
    served.kill();

    let place = Place::empty(&served);
    let said = place.cli(&["restore", backup.to_str().unwrap(), "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let restored = said.json();
    let manifest = manifest(&backup);
    assert_eq!(restored["in_backup"], manifest["tables"]);
    for table in ["appointments", "customers", "inbox", "calcom_host_mapping_audits"] {
        let there = rows(&place.database(), &format!("SELECT count(*) FROM {table}"));
        assert_eq!(there, [manifest["tables"][table].to_string()], "{table}");
        assert_eq!(restored["now"][table], manifest["tables"][table], "{table}");
    }
    assert!(manifest["tables"]["inbox"].as_u64().unwrap() >= 3, "{manifest}");
    assert_eq!(restored["aside"], json!(null));
    // The link for the first owner's password, which `serve` had printed.
    assert_eq!(restored["setup_links_ended"], 1);
    assert_eq!(rows(&place.database(), "SELECT count(*) FROM setup_links"), ["0"]);
    assert_eq!(rows(&place.database(), STANDING), expected[..1]);
    let verified = place.cli(&["audit", "verify", "--json"]);
    assert_eq!((verified.code, &verified.json()["whole"]), (Some(0), &json!(true)));
    assert_eq!(verified.json()["last_hash"], manifest["audit_hash"]);
    dump::assert_chain_intact(&Connection::open(place.database()).unwrap());

    let mut command = program::command(&place.config, &["serve"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("listening"), "{line}");
    let end = Instant::now() + PATIENCE;
    while rows(&place.database(), STANDING) != expected {
        assert!(Instant::now() < end, "{:?}", rows(&place.database(), STANDING));
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mapped = "SELECT count(*) FROM appointments WHERE staff_id IS NOT NULL";
    assert_eq!(rows(&place.database(), mapped), ["2"]);
    let listed = cli(&served, &["backup", "list", "--json"]).json();
    assert_eq!(listed["backups"].as_array().unwrap().len(), 1, "{listed}");
}
