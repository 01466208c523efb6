//! Releasing the held pause of a visit, whole or in part: a person of the salon lets others have the stylist.
//!
//! The hold at Cal.com is cancelled, and what stays held is booked anew with its own length. If that cannot be booked
//! any more the pause counts as released and the desk is told.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::layout::PartKind;
use crate::domain::visit::pause;
use crate::domain::visit::plan::PlannedBooking;
use crate::domain::visit::saga_plan::{Action, VisitPlan};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::visit::change::must_be_settled;
use crate::frontdesk::visit::outcome::Outcome;
use crate::frontdesk::visit::{change, change_plan, drive};
use crate::saga::Opened;
use crate::store::db::key;
use crate::store::db::tx::Tx;
use crate::store::visit::saga_log::{Kind, New};
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, saga_log, segment};
use std::time::Instant;
use time::OffsetDateTime;

/// What Cal.com shows as the reason.
const RELEASE_REASON: &str = "the salon released the pause";
/// What stays held behind a released middle is booked under the pause's key and this.
const SECOND_PIECE: &str = "2";

/// What is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Of this visit.
    pub visit: AppointmentId,
    /// Which pause, `A+`; `None` where the visit holds only one.
    pub pause: Option<String>,
    /// Which part of it, UTC; `None` for all of it.
    pub part: Option<Interval>,
    /// Who releases it.
    pub by: String,
}

/// Releases a pause and waits until Cal.com knows, by the deadline.
pub fn release(desk: &Desk, release: &Release, deadline: Instant) -> Result<Outcome> {
    let id = key::fresh();
    let claim = desk.claims.take(&id);
    let claim = claim.ok_or_else(|| Error::internal("a new saga's name is in use"))?;
    open_release(desk, &id, release, true)?;
    drive::settle_claimed(desk, &claim, deadline, Opened::JustNow)
}

/// Writes a release down for the driver of the sagas (`serve`); the saga's name.
pub fn order(desk: &Desk, release: &Release) -> Result<String> {
    let id = key::fresh();
    open_release(desk, &id, release, false)?;
    Ok(id)
}

fn open_release(desk: &Desk, id: &str, release: &Release, sent_now: bool) -> Result<()> {
    let row = change::row(desk, release.visit)?;
    let margins = desk.salon.config.pauses.margins();
    let (id, release, now) = (id.to_owned(), release.clone(), desk.now());
    let plan = change::plan(desk, &id, &row, None, Vec::new())?;
    let plan: VisitPlan = serde_json::from_value(plan).map_err(Error::internal)?;
    desk.store.write(move |tx| {
        must_be_settled(tx, row.visit_ref.as_deref(), &id)?;
        let row = appointment::find(tx, release.visit)?.ok_or(Error::NotFound("appointment"))?;
        if row.plan.policy != Some(PausePolicy::Flexible) {
            return Err(Error::Conflict(format!(
                "the pauses of appointment {} are not flexible: only those are released",
                release.visit
            )));
        }
        let held = held_pause(tx, &release, now)?;
        let at = Interval::new(held.starts_at, held.ends_at)?;
        let pieces = pause::release(at, release.part.unwrap_or(at), margins)?.held;
        let mut metadata = plan.metadata.clone();
        metadata.insert(RELEASED_BY.to_owned(), release.by.clone());
        let stays = stays(&row, &held, &pieces)?;
        let plan = VisitPlan { metadata, actions: actions(&held, &stays), ..plan };
        let plan = serde_json::to_value(plan).map_err(Error::internal)?;
        let (kind, params, call) = (Kind::Release, &plan, None);
        // What stays held stays closed to others while it is booked anew.
        let (kept, is_sent) = (&*stays, sent_now);
        saga_log::create(tx, &New { id: &id, kind, params, call, kept, is_sent }, now)
    })
}

/// In the metadata of what stays held.
const RELEASED_BY: &str = "chairside_released_by";

fn held_pause(tx: &Tx, release: &Release, now: OffsetDateTime) -> Result<Segment> {
    let parts = segment::of_appointment(tx, release.visit)?;
    let held = |part: &Segment| {
        part.kind == PartKind::Pause
            && part.booking_status.is_some_and(BookingStatus::stands)
            && part.ends_at > now
            && release.pause.as_ref().is_none_or(|key| *key == part.key)
    };
    let mut held: Vec<Segment> = parts.into_iter().map(|(_, part)| part).filter(held).collect();
    match (held.pop(), held.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(_), false) => Err(Error::invalid("the visit holds several pauses: say which one")),
        (None, _) => Err(Error::NotFound("held pause")),
    }
}

fn stays(
    row: &appointment::Appointment,
    held: &Segment,
    pieces: &[Interval],
) -> Result<Vec<PlannedBooking>> {
    let Some(whole) = change_plan::planned(row, held)? else {
        return Err(Error::Conflict("the pause is not held at Cal.com".into()));
    };
    let piece = |(index, at): (u32, &Interval)| {
        let mut note = whole.note.clone();
        note.position = note.position.saturating_add(index);
        if index > 0 {
            note.segment.push_str(SECOND_PIECE);
        }
        PlannedBooking { note, at: *at, ..whole.clone() }
    };
    Ok((0..).zip(pieces).map(piece).collect())
}

/// The hold is given up, and what stays held is booked anew.
fn actions(held: &Segment, stays: &[PlannedBooking]) -> Vec<Action> {
    let mut actions: Vec<Action> = change_plan::cancel(held, RELEASE_REASON).into_iter().collect();
    actions.extend(
        stays.iter().map(|part| Action::book(part).of_length(part.at.duration().whole_minutes())),
    );
    actions
}
