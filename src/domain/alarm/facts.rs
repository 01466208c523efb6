//! What is looked at. Counts and times only: nothing here can name a customer.

use crate::domain::quality::rates::Figures;
use crate::domain::visit::refusal::Reason;
use time::Duration;

/// How well staff and hosts are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QualityFacts {
    /// The assignment of staff is switched off: that nobody is assigned is then as it should be.
    pub assigns_nobody: bool,
    /// Of the last 24 hours, and further back until there are enough bookings, at most seven days.
    pub recent: Figures,
    /// How far back that is.
    pub recent_span: Duration,
    /// Of the last 24 hours.
    pub day: Figures,
    /// Appointments of the last 24 hours without a host; walk-ins have none and do not count.
    pub day_without_host: u64,
    /// Active people who have had an event type for longer than half a day.
    pub bookable_staff: u64,
    /// Of these, those who are nobody's account at Cal.com as far as we know.
    pub unmapped_staff: u64,
}

/// How the appliance runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunningFacts {
    /// The work began a moment ago: what waits may have waited for it.
    pub is_young: bool,
    /// Messages that were given up within the last day.
    pub dead_messages: u64,
    /// How long the oldest message waits.
    pub oldest_message: Option<Duration>,
    /// Visits that a person must settle.
    pub stuck_visits: u64,
    /// How long the oldest visit that is being settled has been so.
    pub oldest_visit: Option<Duration>,
    /// What waits to be sent to customers; `None` where nothing is ever sent.
    pub outbox: Option<OutboxFacts>,
    /// What was heard of Cal.com since the program began.
    pub calcom: Heard,
    /// Why Cal.com takes nothing from us.
    pub refused: Option<Reason>,
    /// Event types that the key may not book.
    pub without_right: u64,
    /// Event types that Cal.com says are gone.
    pub event_types_gone: u64,
    /// Set if bookings changed that no webhook told of.
    pub untold: Option<Untold>,
    /// What should have been done by itself and was not.
    pub overdue: Vec<Overdue>,
    /// The newest backup, where backups are looked for.
    pub backup: Option<BackupFacts>,
    /// Where the database is; `None` if that could not be found out.
    pub disk: Option<Disk>,
    /// How far our clock is ahead of Cal.com's; `None` before its first answer.
    pub clock_ahead: Option<Duration>,
}

/// What waits to be sent to customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxFacts {
    /// How long the oldest one that is due has been due.
    pub oldest_due: Option<Duration>,
    /// Given up within the last day.
    pub given_up: u64,
}

/// What was heard of Cal.com.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heard {
    /// Nothing was asked yet.
    #[default]
    Nothing,
    /// The last question was answered.
    Answers,
    /// It was not.
    Silence(Silence),
}

/// Nothing answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Since the first question that went unanswered.
    pub lasts: Duration,
    /// Questions without an answer since then.
    pub questions: u64,
}

/// What the poll found and no webhook told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Bookings that changed since the last webhook.
    pub bookings: u64,
    /// Since the first of them.
    pub lasts: Duration,
    /// How often the poll came upon some.
    pub polls: u64,
}

/// Something that should be done every so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// What.
    pub what: Task,
    /// For how long it has not been done, or not gone well.
    pub lasts: Duration,
}

/// What is done by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Cal.com's member lists are read.
    HostSync,
    /// Event types are compared.
    EventTypes,
    /// Cal.com is asked what changed.
    Poll,
}

/// Backups as they lie in their folder, or as they are made by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupFacts {
    /// How old the newest is; `None` if there is none.
    pub newest: Option<Duration>,
    /// How old it may be.
    pub allowed: Duration,
    /// How long the backup that is made by itself has been failing.
    pub failing: Option<Duration>,
}

/// Room on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Bytes that we may still write.
    pub free_bytes: u64,
    /// Of so many.
    pub all_bytes: u64,
}
