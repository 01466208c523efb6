//! The ways of tampering with the audit trail, and what becomes of each.

use crate::audit::tamper_deeds::{put_in, rehash_all, rehash_one};
use crate::audit::tamper_salon::Salon;

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

pub type Row = (&'static str, Way, End);

use End::{Found, Refused};
use Way::{Do, Sql, Unguarded};

const APPEND_ONLY: &str = "the audit trail is append-only";
const FORWARD: &str = "the head of the audit trail only goes forward";
const HASH_OF_3: &str = "row 3 was changed: its hash is not its content's";

/// All columns but id, number and hash.
const SELECT_3: &str =
    "mapping_id, action, old_values, new_values, changed_by, changed_at, reason, prev_hash";

/// Refused by SQLite itself, whatever the client set.
pub const REFUSED: &[Row] = &[
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
        Sql("INSERT INTO {T} (id, seq, {3}, hash) SELECT 13, 13, {3}, 'h' FROM {T} WHERE seq = 3"),
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
    ("the head put forward", Sql("UPDATE audit_head SET seq = 12, hash = 'h'"), Refused(FORWARD)),
    ("the head deleted", Sql("DELETE FROM audit_head"), Refused(FORWARD)),
    ("the head replaced", Sql("REPLACE INTO audit_head VALUES (1, 3, 'h')"), Refused(FORWARD)),
    (
        "the mapping it is about deleted",
        Sql("DELETE FROM calcom_host_mappings WHERE id = 1"),
        Refused("host mappings are switched off, never deleted"),
    ),
];

/// Behind the guards: rows changed or moved.
pub const EDITED: &[Row] = &[
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
];

/// The statement with its short words written out.
pub fn written_out(sql: &str) -> String {
    sql.replace("{T}", "calcom_host_mapping_audits").replace("{3}", SELECT_3)
}
