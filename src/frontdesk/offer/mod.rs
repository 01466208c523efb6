//! Finding times: the ways to do a service, what is free, what is held.

pub mod ask;
pub(crate) mod best;
pub(crate) mod broken;
pub mod choice;
pub mod choose;
pub(crate) mod choose_move;
pub(crate) mod find;
pub(crate) mod free_starts;
pub(crate) mod giving_back;
pub(crate) mod holding;
pub(crate) mod known;
pub(crate) mod offered;
pub(crate) mod own;
pub(crate) mod pool;
pub mod question;
pub(crate) mod reserving;
pub(crate) mod search;
pub(crate) mod taken;
pub mod wanted;
pub(crate) mod ways;
pub mod when;
