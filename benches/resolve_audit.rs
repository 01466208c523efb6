//! How long the audit trail takes to verify, beside what reading its rows alone takes.

use chairside::domain::audit::chain::Action;
use chairside::frontdesk::host::audit;
use chairside::store::Store;
use chairside::store::host::audit as trail;
use chairside::store::host::audit::Change;
use chairside::store::host::decider::Decider;
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Rows of the trail.
const ROWS: i64 = 100_000;
/// About a second.
const SECONDS_MAX: f64 = 1.0;
/// The median of so many counts.
const RUNS: usize = 5;

/// Prints the time; false if it is too long.
pub fn measure(folder: &Path, now: OffsetDateTime) -> bool {
    let path = folder.join("trail.db");
    let store = Store::open(&path).unwrap();
    store
        .write(move |tx| {
            for number in 0..ROWS {
                let change = Change {
                    mapping: None,
                    action: Action::Updated,
                    old: Some(json!({ "staff_id": "emma", "calcom_host_id": number, "is_active": true })),
                    new: Some(json!({ "staff_id": "juergen", "calcom_host_id": number, "is_active": true })),
                    decider: Decider { by: "nadine", reason: "Anna has left the salon" },
                };
                trail::append(tx, &change, now)?;
            }
            Ok(())
        })
        .unwrap();
    let (mut verified, mut read) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let found = audit::verify(&store).unwrap();
        verified.push(begun.elapsed());
        assert_eq!(found.rows, ROWS as u64);
        // The trail was made without the program, which keeps its end in a file beside it: that is all it misses.
        assert_eq!(found.faults.len(), 1, "{:?}", found.faults);
        let begun = Instant::now();
        assert_eq!(bare(&path), ROWS);
        read.push(begun.elapsed());
    }
    let [verified, read] = [&mut verified, &mut read].map(|times| median(times));
    let ratio = verified.as_secs_f64() / read.as_secs_f64();
    let reached = verified.as_secs_f64() <= SECONDS_MAX;
    println!(
        "\n`audit verify` of {ROWS} rows: {verified:.0?}; reading the same rows alone {read:.0?}, ratio {ratio:.1}; \
         about a second: {}",
        if reached { "yes" } else { "**no**" }
    );
    reached
}

fn bare(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    let mut query =
        connection.prepare("SELECT * FROM calcom_host_mapping_audits ORDER BY seq").unwrap();
    let columns = query.column_count();
    let mut rows = query.query([]).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            std::hint::black_box(row.get_ref(column).unwrap());
        }
        count += 1;
    }
    count
}

/// The one in the middle.
pub fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
