//! Who is who: which account at Cal.com is which person, who the unknown ones might be, and the log of what was changed.

pub(crate) mod audit;
pub(crate) mod change;
pub(crate) mod clash;
pub(crate) mod host;
pub(crate) mod list;
pub(crate) mod suggestions;
pub(crate) mod wrong;
