//! The open database: connections, the schema, the one writer, the readers.

pub(crate) mod checkpoint;
pub(crate) mod connect;
pub(crate) mod copy;
pub(crate) mod crash;
pub(crate) mod fault;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod job;
pub(crate) mod join;
pub(crate) mod key;
pub(crate) mod like;
pub(crate) mod readers;
pub(crate) mod rewrite;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod slice;
pub(crate) mod sound;
pub mod stamp;
pub(crate) mod start;
pub mod store;
pub(crate) mod trial;
pub mod tx;
pub(crate) mod waiting;
pub(crate) mod writer;
pub mod writer_thread;
