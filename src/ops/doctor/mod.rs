//! `doctor`: every part that has to work looked at, side by side; what is wrong is told with what to do.
//!
//! It stands above the use cases and not among them, because it speaks HTTP with others than Cal.com, looks at files, and
//! must say something also where no desk can be opened.

pub(crate) mod agent;
pub(crate) mod asked;
pub(crate) mod calls;
pub(crate) mod channels;
pub mod database;
pub(crate) mod event_types;
pub mod examine;
pub(crate) mod files;
pub mod fix;
pub(crate) mod gathered;
pub(crate) mod hooks;
pub(crate) mod hosts;
pub(crate) mod key;
pub(crate) mod look;
pub mod patient;
pub(crate) mod program;
pub mod view;
pub mod ward;
pub(crate) mod way;
pub(crate) mod work;
