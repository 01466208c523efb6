//! The stand-in for Cal.com.

pub mod desk;
pub mod faults;
pub mod lengths;
pub mod lies;
pub mod lists;
pub mod rules;
pub mod shapes;
pub mod tables;
pub mod webhooks;
pub mod world;
