//! The audit trail, and tampering with it.

pub mod list;
pub mod tamper;
pub mod tamper_cuts;
pub mod tamper_deeds;
pub mod tamper_salon;
pub mod tamper_ways;
