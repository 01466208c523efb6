//! More ways of tampering: rows cut off, guards taken away, the files themselves.

use crate::audit::tamper_deeds as deeds;
use crate::audit::tamper_salon::Salon;
use crate::audit::tamper_ways::End::Found;
use crate::audit::tamper_ways::Row;
use crate::audit::tamper_ways::Way::{Do, Sql, Unguarded};

/// Behind the guards: rows gone or put on, and the heads with them.
pub const CUT: &[Row] = &[
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
    ("a tail, the head and the head file gone", Do(deeds::cut_all), Found("audit-head is missing")),
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
        Do(deeds::forge),
        Found("the table audit_head stopped at row 11, and the last is 12"),
    ),
];

/// The guards and the tables' definitions themselves.
pub const GUARDS: &[Row] = &[
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
        ("another table in its place", Do(deeds::remake), Found("row 3 is missing: 4 follows 2")),
        ("the table renamed", Sql("ALTER TABLE {T} RENAME TO t"), Found("the table calcom_host_mapping_audits is missing")),
        ("the same number twice", Do(deeds::twice), Found("stands where row")),
        ("a number instead of a text", Do(deeds::untyped), Found("row 3 cannot be read")),
];

/// The closed files.
pub const BYTES: &[Row] = &[
    (
        "a letter changed in the file",
        Do(|salon| salon.edit_file(|file| deeds::change_letter(file))),
        Found("row 5 was changed"),
    ),
    (
        "a byte that is no letter",
        Do(|salon| salon.edit_file(|file| deeds::change_to_noise(file))),
        Found("row 5 cannot be read"),
    ),
    ("the file cut in the table", Do(|salon| salon.edit_file(deeds::cut_file)), Found("malformed")),
    (
        "a page of zeros",
        Do(|salon| salon.edit_file(|file| deeds::zero_page(file))),
        Found("malformed"),
    ),
    (
        "a page of another table",
        Do(|salon| salon.edit_file(|file| deeds::other_page(file))),
        Found("the file is damaged"),
    ),
    ("the index of numbers zeroed", Do(deeds::zero_index), Found("malformed")),
    (
        "the file's head zeroed",
        Do(|salon| salon.edit_file(|file| file[..100].fill(0))),
        Found("not a database"),
    ),
    ("an empty file", Do(|salon| salon.edit_file(Vec::clear)), Found("no such table")),
    (
        "an older database put back",
        Do(Salon::put_older_back),
        Found("the tail was cut: the head file remembers row 11"),
    ),
    (
        "the head file of another trail",
        Do(|salon| std::fs::write(salon.head_file(), format!("11 {}\n", "ab".repeat(32))).unwrap()),
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
];
