//! What `doctor` looks at, and what it makes of what it sees.

pub mod check;
pub mod files;
pub mod finding;
pub mod hook;
