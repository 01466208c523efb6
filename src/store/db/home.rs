//! Where an open database is, and what can be done when its files are not where they were.

use crate::domain::Result;
use crate::domain::trouble::Trouble;
use crate::store::db::checkpoint::Checkpoints;
use crate::store::db::connect;
use crate::store::db::kept::Kept;
use crate::store::db::readers::Readers;
use crate::store::db::witness::Witness;
use crate::store::file::content::Content;
use crate::store::file::version;
use crate::store::file::watch::Watch;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;

/// The writer's view of it.
pub(crate) struct Home {
    /// As it was opened.
    path: PathBuf,
    watch: Arc<Watch>,
    content: Content,
    /// What was found in the file when it was last looked at.
    overwritten: Option<Trouble>,
    /// Who else has it open in this process.
    readers: Arc<Readers>,
    kept: Arc<Kept>,
    witness: Arc<Witness>,
    is_closed: bool,
}

impl Home {
    /// The files at this path, which are open.
    pub fn new(
        path: PathBuf,
        watch: Arc<Watch>,
        readers: Arc<Readers>,
        kept: Arc<Kept>,
        witness: Arc<Witness>,
    ) -> Home {
        let content = Content::of(path.clone());
        Home { path, watch, content, overwritten: None, readers, kept, witness, is_closed: false }
    }

    /// Whether the files are those that are open. Costs a `stat` of each.
    pub fn look(&self) -> std::result::Result<(), Trouble> {
        match &self.overwritten {
            Some(trouble) => Err(trouble.clone()),
            None => self.watch.look(),
        }
    }

    /// Whether the file holds what it should. Costs more, and is for now and then.
    pub fn look_inside(&mut self, connection: &Connection) {
        if !self.is_closed && self.watch.look().is_ok() {
            self.overwritten = self.content.look(connection).err();
        }
    }

    /// Saves what can be saved while something is gone.
    ///
    /// What the log holds is brought into the database that is open, wherever that was moved to, so that it is whole
    /// without its log. If the log or its index alone is missing, that leaves nothing behind which is only there: then
    /// the database is closed and opened anew. `true` once it is.
    pub fn mend(
        &mut self,
        connection: &mut Connection,
        checkpoints: &mut Checkpoints,
    ) -> Result<bool> {
        // What was written over must not be mixed with the log.
        if self.overwritten.is_some() || self.watch.is_emptied() {
            return Ok(false);
        }
        if !self.is_closed {
            let is_whole = fold_in(connection)?;
            if !is_whole || !self.watch.lost_only_the_log() || !self.readers.close_all() {
                return Ok(false);
            }
            *checkpoints = Checkpoints::none();
            *connection = Connection::open_in_memory()?;
            self.is_closed = true;
        }
        // The last to close a database takes these away. Another that has it open uses the log that is gone.
        if self.watch.is_there_something_beside() {
            return Ok(false);
        }
        let mut anew = connect::writer(&self.path)?;
        self.witness.watch(&mut anew)?;
        self.kept.watch(&mut anew)?;
        // What makes the log.
        version::applied(&anew)?;
        self.watch.renew()?;
        *checkpoints = Checkpoints::start(self.path.clone(), 0)?;
        *connection = anew;
        self.is_closed = false;
        log::warn!(
            "the database's log was deleted: all of it is in the database, which is opened anew"
        );
        Ok(true)
    }
}

/// Whether the whole log is in the database now.
fn fold_in(connection: &Connection) -> Result<bool> {
    let sql = "PRAGMA wal_checkpoint(PASSIVE)";
    let (busy, logged, brought_in): (i64, i64, i64) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(busy == 0 && logged == brought_in)
}
