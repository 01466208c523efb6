//! Replay: a recording through the same doors as live, with its own clock and its own Cal.com, in memory.
//!
//! The same recording gives the same report, byte for byte: nothing random is in it, no time passes but the
//! recording's, and nothing leaves the process. The background work is done at the times it would be due.

use crate::calcom::recorded::RecordedCalcom;
use crate::config::Config;
use crate::domain::Error;
use crate::domain::Result;
use crate::frontdesk::Clock;
use crate::frontdesk::Desk;
use crate::store::Store;
use crate::store::replay as asked;
use crate::work::Work;
use crate::work::replay_diary;
use crate::work::replay_file::Entry;
use crate::work::replay_file::Recording;
use crate::work::replay_ids::GivenIds;
use crate::work::replay_line::Line;
use crate::work::replay_line::RecordedRow;
use crate::work::replay_line::RequestLine;
use crate::work::replay_line::What;
use crate::work::replay_report;
use crate::work::replay_report::Report;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use time::OffsetDateTime;

/// How many steps of background work may be due between two lines, or after the last. More is told.
const STEPS_MAX: usize = 2_000;
/// Answers of a function that say that it did not do what was asked, or not yet.
const NOTED_STATUSES: [&str; 8] = [
    "taken",
    "unknown",
    "unavailable",
    "invalid",
    "refused",
    "offer_expired",
    "not_found",
    "error",
];

/// The door of a running appliance: path and body of a POST in, status and JSON out. `http` has it; it is handed
/// down because replay stands below.
pub type Door<'a> = &'a dyn Fn(&Arc<Desk>, &Arc<Work>, &str, Vec<u8>) -> (u16, Value);

/// Replays a recording and reports what became of it. The error is a sentence that names the line.
pub fn replay(recording: &Recording, door: Door) -> std::result::Result<Report, String> {
    let store = Store::in_memory().map_err(|error| error.for_log())?;
    let mut player = Player {
        store: Arc::new(store),
        calcom: Arc::default(),
        clock: Arc::new(Mutex::new(OffsetDateTime::UNIX_EPOCH)),
        door,
        open: None,
        recorded: BTreeMap::new(),
        ids: GivenIds::default(),
        notes: Vec::new(),
    };
    for entry in &recording.entries {
        let played = player.play(entry);
        played.map_err(|error| format!("{}: {}", entry.place, error.for_log()))?;
    }
    player.report().map_err(|error| error.for_log())
}

struct Player<'a> {
    store: Arc<Store>,
    calcom: Arc<RecordedCalcom>,
    clock: Arc<Mutex<OffsetDateTime>>,
    door: Door<'a>,
    open: Option<Open>,
    recorded: BTreeMap<i64, RecordedRow>,
    ids: GivenIds,
    notes: Vec<String>,
}

#[derive(Clone)]
struct Open {
    desk: Arc<Desk>,
    work: Arc<Work>,
}

impl Player<'_> {
    fn play(&mut self, entry: &Entry) -> Result<()> {
        let Line { at, calcom, what } = &entry.line;
        if let What::Calcom(answer) = what {
            // It answered a question asked before this instant, so it must be there when time goes on.
            self.calcom.add(answer.clone());
        }
        self.go_on_until(*at)?;
        self.set_clock(*at);
        self.note_unanswered(&entry.place);
        self.calcom.attach(calcom);
        match what {
            What::Salon(config) => self.open_salon(config)?,
            What::Request(request) => self.request(&entry.place, request)?,
            What::Poll => {
                if let Err(error) = self.salon()?.work.poll_now() {
                    self.notes.push(format!("{}: {}", entry.place, error.for_log()));
                }
            }
            What::WithoutBooking(row) => replay_diary::record(&self.salon()?.desk, row)?,
            What::ManualMapping(mapping) => replay_diary::map(&self.salon()?.desk, mapping)?,
            What::Recorded(row) => {
                self.recorded.insert(row.id, row.clone());
            }
            What::Calcom(_) => {}
        }
        if let Some(open) = &self.open {
            open.work.tick();
        }
        self.note_unanswered(&entry.place);
        self.calcom.detach();
        Ok(())
    }

    /// The appliance starts, or starts again with another configuration, on the same database.
    fn open_salon(&mut self, config: &Config) -> Result<()> {
        let company = &config.company.key;
        if let Some(open) = &self.open
            && open.desk.salon.config.company.key != *company
        {
            let sentence = format!("{company} is another company; replay it by itself");
            return Err(Error::Invalid(sentence));
        }
        let clock = self.clock.clone();
        let clock: Clock = Arc::new(move || *clock.lock().unwrap_or_else(PoisonError::into_inner));
        let desk =
            Desk::open(Arc::new(config.clone()), self.store.clone(), self.calcom.clone(), clock)?;
        let desk = Arc::new(desk);
        self.open = Some(Open { work: Work::new(desk.clone()), desk });
        Ok(())
    }

    fn request(&mut self, place: &str, request: &RequestLine) -> Result<()> {
        let Open { desk, work } = self.salon()?;
        let body = match &request.body {
            Value::String(text) => text.clone(),
            json => self.ids.todays(json).to_string(),
        };
        let (status, answer) = (self.door)(&desk, &work, request.path, body.into_bytes());
        if let Some(recorded) = &request.answer {
            self.ids.learn(recorded, &answer);
        }
        let said = answer.get("status").and_then(Value::as_str).unwrap_or_default();
        if status >= 400 {
            self.notes.push(format!("{place}: {} was answered with {status}", request.path));
        } else if NOTED_STATUSES.contains(&said) {
            self.notes.push(format!("{place}: {} was answered \"{said}\"", request.path));
        }
        Ok(())
    }

    fn salon(&self) -> Result<Open> {
        let none = || Error::invalid("there is no salon yet; a recording begins with a salon line");
        self.open.clone().ok_or_else(none)
    }

    fn set_clock(&self, at: OffsetDateTime) {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Does what falls due until then, each at its time. A recording that goes back in time waits for nothing.
    fn go_on_until(&mut self, until: OffsetDateTime) -> Result<()> {
        let Some(open) = self.open.clone() else { return Ok(()) };
        for _ in 0..STEPS_MAX {
            match self.store.read(asked::next_due)? {
                Some(due) if due <= until => {
                    self.set_clock(due.max(open.desk.now()));
                    open.work.tick();
                }
                Some(_) | None => return Ok(()),
            }
        }
        Ok(())
    }

    fn note_unanswered(&mut self, place: &str) {
        for question in self.calcom.take_unanswered() {
            let note = format!("{place}: the recording holds no answer to {question}");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    /// Lets the work come to rest, then looks at what is there.
    fn report(mut self) -> Result<Report> {
        let Open { desk, .. } = self.salon()?;
        self.go_on_until(OffsetDateTime::new_utc(time::Date::MAX, time::Time::MIDNIGHT))?;
        self.note_unanswered("after the last line");
        let (messages, sagas) = self.store.read(asked::not_at_rest)?;
        if messages > 0 || sagas > 0 {
            let note = format!("left over: {messages} messages and {sagas} bookings on their way");
            self.notes.push(note);
        }
        let recorded: Vec<RecordedRow> = self.recorded.into_values().collect();
        let mut report = self
            .store
            .read(|connection| replay_report::report(connection, desk.salon.company, &recorded))?;
        report.notes = self.notes;
        Ok(report)
    }
}
