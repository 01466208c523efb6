//! Times that are denied.

use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::fact::{Role, What};
use crate::domain::speech::time::settle::stated::{Doubted, Stated};

/// `nicht um zehn, sondern um elf`: what is denied says nothing beside another of its kind. Alone it would have to be
/// left out of a window: what is possible is asked.
pub(crate) fn denied(stated: &[Stated]) -> Result<(), Doubted> {
    for one in stated.iter().filter(|one| one.fact.role == Role::Not) {
        let is_other = |other: &Stated| match (&one.fact.what, &other.fact.what) {
            _ if !matches!(other.fact.role, Role::At | Role::Prefer) => false,
            (What::Clock(denied), What::Clock(meant)) => denied.minute != meant.minute,
            (What::Part(denied), What::Part(meant)) => denied.part != meant.part,
            (What::Part(_), What::Clock(_)) => true,
            _ => false,
        };
        if !stated.iter().any(is_other) {
            return Err((Why::Negated, vec![one.number]));
        }
    }
    Ok(())
}
