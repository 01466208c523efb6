//! The parts of an offer's hold or of a booking on its way, as `holds.parts` and `sagas.kept` have them: whose minutes are kept, an object per booking that would be made.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::note::PartNote;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use serde::{Deserialize, Serialize};

/// One of them. `hold.rs` reads some of these names in SQL.
#[derive(Serialize, Deserialize)]
struct Part {
    position: u32,
    segment_key: String,
    kind: String,
    name: String,
    event_type_id: i64,
    staff_id: Option<String>,
    starts_at: String,
    ends_at: String,
    settle_minutes: u32,
    return_minutes: u32,
    buffer_minutes: u32,
}

/// As they are stored.
pub(crate) fn to_json(parts: &[PlannedBooking]) -> Result<String> {
    let part = |part: &PlannedBooking| Part {
        position: part.note.position,
        segment_key: part.note.segment.clone(),
        kind: part.note.kind.as_str().to_owned(),
        name: part.note.name.clone(),
        event_type_id: part.event_type_id,
        staff_id: part.staff.as_ref().map(|staff| staff.0.clone()),
        starts_at: stamp::seconds(part.at.start()),
        ends_at: stamp::seconds(part.at.end()),
        settle_minutes: part.note.settle_minutes,
        return_minutes: part.note.return_minutes,
        buffer_minutes: part.note.buffer_minutes,
    };
    let parts: Vec<Part> = parts.iter().map(part).collect();
    serde_json::to_string(&parts).map_err(Error::internal)
}

/// In the order of time.
pub(crate) fn of_json(text: &str, policy: Option<PausePolicy>) -> Result<Vec<PlannedBooking>> {
    let parts: Vec<Part> = serde_json::from_str(text).map_err(Error::internal)?;
    let mut parts = parts
        .into_iter()
        .map(|part| read(part, policy))
        .collect::<Result<Vec<PlannedBooking>>>()?;
    let work = parts.iter().filter(|part| part.note.kind == PartKind::Work).count();
    let segments = u32::try_from(work).map_err(Error::internal)?;
    for part in &mut parts {
        part.note.segments = segments;
    }
    Ok(parts)
}

fn read(part: Part, policy: Option<PausePolicy>) -> Result<PlannedBooking> {
    let kind = PartKind::parse(&part.kind)
        .ok_or_else(|| Error::internal("a hold has a part of an unknown kind"))?;
    Ok(PlannedBooking {
        note: PartNote {
            segment: part.segment_key,
            position: part.position,
            segments: 1,
            kind,
            policy,
            name: part.name,
            settle_minutes: part.settle_minutes,
            return_minutes: part.return_minutes,
            buffer_minutes: part.buffer_minutes,
        },
        at: Interval::new(stamp::parse(&part.starts_at)?, stamp::parse(&part.ends_at)?)?,
        staff: part.staff_id.map(StaffId),
        event_type_id: part.event_type_id,
    })
}
