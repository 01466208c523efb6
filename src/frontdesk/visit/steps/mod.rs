//! The steps of a visit's saga: what each does at Cal.com, and how it is looked for and taken back.

pub(crate) mod book;
pub(crate) mod chain;
pub(crate) mod change;
pub(crate) mod dispatch;
pub(crate) mod ledger;
pub(crate) mod shared;
