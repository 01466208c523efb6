//! Mail: a letter, how it is written down, and the ways it goes.

pub mod folder;
pub mod letter;
pub mod mime;
pub mod smtp;
pub mod transport;
