//! The first run: from an empty folder to a salon that books, and what stands in the way.

mod cut;
mod hostile;
mod keys;
mod place;
pub mod whole;
pub mod world;
