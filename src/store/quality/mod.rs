//! Counting, for the rates and the questions that people ask about them. Only reads.

pub mod answers;
pub mod by_word;
pub mod figures;
pub mod mappings;
pub mod people;
pub mod refusals;
pub mod sources;
pub mod span;
pub mod stretches;
pub mod unassigned;
