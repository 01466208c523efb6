//! Who may use the page: users, passwords, sessions, links to begin with.

pub(crate) mod doorman;
pub(crate) mod login;
pub(crate) mod password;
pub(crate) mod secret;
pub mod setup;
pub(crate) mod users;
