//! Replay: a recording through the same doors as live, with its own clock and its own Cal.com, in memory.
//!
//! The same recording gives the same report, byte for byte: nothing random is in it, no time passes but the
//! recording's, and nothing leaves the process. The background work is done at the times it would be due.

use crate::domain::visit::booking::Source;
use crate::domain::{Error, Result};
use crate::frontdesk::door::look;
use crate::frontdesk::door::rules::Seen;
use crate::frontdesk::visit::drive;
use crate::frontdesk::{Desk, Wait};
use crate::http::local;
use crate::recording::line::answer::RecordedAnswer;
use crate::recording::line::format::{Line, RequestLine, SalonLine, What};
use crate::recording::line::reader::{Entry, Recording};
use crate::recording::line::rows::RecordedRow;
use crate::replay::calcom::RecordedCalcom;
use crate::replay::clock::ReplayClock;
use crate::replay::ids::GivenIds;
use crate::replay::report::Report;
use crate::replay::{diary, known, report};
use crate::store::Store;
use crate::store::messages::replay as asked;
use crate::work::Work;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;
use time::OffsetDateTime;

/// How many steps of background work may be due between two lines, or after the last. More is noted.
const STEPS_MAX: usize = 2_000;
/// How often a request tries again within one line; live ones do so a dozen times before their deadline.
const WAITS_MAX: usize = 200;
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

/// Replays a recording and reports what became of it. The error is a sentence that names the line.
pub(crate) fn replay(recording: &Recording) -> std::result::Result<Report, String> {
    let store = Store::in_memory().map_err(|error| error.for_log())?;
    let clock = ReplayClock::at(OffsetDateTime::UNIX_EPOCH);
    let answered = clock.clone();
    let mut player = Player {
        store: Arc::new(store),
        calcom: Arc::new(RecordedCalcom::on_clock(Arc::new(move |at| answered.forward_to(at)))),
        clock,
        open: None,
        work_is_recorded: false,
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

struct Player {
    store: Arc<Store>,
    calcom: Arc<RecordedCalcom>,
    clock: ReplayClock,
    open: Option<Open>,
    /// Background work is done where a line says so, and at no other time.
    work_is_recorded: bool,
    recorded: BTreeMap<i64, RecordedRow>,
    ids: GivenIds,
    notes: Vec<String>,
}

#[derive(Clone)]
struct Open {
    desk: Arc<Desk>,
    work: Arc<Work>,
}

impl Player {
    fn play(&mut self, entry: &Entry) -> Result<()> {
        let Line { at, calcom, what, .. } = &entry.line;
        if let What::Calcom(answer) = what {
            // It answered a question asked before this instant, so it must be there when time goes on.
            self.calcom.add(answer.clone());
        }
        if !self.work_is_recorded {
            self.go_on_until(*at)?;
        }
        self.set_clock(*at);
        self.note_unanswered(&entry.place);
        self.calcom.attach(calcom);
        self.do_what(&entry.place, what)?;
        if let Some(open) = self.open.as_ref().filter(|_| !self.work_is_recorded) {
            open.work.tick();
        }
        self.note_unanswered(&entry.place);
        let unasked = self.calcom.detach();
        if self.work_is_recorded {
            self.take_in(&entry.place, &unasked)?;
        }
        Ok(())
    }

    fn do_what(&mut self, place: &str, what: &What) -> Result<()> {
        match what {
            What::Salon(salon) => self.open_salon(salon)?,
            What::Request(request) => self.request(place, request)?,
            What::Poll => {
                let polled = self.salon()?.work.poll_now().map(|_| ());
                self.note(place, polled);
            }
            What::Look(line) => {
                let looked = self.salon()?.work.look_now(&line.uid);
                self.note(place, looked);
            }
            What::Settle(line) => {
                if let Some(saga) = self.calcom.saga_today(&line.saga) {
                    drive::settle(&self.salon()?.desk, &saga, Instant::now())?;
                }
            }
            What::WithoutBooking(row) => diary::record(&self.salon()?.desk, row)?,
            What::ManualMapping(mapping) => diary::map(&self.salon()?.desk, mapping)?,
            What::Recorded(row) => {
                self.recorded.insert(row.id, row.clone());
            }
            What::Known(line) => known::booking(&self.salon()?.desk, line)?,
            What::Mapping(line) => known::map(&self.salon()?.desk, line)?,
            What::Rejected(line) => known::reject(&self.salon()?.desk, line)?,
            What::Decided(line) => known::decide(&self.salon()?.desk, line)?,
            What::Gap(line) => {
                let lost = line.lost;
                self.notes.push(format!("{place}: {lost} lines could not be recorded"));
            }
            What::Calcom(_) | What::AnswerTo(_) | What::Answered(_) | What::Stray => {}
        }
        Ok(())
    }

    /// What did not go well is noted, and the replay goes on.
    fn note(&mut self, place: &str, outcome: Result<()>) {
        if let Err(error) = outcome {
            self.notes.push(format!("{place}: {}", error.for_log()));
        }
    }

    /// The appliance starts, or starts again with another configuration, on the same database.
    fn open_salon(&mut self, salon: &SalonLine) -> Result<()> {
        let SalonLine { config, work_is_recorded, absences } = salon;
        let company = &config.company.key;
        if let Some(open) = &self.open
            && open.desk.salon.config.company.key != *company
        {
            let sentence = format!("{company} is another company; replay it by itself");
            return Err(Error::Invalid(sentence));
        }
        let config = Arc::new(config.as_ref().clone());
        let mut desk =
            Desk::serve(config, self.store.clone(), self.calcom.clone(), self.clock.shared())?;
        if *work_is_recorded {
            desk.wait = self.recorded_wait();
        }
        self.work_is_recorded = *work_is_recorded;
        let desk = Arc::new(desk);
        if let Some(absences) = absences {
            known::absences(&desk, absences)?;
        }
        self.open = Some(Open { work: Work::new(desk.clone()), desk });
        Ok(())
    }

    /// A request waits as long as the recording shows that it went on asking; no time passes but the clock's.
    fn recorded_wait(&self) -> Wait {
        let (calcom, clock) = (self.calcom.clone(), self.clock.clone());
        let waits = AtomicUsize::new(0);
        Arc::new(move |pause, _| {
            let goes_on = calcom.has_attached() && waits.fetch_add(1, Relaxed) < WAITS_MAX;
            if goes_on {
                clock.go_on(pause);
            } else {
                waits.store(0, Relaxed);
            }
            goes_on
        })
    }

    fn request(&mut self, place: &str, request: &RequestLine) -> Result<()> {
        let Open { desk, work } = self.salon()?;
        let body = match &request.body {
            Value::String(text) => text.clone(),
            json => self.ids.todays(json).to_string(),
        };
        let (status, answer) = local::post(&desk, &work, request.path, body.into_bytes());
        if let Some(recorded) = &request.answer {
            self.ids.learn(recorded, &answer);
        }
        let said = |answer: &Value| {
            answer.get("status").and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        if let (Some(then), Some(recorded)) = (request.status, &request.answer) {
            let (then, now) = ((then, said(recorded)), (status, said(&answer)));
            if then != now {
                let describe = |(status, said): (u16, String)| format!("{status} {said}");
                let (then, now) = (describe(then), describe(now));
                let (then, now) = (then.trim_end(), now.trim_end());
                let path = request.path;
                self.notes.push(format!("{place}: {path} is answered with {now}, then {then}"));
            }
        } else if status >= 400 {
            self.notes.push(format!("{place}: {} was answered with {status}", request.path));
        } else if NOTED_STATUSES.contains(&said(&answer).as_str()) {
            let said = said(&answer);
            self.notes.push(format!("{place}: {} was answered \"{said}\"", request.path));
        }
        Ok(())
    }

    /// What Cal.com showed is a fact, also where today's Chairside did not ask for it: it goes through the door.
    fn take_in(&mut self, place: &str, unasked: &[RecordedAnswer]) -> Result<()> {
        for answer in unasked {
            for facts in answer.facts() {
                let facts = self.calcom.as_of_today(facts);
                let seen = Seen::of(facts, Source::CalcomWebhook);
                let uid = seen.facts.uid.clone();
                match look::record_seen(&self.salon()?.desk, seen) {
                    Ok(recorded) if recorded.changed => self.notes.push(format!(
                        "{place}: booking {uid} is taken from an answer that nothing asked for"
                    )),
                    Ok(_) => {}
                    Err(error) => self.note(place, Err(error)),
                }
            }
        }
        Ok(())
    }

    fn salon(&self) -> Result<Open> {
        let none = || Error::invalid("there is no salon yet; a recording begins with a salon line");
        self.open.clone().ok_or_else(none)
    }

    /// Where the line stands, even if an earlier one took until later: they went on side by side.
    fn set_clock(&self, at: OffsetDateTime) {
        self.clock.set(at);
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
        if !self.work_is_recorded {
            self.go_on_until(OffsetDateTime::new_utc(time::Date::MAX, time::Time::MIDNIGHT))?;
        }
        self.note_unanswered("after the last line");
        let (messages, sagas) = self.store.read(asked::not_at_rest)?;
        if messages > 0 || sagas > 0 {
            let note = format!("left over: {messages} messages and {sagas} bookings on their way");
            self.notes.push(note);
        }
        let recorded: Vec<RecordedRow> = self.recorded.into_values().collect();
        let mut report = self
            .store
            .read(|connection| report::report(connection, desk.salon.company, &recorded))?;
        report.company.clone_from(&desk.salon.config.company.key);
        report.notes = self.notes;
        Ok(report)
    }
}
