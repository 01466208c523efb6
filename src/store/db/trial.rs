//! A small write that leaves nothing behind, to find out whether the database takes any.

use crate::domain::Result;
use crate::store::db::tx::Tx;

/// Room for a few messages: a full disk with one free block does not count as healed.
pub(crate) const ENOUGH_BYTES: i64 = 32 * 1024;
/// For a database of which nothing bad is known. Asking `/readyz` often must not wear out the disk.
pub(crate) const LITTLE_BYTES: i64 = 4 * 1024;

/// Asks for so much room and gives it back. Deleted content is overwritten here, so all of it goes through the log to the
/// disk.
pub(crate) fn run(tx: &Tx, bytes: i64) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO inbox (channel, event, body, state, received_at)
         VALUES ('web_api', 'trial', zeroblob(?1), 'done', '2000-01-01T00:00:00Z')",
    )?
    .execute([bytes])?;
    tx.prepare_cached("DELETE FROM inbox WHERE id = ?1")?.execute([tx.last_insert_rowid()])?;
    Ok(())
}
