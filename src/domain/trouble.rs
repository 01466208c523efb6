//! What keeps the database from being read or written: not the asker's fault, and the same request may succeed later.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// Another process has it locked.
    Locked,
    /// There is no room for more.
    Full,
    /// It may not be written.
    ReadOnly,
    /// Reading or writing its files fails.
    Faulty,
    /// Its content makes no sense.
    Damaged,
    /// Where it should be is nothing, or something else: what is written would not be there after a restart.
    Gone,
}

impl TroubleKind {
    /// As `/readyz` tells it.
    pub fn as_str(self) -> &'static str {
        match self {
            TroubleKind::Locked => "database locked",
            TroubleKind::Full => "database full",
            TroubleKind::ReadOnly => "database read-only",
            TroubleKind::Faulty => "database faulty",
            TroubleKind::Damaged => "database damaged",
            TroubleKind::Gone => "database gone",
        }
    }

    /// What a person can do about it.
    pub fn advice(self) -> &'static str {
        match self {
            TroubleKind::Locked => {
                "another process holds the database: end it, and this goes on by itself"
            }
            TroubleKind::Full => "make room on the disk, and this goes on by itself",
            TroubleKind::ReadOnly => {
                "let the database and its folder be written, and this goes on by itself"
            }
            TroubleKind::Faulty => "look at the disk and the limits of this process (ulimit -a)",
            TroubleKind::Damaged => "stop, and put a backup in its place",
            TroubleKind::Gone => {
                "put the very same file back, and this goes on by itself; else stop, and put a backup in its place"
            }
        }
    }
}

/// One such trouble, with its cause for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub kind: TroubleKind,
    /// What was found. It may name paths: for the log alone.
    pub cause: String,
}

impl Trouble {
    pub fn new(kind: TroubleKind, cause: impl Into<String>) -> Trouble {
        Trouble { kind, cause: cause.into() }
    }
}

impl fmt::Display for Trouble {
    /// For the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), self.cause)
    }
}
