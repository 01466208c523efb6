//! A database filled at random, by a stranger with SQL alone.

use rusqlite::{Connection, params};
use std::path::Path;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Numbers that are the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// 0 to `sides` - 1.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    /// With this chance in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

pub fn stamp(at: OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap().format(&Rfc3339).unwrap()
}

/// Appointments of the last `days` days before `until`, with everything that the rates look at.
pub fn fill(path: &Path, seed: u64, count: u64, days: u64, until: OffsetDateTime) {
    let mut connection = Connection::open(path).unwrap();
    let tx = connection.transaction().unwrap();
    let mut dice = Dice::new(seed);
    let staff: Vec<String> = {
        let mut statement = tx.prepare("SELECT id FROM staff ORDER BY key").unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let sources =
        ["retell_phone", "retell_webhook", "calcom_webhook", "web_api", "walk_in", "import"];
    let states = ["matched", "matched", "matched", "ambiguous", "no_candidate", "not_evaluated"];
    let rules = ["email", "email", "name", "manual", "admin"];
    let (bad_staff, bad_host) = (dice.below(60), dice.below(60));
    for number in 0..count {
        // Also the first and the last second of a day.
        let second = if dice.chance(5) { dice.one_of(&[0, 86_399]) } else { dice.below(86_400) };
        let back = i64::try_from(dice.below(days)).unwrap();
        let day = (until - time::Duration::days(back)).date().midnight().assume_utc();
        let made = day + time::Duration::seconds(i64::try_from(second).unwrap());
        let (made, starts) = (stamp(made), stamp(made + time::Duration::days(3)));
        let ends = stamp(until + time::Duration::days(4));
        let who = || -> Option<&String> { None };
        let mut person = who();
        if !dice.chance(bad_staff) {
            person = Some(&staff[usize::try_from(dice.below(staff.len() as u64)).unwrap()]);
        }
        let wish = dice.chance(40).then(|| &staff[number as usize % staff.len()]);
        let booking = dice.chance(85).then(|| format!("uid{seed}x{number}"));
        let host = (!dice.chance(bad_host)).then_some(7000 + i64::try_from(number % 5).unwrap());
        tx.execute(
            "INSERT INTO appointments (company_id, staff_id, preferred_staff_id, calcom_v2_booking_uid, calcom_host_id,
                 status, source, starts_at, ends_at, assignment_state, created_at, updated_at)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
            params![
                person, wish, booking, host, dice.one_of(&["confirmed", "cancelled", "requested"]),
                dice.one_of(&sources), starts, ends, dice.one_of(&states), made
            ],
        )
        .unwrap();
        let id = tx.last_insert_rowid();
        for position in 1..=1 + dice.below(3) {
            let key = ["A", "B", "C"][usize::try_from(position - 1).unwrap()];
            let known = dice.chance(90).then_some("accepted");
            tx.execute(
                "INSERT INTO appointment_segments (appointment_id, segment_key, position, booking_status, starts_at,
                     ends_at, assignment_state, rule)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'matched', ?7)",
                params![id, key, position as i64, known, starts, ends, dice.chance(80).then(|| dice.one_of(&rules))],
            )
            .unwrap();
        }
        for _ in 0..dice.below(3) {
            let by = if dice.chance(15) { "Nadine Roth" } else { "system" };
            tx.execute(
                "INSERT INTO decisions (company_id, segment_id, appointment_id, state, details, decided_by, decided_at)
                 VALUES (1, ?1, ?1, 'matched', '{}', ?2, ?3)",
                params![id, by, made],
            )
            .unwrap();
        }
    }
    for (number, person) in staff.iter().enumerate() {
        let source = dice.one_of(&["auto_email", "auto_name", "manual", "admin"]);
        tx.execute(
            "INSERT INTO calcom_host_mappings (company_id, staff_id, calcom_host_id, mapping_source, confidence_score,
                 is_active, created_at, updated_at)
             VALUES (1, ?1, ?2, ?3, 90, ?4, ?5, ?5)",
            params![person, 7000 + number as i64, source, dice.chance(70), stamp(until)],
        )
        .unwrap();
    }
    tx.commit().unwrap();
}
