//! The database itself: the file, the one writer, the readers, the schema.

pub(crate) mod checkpoint;
pub(crate) mod checkup;
pub(crate) mod content;
pub(crate) mod copy;
pub(crate) mod crash;
pub(crate) mod fault;
pub(crate) mod health;
pub(crate) mod home;
pub mod key;
pub(crate) mod lock;
pub(crate) mod mark;
pub mod open;
pub(crate) mod place;
pub(crate) mod readers;
pub(crate) mod recognise;
pub(crate) mod schema;
pub mod stamp;
pub(crate) mod start;
pub(crate) mod trial;
pub mod tx;
pub(crate) mod watch;
pub(crate) mod writer;
pub(crate) mod writer_join;
pub mod writer_run;
pub(crate) mod writer_wait;
