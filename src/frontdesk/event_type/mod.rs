//! Event types at Cal.com, kept in step with the services.

pub(crate) mod act;
pub(crate) mod decide;
pub mod difference;
pub mod drift;
pub mod length;
pub mod length_look;
pub mod read;
pub mod reconcile;
pub mod run;
pub mod sentences;
pub(crate) mod view;
