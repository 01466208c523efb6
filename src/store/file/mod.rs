//! The file a database is: where it lies, whose it is, which process has it, whether it is whole and still there.

pub(crate) mod checkup;
pub(crate) mod company;
pub(crate) mod content;
pub(crate) mod duplicate;
pub(crate) mod inspect;
pub(crate) mod key;
pub(crate) mod lock;
pub(crate) mod mark;
pub(crate) mod place;
pub(crate) mod recognise;
pub(crate) mod running;
pub(crate) mod space;
pub(crate) mod trial_migration;
pub(crate) mod version;
pub(crate) mod watch;
