//! Which segments are a host's, without an index of all of them: that would be a page more to write with each booking.
//!
//! A simple appointment has one segment, without a name, and shows its host: both are written by the door in one
//! transaction, also where there is none any more. Parts of composite visits are found by an index of their own, because an
//! appointment shows only the first of those that stand. Not found is a part A alone that has lost its name at Cal.com and was called
//! off while others of its visit stand.

/// Whether `appointment_segments s` is in the index by host, as the index has it: a part of a composite visit.
pub(crate) const IS_PART: &str = "(s.position > 1 OR s.name <> '' OR s.segment_key <> 'A')";

/// Every segment of the host `:host`: `id`, `appointment_id`, `staff_id`.
pub(crate) fn segments() -> String {
    format!(
        "SELECT s.id, s.appointment_id, s.staff_id FROM appointment_segments s
         WHERE s.calcom_host_id = :host AND {IS_PART}
         UNION ALL SELECT s.id, s.appointment_id, s.staff_id
             FROM appointments v CROSS JOIN appointment_segments s ON s.appointment_id = v.id
             WHERE v.calcom_host_id = :host AND s.calcom_host_id = :host AND NOT {IS_PART}"
    )
}

/// Of which kind segments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Active work.
    Work,
    /// Pauses that are held, too.
    AnyKind,
}

/// The `:most` newest segments of the host `:host`: `id`, `appointment_id`, `staff_id`, `starts_at`. Rows grow with the time
/// in both tables alike, so the newest appointments have the newest segments: as each has one of
/// the host's, none but the newest `:most` of them matters.
pub(crate) fn newest(of: Of) -> String {
    let is_meant = match of {
        Of::Work => "s.kind = 'work'",
        Of::AnyKind => "s.kind IS NOT NULL",
    };
    format!(
        "SELECT * FROM (
             SELECT s.id, s.appointment_id, s.staff_id, s.starts_at FROM appointment_segments s
             WHERE s.calcom_host_id = :host AND {IS_PART} AND {is_meant} ORDER BY s.id DESC LIMIT :most)
         UNION ALL SELECT * FROM (
             SELECT s.id, s.appointment_id, s.staff_id, s.starts_at
             FROM (SELECT id FROM appointments WHERE calcom_host_id = :host ORDER BY id DESC LIMIT :most) v
                 CROSS JOIN appointment_segments s ON s.appointment_id = v.id
             WHERE s.calcom_host_id = :host AND NOT {IS_PART} AND {is_meant} ORDER BY v.id DESC LIMIT :most)
         ORDER BY id DESC LIMIT :most"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::connect_up_to_date;
    use rusqlite::{Connection, named_params};

    /// Simple ones of two hosts, called off or not; composite ones: by both, of which the first part is off, by one, and
    /// one of which the second part has lost its place and its name; one without.
    const VISITS: &str = "
        INSERT INTO companies (id, key, name, time_zone, created_at) VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z');
        INSERT INTO appointments (id, company_id, calcom_host_id, status, source, starts_at, ends_at, assignment_state,
            segments_planned, created_at, updated_at)
        SELECT value ->> 0, 1, value ->> 1, 'confirmed', 'web_api', '2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z',
            'not_evaluated', value ->> 2, '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z'
        FROM json_each('[[1, 7, 1], [2, 8, 3], [3, 7, 1], [4, null, 1], [5, 8, 1], [6, 7, 1], [7, 8, 2],
            [8, 7, 2]]');
        INSERT INTO appointment_segments (id, appointment_id, segment_key, position, calcom_host_id, kind, name,
            starts_at, ends_at, assignment_state)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
            '2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z', 'not_evaluated'
        FROM json_each('[[1, 1, \"A\", 1, 7, \"work\", \"\"], [2, 2, \"A\", 1, 7, \"work\", \"Farbe\"],
            [3, 2, \"A+\", 2, 7, \"pause\", \"\"], [4, 2, \"B\", 3, 8, \"work\", \"Schnitt\"],
            [5, 3, \"A\", 1, 7, \"work\", \"\"], [6, 4, \"A\", 1, null, \"work\", \"\"],
            [7, 5, \"A\", 1, 8, \"work\", \"\"], [8, 6, \"A\", 1, 7, \"work\", \"\"],
            [9, 7, \"A\", 1, 8, \"work\", \"Farbe\"], [10, 8, \"A\", 1, 7, \"work\", \"Farbe\"],
            [11, 8, \"B\", 1, 8, \"work\", \"\"]]');";

    fn ids(connection: &Connection, sql: &str, host: i64) -> Vec<i64> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map(named_params! { ":host": host }, |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn a_host_has_the_segments_that_name_it() {
        let dir = tempfile::tempdir().unwrap();
        let connection = connect_up_to_date(&dir.path().join("test.db")).unwrap();
        connection.execute_batch(VISITS).unwrap();
        for (host, all, work) in [
            (7, vec![1, 2, 3, 5, 8, 10], vec![10, 8, 5]),
            (8, vec![4, 7, 9, 11], vec![11, 9, 7]),
            (9, vec![], vec![]),
        ] {
            let sql = format!("SELECT id FROM ({}) ORDER BY id", segments());
            assert_eq!(ids(&connection, &sql, host), all);
            let sql = format!("SELECT id FROM ({})", newest(Of::Work).replace(":most", "3"));
            assert_eq!(ids(&connection, &sql, host), work);
            let sql = format!("SELECT id FROM ({})", newest(Of::AnyKind).replace(":most", "4"));
            assert!(all.iter().rev().take(4).eq(&ids(&connection, &sql, host)));
        }
    }
}
