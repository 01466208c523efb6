//! What the arguments of the functions hold, and every name under which each is read.

use crate::domain::speech::reading::Field;

/// What an argument holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    Service,
    Staff,
    Branch,
    Offer,
    Appointment,
    /// The customer's name.
    Name,
    /// What somebody is to be called back about, in any words.
    Wish,
    Time(Field),
    /// Of an appointment that is to be cancelled or moved: when it is.
    OldTime(Field),
    /// When it is to be, where the plain arguments say when it is.
    NewTime(Field),
}

/// Every argument that is read anywhere, under all its names.
pub const READ: [(&str, Argument); 82] = [
    ("service", Argument::Service),
    ("service_name", Argument::Service),
    ("leistung", Argument::Service),
    ("dienstleistung", Argument::Service),
    ("behandlung", Argument::Service),
    ("staff", Argument::Staff),
    ("staff_name", Argument::Staff),
    ("stylist", Argument::Staff),
    ("stylist_name", Argument::Staff),
    ("preferred_staff", Argument::Staff),
    ("mitarbeiter", Argument::Staff),
    ("mitarbeiterin", Argument::Staff),
    ("friseur", Argument::Staff),
    ("friseurin", Argument::Staff),
    ("branch", Argument::Branch),
    ("branch_name", Argument::Branch),
    ("filiale", Argument::Branch),
    ("offer_id", Argument::Offer),
    ("offer", Argument::Offer),
    ("slot", Argument::Offer),
    ("slot_id", Argument::Offer),
    ("angebot", Argument::Offer),
    ("angebot_id", Argument::Offer),
    ("appointment_id", Argument::Appointment),
    ("booking_id", Argument::Appointment),
    ("appointment", Argument::Appointment),
    ("booking", Argument::Appointment),
    ("termin_id", Argument::Appointment),
    ("customer_name", Argument::Name),
    ("name", Argument::Name),
    ("kundenname", Argument::Name),
    ("client_name", Argument::Name),
    ("caller_name", Argument::Name),
    ("full_name", Argument::Name),
    ("wish", Argument::Wish),
    ("wunsch", Argument::Wish),
    ("anliegen", Argument::Wish),
    ("when", Argument::Time(Field::When)),
    ("wann", Argument::Time(Field::When)),
    ("date", Argument::Time(Field::Date)),
    ("day", Argument::Time(Field::Date)),
    ("datum", Argument::Time(Field::Date)),
    ("tag", Argument::Time(Field::Date)),
    ("date_from", Argument::Time(Field::DateFrom)),
    ("from", Argument::Time(Field::DateFrom)),
    ("start_date", Argument::Time(Field::DateFrom)),
    ("date_to", Argument::Time(Field::DateTo)),
    ("until", Argument::Time(Field::DateTo)),
    ("to", Argument::Time(Field::DateTo)),
    ("end_date", Argument::Time(Field::DateTo)),
    ("time", Argument::Time(Field::Time)),
    ("uhrzeit", Argument::Time(Field::Time)),
    ("zeit", Argument::Time(Field::Time)),
    ("preferred_time", Argument::Time(Field::Time)),
    ("earliest", Argument::Time(Field::Earliest)),
    ("time_from", Argument::Time(Field::Earliest)),
    ("latest", Argument::Time(Field::Latest)),
    ("time_to", Argument::Time(Field::Latest)),
    ("start", Argument::Time(Field::Start)),
    ("start_time", Argument::Time(Field::Start)),
    ("datetime", Argument::Time(Field::Start)),
    ("date_time", Argument::Time(Field::Start)),
    ("starts_at", Argument::Time(Field::Start)),
    ("startzeit", Argument::Time(Field::Start)),
    ("appointment_date", Argument::OldTime(Field::Date)),
    ("old_date", Argument::OldTime(Field::Date)),
    ("current_date", Argument::OldTime(Field::Date)),
    ("original_date", Argument::OldTime(Field::Date)),
    ("appointment_time", Argument::OldTime(Field::Time)),
    ("old_time", Argument::OldTime(Field::Time)),
    ("current_time", Argument::OldTime(Field::Time)),
    ("original_time", Argument::OldTime(Field::Time)),
    ("appointment_start", Argument::OldTime(Field::Start)),
    ("old_start", Argument::OldTime(Field::Start)),
    ("current_start", Argument::OldTime(Field::Start)),
    ("original_start", Argument::OldTime(Field::Start)),
    ("new_when", Argument::NewTime(Field::When)),
    ("new_date", Argument::NewTime(Field::Date)),
    ("new_time", Argument::NewTime(Field::Time)),
    ("new_start", Argument::NewTime(Field::Start)),
    ("new_start_time", Argument::NewTime(Field::Start)),
    ("new_datetime", Argument::NewTime(Field::Start)),
];

impl Argument {
    /// Those that say one thing, under whichever of their names. Times are brought together where they are read.
    pub(crate) const SINGLE: [Argument; 6] = [
        Argument::Service,
        Argument::Staff,
        Argument::Branch,
        Argument::Offer,
        Argument::Appointment,
        Argument::Name,
    ];

    /// What an argument of this name holds; `None` for one that no function reads.
    pub(crate) fn named(name: &str) -> Option<Argument> {
        READ.iter().find(|(read, _)| *read == name).map(|(_, argument)| *argument)
    }

    /// Whether it says when.
    pub(crate) fn is_time(self) -> bool {
        matches!(self, Argument::Time(_) | Argument::OldTime(_) | Argument::NewTime(_))
    }

    /// The first of its names.
    pub(crate) fn name(self) -> &'static str {
        READ.iter().find(|(_, argument)| *argument == self).map_or("", |(name, _)| name)
    }
}
