//! Hosts and staff: mapping, suggesting, synchronising, filling in.

pub mod backfill;
pub mod backfill_from;
pub mod backfill_world;
pub mod damaged_names;
pub mod dead_ends;
pub mod host_sync;
pub mod lifecycle;
pub mod lifecycle_cli;
pub mod mapping_properties;
pub mod mapping_suggesting;
pub mod names;
pub mod staff_import;
pub mod suggesting;
pub mod suggestions;
pub mod suggestions_cli;
pub mod suggestions_learn;
pub mod suggestions_race;
pub mod unassigned;
