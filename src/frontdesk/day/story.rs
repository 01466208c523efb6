//! One visit with its story: who comes, who does it and why, its pauses, what happened.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::AppointmentId;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::day::history;
use crate::frontdesk::day::history::Happened;
use crate::frontdesk::host::visit_view;
use crate::frontdesk::host::visit_view::VisitView;
use crate::frontdesk::telling::message_view;
use crate::frontdesk::visit::pause_view;
use crate::frontdesk::visit::pause_view::PauseView;
use crate::store::messages::outbox;
use serde::Serialize;

/// Messages of one visit that are told.
const MESSAGES_MAX: u32 = 50;

/// A visit with its story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StoryView {
    pub visit: VisitView,
    /// Held or free, in order.
    pub pauses: Vec<PauseView>,
    /// What happened to it, oldest first.
    pub history: Vec<Happened>,
}

/// `NotFound` if there is no appointment of this number here.
pub(crate) fn of(desk: &Desk, id: AppointmentId) -> Result<StoryView> {
    let visit = visit_view::show(desk, id)?;
    let (start, end) = desk.salon.zone.day_bounds(visit.start.day());
    let day = Interval::new(start, end).map_err(|_| Error::NotFound("day"))?;
    let mut pauses = pause_view::within(desk, day)?;
    pauses.retain(|pause| pause.appointment_id == id);
    let history = desk.store.read(|connection| {
        let messages = match &visit.visit_ref {
            None => Vec::new(),
            Some(visit_ref) => {
                outbox::of_visit(connection, desk.salon.company, visit_ref, MESSAGES_MAX)?
            }
        };
        let told = messages.into_iter().map(|one| message_view::view(desk, connection, one));
        history::of(desk, connection, id, &told.collect::<Result<Vec<_>>>()?)
    })?;
    Ok(StoryView { visit, pauses, history })
}
