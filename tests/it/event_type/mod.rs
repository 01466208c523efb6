//! Event types at Cal.com.

pub mod drift;
pub mod faults;
pub mod lengths;
pub mod life;
pub mod program;
pub mod work;
pub mod world;
