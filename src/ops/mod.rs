//! Keeping it running: backups that are checked, putting one back, what is done before an upgrade; and looking whether
//! everything is as it should be, also where the program itself cannot.

pub(crate) mod bundle;
pub mod doctor;
pub(crate) mod erasures;
pub(crate) mod files;
pub(crate) mod interrupted;
pub(crate) mod manifest;
pub(crate) mod restore;
pub(crate) mod restore_view;
pub(crate) mod shelf;
pub(crate) mod staged;
pub(crate) mod swap;
pub mod take;
pub(crate) mod tried;
pub mod upgrade;
