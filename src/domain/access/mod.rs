//! Who may use the salon's page, and for how long.

pub mod credentials;
pub mod role;
pub(crate) mod session;
pub(crate) mod throttle;
