//! What a user of the page is, and may therefore do.

use crate::domain::stored::stored_enum;

stored_enum! {
    /// What a user is. The column `users.role`.
    pub enum Role {
        /// Whose salon it is.
        Owner = "owner",
        /// Who works at the desk.
        Desk = "desk",
        /// Who looks after the voice agent from outside: no customer's data.
        Agency = "agency",
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// What every user may: look after oneself.
    Everything,
    /// What shows or changes customers and their visits.
    Customers,
    /// What only the owner may.
    Own,
}

impl May {
    /// For programs.
    pub fn as_str(self) -> &'static str {
        match self {
            May::Everything => "everything",
            May::Customers => "customers",
            May::Own => "own",
        }
    }
}

impl Role {
    /// Whether a user of this role may.
    pub fn may(self, what: May) -> bool {
        match what {
            May::Everything => true,
            May::Customers => matches!(self, Role::Owner | Role::Desk),
            May::Own => self == Role::Owner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{May, Role};

    #[test]
    fn the_agency_sees_no_customer_and_the_owner_may_all() {
        for (role, customers, own) in
            [(Role::Owner, true, true), (Role::Desk, true, false), (Role::Agency, false, false)]
        {
            assert!(role.may(May::Everything));
            assert_eq!(
                (role.may(May::Customers), role.may(May::Own)),
                (customers, own),
                "{role:?}"
            );
        }
    }
}
