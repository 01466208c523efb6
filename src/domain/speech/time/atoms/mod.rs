//! Tokens become the atoms of time expressions: days, clocks, parts of the day.

pub(crate) mod clock;
pub(crate) mod count;
pub(crate) mod date;
pub(crate) mod day;
pub(crate) mod expr;
pub(crate) mod face;
pub(crate) mod length;
pub(crate) mod machine;
pub(crate) mod scan;
pub(crate) mod share;
pub(crate) mod single;
pub(crate) mod view;
pub(crate) mod weekday;
