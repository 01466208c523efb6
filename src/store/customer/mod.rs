//! What is kept about a customer, in whichever table: found, shown, handed over, forgotten.

pub(crate) mod aged;
pub(crate) mod aged_customer;
mod aged_saga;
pub(crate) mod calls;
pub(crate) mod columns;
pub(crate) mod contact;
pub(crate) mod erasure;
pub(crate) mod forget;
pub(crate) mod kept;
pub(crate) mod list;
pub(crate) mod raw;
pub(crate) mod traces;
