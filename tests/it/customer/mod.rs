//! Customers: found, shown, merged, handed out, forgotten.

pub mod bytes;
pub mod erase;
pub mod export;
pub mod found;
pub mod merge;
pub mod replay;
pub mod retention;
pub mod world;
