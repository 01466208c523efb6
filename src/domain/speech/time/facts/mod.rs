//! Atoms become statements; what no statement used is a puzzle or belongs to somebody else.

pub(crate) mod aside;
pub(crate) mod besides;
pub(crate) mod clause;
pub(crate) mod doubt;
pub(crate) mod explained;
pub(crate) mod fact;
pub(crate) mod instead;
pub(crate) mod ledger;
pub(crate) mod leftover;
pub(crate) mod operand;
pub(crate) mod parts;
pub(crate) mod pending;
pub(crate) mod range;
pub(crate) mod row;
pub(crate) mod spared;
pub(crate) mod statement;
pub(crate) mod told;
mod told_words;
