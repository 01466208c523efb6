//! Hosts and staff: mapping, suggesting, synchronising, the audit trail.

pub(crate) mod appointment_view;
pub mod audit;
pub mod audit_head;
pub(crate) mod audit_sentences;
pub(crate) mod audit_view;
pub mod by_hand;
pub(crate) mod clock;
pub(crate) mod correction_view;
pub(crate) mod fill;
pub(crate) mod host_stand;
pub(crate) mod host_view;
pub(crate) mod mapping_list;
pub(crate) mod mapping_view;
pub(crate) mod no_show;
pub mod staff_import;
pub(crate) mod staff_view;
pub mod story;
pub(crate) mod story_sentences;
pub mod suggestion;
pub mod suggestion_decide;
pub(crate) mod suggestion_view;
pub mod sync;
pub(crate) mod team_view;
pub(crate) mod told;
pub mod unassigned;
pub(crate) mod visit_view;
