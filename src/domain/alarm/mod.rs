//! What is wrong with the whole, when it is told, and in which words. Pure: facts in, findings out; findings in, changes
//! out.
//!
//! A warning (`store/messages/warning`) is about one matter that a person of the salon looks at; an alarm is about the
//! appliance, told to whoever keeps it, once.

pub mod facts;
pub mod finding;
pub mod kind;
pub mod machine;
pub mod quality;
pub mod quiet;
pub mod running;
#[cfg(test)]
mod running_tests;
pub(crate) mod sentence;
