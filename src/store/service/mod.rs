//! Tables about the salon and what it sells.

pub mod catalogue;
pub(crate) mod described;
pub(crate) mod event_map;
pub(crate) mod event_map_length;
pub(crate) mod event_map_sync;
pub mod retell_parts;
pub mod salon;
pub mod salon_keys;
pub(crate) mod salon_services;
pub mod segments;
pub mod write;
