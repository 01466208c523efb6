//! Whether everything works, in one line.

pub(crate) mod status;
pub(crate) mod view;
