//! Who may use the page: users, who is logged in, links to choose a password by.

pub(crate) mod session;
pub(crate) mod setup_link;
pub mod user;
