//! What every command has: its arguments, the desk it works at, how it prints and how it ends.

pub(crate) mod arguments;
pub(crate) mod closed_pipe;
pub(crate) mod desk;
pub(crate) mod given;
pub(crate) mod outcome;
pub(crate) mod print;
pub(crate) mod table;
