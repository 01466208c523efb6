//! Whether everything works, in one line.

pub(crate) mod view;
