//! People of the salon and its customers: names, telephone numbers, addresses.

pub mod person;
pub mod phone;
pub mod staff;
pub mod staff_csv;
#[cfg(test)]
mod staff_csv_tests;
