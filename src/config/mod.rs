//! `appliance.toml`, credentials, the environment and arguments, turned once into checked structs.
//!
//! Unknown keys are errors, defaults stand at their field, units are in the names, and all faults are told at once. The
//! structs are the only list of keys: `source` finds out from them what may stand where.

mod alerts;
mod backup;
mod calcom;
pub(crate) mod checks;
mod company;
mod database;
pub mod first;
pub(crate) mod keys;
mod load;
mod messages;
mod metrics;
mod post;
pub mod reload;
mod retell;
mod retention;
mod roster;
mod roster_hours;
mod roster_service;
pub(crate) mod roster_text;
mod said;
mod secret;
mod sections;
mod source;
pub mod template;
mod whole;
pub mod written;

pub use alerts::{AlertsConfig, HookShape};
pub use backup::BackupConfig;
pub use calcom::{AttendeeMode, CalcomConfig};
pub use company::CompanyConfig;
pub use database::DatabaseConfig;
pub use load::{DEFAULT_FILE, Given, Refused};
pub use messages::{MessagesConfig, Prefer};
pub use metrics::MetricsConfig;
pub use post::{MailConfig, MailSecurity, MailWay, SmsConfig, SmsWay};
pub use retell::RetellAgentConfig;
pub use retention::RetentionConfig;
pub use roster::{BranchEntry, StaffEntry};
pub use roster_hours::{ClosureEntry, HoursEntry, HoursRow, closures};
pub use roster_service::{EventTypeEntry, SegmentEntry, ServiceEntry};
pub use secret::Secret;
pub use sections::{
    BookingConfig, LogConfig, LogLevel, MatchingConfig, PausesConfig, PollConfig, RecordConfig,
    RetellConfig, ServerConfig, WebApiConfig,
};
pub use source::fault::Fault;
pub use source::origin::{Origin, Origins};
pub use whole::Config;
