//! What a caller's sentence would come to: understood, asked back, offered; and nothing of it held or booked.

pub(crate) mod view;
