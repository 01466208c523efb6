//! What needs a person: one queue, and what its buttons do.

pub(crate) mod act;
pub(crate) mod do_it;
pub(crate) mod gather;
pub(crate) mod outside;
pub(crate) mod people;
pub(crate) mod view;
