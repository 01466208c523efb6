//! Writing the whole file anew, so that nothing of what was taken away is left between its rows.
//!
//! What is deleted is overwritten (`secure_delete`), but where a page of a table or an index was split, copies of its rows
//! may be left in the gap of the old one; SQLite never reads them, and never clears them. Only a `VACUUM` does.

use crate::domain::Result;
use crate::store::db::store::Store;
use crate::store::db::{checkpoint, connect};
use std::path::Path;
use std::time::Duration;

/// How long emptying the log may take.
const EMPTYING_PATIENCE: Duration = Duration::from_secs(5);
/// How long the file is waited for while others write.
const TURN_PATIENCE: Duration = Duration::from_secs(20);
/// A file of at most so many bytes is put together in memory, a larger one in a temporary file.
const IN_MEMORY_BYTES_MAX: i64 = 64 * 1024 * 1024;

impl Store {
    /// Writes the file anew and empties the log, beside whatever goes on. Nobody can write meanwhile: it takes about a
    /// second for each hundred megabytes. Whether both went well; others may read for too long.
    pub fn rewrite(&self) -> Result<bool> {
        if connect::is_in_memory(self.path()) {
            return Ok(true);
        }
        vacuum(self.path())?;
        Ok(checkpoint::fold(self.path(), EMPTYING_PATIENCE)?.is_some())
    }
}

fn vacuum(path: &Path) -> Result<()> {
    let connection = connect::writer_of_existing(path)?;
    connection.busy_timeout(TURN_PATIENCE)?;
    let number = |pragma: &str| -> Result<i64> {
        Ok(connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))?)
    };
    let bytes = number("page_count")?.saturating_mul(number("page_size")?);
    if bytes > IN_MEMORY_BYTES_MAX {
        connection.pragma_update(None, "temp_store", "FILE")?;
    }
    connection.execute_batch("VACUUM")?;
    Ok(())
}
