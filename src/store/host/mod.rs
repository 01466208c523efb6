//! Tables about staff, hosts, mappings and decisions.

pub mod audit;
pub(crate) mod audit_guard;
pub(crate) mod audit_list;
pub(crate) mod backfill;
pub mod decider;
pub(crate) mod decision;
pub(crate) mod identity;
pub mod mapping;
pub(crate) mod mapping_list;
pub(crate) mod mapping_write;
pub(crate) mod practice;
pub(crate) mod staff;
pub(crate) mod verdict;
pub mod waiting;
