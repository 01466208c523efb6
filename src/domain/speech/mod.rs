//! What callers say, as the voice model passes it on, turned into values: days and times, services, people. Pure; the
//! clock, the zone and the opening hours are passed in. What is not certain becomes a question, never a guess.

pub mod absent;
pub mod anchor;
pub(crate) mod anybody;
pub(crate) mod branch;
pub mod customer_name;
#[cfg(test)]
mod customer_name_tests;
pub(crate) mod function_words;
#[cfg(test)]
mod hostile_tests;
pub mod id;
pub(crate) mod name_around;
pub(crate) mod person_words;
pub mod placeholder;
pub mod reading;
pub mod say;
#[cfg(test)]
mod say_back_tests;
#[cfg(test)]
mod say_tests;
pub(crate) mod sentence;
#[cfg(test)]
mod sentence_tests;
pub mod service;
pub(crate) mod shop;
pub mod staff;
pub mod time;
pub(crate) mod written;
