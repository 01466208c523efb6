//! Before a database that is there is brought up to date, it is backed up: an older program can be put back with it.

use crate::config::Config;
use crate::domain::backup::keep::Why;
use crate::domain::{Error, Result};
use crate::ops::take::{Wanted, back_up};
use crate::store::file::version;
use time::OffsetDateTime;

/// Makes a verified backup of the configured database, which is at this version. `Conflict` with a sentence if that does
/// not work: then it must not be brought up to date.
pub(crate) fn back_up_before(config: &Config, from: i64, now: OffsetDateTime) -> Result<()> {
    let to = version::newest();
    let wanted = Wanted { config, why: Why::BeforeUpgrade, to: None, now };
    match back_up(&wanted, &|| true) {
        Ok(made) => {
            log::info!(
                "the database is brought from version {from} to {to}; as it was before it is in {}",
                made.file.display()
            );
            Ok(())
        }
        Err(error) => Err(Error::Conflict(format!(
            "the database is at version {from} and is to be brought to {to}, and the backup that is made before that failed \
             ({}): nothing was changed",
            error.for_log()
        ))),
    }
}
