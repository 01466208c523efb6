//! The sentences the salon's desk reads: warnings, notes to call back. German and English.

use crate::domain::ids::AppointmentId;
use crate::domain::visit::refusal::Reason;
use crate::frontdesk::voice::callers::Voice;
use time::OffsetDateTime;

impl Voice<'_> {
    /// A customer who could not be told.
    pub fn message_failed(
        &self,
        appointment: Option<AppointmentId>,
        start: OffsetDateTime,
        message: &str,
    ) -> String {
        let number = appointment.map_or_else(|| "?".to_owned(), |id| id.to_string());
        let slot = self.slot(start, None);
        self.language.pick(
            format!(
                "Die Nachricht zu Termin {number} ({slot}) ist nicht angekommen. Rufen Sie an, oder senden Sie sie noch einmal: \
                 chairside messages resend {message}."
            ),
            format!(
                "The message about appointment {number} ({slot}) did not arrive. Call the customer, or send it again: \
                 chairside messages resend {message}."
            ),
        )
    }

    /// A booking that is shorter or longer than its service.
    pub fn other_length(&self, event_type: i64, minutes: i64) -> String {
        self.language.pick(
            format!(
                "Buchungen von Ereignistyp {event_type} dauern bei Cal.com {minutes} Minuten, die Leistung hier anders. \
                 Gleichen Sie beide an: chairside event-types drift."
            ),
            format!(
                "Bookings of event type {event_type} take {minutes} minutes at Cal.com, and the service takes another time. \
                 Bring them in line: chairside event-types drift."
            ),
        )
    }

    /// A booking that was moved elsewhere while it was being settled.
    pub fn moved_elsewhere(
        &self,
        uid: &str,
        asked: OffsetDateTime,
        stands: OffsetDateTime,
    ) -> String {
        let (asked, stands) = (self.slot(asked, None), self.slot(stands, None));
        self.language.pick(
            format!("Buchung {uid} wurde bei Cal.com verschoben, während sie eingetragen wurde: gewünscht {asked}, jetzt {stands}."),
            format!("Booking {uid} was moved at Cal.com while it was being settled: asked for {asked}, now {stands}."),
        )
    }

    /// A visit that does not come to rest without a person.
    pub fn visit_stuck(&self, saga: &str, why: &str) -> String {
        self.language.pick(
            format!("Ein Termin lässt sich nicht abschließen ({why}). Sehen Sie nach: chairside sagas show {saga}."),
            format!("A visit cannot be settled ({why}). Look: chairside sagas show {saga}."),
        )
    }

    /// Something at Cal.com is set so that it cannot be booked from here.
    pub fn refused_at_calcom(&self, reason: Reason, subject: &str, why: &str) -> String {
        let what = self.what_to_mend(reason, subject);
        self.language
            .pick(format!("{what} Cal.com sagt: {why}"), format!("{what} Cal.com says: {why}"))
    }

    fn what_to_mend(&self, reason: Reason, subject: &str) -> String {
        let (german, english) = match reason {
            Reason::KeyRefused => (
                "Cal.com nimmt unseren Schlüssel nicht an; bis dahin wird nichts angeboten. Prüfen Sie calcom.api_key.".to_owned(),
                "Cal.com does not take our key; nothing is offered until then. Check calcom.api_key.".to_owned(),
            ),
            Reason::WrongVersion => (
                "Cal.com kennt den Pfad nicht; bis dahin wird nichts angeboten. Prüfen Sie calcom.base_url und die Versionen.".to_owned(),
                "Cal.com does not know the path; nothing is offered until then. Check calcom.base_url and the versions.".to_owned(),
            ),
            Reason::NoRight => (
                format!("Unser Schlüssel darf Ereignistyp {subject} nicht buchen."),
                format!("Our key may not book event type {subject}."),
            ),
            Reason::EventTypeGone => (
                format!("Ereignistyp {subject} gibt es bei Cal.com nicht mehr, oder niemand gehört dazu. chairside event-types sync legt fehlende an."),
                format!("Event type {subject} is gone at Cal.com, or has no hosts. chairside event-types sync makes missing ones."),
            ),
            Reason::FieldRequired => (
                format!("Ereignistyp {subject} verlangt eine Angabe, die am Telefon niemand macht. Machen Sie das Feld bei Cal.com freiwillig."),
                format!("Event type {subject} demands an answer that nobody gives on the phone. Make the field optional at Cal.com."),
            ),
            Reason::Phone => (
                format!("Ereignistyp {subject} nimmt die Telefonnummer nicht an."),
                format!("Event type {subject} refuses the phone number."),
            ),
            Reason::Email => (
                format!("Ereignistyp {subject} nimmt unsere Adresse nicht an. Prüfen Sie calcom.attendee_domain."),
                format!("Event type {subject} refuses our address. Check calcom.attendee_domain."),
            ),
            Reason::MoveDisabled => (
                format!("Buchungen von Ereignistyp {subject} dürfen bei Cal.com nicht verschoben werden."),
                format!("Bookings of event type {subject} may not be moved at Cal.com."),
            ),
            Reason::CancelDisabled => (
                format!("Buchungen von Ereignistyp {subject} dürfen bei Cal.com nicht abgesagt werden."),
                format!("Bookings of event type {subject} may not be cancelled at Cal.com."),
            ),
            Reason::Taken
            | Reason::Closed
            | Reason::Absent
            | Reason::TooSoon
            | Reason::OutOfBounds
            | Reason::Limit
            | Reason::BookingGone
            | Reason::CalledOff
            | Reason::MovedElsewhere
            | Reason::PoolUnfit
            | Reason::GivenUp
            | Reason::AskedFor
            | Reason::Other => (
                format!("Ereignistyp {subject} ließ sich nicht buchen."),
                format!("Event type {subject} could not be booked."),
            ),
        };
        self.language.pick(german, english)
    }

    /// An event type whose bookings wait for a confirmation.
    pub fn needs_confirmation(&self, event_type: i64) -> String {
        self.language.pick(
            format!("Ereignistyp {event_type} verlangt eine Bestätigung: am Telefon ist er nur anzufragen, nicht zu buchen. Schalten Sie das bei Cal.com ab."),
            format!("Event type {event_type} asks for confirmation: on the phone it can only be requested, not booked. Switch that off at Cal.com."),
        )
    }

    /// The salon has declined what a customer had asked for.
    pub fn declined(&self, start: OffsetDateTime) -> String {
        let slot = self.slot(start, None);
        self.language.pick(
            format!(
                "Der angefragte Termin {slot} wurde abgelehnt. Sagen Sie der Kundschaft Bescheid."
            ),
            format!("The requested appointment {slot} was declined. Tell the customer."),
        )
    }

    /// Of a visit some parts stand and some do not.
    pub fn visit_torn(&self, standing: usize, planned: u32) -> String {
        self.language.pick(
            format!("Von diesem Termin stehen bei Cal.com nur {standing} von {planned} Teilen. Ergänzen Sie ihn oder sagen Sie ihn ab."),
            format!("Of this visit only {standing} of {planned} parts stand at Cal.com. Complete it or call it off."),
        )
    }

    /// A booking of ours that nobody waits for any more.
    pub fn stray(&self, uid: &str, start: OffsetDateTime) -> String {
        let slot = self.slot(start, None);
        self.language.pick(
            format!("Bei Cal.com steht Buchung {uid} ({slot}), die hier aufgegeben oder abgesagt war. Bestätigen Sie sie der Kundschaft, oder sagen Sie sie ab."),
            format!("Booking {uid} ({slot}) stands at Cal.com and was given up or called off here. Confirm it to the customer, or call it off."),
        )
    }

    /// A booking that names a visit of ours and is none of it.
    pub fn foreign(&self, uid: &str) -> String {
        self.language.pick(
            format!("Buchung {uid} bei Cal.com nennt einen Termin von uns, passt aber nicht dazu. Sie steht für sich."),
            format!("Booking {uid} at Cal.com names a visit of ours and does not fit it. It stands by itself."),
        )
    }

    /// A note to call back: what was to be booked.
    pub fn wish_to_book(&self, service: &str, asked: OffsetDateTime, with: Option<&str>) -> String {
        let slot = self.slot(asked, with);
        self.language.pick(format!("{service} buchen: {slot}"), format!("book {service}: {slot}"))
    }

    /// A note to call back: what was to be moved.
    pub fn wish_to_move(
        &self,
        service: &str,
        stands: Option<OffsetDateTime>,
        asked: OffsetDateTime,
        with: Option<&str>,
    ) -> String {
        let from = stands.map(|at| self.slot(at, None)).unwrap_or_default();
        let to = self.slot(asked, with);
        self.language.pick(
            format!("{service} verlegen: von {from} auf {to}"),
            format!("move {service}: from {from} to {to}"),
        )
    }

    /// A note to call back: what was to be called off.
    pub fn wish_to_cancel(&self, service: &str, stands: Option<OffsetDateTime>) -> String {
        let slot = stands.map(|at| self.slot(at, None)).unwrap_or_default();
        self.language
            .pick(format!("{service} absagen: {slot}"), format!("cancel {service}: {slot}"))
    }

    /// A note to call back: the caller has asked for it, in these words.
    pub fn wish_to_be_called(&self, words: &str) -> String {
        match words {
            "" => self
                .language
                .pick("bittet um Rückruf".to_owned(), "asks for a call-back".to_owned()),
            words => self.language.pick(
                format!("bittet um Rückruf: {words}"),
                format!("asks for a call-back: {words}"),
            ),
        }
    }

    /// A note to call back: a question about free times that could not be answered.
    pub fn wish_to_know(&self, service: &str, with: Option<&str>) -> String {
        let name = with.unwrap_or_default();
        match with {
            Some(_) => self.language.pick(
                format!("freie Zeit für {service} bei {name}"),
                format!("a free time for {service} with {name}"),
            ),
            None => self
                .language
                .pick(format!("freie Zeit für {service}"), format!("a free time for {service}")),
        }
    }
}
