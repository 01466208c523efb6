//! What went wrong, in terms a caller can act on.

use crate::domain::trouble::Trouble;
use std::{error, fmt};

/// Six kinds: four that the caller can do something about, one that the caller cannot, one surprise.
#[derive(Debug)]
pub enum Error {
    /// The input is wrong; the sentence says how to mend it.
    Invalid(String),
    /// The named thing does not exist, or not for this caller.
    NotFound(&'static str),
    /// The request contradicts what is already so.
    Conflict(String),
    /// Something outside does not answer now; the same request may succeed later.
    Unavailable(String),
    /// The database takes or gives nothing now; the same request may succeed later. The store has told the log of it,
    /// once for all who meet it: a caller who passes this on need not.
    Database(Trouble),
    /// A surprise. The cause is for the log alone.
    Internal(Box<dyn error::Error + Send + Sync>),
}

impl Error {
    /// An `Invalid` from anything that reads as a sentence.
    pub fn invalid(sentence: impl Into<String>) -> Error {
        Error::Invalid(sentence.into())
    }

    /// An `Internal` from a cause or a sentence for the log.
    pub fn internal(cause: impl Into<Box<dyn error::Error + Send + Sync>>) -> Error {
        Error::Internal(cause.into())
    }

    /// Whether the store has told the log already, once for all who meet it.
    pub fn is_told(&self) -> bool {
        matches!(self, Error::Database(_))
    }

    /// The whole truth, for the log: unlike `Display`, it names the cause of a surprise.
    pub fn for_log(&self) -> String {
        match self {
            Error::Internal(cause) => format!("internal error: {cause}"),
            Error::Database(trouble) => trouble.to_string(),
            Error::Invalid(_) | Error::NotFound(_) | Error::Conflict(_) | Error::Unavailable(_) => {
                self.to_string()
            }
        }
    }
}

impl fmt::Display for Error {
    /// Safe to show to outsiders: the cause of an `Internal` or of a `Database` goes to the log alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Invalid(sentence) | Error::Conflict(sentence) => f.write_str(sentence),
            Error::NotFound(what) => write!(f, "{what} not found"),
            Error::Unavailable(what) => write!(f, "{what} is unavailable, try again later"),
            Error::Database(_) => f.write_str("the database is unavailable, try again later"),
            Error::Internal(_) => f.write_str("internal error"),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Error::Internal(cause) => Some(cause.as_ref()),
            Error::Invalid(_)
            | Error::NotFound(_)
            | Error::Conflict(_)
            | Error::Unavailable(_)
            | Error::Database(_) => None,
        }
    }
}
