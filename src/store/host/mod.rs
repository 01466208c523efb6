//! Tables about staff, hosts, mappings and decisions.

pub mod audit;
pub mod audit_guard;
pub mod backfill;
pub mod decider;
pub mod decision;
pub mod identity;
pub mod mapping;
pub(crate) mod mapping_write;
pub mod practice;
pub mod staff;
pub mod verdict;
pub mod waiting;
