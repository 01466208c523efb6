//! A small write that leaves nothing behind, to find out whether the database takes any.

use crate::domain::Result;
use crate::store::Tx;

/// Room it asks for: a few messages' worth, so that a disk with one free block does not count as healed.
const TRIAL_BYTES: i64 = 32 * 1024;

/// Asks for room and gives it back. Deleted content is overwritten here, so all of it goes through the log to the disk.
pub(super) fn run(tx: &Tx) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO inbox (channel, event, body, state, received_at)
         VALUES ('web_api', 'trial', zeroblob(?1), 'done', '2000-01-01T00:00:00Z')",
    )?
    .execute([TRIAL_BYTES])?;
    tx.prepare_cached("DELETE FROM inbox WHERE id = ?1")?.execute([tx.last_insert_rowid()])?;
    Ok(())
}
