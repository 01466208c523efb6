//! An audit trail to tamper with: made once by the program, copied for each way.

use crate::support::bare::{Bare, NORD, host, staff};
use chairside::domain::audit::chain::Link;
use chairside::domain::ids::{HostId, MappingId};
use chairside::domain::visit::booked::VisitStatus;
use chairside::domain::visit::booking::Source;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::door::rules::Rules;
use chairside::frontdesk::door::walk_in;
use chairside::frontdesk::door::walk_in::Unbooked;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::by_hand;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// A reason that stands in the trail and nowhere else.
pub const MARKER: &str = "Marke siebenundvierzig";
/// Rows of the trail.
pub const ROWS: i64 = 11;

/// The files of a salon that is closed.
struct Files {
    database: Vec<u8>,
    head: Vec<u8>,
    /// The database as it was some rows before.
    older: Vec<u8>,
}

/// A copy of them.
pub struct Salon {
    pub dir: tempfile::TempDir,
}

fn files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(make)
}

fn make() -> Files {
    let bare = Bare::open(NORD);
    let why = |reason: &str| Person::new("Nadine", reason).unwrap();
    let emma = host(7001, "Emma Vogel", "emma@salon.example");
    bare.book("uid_a", &emma, None);
    bare.book("uid_b", &host(7009, "Otto Nord", "x@x.example"), None);
    let rest = host(7003, "Nadja Neu", "nadja@x.example");
    bare.lists.members.lock().unwrap().extend([emma, rest.clone()]);
    bare.sync();
    let map = |host, key, reason| {
        bare.later();
        by_hand::map(&bare.desk, HostId(host), &staff(key), Expected::Any, &why(reason)).unwrap();
    };
    map(7001, "juergen", "sein Konto");
    map(7003, "emma", MARKER);
    let older = closed(&bare.database());
    map(7003, "otto", "doch nicht");
    by_hand::deactivate(&bare.desk, MappingId(1), &why("aus")).unwrap_err();
    by_hand::deactivate(&bare.desk, MappingId(3), &why("auch nicht")).unwrap();
    by_hand::reactivate(&bare.desk, MappingId(3), &why("doch")).unwrap();
    walk_in(&bare, &why("steht am Stuhl"));
    let renamed = host(7001, "Emma V.", "emma@salon.example");
    *bare.lists.members.lock().unwrap() = vec![renamed, rest];
    bare.sync();
    bare.work.tick();
    let database = closed(&bare.database());
    let head = std::fs::read(bare.dir.path().join("test.db.audit-head")).unwrap();
    Files { database, head, older }
}

/// An appointment without booking, host or mapping, given to somebody: a row about no mapping.
fn walk_in(bare: &Bare, person: &Person) {
    let (rules, now) = (Rules::of(&bare.desk.salon), bare.later());
    let diary = Unbooked {
        visit_ref: "walk-in".into(),
        source: Source::WalkIn,
        status: VisitStatus::Confirmed,
        branch: None,
        service: None,
        staff: None,
        customer: None,
        starts_at: now,
        ends_at: now + time::Duration::HOUR,
    };
    let id = bare
        .desk
        .store
        .write(move |tx| walk_in::record_without_booking(tx, &rules, &diary, now))
        .unwrap();
    by_hand::reassign(&bare.desk, id, &staff("emma"), Expected::Any, person).unwrap();
}

/// The whole database in its file.
fn closed(database: &Path) -> Vec<u8> {
    let connection = Connection::open(database).unwrap();
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    let busy: i64 = connection.query_row(checkpoint, [], |row| row.get(0)).unwrap();
    assert_eq!(busy, 0);
    std::fs::read(database).unwrap()
}

impl Salon {
    pub fn copy() -> Salon {
        let salon = Salon { dir: tempfile::tempdir().unwrap() };
        let files = files();
        std::fs::write(salon.database(), &files.database).unwrap();
        std::fs::write(salon.head_file(), &files.head).unwrap();
        let text =
            crate::support::harness::config_text("http://127.0.0.1:9", &salon.database(), NORD);
        std::fs::write(salon.dir.path().join("appliance.toml"), text).unwrap();
        salon
    }

    pub fn database(&self) -> PathBuf {
        self.dir.path().join("test.db")
    }

    pub fn head_file(&self) -> PathBuf {
        self.dir.path().join("test.db.audit-head")
    }

    /// Somebody with a SQLite client: none of our pragmas.
    pub fn stranger(&self) -> Connection {
        Connection::open(self.database()).unwrap()
    }

    pub fn put_older_back(&self) {
        std::fs::write(self.database(), &files().older).unwrap();
    }

    /// Runs the statements with the guards taken away before and put back after, so that only the rows can tell.
    pub fn unguarded(&self, sql: &str) {
        let connection = self.stranger();
        let guards = self.guards(&connection);
        for (name, _) in &guards {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        connection.execute_batch(sql).unwrap();
        for (_, made) in &guards {
            connection.execute_batch(made).unwrap();
        }
    }

    fn guards(&self, connection: &Connection) -> Vec<(String, String)> {
        let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'
                   AND tbl_name IN ('calcom_host_mapping_audits', 'audit_head')";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Makes the chain consistent again from a row on, as somebody who knows how would; the table's head too.
    pub fn rehash(&self, from: i64, until: i64) {
        let connection = self.stranger();
        let mut updates = String::new();
        let mut prev = String::new();
        let mut statement =
            connection.prepare("SELECT * FROM calcom_host_mapping_audits ORDER BY seq").unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let text = |column: &str| row.get::<_, String>(column).unwrap();
            let perhaps = |column: &str| row.get::<_, Option<String>>(column).unwrap();
            let seq: i64 = row.get("seq").unwrap();
            if !(from..=until).contains(&seq) {
                prev = text("hash");
                continue;
            }
            let before = if seq == 1 { text("prev_hash") } else { prev };
            let (old, new) = (perhaps("old_values"), perhaps("new_values"));
            let hash = Link {
                prev_hash: &before,
                seq,
                mapping_id: row.get("mapping_id").unwrap(),
                action: &text("action"),
                old_values: old.as_deref(),
                new_values: new.as_deref(),
                changed_by: &text("changed_by"),
                changed_at: &text("changed_at"),
                reason: &text("reason"),
            }
            .hash();
            updates.push_str(&format!(
                "UPDATE calcom_host_mapping_audits SET prev_hash = '{before}', hash = '{hash}' WHERE seq = {seq};"
            ));
            prev = hash;
        }
        updates.push_str(&format!(
            "UPDATE audit_head SET hash = '{prev}', seq = (SELECT max(seq) FROM calcom_host_mapping_audits);"
        ));
        self.unguarded(&updates);
    }

    /// Changes the closed database's file.
    pub fn edit_file(&self, edit: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = std::fs::read(self.database()).unwrap();
        edit(&mut bytes);
        std::fs::write(self.database(), bytes).unwrap();
    }

    /// The page, from 0, on which an index or a table begins.
    pub fn root_page(&self, name: &str) -> usize {
        let sql = "SELECT rootpage - 1 FROM sqlite_schema WHERE name = ?1";
        self.stranger().query_row(sql, [name], |row| row.get::<_, u32>(0)).unwrap() as usize
    }

    pub fn trail(&self) -> Vec<String> {
        let connection = self.stranger();
        let sql = "SELECT json_array(id, seq, mapping_id, action, old_values, new_values, changed_by, changed_at,
                       reason, prev_hash, hash) FROM calcom_host_mapping_audits
                   UNION ALL SELECT json_array(seq, hash) FROM audit_head";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// `chairside audit verify`.
    pub fn audit_verify(&self, more: &[&str]) -> Output {
        let config = self.dir.path().join("appliance.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_chairside"));
        command.arg("audit").arg("--config").arg(config).args(more).arg("verify");
        command.output().unwrap()
    }
}
