//! A customer's own page for her visit, behind the link that she was sent.

pub(crate) mod change;
pub(crate) mod view;
