//! Which code a kind has. The compiler asks for one where a kind is new.

use crate::domain::Error;
use crate::domain::alarm::kind::Kind;
use crate::domain::help::code::Code;
use crate::domain::trouble::TroubleKind;
use crate::domain::visit::refusal::Reason;

impl From<&Error> for Code {
    fn from(error: &Error) -> Code {
        Code::of(match error {
            Error::Invalid(_) => 101,
            Error::NotFound(_) => 102,
            Error::Conflict(_) => 103,
            Error::Unavailable(_) => 104,
            Error::Internal(_) => 105,
            Error::Database(trouble) => return Code::from(trouble.kind),
        })
    }
}

impl From<TroubleKind> for Code {
    fn from(kind: TroubleKind) -> Code {
        Code::of(match kind {
            TroubleKind::Locked => 301,
            TroubleKind::Full => 302,
            TroubleKind::ReadOnly => 303,
            TroubleKind::Faulty => 304,
            TroubleKind::Damaged => 305,
            TroubleKind::Gone => 306,
        })
    }
}

impl From<Reason> for Code {
    fn from(reason: Reason) -> Code {
        Code::of(match reason {
            Reason::Taken => 401,
            Reason::Closed => 402,
            Reason::Absent => 403,
            Reason::TooSoon => 404,
            Reason::OutOfBounds => 405,
            Reason::Phone => 406,
            Reason::Email => 407,
            Reason::FieldRequired => 408,
            Reason::Limit => 409,
            Reason::MoveDisabled => 410,
            Reason::CancelDisabled => 411,
            Reason::KeyRefused => 412,
            Reason::NoRight => 413,
            Reason::EventTypeGone => 414,
            Reason::WrongVersion => 415,
            Reason::BookingGone => 416,
            Reason::CalledOff => 417,
            Reason::MovedElsewhere => 418,
            Reason::PoolUnfit => 419,
            Reason::GivenUp => 420,
            Reason::AskedFor => 421,
            Reason::Other => 422,
        })
    }
}

impl From<Kind> for Code {
    fn from(kind: Kind) -> Code {
        Code::of(match kind {
            Kind::StaffAssignment => 501,
            Kind::HostExtraction => 502,
            Kind::MatchedByEmail => 503,
            Kind::MatchedByName => 504,
            Kind::Failed => 505,
            Kind::AutomaticMappings => 506,
            Kind::ManualIntervention => 507,
            Kind::CalcomData => 508,
            Kind::DayAtZero => 509,
            Kind::WithoutHost => 510,
            Kind::UnmappedStaff => 511,
            Kind::InboxDead => 521,
            Kind::InboxLate => 522,
            Kind::VisitStuck => 523,
            Kind::OutboxFailing => 524,
            Kind::CalcomUnreachable => 525,
            Kind::KeyRefused => 526,
            Kind::EventTypeGone => 527,
            Kind::WebhooksSilent => 528,
            Kind::SyncOverdue => 529,
            Kind::BackupOverdue => 530,
            Kind::DiskNearlyFull => 531,
            Kind::ClockOff => 532,
            Kind::Database => 533,
        })
    }
}
