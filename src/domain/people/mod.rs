//! People of the salon and its customers: names, telephone numbers, addresses.

pub mod apart;
pub mod caller_number;
pub(crate) mod dialling;
pub(crate) mod given;
pub mod number_type;
pub mod person;
pub(crate) mod phone;
pub mod staff;
pub(crate) mod staff_csv;
#[cfg(test)]
mod staff_csv_tests;
