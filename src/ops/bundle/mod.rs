//! What somebody who helps needs to see, in one file, without who the customers are and without any key.

pub(crate) mod gather;
mod last_lines;
mod scrub;
pub(crate) mod write;
