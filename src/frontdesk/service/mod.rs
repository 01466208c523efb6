//! What the salon sells, changed and rehearsed by people.

pub mod admin;
pub(crate) mod rehearsal_view;
pub(crate) mod rehearse;
pub(crate) mod shown;
