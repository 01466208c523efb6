//! A stand-in for Cal.com's API v2: stateful, served over real HTTP, with the real one's quirks.
//!
//! It carries the demo, the tests and the crash judge. A host program starts it, furnishes it with users
//! and event types, lets it go wrong on purpose, and asks it afterwards what really happened. What it
//! cannot do: recurring and seated bookings, managed event types, payments, routing forms, calendars.

mod desk;
pub(crate) mod sandbox;

pub use crate::sandbox::answer::Saying;
pub use crate::sandbox::fault::faults::{
    FAULT_HEADER, Fault, FaultKind, FaultOn, HostShape, Operation,
};
pub use crate::sandbox::fault::lies::Becomes;
pub use crate::sandbox::fault::names::{FAULT_NAMES, help};
pub use crate::sandbox::stand_in::sandbox::Sandbox;
pub use crate::sandbox::types::{
    BookingRule, Clock, DEMO_API_KEY, DeskEdit, EndlessLists, RATE_LIMIT_PER_MINUTE,
    SandboxBooking, SandboxCounts, SandboxEventType, SandboxHost, SandboxKind, SandboxOptions,
    SandboxRequest, SandboxTeam, SandboxUser, WebhookMode, WorkingHours,
};
pub use crate::sandbox::webhook::queue::{WebhookDelivery, WebhookResult};
