//! Telling customers about their visits: what is decided on in the transaction that changes a visit, how it is written out,
//! and what people see and do of it.

pub(crate) mod again;
pub(crate) mod compose;
pub(crate) mod gather;
pub(crate) mod link;
pub(crate) mod message_view;
pub(crate) mod resend;
pub(crate) mod tell;
pub(crate) mod trial;
pub(crate) mod words;
