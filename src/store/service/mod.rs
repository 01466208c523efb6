//! Tables about the salon and what it sells.

pub mod catalogue;
pub(crate) mod company;
pub mod described;
pub mod event_map;
pub mod event_map_length;
pub mod event_map_sync;
pub mod salon;
pub(crate) mod salon_services;
pub mod segments;
pub mod write;
