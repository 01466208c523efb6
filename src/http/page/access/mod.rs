//! Coming in: login, setup links, the user's own page, who may come in.

pub(crate) mod account;
pub(crate) mod login;
pub(crate) mod setup;
pub(crate) mod users;
