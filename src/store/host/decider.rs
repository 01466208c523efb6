//! Who makes a change of what is kept about hosts, and why.

/// `system`, or a person, with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decider<'a> {
    /// `system`, or a person.
    pub by: &'a str,
    /// Empty for the ordinary case.
    pub reason: &'a str,
}

/// The rules decide, for no special reason.
pub const SYSTEM: Decider<'static> = Decider { by: "system", reason: "" };

impl Decider<'_> {
    /// The rules decide, for this reason.
    pub fn system(reason: &str) -> Decider<'_> {
        Decider { reason, ..SYSTEM }
    }
}
