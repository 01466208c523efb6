//! A colleague who is not there: the visits that fall into it, who else could take them, and moving what was accepted.

pub mod accept;
pub mod affected;
pub(crate) mod came;
pub mod moved;
pub(crate) mod propose;
pub(crate) mod view;
pub(crate) mod words;
