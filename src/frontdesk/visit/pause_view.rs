//! Pauses as they are shown.

use crate::domain::Result;
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::AppointmentId;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::pauses;
use crate::frontdesk::visit::pauses::{PauseUse, SeenPause};
use serde::Serialize;

/// A pause of a visit that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PauseView {
    pub appointment_id: AppointmentId,
    pub service: Option<String>,
    /// Whose time it is: the name.
    pub staff: Option<String>,
    pub policy: Option<&'static str>,
    pub start: LocalTime,
    pub end: LocalTime,
    /// The key of the booking that holds it; `None` where others may be in it.
    pub held_as: Option<String>,
    /// Where others may be in it, from when to when.
    pub usable: Option<Vec<Stretch>>,
}

/// From its first minute to its last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Stretch {
    pub start: LocalTime,
    pub end: LocalTime,
}

/// The pauses within a span, in order of time.
pub(crate) fn within(desk: &Desk, span: Interval) -> Result<Vec<PauseView>> {
    let pauses = pauses::within(desk, span)?;
    Ok(pauses.into_iter().map(|pause| view(&desk.salon.zone, pause)).collect())
}

fn view(zone: &Zone, pause: SeenPause) -> PauseView {
    let stretch = |at: Interval| Stretch {
        start: LocalTime::of(zone, at.start()),
        end: LocalTime::of(zone, at.end()),
    };
    let Stretch { start, end } = stretch(pause.at);
    let (held_as, usable) = match pause.what {
        PauseUse::Held(key) => (Some(key), None),
        PauseUse::Free(gaps) => (None, Some(gaps.into_iter().map(stretch).collect())),
    };
    PauseView {
        appointment_id: pause.visit,
        service: pause.service,
        staff: pause.staff,
        policy: pause.policy.map(PausePolicy::as_str),
        start,
        end,
        held_as,
        usable,
    }
}
