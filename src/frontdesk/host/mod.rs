//! Hosts and staff: mapping, suggesting, synchronising, the audit trail.

pub mod audit;
pub mod audit_head;
pub mod backfill;
pub mod mapping;
pub mod staff_import;
pub mod story;
pub mod story_sentences;
pub mod suggestion;
pub mod suggestion_decide;
pub mod sync;
pub mod unassigned;
