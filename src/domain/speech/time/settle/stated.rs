//! Statements with the argument they stood in, as they are brought together.

use crate::domain::speech::reading::Field;
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::fact::Fact;

/// A doubt, with the facts that it is about.
pub(crate) type Doubted = (Why, Vec<usize>);

/// One statement about days with the argument it stood in.
#[derive(Clone, Copy)]
pub(crate) struct Stated<'a> {
    pub fact: &'a Fact,
    pub field: Field,
    /// Its number among all facts.
    pub number: usize,
}
