//! Event types at Cal.com, kept in step with the services.

pub(crate) mod act;
pub(crate) mod decide;
pub mod drift;
pub mod event_types;
pub mod length;
pub mod length_look;
pub mod read;
pub mod run;
pub mod sentences;
