//! The ways of tampering with the audit trail, and what becomes of each.

use crate::tamper_salon::MARKER;
use crate::tamper_salon::Salon;

/// What is done. `{T}` stands for the table's name.
pub enum Way {
    /// SQL of somebody with a SQLite client.
    Sql(&'static str),
    /// The same after the guards were taken away; afterwards they are put back.
    Unguarded(&'static str),
    /// Anything else.
    Do(fn(&Salon)),
}

/// What becomes of it.
pub enum End {
    /// SQLite refuses it with this.
    Refused(&'static str),
    /// It happens, and `audit verify` says this.
    Found(&'static str),
}

use End::Found;
use End::Refused;
use Way::Do;
use Way::Sql;
use Way::Unguarded;

pub type Row = (&'static str, Way, End);

const APPEND_ONLY: &str = "the audit trail is append-only";
const FORWARD: &str = "the head of the audit trail only goes forward";
const HASH_OF_3: &str = "row 3 was changed: its hash is not its content's";

/// All columns but id, number and hash.
const SELECT_3: &str =
    "mapping_id, action, old_values, new_values, changed_by, changed_at, reason, prev_hash";

pub fn refused() -> Vec<Row> {
    vec![
        ("an edit", Sql("UPDATE {T} SET reason = 'x' WHERE seq = 3"), Refused(APPEND_ONLY)),
        ("an edit of nothing", Sql("UPDATE {T} SET seq = seq"), Refused(APPEND_ONLY)),
        (
            "an edit of the row's number",
            Sql("UPDATE {T} SET rowid = 99 WHERE seq = 3"),
            Refused(APPEND_ONLY),
        ),
        (
            "an edit by upsert",
            Sql(
                "INSERT INTO {T} SELECT * FROM {T} WHERE seq = 3 ON CONFLICT (seq) DO UPDATE SET reason = 'x'",
            ),
            Refused(APPEND_ONLY),
        ),
        (
            "one row in another's place",
            Sql("UPDATE OR REPLACE {T} SET seq = 4 WHERE seq = 3"),
            Refused(APPEND_ONLY),
        ),
        ("the first row deleted", Sql("DELETE FROM {T} WHERE seq = 1"), Refused(APPEND_ONLY)),
        ("a row in the middle deleted", Sql("DELETE FROM {T} WHERE seq = 3"), Refused(APPEND_ONLY)),
        ("the last row deleted", Sql("DELETE FROM {T} WHERE seq = 11"), Refused(APPEND_ONLY)),
        ("all rows deleted", Sql("DELETE FROM {T}"), Refused(APPEND_ONLY)),
        (
            "a row replaced by itself",
            Sql("REPLACE INTO {T} SELECT * FROM {T} WHERE seq = 3"),
            Refused(APPEND_ONLY),
        ),
        (
            "an old id with the next number",
            Sql(
                "INSERT OR REPLACE INTO {T} (id, seq, {3}, hash) SELECT 3, 12, {3}, 'h' FROM {T} WHERE seq = 3",
            ),
            Refused(APPEND_ONLY),
        ),
        (
            "an old number with a new id",
            Sql(
                "INSERT OR REPLACE INTO {T} (id, seq, {3}, hash) SELECT 12, 3, {3}, 'h' FROM {T} WHERE seq = 3",
            ),
            Refused(APPEND_ONLY),
        ),
        (
            "an old hash in a new row",
            Sql(
                "INSERT OR REPLACE INTO {T} (id, seq, {3}, hash) SELECT 12, 12, {3}, hash FROM {T} WHERE seq = 3",
            ),
            Refused(APPEND_ONLY),
        ),
        (
            "a new row without an id",
            Sql("INSERT INTO {T} (seq, {3}, hash) SELECT 12, {3}, 'h' FROM {T} WHERE seq = 3"),
            Refused(APPEND_ONLY),
        ),
        (
            "a gap",
            Sql(
                "INSERT INTO {T} (id, seq, {3}, hash) SELECT 13, 13, {3}, 'h' FROM {T} WHERE seq = 3",
            ),
            Refused(APPEND_ONLY),
        ),
        (
            "a row before the first",
            Sql(
                "INSERT OR IGNORE INTO {T} (id, seq, {3}, hash) SELECT 0, 0, {3}, 'h' FROM {T} WHERE seq = 3",
            ),
            Refused(APPEND_ONLY),
        ),
        (
            "a row without a number",
            Sql(
                "INSERT INTO {T} (id, seq, {3}, hash) SELECT 12, NULL, {3}, 'h' FROM {T} WHERE seq = 3",
            ),
            Refused(APPEND_ONLY),
        ),
        ("the head put back", Sql("UPDATE audit_head SET seq = 3"), Refused(FORWARD)),
        (
            "the head put forward",
            Sql("UPDATE audit_head SET seq = 12, hash = 'h'"),
            Refused(FORWARD),
        ),
        ("the head deleted", Sql("DELETE FROM audit_head"), Refused(FORWARD)),
        ("the head replaced", Sql("REPLACE INTO audit_head VALUES (1, 3, 'h')"), Refused(FORWARD)),
        (
            "the mapping it is about deleted",
            Sql("DELETE FROM calcom_host_mappings WHERE id = 1"),
            Refused("host mappings are switched off, never deleted"),
        ),
    ]
}

pub fn edited() -> Vec<Row> {
    vec![
        ("another id", Unguarded("UPDATE {T} SET id = 99 WHERE seq = 11"), Found("row 11 carries the id 99")),
        ("another number", Unguarded("UPDATE {T} SET seq = 12 WHERE seq = 11"), Found("row 11 is missing: 12 follows 10")),
        ("another mapping", Unguarded("UPDATE {T} SET mapping_id = 2 WHERE seq = 3"), Found(HASH_OF_3)),
        ("another action", Unguarded("UPDATE {T} SET action = 'updated' WHERE seq = 3"), Found(HASH_OF_3)),
        ("other old values", Unguarded("UPDATE {T} SET old_values = '{}' WHERE seq = 3"), Found(HASH_OF_3)),
        (
            "other new values",
            Unguarded("UPDATE {T} SET new_values = json_set(new_values, '$.confidence_score', 99) WHERE seq = 3"),
            Found(HASH_OF_3),
        ),
        ("another person", Unguarded("UPDATE {T} SET changed_by = 'Emma' WHERE seq = 3"), Found(HASH_OF_3)),
        (
            "another time",
            Unguarded("UPDATE {T} SET changed_at = '2026-11-23T08:00:01Z' WHERE seq = 3"),
            Found(HASH_OF_3),
        ),
        ("another reason", Unguarded("UPDATE {T} SET reason = reason || ' ' WHERE seq = 3"), Found(HASH_OF_3)),
        (
            "a reason cut at a zero byte",
            Unguarded("UPDATE {T} SET reason = reason || char(0) || 'hidden' WHERE seq = 3"),
            Found(HASH_OF_3),
        ),
        (
            "another predecessor",
            Unguarded("UPDATE {T} SET prev_hash = hash WHERE seq = 3"),
            Found("row 3 does not continue the row before it"),
        ),
        ("another hash", Unguarded("UPDATE {T} SET hash = prev_hash || 'x' WHERE seq = 3"), Found(HASH_OF_3)),
        ("a hash in capitals", Unguarded("UPDATE {T} SET hash = upper(hash) WHERE seq = 3"), Found(HASH_OF_3)),
        (
            "nothing that becomes null",
            Unguarded("UPDATE {T} SET old_values = 'null' WHERE seq = 1 AND old_values IS NULL"),
            Found("row 1 was changed"),
        ),
        (
            "nothing that becomes empty",
            Unguarded("PRAGMA ignore_check_constraints = 1; UPDATE {T} SET old_values = '' WHERE seq = 1"),
            Found("row 1 was changed"),
        ),
        (
            "a mapping where there was none",
            Unguarded("UPDATE {T} SET mapping_id = 1 WHERE mapping_id IS NULL"),
            Found("row 10 was changed"),
        ),
        ("a mapping taken away", Unguarded("UPDATE {T} SET mapping_id = NULL WHERE seq = 3"), Found(HASH_OF_3)),
        (
            "a word between two columns",
            Unguarded("UPDATE {T} SET changed_by = changed_by || reason, reason = '' WHERE seq = 3"),
            Found(HASH_OF_3),
        ),
        (
            "a field on another row",
            Unguarded("UPDATE {T} SET reason = (SELECT reason FROM {T} WHERE seq = 5) WHERE seq = 3"),
            Found(HASH_OF_3),
        ),
        (
            "two rows that change numbers",
            Unguarded(
                "UPDATE {T} SET seq = -1 WHERE seq = 3; UPDATE {T} SET seq = 3 WHERE seq = 4;
                 UPDATE {T} SET seq = 4 WHERE seq = -1",
            ),
            Found("row 4 carries the id 3"),
        ),
        (
            "two rows that change places",
            Unguarded(
                "UPDATE {T} SET id = -1, seq = -1 WHERE seq = 3; UPDATE {T} SET id = 3, seq = 3 WHERE seq = 4;
                 UPDATE {T} SET id = 4, seq = 4 WHERE seq = -1",
            ),
            Found("row 3 does not continue the row before it"),
        ),
        (
            "all numbers shifted",
            Unguarded("UPDATE {T} SET seq = seq + 100, id = id + 100"),
            Found("rows 1 to 100 are missing: 101 follows 0"),
        ),
        ("one row hashed anew", Do(rehash_one), Found("row 4 does not continue the row before it")),
        ("everything after an edit hashed anew", Do(rehash_all), Found("is not the one that the head file remembers")),
        (
            "a row put in, everything after it hashed anew",
            Do(put_in),
            Found("row 11 is not the one that the head file remembers"),
        ),
    ]
}

pub fn cut() -> Vec<Row> {
    vec![
        (
            "the first row gone",
            Unguarded("DELETE FROM {T} WHERE seq = 1"),
            Found("row 1 is missing: 2 follows 0"),
        ),
        (
            "a row in the middle gone",
            Unguarded("DELETE FROM {T} WHERE seq = 3"),
            Found("row 3 is missing: 4 follows 2"),
        ),
        (
            "the gap closed again",
            Unguarded(
                "DELETE FROM {T} WHERE seq = 3; UPDATE {T} SET seq = seq - 1, id = id - 1 WHERE seq > 3",
            ),
            Found("row 3 does not continue the row before it"),
        ),
        (
            "the last row gone",
            Unguarded("DELETE FROM {T} WHERE seq = 11"),
            Found("the tail was cut: the table audit_head remembers row 11"),
        ),
        ("all rows gone", Unguarded("DELETE FROM {T}"), Found("the tail was cut")),
        (
            "a tail gone with the head put right",
            Unguarded(
                "DELETE FROM {T} WHERE seq > 8;
                 UPDATE audit_head SET seq = 8, hash = (SELECT hash FROM {T} WHERE seq = 8)",
            ),
            Found("the tail was cut: the head file remembers row 11"),
        ),
        (
            "all rows and the head gone",
            Unguarded("DELETE FROM {T}; DELETE FROM audit_head"),
            Found("the head file remembers row 11"),
        ),
        ("a tail, the head and the head file gone", Do(cut_all), Found("audit-head is missing")),
        (
            "the head's row gone",
            Unguarded("DELETE FROM audit_head"),
            Found("the table audit_head has lost its row"),
        ),
        (
            "the head put back",
            Unguarded("UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM {T} WHERE seq = 3)"),
            Found("the table audit_head stopped at row 3, and the last is 11"),
        ),
        (
            "the head put forward",
            Unguarded("UPDATE audit_head SET seq = 12, hash = 'h'"),
            Found("the tail was cut: the table audit_head remembers row 12"),
        ),
        (
            "another head",
            Unguarded("UPDATE audit_head SET hash = 'h'"),
            Found("row 11 is not the one that the table audit_head remembers"),
        ),
        (
            "a forged row at the end",
            Sql(
                "INSERT INTO {T} (id, seq, {3}, hash) SELECT 12, 12, {3}, 'forged' FROM {T} WHERE seq = 11",
            ),
            Found("row 12 was changed"),
        ),
        (
            "a forged row with a hash of its own",
            Do(forge),
            Found("the table audit_head stopped at row 11, and the last is 12"),
        ),
    ]
}

pub fn guards() -> Vec<Row> {
    vec![
        (
            "a guard taken away",
            Sql("DROP TRIGGER calcom_host_mapping_audits_no_update"),
            Found("the trigger calcom_host_mapping_audits_no_update is missing"),
        ),
        (
            "a guard without teeth",
            Sql("DROP TRIGGER calcom_host_mapping_audits_no_delete;
                 CREATE TRIGGER calcom_host_mapping_audits_no_delete BEFORE DELETE ON {T} BEGIN SELECT 1; END"),
            Found("the trigger calcom_host_mapping_audits_no_delete was changed"),
        ),
        (
            "a trigger that forges",
            Sql("CREATE TRIGGER helper AFTER INSERT ON {T} BEGIN
                     UPDATE audit_head SET seq = NEW.seq; END"),
            Found("a trigger helper was added"),
        ),
        ("the head's guard taken away", Sql("DROP TRIGGER audit_head_forward"), Found("the trigger audit_head_forward is missing")),
        (
            "a column added",
            Sql("ALTER TABLE {T} ADD COLUMN remark TEXT"),
            Found("the table calcom_host_mapping_audits was changed"),
        ),
        ("another table in its place", Do(remake), Found("row 3 is missing: 4 follows 2")),
        ("the table renamed", Sql("ALTER TABLE {T} RENAME TO t"), Found("the table calcom_host_mapping_audits is missing")),
        ("the same number twice", Do(twice), Found("stands where row")),
        ("a number instead of a text", Do(untyped), Found("row 3 cannot be read")),
    ]
}

pub fn bytes() -> Vec<Row> {
    vec![
        (
            "a letter changed in the file",
            Do(|salon| salon.edit_file(change_letter)),
            Found("row 5 was changed"),
        ),
        (
            "a byte that is no letter",
            Do(|salon| salon.edit_file(change_to_noise)),
            Found("row 5 cannot be read"),
        ),
        ("the file cut in the table", Do(|salon| salon.edit_file(cut_file)), Found("")),
        ("a page of zeros", Do(|salon| salon.edit_file(zero_page)), Found("")),
        ("a page of another table", Do(|salon| salon.edit_file(other_page)), Found("")),
        ("the index of numbers zeroed", Do(zero_index), Found("")),
        (
            "the file's head zeroed",
            Do(|salon| salon.edit_file(|file| file[..100].fill(0))),
            Found("not a database"),
        ),
        ("an empty file", Do(|salon| salon.edit_file(Vec::clear)), Found("")),
        (
            "an older database put back",
            Do(Salon::put_older_back),
            Found("the tail was cut: the head file remembers row 11"),
        ),
        (
            "the head file of another trail",
            Do(|salon| {
                std::fs::write(salon.head_file(), format!("11 {}\n", "ab".repeat(32))).unwrap()
            }),
            Found("row 11 is not the one that the head file remembers"),
        ),
        (
            "an empty head file",
            Do(|salon| std::fs::write(salon.head_file(), "").unwrap()),
            Found("is spoilt"),
        ),
        (
            "no head file",
            Do(|salon| std::fs::remove_file(salon.head_file()).unwrap()),
            Found("is missing"),
        ),
    ]
}

/// The statement with its short words written out.
pub fn written_out(sql: &str) -> String {
    sql.replace("{T}", "calcom_host_mapping_audits").replace("{3}", SELECT_3)
}

fn unguarded(salon: &Salon, sql: &str) {
    salon.unguarded(&written_out(sql));
}

fn rehash_one(salon: &Salon) {
    unguarded(salon, "UPDATE {T} SET reason = 'x' WHERE seq = 3");
    salon.rehash(3, 3);
    unguarded(salon, "UPDATE audit_head SET hash = (SELECT hash FROM {T} WHERE seq = 11)");
}

fn rehash_all(salon: &Salon) {
    unguarded(salon, "UPDATE {T} SET reason = 'x' WHERE seq = 3");
    salon.rehash(3, i64::MAX);
}

fn put_in(salon: &Salon) {
    unguarded(
        salon,
        "UPDATE {T} SET seq = -seq, id = -id WHERE seq > 3; UPDATE {T} SET seq = 1 - seq, id = 1 - id WHERE seq < 0;
         INSERT INTO {T} (id, seq, {3}, hash) SELECT 4, 4, {3}, 'h' FROM {T} WHERE seq = 3",
    );
    salon.rehash(4, i64::MAX);
}

fn cut_all(salon: &Salon) {
    unguarded(
        salon,
        "DELETE FROM {T} WHERE seq > 8; UPDATE audit_head SET seq = 8, hash = (SELECT hash FROM {T} WHERE seq = 8)",
    );
    std::fs::remove_file(salon.head_file()).unwrap();
}

/// As the program would write it, but for the head.
fn forge(salon: &Salon) {
    unguarded(
        salon,
        "INSERT INTO {T} (id, seq, {3}, hash) SELECT 12, 12, {3}, 'h' FROM {T} WHERE seq = 11",
    );
    salon.rehash(12, 12);
    unguarded(
        salon,
        "UPDATE audit_head SET seq = 11, hash = (SELECT hash FROM {T} WHERE seq = 11)",
    );
}

/// Dropping a table asks no trigger.
fn remake(salon: &Salon) {
    let connection = salon.stranger();
    let sql = "SELECT group_concat(sql, ';') FROM sqlite_schema WHERE tbl_name = 'calcom_host_mapping_audits'
               AND type <> 'table' AND sql IS NOT NULL";
    let guards: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    let sql = "SELECT sql FROM sqlite_schema WHERE name = 'calcom_host_mapping_audits'";
    let table: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    let remade = format!(
        "CREATE TEMP TABLE kept AS SELECT * FROM {{T}} WHERE seq <> 3; DROP TABLE {{T}}; {table};
         INSERT INTO {{T}} SELECT * FROM kept; {guards}"
    );
    connection.execute_batch(&written_out(&remade)).unwrap();
}

/// Changes what SQLite knows of the table, without asking the table.
fn redefine(salon: &Salon, from: &str, to: &str) {
    let connection = salon.stranger();
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}')
                 WHERE name = 'calcom_host_mapping_audits';
             PRAGMA writable_schema = RESET;"
        ))
        .unwrap();
}

fn twice(salon: &Salon) {
    let connection = salon.stranger();
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    // Without its unique index the number may stand twice.
    let sql = "PRAGMA writable_schema = ON;
               DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_calcom_host_mapping_audits_1';
               UPDATE sqlite_schema SET sql = replace(sql, 'INTEGER NOT NULL UNIQUE', 'INTEGER NOT NULL')
                   WHERE name = 'calcom_host_mapping_audits';
               UPDATE sqlite_schema SET name = 'sqlite_autoindex_calcom_host_mapping_audits_1'
                   WHERE name = 'sqlite_autoindex_calcom_host_mapping_audits_2';
               PRAGMA writable_schema = RESET;";
    connection.execute_batch(sql).unwrap();
    drop(connection);
    unguarded(
        salon,
        "INSERT INTO {T} (id, seq, {3}, hash) SELECT 12, 3, {3}, 'h' FROM {T} WHERE seq = 3",
    );
}

fn untyped(salon: &Salon) {
    redefine(salon, ") STRICT", ")");
    unguarded(salon, "UPDATE {T} SET reason = CAST(reason AS BLOB) WHERE seq = 3");
    redefine(
        salon,
        "    hash       TEXT NOT NULL UNIQUE\n)",
        "    hash       TEXT NOT NULL UNIQUE\n) STRICT",
    );
}

const PAGE: usize = 4096;

fn place_of_marker(file: &[u8]) -> usize {
    let found = file.windows(MARKER.len()).position(|window| window == MARKER.as_bytes());
    found.expect("the reason stands in the file")
}

fn change_letter(file: &mut Vec<u8>) {
    while let Some(place) =
        file.windows(MARKER.len()).position(|window| window == MARKER.as_bytes())
    {
        file[place] = b'N';
    }
}

fn change_to_noise(file: &mut Vec<u8>) {
    let place = place_of_marker(file);
    file[place] = 0xff;
}

fn cut_file(file: &mut Vec<u8>) {
    let page = place_of_marker(file) / PAGE;
    file.truncate(page * PAGE);
}

fn zero_page(file: &mut Vec<u8>) {
    let page = place_of_marker(file) / PAGE;
    file[page * PAGE..(page + 1) * PAGE].fill(0);
}

fn other_page(file: &mut Vec<u8>) {
    let page = place_of_marker(file) / PAGE;
    // Page 2 is the root of the first table after the schema.
    file.copy_within(PAGE..2 * PAGE, page * PAGE);
}

fn zero_index(salon: &Salon) {
    let page = salon.root_page("sqlite_autoindex_calcom_host_mapping_audits_1");
    salon.edit_file(|file| file[page * PAGE..(page + 1) * PAGE].fill(0));
}
