//! Recording: what comes in and what Cal.com answers, in the form that `replay` reads.

pub(crate) mod file;
pub(crate) mod handle;
pub mod line;
pub mod recorder;
pub(crate) mod redact;
pub(crate) mod salon_line;
pub(crate) mod state;
pub(crate) mod writer;
