//! Which alarms there are.

use crate::domain::stored::stored_enum;

stored_enum! {
    /// How bad it is, mildest first.
    #[derive(PartialOrd, Ord)]
    pub enum Level {
        /// It should be looked at.
        Warn = "warn",
        /// Somebody must look.
        Alarm = "alarm",
    }
}

stored_enum! {
    /// What is wrong. The first eight are rates, by the names that they have everywhere.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Kind {
        /// Bookings without a staff member.
        StaffAssignment = "staff_assignment",
        /// Bookings without a host.
        HostExtraction = "host_extraction",
        /// Fewer matches by address than there should be.
        MatchedByEmail = "matched_by_email",
        /// More matches by name than there should be.
        MatchedByName = "matched_by_name",
        /// Hosts whom nobody was found for.
        Failed = "failed",
        /// Mappings that people had to make.
        AutomaticMappings = "automatic_mappings",
        /// Bookings that people had to correct.
        ManualIntervention = "manual_intervention",
        /// Bookings whose state at Cal.com is not known.
        CalcomData = "calcom_data",
        /// A day on which no booking has a staff member, or none a host.
        DayAtZero = "day_at_zero",
        /// Many appointments without a host within a day.
        WithoutHost = "without_host",
        /// People who can be booked and whose account at Cal.com is not known.
        UnmappedStaff = "unmapped_staff",
        /// A message that was received cannot be worked on.
        InboxDead = "inbox_dead",
        /// A message that was received waits.
        InboxLate = "inbox_late",
        /// A visit cannot be settled without a person, or is not settled for too long.
        VisitStuck = "visit_stuck",
        /// What is to be sent to customers is not sent.
        OutboxFailing = "outbox_failing",
        /// Cal.com does not answer.
        CalcomUnreachable = "calcom_unreachable",
        /// Cal.com does not take our key, does not let it book, or does not know the address.
        KeyRefused = "key_refused",
        /// An event type is gone at Cal.com.
        EventTypeGone = "event_type_gone",
        /// Bookings change, and no webhook tells of it.
        WebhooksSilent = "webhooks_silent",
        /// The comparison with Cal.com was not done for too long.
        SyncOverdue = "sync_overdue",
        /// There is no new backup.
        BackupOverdue = "backup_overdue",
        /// Little room is left on the disk.
        DiskNearlyFull = "disk_nearly_full",
        /// Our clock and Cal.com's differ.
        ClockOff = "clock_off",
        /// The database takes nothing.
        Database = "database",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quality::rates::{Figures, rates};

    #[test]
    fn every_rate_with_a_target_has_its_alarm() {
        for rate in rates(&Figures::default()) {
            assert_eq!(Kind::parse(rate.name).is_some(), !rate.target.is_empty(), "{}", rate.name);
        }
    }
}
