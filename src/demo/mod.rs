//! A whole day of an invented salon, played through the real program.

pub(crate) mod after;
pub(crate) mod call;
pub(crate) mod cast;
pub(crate) mod clock;
pub(crate) mod day;
pub(crate) mod day_late;
pub(crate) mod look;
pub(crate) mod play;
pub(crate) mod print;
pub(crate) mod salon;
pub(crate) mod show;
pub(crate) mod stage;
pub(crate) mod standing;
pub(crate) mod told;
