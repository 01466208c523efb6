//! A recording without the customers in it.

pub(crate) mod calcom;
pub(crate) mod inbound;
pub(crate) mod names;
pub(crate) mod request;
pub(crate) mod words;
