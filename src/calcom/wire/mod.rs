//! What goes over the wire to Cal.com and comes back: bodies written, answers read leniently.

pub(crate) mod body;
pub(crate) mod booking;
pub(crate) mod error;
pub(crate) mod event_types;
pub(crate) mod hooks;
pub(crate) mod members;
pub(crate) mod slots;
pub(crate) mod value;
pub(crate) mod webhook;

pub(crate) use body::{
    booking_body, booking_path, bookings_path, cancel_body, reschedule_body, reservation_body,
    reservation_path, slots_path,
};
pub(crate) use booking::{bookings, changed_facts, facts};
pub(crate) use error::{ErrorAnswer, error_answer, error_in, is_error_status};
pub(crate) use event_types::{event_type, event_types, event_types_by_slug_path, event_types_path};
pub(crate) use hooks::{hook, hook_body, hooks, hooks_path};
pub(crate) use members::{members, members_path, own_user, teams};
pub(crate) use slots::{reservation, slots};
pub(crate) use value::{is_plausible_uid, parse_instant};
pub(crate) use webhook::{WebhookHint, webhook};
