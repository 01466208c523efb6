//! What happened to a visit, in order: the call with the caller's words, what was booked, who was decided to do it, what the
//! customer was told.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::host::matching_stored;
use crate::domain::ids::AppointmentId;
use crate::domain::language::Language;
use crate::domain::text::json::parse_json;
use crate::domain::visit::saga_plan::VisitPlan;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::host::audit_sentences::ordered_told;
use crate::frontdesk::telling::message_view::MessageView;
use crate::frontdesk::telling::words;
use crate::frontdesk::visit::ordered::ORDERED;
use crate::retell::wire::function_call;
use crate::store::db::stamp;
use crate::store::host::audit::AuditRow;
use crate::store::host::audit_list;
use crate::store::host::decision;
use crate::store::messages::inbox::Channel;
use crate::store::messages::inbox_list;
use crate::store::messages::inbox_list::Listed;
use crate::store::quality::answers;
use crate::store::visit::saga_log::State;
use crate::store::visit::{appointment, call, saga_log, segment};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

/// A call is over so long before and after the booking at the latest.
const CALL_BEFORE: Duration = Duration::minutes(60);
const CALL_AFTER: Duration = Duration::minutes(15);
/// Messages of one call that are shown.
const CALL_EVENTS_MAX: u32 = 30;
/// The arguments that hold a caller's own words.
const WORDS: [&str; 12] = [
    "service",
    "services",
    "when",
    "date",
    "date_from",
    "date_to",
    "time",
    "earliest",
    "latest",
    "start",
    "staff",
    "branch",
];

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Happened {
    pub at: LocalTime,
    /// In the desk's language.
    pub told: String,
    /// The caller's words, as the voice agent passed them on; may be empty.
    pub words: String,
}

/// All of it, oldest first. What is not kept any more is not told.
pub(crate) fn of(
    desk: &Desk,
    connection: &Connection,
    id: AppointmentId,
    messages: &[MessageView],
) -> Result<Vec<Happened>> {
    let row = appointment::find(connection, id)?.ok_or(Error::NotFound("appointment"))?;
    let teller = Teller { desk, language: desk.salon.language };
    let mut all = Vec::new();
    if let Some(visit_ref) = &row.visit_ref {
        teller.booked(connection, visit_ref, &mut all)?;
    }
    for (part, of) in segment::of_appointment(connection, id)? {
        for one in decision::of_segment_since(connection, part, OffsetDateTime::UNIX_EPOCH)? {
            if let Some(told) =
                matching_stored::tell(&one.details, &one.decided_by, teller.language)
            {
                let at = stamp::parse(&one.decided_at)?;
                let part = if of.key == "A" { String::new() } else { format!("{}: ", of.key) };
                all.push(teller.happened(at, format!("{part}{told}"), String::new()));
            }
        }
    }
    for row in audit_list::ordered(connection, id, row.visit_ref.as_deref())? {
        all.push(teller.ordered(&row)?);
    }
    all.extend(messages.iter().map(|one| teller.told(one)));
    all.sort_by_key(|one| one.at.instant());
    all.dedup_by(|later, earlier| later.told == earlier.told && later.words == earlier.words);
    Ok(all)
}

struct Teller<'a> {
    desk: &'a Desk,
    language: Language,
}

impl Teller<'_> {
    fn happened(&self, instant: OffsetDateTime, told: String, words: String) -> Happened {
        Happened { at: LocalTime::of(&self.desk.salon.zone, instant), told, words }
    }

    /// An order of somebody at the desk.
    fn ordered(&self, row: &AuditRow) -> Result<Happened> {
        let values: Value = row
            .new_values
            .as_deref()
            .and_then(|text| parse_json(text.as_bytes()).ok())
            .unwrap_or_default();
        let deed = values.get(ORDERED).and_then(Value::as_str).unwrap_or_default();
        let (what, by) = (ordered_told(deed, self.language), &row.changed_by);
        let told = self.language.pick(
            format!("{what} am Tresen aufgegeben von {by}"),
            format!("{by} ordered the {what} at the desk"),
        );
        Ok(self.happened(stamp::parse(&row.changed_at)?, told, String::new()))
    }

    /// The saga that made the visit, and the call in which it was ordered.
    fn booked(
        &self,
        connection: &Connection,
        visit_ref: &str,
        all: &mut Vec<Happened>,
    ) -> Result<()> {
        let Some((saga, _)) = saga_log::load(connection, visit_ref)? else { return Ok(()) };
        if let Some(call_id) = call::call_of(connection, visit_ref)? {
            let span = (
                saga.created_at.saturating_sub(CALL_BEFORE),
                saga.created_at.saturating_add(CALL_AFTER),
            );
            for event in inbox_list::about(connection, &call_id, span, CALL_EVENTS_MAX)? {
                all.extend(self.of_call(connection, &event, &call_id)?);
            }
        }
        let plan: Option<VisitPlan> = serde_json::from_value(saga.params.clone()).ok();
        let parts = plan.map_or(0, |plan| plan.actions.len());
        let language = self.language;
        let told = match (saga.state, parts) {
            (State::Done, 1) => {
                language.pick("Bei Cal.com gebucht", "Booked at Cal.com").to_owned()
            }
            (State::Done, parts) => language.pick(
                format!("{parts} Buchungen bei Cal.com"),
                format!("{parts} bookings at Cal.com"),
            ),
            (State::Open, _) => language.pick("Wird gebucht", "Being booked").to_owned(),
            (State::Unwound, _) => language.pick("Zurückgenommen", "Taken back").to_owned(),
            (State::Stuck, _) => {
                language.pick("Bei Cal.com stecken geblieben", "Stuck at Cal.com").to_owned()
            }
        };
        all.push(self.happened(saga.created_at, told, String::new()));
        Ok(())
    }

    fn of_call(
        &self,
        connection: &Connection,
        event: &Listed,
        call_id: &str,
    ) -> Result<Option<Happened>> {
        if event.channel != Channel::RetellFunction {
            return Ok(None);
        }
        let body = inbox_list::body(connection, event.id)?.unwrap_or_default();
        let words = parse_json(&body).ok().and_then(|value| function_call(&value).ok());
        let words: Vec<String> = words.map_or_else(Vec::new, |call| {
            let said = |name: &&str| call.args.get(*name)?.as_str().map(str::to_owned);
            WORDS.iter().filter_map(said).filter(|text| !text.trim().is_empty()).collect()
        });
        let status = answers::first_since(connection, call_id, &event.event, event.received_at)?;
        let told = match status {
            Some(status) => format!("{}: {}", self.function(&event.event), self.answered(&status)),
            None => self.function(&event.event).to_owned(),
        };
        Ok(Some(self.happened(event.received_at, told, words.join(" · "))))
    }

    fn function(&self, name: &str) -> &'static str {
        let pick = |german, english| self.language.pick(german, english);
        match name {
            "check_customer" => pick("Anruf, wer ist es", "Call, who is it"),
            "check_availability" => pick("Nach freien Zeiten gefragt", "Asked for free times"),
            "book_appointment" => pick("Wollte buchen", "Wanted to book"),
            "reschedule_appointment" => pick("Wollte verlegen", "Wanted to move it"),
            "cancel_appointment" => pick("Wollte absagen", "Wanted to cancel"),
            "list_appointments" => {
                pick("Nach eigenen Terminen gefragt", "Asked for own appointments")
            }
            _ => pick("Am Telefon", "On the phone"),
        }
    }

    fn answered(&self, status: &str) -> &'static str {
        let pick = |german, english| self.language.pick(german, english);
        match status {
            "ok" => pick("Zeiten angeboten", "times offered"),
            "booked" => pick("gebucht", "booked"),
            "requested" => pick("angefragt", "requested"),
            "rescheduled" => pick("verlegt", "moved"),
            "cancelled" => pick("abgesagt", "cancelled"),
            "invalid" | "for_whom" | "which" => pick("nachgefragt", "asked back"),
            "taken" | "offer_expired" => pick("schon vergeben", "taken already"),
            "not_possible" => pick("dann nicht möglich", "not possible then"),
            "handed_over" => pick("Rückruf versprochen", "promised to call back"),
            "none" => pick("nichts gefunden", "nothing found"),
            "unknown" => pick("noch nicht sicher", "not certain yet"),
            "known" => pick("bekannt", "known"),
            "new" => pick("neu", "new"),
            _ => pick("beantwortet", "answered"),
        }
    }

    fn told(&self, message: &MessageView) -> Happened {
        let at = message.finished_at.as_ref().unwrap_or(&message.decided_at);
        let language = self.language;
        let mut told = format!(
            "{} · {}: {}",
            words::kind(message.kind_told, language),
            words::channel(message.channel_told, language),
            words::state(message.state_told, language)
        );
        if !message.reason_told.is_empty() {
            told.push_str(&format!(" ({})", message.reason_told));
        }
        Happened { at: at.clone(), told, words: String::new() }
    }
}
