//! The one door: whichever road tells of a booking, the same rows.

pub mod families;
pub mod late_writes;
pub mod lies;
pub mod lies_known;
pub mod orders;
pub mod requested;
pub mod sources;
