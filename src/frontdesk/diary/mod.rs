//! What appointments look like to people.

pub(crate) mod customer;
pub(crate) mod people;
pub(crate) mod place;
pub(crate) mod summary;
pub(crate) mod view;
