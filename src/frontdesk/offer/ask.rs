//! What is looked for.

use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{AppointmentId, BranchId, StaffId};
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::offer::wanted::Wanted;
use crate::store::service::catalogue::Service;
use time::OffsetDateTime;

/// More than three are not remembered on the phone.
pub const OFFERS_MAX: usize = 3;
/// What is looked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// In this call.
    pub call_id: String,
    /// What.
    pub service: Service,
    /// Whom the customer asks for.
    pub staff: Option<StaffId>,
    /// Where.
    pub branch: Option<BranchId>,
    /// When.
    pub wanted: Wanted,
    /// How the caller wants the pauses, over the person's and the service's policy.
    pub policy: Option<PausePolicy>,
    /// A visit that is being moved, and so does not stand in its own way.
    pub moving: Option<AppointmentId>,
    /// A start that was refused just now: what this call has been offered across it is no sign that it is free.
    pub refused: Option<OffsetDateTime>,
}

impl Ask {
    /// A question about one start, of a new visit.
    pub(crate) fn at(call_id: &str, wished: Wished, start: OffsetDateTime, zone: &Zone) -> Ask {
        let (day, time) = zone.local(start);
        Ask::within(call_id, wished, Wanted::at(day, time))
    }

    /// The same where that start cannot be had: what is nearest to it.
    pub(crate) fn around(self, start: OffsetDateTime, zone: &Zone) -> Ask {
        let (day, time) = zone.local(start);
        Ask { wanted: Wanted::around(day, time), refused: Some(start), ..self }
    }

    /// A question about some days, of a new visit.
    pub(crate) fn within(call_id: &str, wished: Wished, wanted: Wanted) -> Ask {
        let Wished { service, staff, branch } = wished;
        let call_id = call_id.to_owned();
        Ask { call_id, service, staff, branch, wanted, policy: None, moving: None, refused: None }
    }
}

/// What a caller or the web form wishes for, whenever it may be.
#[derive(Clone, Debug)]
pub(crate) struct Wished {
    pub service: Service,
    /// Whom the customer asks for.
    pub staff: Option<StaffId>,
    pub branch: Option<BranchId>,
}
