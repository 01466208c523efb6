//! Customers, as the salon's own people look at them and correct them: found, shown, renamed, merged, handed out, forgotten.

pub(crate) mod card;
pub(crate) mod elsewhere;
pub(crate) mod erase;
pub(crate) mod erase_view;
pub(crate) mod export;
pub(crate) mod ledger;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod rename;
pub(crate) mod replay_erasures;
pub(crate) mod whom;
