//! What came in: listed, shown with what it led to, and worked on again.

pub mod list;
pub mod replay;
