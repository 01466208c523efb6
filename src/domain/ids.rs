//! Names for rows, one type each, so that a staff member is never passed where a host is meant.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

row_id!(
    /// The tenant: everything belongs to exactly one company.
    CompanyId
);
row_id!(
    /// One branch of a company.
    BranchId
);
row_id!(
    /// A service the salon sells.
    ServiceId
);
row_id!(
    /// A person who has appointments.
    CustomerId
);
row_id!(
    /// What the customer has in the diary.
    AppointmentId
);
row_id!(
    /// One stretch of active work; one Cal.com booking.
    SegmentId
);
row_id!(
    /// A host mapping.
    MappingId
);
row_id!(
    /// A Cal.com user as seen in `hosts[].id`. The key to map staff by.
    HostId
);
row_id!(
    /// A time in which a staff member is not there.
    AbsenceId
);
row_id!(
    /// A user of the salon's page.
    UserId
);
row_id!(
    /// One time that somebody logged in.
    SessionId
);

/// Length of an offer's id in hexadecimal digits: the agent repeats it, so it is short; it counts within its call alone.
pub const OFFER_ID_CHARS: usize = 10;

/// A staff member's UUID, as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StaffId(pub String);

impl fmt::Display for StaffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
