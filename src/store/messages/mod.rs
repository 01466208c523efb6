//! What comes in, what goes out, and what a person should look at.

pub(crate) mod callback;
pub(crate) mod inbox;
pub(crate) mod inbox_list;
pub(crate) mod outbox;
pub(crate) mod outbox_list;
pub(crate) mod outbox_name;
pub(crate) mod poll;
pub(crate) mod recording;
pub(crate) mod replay;
pub(crate) mod visit_link;
pub(crate) mod warning;
