//! What became of a restore.

use crate::domain::calendar::local_time::LocalTime;
use crate::store::file::inspect::Counts;
use serde::Serialize;
use std::path::PathBuf;

/// A backup was put back.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RestoredView {
    /// Which one.
    pub backup: PathBuf,
    /// When that was made, and by which Chairside.
    pub made_at: LocalTime,
    pub program: String,
    /// Where the data is that was there before; none if there was none.
    pub aside: Option<PathBuf>,
    /// Rows by table: before, as far as that could be read; in the backup, which is what its manifest says; and now.
    pub before: Option<Counts>,
    pub in_backup: Counts,
    pub now: Counts,
    /// The version of the database in the backup, and now.
    pub schema: (i64, i64),
    pub sessions_ended: usize,
    pub setup_links_ended: usize,
    /// Customers who were in the backup again and are forgotten again, and numbers without a customer.
    pub forgotten_again: usize,
    /// Customers who wait to be forgotten because a visit of theirs is not settled.
    pub forgotten_later: Vec<i64>,
    /// What should be known besides. A sentence each.
    pub notes: Vec<String>,
}
