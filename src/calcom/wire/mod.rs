//! What goes over the wire to Cal.com and comes back: bodies written, answers read leniently.

pub(crate) mod body;
pub mod booking;
pub(crate) mod error;
pub(crate) mod event_types;
pub(crate) mod members;
pub(crate) mod slots;
pub(crate) mod value;
pub(crate) mod webhook;

pub use body::{
    booking_body, booking_path, bookings_path, cancel_body, reschedule_body, reservation_body,
    reservation_path, slots_path,
};
pub use booking::{bookings, changed_facts, facts};
pub use error::{CODE_BARE, ErrorAnswer, error_answer, error_in, is_error_status};
pub use event_types::{
    event_type, event_types, event_types_by_slug_path, event_types_path, own_id,
};
pub use members::{members, members_path};
pub use slots::{reservation, slots};
pub use value::{MESSAGE_MAX_CHARS, is_plausible_uid, parse_instant, utc_text};
pub use webhook::{WebhookHint, webhook};
