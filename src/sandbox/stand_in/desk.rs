//! What people do at Cal.com's own pages while we do something else: move, cancel, hand over, edit. Nobody asks
//! whether the time is free, as the page lets its owner do so, too.

use crate::domain::visit::booking::BookingStatus;
use crate::sandbox::instant::whole_millisecond;
use crate::sandbox::salon::bookings as change;
use crate::sandbox::salon::state::{Booking, State};
use crate::sandbox::stand_in::sandbox::Sandbox;
use crate::sandbox::types::{DeskEdit, WebhookMode};
use crate::sandbox::webhook::payload::Trigger;
use serde_json::json;
use time::OffsetDateTime;

impl Sandbox {
    /// Moves a standing booking, with the same hosts; says the new one's uid.
    pub fn desk_move(
        &self,
        uid: &str,
        start: OffsetDateTime,
        webhook: WebhookMode,
    ) -> Option<String> {
        let core = &self.core;
        let mut state = core.state();
        let old = state.booking(uid).filter(|old| old.status.stands())?.clone();
        let now = whole_millisecond(core.now());
        let booking = state.insert_booking(Booking {
            start,
            end: start.checked_add(old.end - old.start)?,
            rescheduled_from: Some(old.uid.clone()),
            rescheduled_to: None,
            sequence: old.sequence.saturating_add(1),
            created_at: now,
            updated_at: now,
            ..old
        });
        self.edit(&mut state, uid, |old| {
            old.status = BookingStatus::Cancelled;
            old.rescheduled_to = Some(booking.uid.clone());
        })?;
        core.webhooks.booking_as(webhook, core.now(), &state, Trigger::Rescheduled, &booking);
        Some(booking.uid)
    }

    /// Cancels a standing booking; says whether there was one.
    pub fn desk_cancel(&self, uid: &str, webhook: WebhookMode) -> bool {
        let cancel = |booking: &mut Booking| {
            booking.status = BookingStatus::Cancelled;
            booking.cancellation_reason = Some("at the desk".to_owned());
        };
        self.act(uid, webhook, cancel, |_| Trigger::Cancelled)
    }

    /// Hands a standing booking over to this user; says whether there was one. Uid and number stay.
    pub fn desk_reassign(&self, uid: &str, to: i64, webhook: WebhookMode) -> bool {
        let from = {
            let state = self.core.state();
            state.booking(uid).map_or(to, |booking| change::rotating_host(&state, booking))
        };
        let hand_over = |booking: &mut Booking| {
            if booking.organizer == from {
                booking.organizer = to;
            }
            booking.co_hosts.iter_mut().filter(|host| **host == from).for_each(|host| *host = to);
            booking.sequence = booking.sequence.saturating_add(1);
        };
        self.act(uid, webhook, hand_over, |_| Trigger::Reassigned { added: to, removed: from })
    }

    /// Confirms a pending booking; says whether there was one that stands.
    pub fn desk_confirm(&self, uid: &str, webhook: WebhookMode) -> bool {
        let confirm = |booking: &mut Booking| booking.status = BookingStatus::Accepted;
        self.act(uid, webhook, confirm, |_| Trigger::Created)
    }

    /// Declines a booking; says whether there was one that stands.
    pub fn desk_decline(&self, uid: &str, webhook: WebhookMode) -> bool {
        let decline = |booking: &mut Booking| {
            booking.status = BookingStatus::Rejected;
            booking.rejection_reason = Some("at the desk".to_owned());
        };
        self.act(uid, webhook, decline, |_| Trigger::Rejected)
    }

    /// Edits a booking, standing or not; says whether there is one. No webhook tells of it.
    pub fn desk_edit(&self, uid: &str, edit: DeskEdit) -> bool {
        let mut state = self.core.state();
        let edited = self.edit(&mut state, uid, |booking| {
            booking.title = edit.title.or(booking.title.take());
            if let Some(name) = edit.attendee_name {
                booking.attendee.name = name;
            }
            if let Some(email) = edit.attendee_email {
                booking.attendee.email = email;
            }
            if let Some(metadata) = edit.metadata {
                booking.metadata = metadata;
            }
            booking.guests.extend(edit.guests_before.iter().chain(&edit.guests_after).cloned());
            booking.added.0.extend(edit.guests_before);
            booking.added.1.extend(edit.guests_after);
        });
        edited.is_some()
    }

    /// Writes notes to a booking, as long as may be. It counts as a change.
    pub fn write_notes(&self, uid: &str, notes: &str) -> bool {
        let mut state = self.core.state();
        let write = |booking: &mut Booking| {
            booking.responses.insert("notes".to_owned(), json!(notes));
        };
        self.edit(&mut state, uid, write).is_some()
    }

    /// A booking says that it was changed then, whatever the clock says: a server whose clock is wrong.
    pub fn misdate(&self, uid: &str, updated_at: OffsetDateTime) -> bool {
        let mut state = self.core.state();
        let booking = state.booking_mut(uid);
        booking.map(|booking| booking.updated_at = whole_millisecond(updated_at)).is_some()
    }

    fn act(
        &self,
        uid: &str,
        webhook: WebhookMode,
        how: impl FnOnce(&mut Booking),
        trigger: impl FnOnce(&Booking) -> Trigger,
    ) -> bool {
        let core = &self.core;
        let mut state = core.state();
        if !state.booking(uid).is_some_and(|booking| booking.status.stands()) {
            return false;
        }
        let Some(booking) = self.edit(&mut state, uid, how) else { return false };
        core.webhooks.booking_as(webhook, core.now(), &state, trigger(&booking), &booking);
        true
    }

    fn edit(
        &self,
        state: &mut State,
        uid: &str,
        how: impl FnOnce(&mut Booking),
    ) -> Option<Booking> {
        let booking = state.booking_mut(uid)?;
        how(booking);
        booking.touch(self.core.now());
        Some(booking.clone())
    }
}
