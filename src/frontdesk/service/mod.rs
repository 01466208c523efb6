//! What the salon sells, changed and rehearsed by people.

pub mod admin;
pub mod rehearse;
