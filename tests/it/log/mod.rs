//! What the program tells its log.

mod day;
