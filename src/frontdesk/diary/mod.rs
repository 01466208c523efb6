//! What appointments look like to people.

pub mod customer;
pub mod summary;
pub mod view;
