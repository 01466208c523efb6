//! What can go wrong at Cal.com, on purpose.

pub(crate) mod faults;
pub(crate) mod lies;
pub(crate) mod names;
pub(crate) mod switches;
pub(crate) mod trouble;
