//! Event types at Cal.com, kept in step with the services.

pub(crate) mod act;
pub(crate) mod decide;
pub mod difference;
pub mod drift;
pub(crate) mod drift_view;
pub(crate) mod length;
pub(crate) mod length_look;
pub(crate) mod mend;
pub(crate) mod read;
pub mod reconcile;
pub mod run;
pub mod sentences;
pub(crate) mod state;
pub(crate) mod view;
