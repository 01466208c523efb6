//! `customers`: who comes to the salon.

pub(crate) mod command;
mod print;
mod print_erasure;
