//! `quality` as people see it: a table, a bar per day, and nothing written.

use crate::support::bare::Bare;

/// Appointments of a day, so many with a staff member.
fn day(salon: &Bare, day: &str, total: u32, with_staff: u32) {
    let connection = rusqlite::Connection::open(salon.database()).unwrap();
    for number in 0..total {
        let staff = if number < with_staff { "(SELECT min(id) FROM staff)" } else { "NULL" };
        let sql = format!(
            "INSERT INTO appointments (company_id, staff_id, calcom_v2_booking_uid, calcom_host_id, status, source,
                 starts_at, ends_at, assignment_state, created_at, updated_at)
             VALUES (1, {staff}, '{day}-{number}', 7001, 'confirmed', 'retell_phone', '{day}T10:00:00Z',
                 '{day}T11:00:00Z', 'matched', '{day}T08:00:00Z', '{day}T08:00:00Z')"
        );
        connection.execute(&sql, []).unwrap();
    }
}

#[test]
fn a_table_a_bar_per_day_and_verdicts() {
    let salon = Bare::open("");
    day(&salon, "2026-11-20", 24, 24);
    day(&salon, "2026-11-22", 12, 6);
    let (code, out, err) = salon.run(&["quality", "--as-of", "2026-11-22", "--days", "10"]);
    assert_eq!(code, 0, "{err}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "Vom 2026-11-13 bis 2026-11-22 (UTC)");
    let find = |start: &str| {
        *lines
            .iter()
            .find(|line| line.starts_with(start))
            .unwrap_or_else(|| panic!("{start}: {out}"))
    };
    let cells = |start: &str| find(start).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(cells("Person zugeordnet"), "Person zugeordnet 83,3 % 30 / 36 ≥ 90 % unter Ziel");
    assert_eq!(cells("Host aus Cal.com"), "Host aus Cal.com gelesen 100,0 % 36 / 36 ~ 100 % gut");
    assert_eq!(cells("Wünsche erfüllt"), "Wünsche erfüllt – – – –");
    assert_eq!(cells("2026-11-20"), "2026-11-20 24 24 24 24 100,0 % ████████████████████████");
    assert_eq!(cells("2026-11-21"), "2026-11-21 0 0 0 0 –", "no day is left out");
    assert_eq!(cells("2026-11-22"), "2026-11-22 12 12 6 12 50,0 % ██████░░░░░░");
    assert!(!out.contains("2026-11-19"), "before there was anything: {out}");
    assert!(!out.contains('\x1b'), "no colours where nobody looks: {out}");
    // Of the last 24 hours and back to twenty bookings: 30 of 36.
    assert!(!lines.iter().any(|line| line.starts_with("Alarm staff_assignment")), "{out}");
}

#[test]
fn nothing_is_written_and_wrong_words_are_told() {
    let salon = Bare::open("");
    day(&salon, "2026-11-22", 3, 0);
    let before = salon.everything();
    for arguments in [
        &["quality"][..],
        &["quality", "unassigned"],
        &["quality", "sources"],
        &["quality", "mappings"],
        &["quality", "understanding"],
        &["quality", "refusals"],
    ] {
        let (code, out, err) = salon.run(arguments);
        assert_eq!(code, 0, "{arguments:?} {out}{err}");
        assert!(!out.is_empty(), "{arguments:?}");
    }
    assert_eq!(salon.everything(), before);
    for (arguments, word) in [
        (&["quality", "--days", "0"][..], "1..=366"),
        (&["quality", "--days", "367"], "1..=366"),
        (&["quality", "--as-of", "gestern"], "--as-of gestern"),
        (&["quality", "everything"], "everything"),
    ] {
        let (code, _, err) = salon.run(arguments);
        assert_ne!(code, 0, "{arguments:?}");
        assert!(err.contains(word), "{arguments:?}: {err}");
    }
    let json = salon.json(&["quality", "--as-of", "2026-11-22"]);
    assert_eq!(json["alarms"][0]["kind"], "staff_assignment", "{json}");
}
