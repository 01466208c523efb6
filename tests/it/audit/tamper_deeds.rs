//! Tampering that takes more than one statement.

use crate::audit::tamper_salon::{MARKER, Salon};
use crate::audit::tamper_ways::written_out;

fn unguarded(salon: &Salon, sql: &str) {
    salon.unguarded(&written_out(sql));
}

pub fn rehash_one(salon: &Salon) {
    unguarded(salon, "UPDATE {T} SET reason = 'x' WHERE seq = 3");
    salon.rehash(3, 3);
    unguarded(salon, "UPDATE audit_head SET hash = (SELECT hash FROM {T} WHERE seq = 11)");
}

pub fn rehash_all(salon: &Salon) {
    unguarded(salon, "UPDATE {T} SET reason = 'x' WHERE seq = 3");
    salon.rehash(3, i64::MAX);
}

pub fn put_in(salon: &Salon) {
    unguarded(
        salon,
        "UPDATE {T} SET seq = -seq, id = -id WHERE seq > 3; UPDATE {T} SET seq = 1 - seq, id = 1 - id WHERE seq < 0;
         INSERT INTO {T} (id, seq, {3}, hash) SELECT 4, 4, {3}, 'h' FROM {T} WHERE seq = 3",
    );
    salon.rehash(4, i64::MAX);
}

pub fn cut_all(salon: &Salon) {
    unguarded(
        salon,
        "DELETE FROM {T} WHERE seq > 8; UPDATE audit_head SET seq = 8, hash = (SELECT hash FROM {T} WHERE seq = 8)",
    );
    std::fs::remove_file(salon.head_file()).unwrap();
}

/// As the program would write it, but for the head.
pub fn forge(salon: &Salon) {
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
pub fn remake(salon: &Salon) {
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

pub fn twice(salon: &Salon) {
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

pub fn untyped(salon: &Salon) {
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

pub fn change_letter(file: &mut [u8]) {
    while let Some(place) =
        file.windows(MARKER.len()).position(|window| window == MARKER.as_bytes())
    {
        file[place] = b'N';
    }
}

pub fn change_to_noise(file: &mut [u8]) {
    let place = place_of_marker(file);
    file[place] = 0xff;
}

pub fn cut_file(file: &mut Vec<u8>) {
    let page = place_of_marker(file) / PAGE;
    file.truncate(page * PAGE);
}

pub fn zero_page(file: &mut [u8]) {
    let page = place_of_marker(file) / PAGE;
    file[page * PAGE..(page + 1) * PAGE].fill(0);
}

pub fn other_page(file: &mut [u8]) {
    let page = place_of_marker(file) / PAGE;
    // Page 2 is the root of the first table after the schema.
    file.copy_within(PAGE..2 * PAGE, page * PAGE);
}

pub fn zero_index(salon: &Salon) {
    let page = salon.root_page("sqlite_autoindex_calcom_host_mapping_audits_1");
    salon.edit_file(|file| file[page * PAGE..(page + 1) * PAGE].fill(0));
}
