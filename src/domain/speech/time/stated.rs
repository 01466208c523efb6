//! Statements with the argument they stood in, as they are brought together.

use crate::domain::speech::reading::Field;
use crate::domain::speech::time::doubt::Why;
use crate::domain::speech::time::fact::Fact;

/// A doubt, with the facts that it is about.
pub(super) type Doubted = (Why, Vec<usize>);

/// One statement about days with the argument it stood in.
#[derive(Clone, Copy)]
pub(super) struct Stated<'a> {
    pub fact: &'a Fact,
    pub field: Field,
    /// Its number among all facts.
    pub number: usize,
}
