//! What the salon sells, changed and rehearsed by people.

pub mod admin;
pub(crate) mod anew;
pub(crate) mod fits;
pub(crate) mod overview;
pub(crate) mod pauses;
pub(crate) mod rehearsal_view;
pub(crate) mod rehearse;
pub(crate) mod rehearse_at;
pub(crate) mod shown;
pub(crate) mod take_length;
