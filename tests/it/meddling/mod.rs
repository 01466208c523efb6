//! Somebody at Cal.com moves or cancels parts of a visit meanwhile.

pub mod few;
pub mod hand;
pub mod judge;
pub mod kinds;
pub mod world;
