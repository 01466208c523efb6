//! SQLite's errors: which are trouble with the database, that passes or that a person has to mend, and which are ours.

use crate::domain::Error;
use crate::domain::help::code::Code;
use crate::domain::trouble::{Trouble, TroubleKind};
use rusqlite::ErrorCode;

/// How a statement of the writer's own failed, for all who wait for the commit.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The database is in trouble.
    Trouble(Trouble),
    /// A surprise.
    Other(String),
}

/// How a transaction ended, or that it can go on.
pub(crate) type Committed = Result<(), Failure>;

/// Logs how something ended; but not what the store has told already, once for all who meet it.
pub fn log_error(what: &str, error: &Error) {
    if !error.is_told() {
        let sentence = Code::from(error).ends(&error.for_log());
        log::error!(target: "chairside", "{what}: {sentence}");
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        match trouble(&error) {
            Some(trouble) => Failure::Trouble(trouble),
            None => Failure::Other(error.to_string()),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        match failure {
            Failure::Trouble(trouble) => Error::Database(trouble),
            Failure::Other(cause) => Error::internal(cause),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        match trouble(&error) {
            Some(trouble) => Error::Database(trouble),
            None => Error::internal(error),
        }
    }
}

fn trouble(error: &rusqlite::Error) -> Option<Trouble> {
    let rusqlite::Error::SqliteFailure(code, _) = error else { return None };
    let kind = kind(code.code)?;
    Some(Trouble::new(kind, format!("{error} ({})", code.extended_code)))
}

/// What was read of a strict table's column. A value of another type than the column's is damage, and none of our mistakes.
pub(crate) fn of_column<T>(read: rusqlite::Result<T>) -> Result<T, Error> {
    read.map_err(|error| match error {
        rusqlite::Error::InvalidColumnType(..) => {
            Error::Database(Trouble::new(TroubleKind::Damaged, error.to_string()))
        }
        error => error.into(),
    })
}

fn kind(code: ErrorCode) -> Option<TroubleKind> {
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(TroubleKind::Locked),
        ErrorCode::DiskFull => Some(TroubleKind::Full),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Some(TroubleKind::ReadOnly),
        // Too large a file is one of these: only ENOSPC is a full disk for SQLite.
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::OutOfMemory
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::NoLargeFileSupport => Some(TroubleKind::Faulty),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Some(TroubleKind::Damaged),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, trouble};
    use crate::domain::Error;
    use crate::domain::trouble::TroubleKind;
    use rusqlite::ffi;

    #[test]
    fn what_the_disk_does_is_trouble_and_what_we_ask_wrongly_is_not() {
        for (code, kind) in [
            (ffi::SQLITE_BUSY, Some(TroubleKind::Locked)),
            (ffi::SQLITE_BUSY_SNAPSHOT, Some(TroubleKind::Locked)),
            (ffi::SQLITE_LOCKED, Some(TroubleKind::Locked)),
            (ffi::SQLITE_FULL, Some(TroubleKind::Full)),
            (ffi::SQLITE_READONLY, Some(TroubleKind::ReadOnly)),
            (ffi::SQLITE_READONLY_DBMOVED, Some(TroubleKind::ReadOnly)),
            (ffi::SQLITE_PERM, Some(TroubleKind::ReadOnly)),
            (ffi::SQLITE_IOERR_WRITE, Some(TroubleKind::Faulty)),
            (ffi::SQLITE_IOERR_FSYNC, Some(TroubleKind::Faulty)),
            (ffi::SQLITE_CANTOPEN, Some(TroubleKind::Faulty)),
            (ffi::SQLITE_NOMEM, Some(TroubleKind::Faulty)),
            (ffi::SQLITE_CORRUPT, Some(TroubleKind::Damaged)),
            (ffi::SQLITE_NOTADB, Some(TroubleKind::Damaged)),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, None),
            (ffi::SQLITE_ERROR, None),
            (ffi::SQLITE_MISUSE, None),
        ] {
            let error = || rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(trouble(&error()).map(|found| found.kind), kind, "{code}");
            let told = matches!(Error::from(error()), Error::Database(_));
            assert_eq!(told, kind.is_some(), "{code}");
            assert_eq!(matches!(Failure::from(error()), Failure::Trouble(_)), told, "{code}");
        }
        assert!(trouble(&rusqlite::Error::QueryReturnedNoRows).is_none());
    }
}
