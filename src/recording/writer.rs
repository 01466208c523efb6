//! The writer: makes lines of events, and puts them into the day's file.

use crate::calcom::origin::{Origin, Why};
use crate::frontdesk::Desk;
use crate::recording::file::DayFiles;
use crate::recording::handle::{Event, Question, RecorderHandle};
use crate::recording::line::answer::RecordedAnswer;
use crate::recording::redact::inbound::Redactor;
use crate::recording::redact::names::Names;
use crate::recording::state;
use crate::store::db::{fault, stamp};
use crate::store::messages::recording;
use crate::store::messages::recording::Marks;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// How often a loss that goes on is logged.
const LOSS_LOGGED_EVERY: Duration = Duration::from_secs(60);
/// How long nothing is tried after a line that could not be written.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How often it is looked whether the salon's people changed.
const SALON_EVERY: Duration = Duration::from_secs(1);
/// How many origins are remembered as having their line. The oldest are forgotten first; they ended long ago.
const ORIGINS_MAX: usize = 10_000;
/// Characters that tell the numbers of this start from those of others.
const START_CHARS: usize = 8;

/// Writes the recording of one start of the program.
pub(crate) struct Writer {
    desk: Arc<Desk>,
    handle: RecorderHandle,
    redactor: Redactor,
    files: DayFiles,
    /// Put before the numbers of this start.
    start: String,
    /// The day whose file begins with what stood then; later lines of an earlier day are put there without.
    day: Option<Date>,
    marks: Option<Marks>,
    /// The salon's line as it was written last.
    salon: Option<Value>,
    salon_seen: Instant,
    begun: BTreeSet<u64>,
    /// Losses that the file has a line of already.
    lines_lost: u64,
    /// When the loss that goes on was logged last.
    losing_since: Option<Instant>,
    failed_at: Option<Instant>,
}

impl Writer {
    pub(crate) fn new(desk: Arc<Desk>, handle: RecorderHandle, dir: &Path) -> Writer {
        let config = &desk.salon.config;
        // Where names are kept there are no pseudonyms.
        let names = match config.record.personal {
            true => Names::passing(),
            false => Names::of(&config.database.path, dir),
        };
        let redactor = Redactor::new(config, names);
        let start = Uuid::new_v4().simple().to_string();
        Writer {
            handle,
            redactor,
            files: DayFiles::new(dir),
            start: start.chars().take(START_CHARS).collect(),
            day: None,
            marks: None,
            salon: None,
            salon_seen: Instant::now(),
            begun: BTreeSet::new(),
            lines_lost: 0,
            losing_since: None,
            failed_at: None,
            desk,
        }
    }

    /// Writes what stands now. Beside another process that did so today already, it only goes on from there.
    pub(crate) fn begin(&mut self, beside: bool) {
        let now = self.handle.now();
        let day = self.day_of(now);
        if !beside || self.files.is_empty(day) {
            return self.open_day(day, now);
        }
        self.day = Some(day);
        match self.desk.store.read(recording::marks) {
            Ok(marks) => self.marks = Some(marks),
            Err(error) => fault::log_error("recording", &error),
        }
    }

    /// Nothing happened for a while.
    pub(crate) fn idle(&mut self) {
        self.follow();
    }

    pub(crate) fn end(&mut self) {
        self.follow();
        self.write_losses();
    }

    /// Writes an event down; before it, what was decided before it.
    pub(crate) fn write(&mut self, event: Event) {
        match event {
            Event::Request { origin, kind, body } => {
                self.follow();
                let body = self.redactor.request(&self.desk, kind, origin.began, &body);
                self.begin_origin(&origin, kind, json!({ "body": body }));
            }
            Event::Answered { origin, at, status, body } => {
                let answer = self.redactor.answer(&body);
                let fields =
                    json!({ "for": self.number(&origin), "status": status, "answer": answer });
                self.line(self.day_of(origin.began), at, "answered", fields);
                self.follow();
            }
            Event::Asked { origin, at, question } => self.asked(origin, at, question),
            Event::Stop => {}
        }
    }

    fn asked(&mut self, origin: Option<Origin>, at: OffsetDateTime, question: Question) {
        let path = self.redactor.path(&question.path);
        let origin = origin.unwrap_or_else(|| origin_of(&question, at));
        // What a replay cannot ask for is no part of a recording: the lists of members, say.
        let Some(fields) = self.answer(&origin, &question, path) else { return };
        if !self.begun.contains(&origin.number) {
            self.follow();
            match &origin.why {
                Why::Look(uid) => self.begin_origin(&origin, "look", json!({ "uid": uid })),
                Why::Settle(saga) => self.begin_origin(&origin, "settle", json!({ "saga": saga })),
                Why::Poll => self.begin_origin(&origin, "poll", json!({})),
                // Its own line was lost: what it asked is told all the same.
                Why::Request => {}
            }
        }
        self.line(self.day_of(origin.began), at, "calcom", fields);
    }

    fn answer(&mut self, origin: &Origin, question: &Question, path: String) -> Option<Value> {
        let as_read = RecordedAnswer {
            method: question.method.to_owned(),
            path: path.clone(),
            status: question.status,
            sent: question.sent,
            at: None,
            saga: None,
            body: Value::Null,
        };
        as_read.question().ok()?;
        let body = match question.status {
            Some(_) => self.redactor.answer_of_calcom(&question.body),
            None => Value::Null,
        };
        let mut fields = json!({ "for": self.number(origin), "method": question.method, "path": path,
            "status": question.status, "body": body });
        if let Some(fields) = fields.as_object_mut() {
            if let Some(saga) = &origin.saga {
                fields.insert("saga".to_owned(), json!(saga));
            }
            if !question.sent {
                fields.insert("sent".to_owned(), json!(false));
            }
        }
        Some(fields)
    }

    fn begin_origin(&mut self, origin: &Origin, kind: &str, fields: Value) {
        self.begun.insert(origin.number);
        while self.begun.len() > ORIGINS_MAX {
            self.begun.pop_first();
        }
        let mut fields = fields;
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("n".to_owned(), json!(self.number(origin)));
        }
        self.line(self.day_of(origin.began), origin.began, kind, fields);
    }

    /// What was decided since, and before it the salon's line if its people changed: decisions name them.
    fn follow(&mut self) {
        let now = self.handle.now();
        let Some(marks) = self.marks else { return };
        let (lines, marks) = match state::followed(&self.desk, &mut self.redactor, marks) {
            Ok(followed) => followed,
            Err(error) => return fault::log_error("recording", &error),
        };
        self.marks = Some(marks);
        if !lines.is_empty() || self.salon_seen.elapsed() >= SALON_EVERY {
            self.look_at_salon(now);
        }
        let day = self.day_of(now);
        lines.into_iter().for_each(|line| self.stated(day, now, line));
    }

    fn look_at_salon(&mut self, now: OffsetDateTime) {
        self.salon_seen = Instant::now();
        match state::salon_line(&self.desk, &mut self.redactor, now) {
            Ok(lines) => self.salon_changed(lines, now),
            Err(error) => fault::log_error("recording", &error),
        }
    }

    fn salon_changed(&mut self, lines: Vec<Value>, now: OffsetDateTime) {
        for line in lines {
            if self.salon.as_ref() != Some(&line) {
                self.salon = Some(line.clone());
                self.stated(self.day_of(now), now, line);
            }
        }
    }

    /// What stands is told where a day of the salon begins for this start of the program, and where its file is a
    /// new one: each file can be replayed by itself.
    fn open_day(&mut self, day: Date, at: OffsetDateTime) {
        self.day = Some(day);
        match state::opening(&self.desk, &mut self.redactor, at) {
            Ok((lines, marks)) => {
                self.marks.get_or_insert(marks);
                self.salon = lines.first().cloned();
                for line in lines {
                    let (kind, fields) = split(line);
                    if !self.put(day, at, &kind, fields) {
                        return self.handle.lose(1);
                    }
                }
            }
            Err(error) => {
                fault::log_error("recording", &error);
                self.handle.lose(1);
            }
        }
    }

    fn stated(&mut self, day: Date, at: OffsetDateTime, line: Value) {
        let (kind, fields) = split(line);
        self.line(day, at, &kind, fields);
    }

    fn line(&mut self, day: Date, at: OffsetDateTime, kind: &str, fields: Value) {
        // A disk that was full a moment ago is full now.
        if self.failed_at.is_some_and(|at| at.elapsed() < TRY_AGAIN_AFTER) {
            return self.handle.lose(1);
        }
        let is_new = |open: Date| day > open || (day == open && self.files.is_empty(day));
        if self.day.is_none_or(is_new) {
            self.open_day(day, at);
        }
        self.write_losses();
        if !self.put(day, at, kind, fields) {
            self.handle.lose(1);
        }
    }

    fn put(&mut self, day: Date, at: OffsetDateTime, kind: &str, fields: Value) -> bool {
        let mut line = Map::from_iter([
            ("at".to_owned(), json!(stamp::millis(at))),
            ("kind".to_owned(), json!(kind)),
        ]);
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        let text = format!("{}\n", Value::Object(line));
        if !self.redactor.is_safe(&text) {
            log::error!(
                "recording: a {kind} line holds one of the salon's secrets; it is left out"
            );
            return false;
        }
        let written = self.files.append(day, text.as_bytes());
        self.failed_at = written.is_err().then(Instant::now);
        match written {
            Ok(()) => {
                if self.losing_since.take().is_some() {
                    log::info!("recording: it goes on; {} lines are missing", self.handle.lost());
                }
                true
            }
            Err(error) => {
                let logged = self.losing_since.is_some_and(|at| at.elapsed() < LOSS_LOGGED_EVERY);
                if !logged {
                    self.losing_since = Some(Instant::now());
                    let path = self.files.path(day);
                    log::error!("recording: cannot write {}: {error}", path.display());
                }
                false
            }
        }
    }

    /// A gap is written where it is, as soon as something can be written again.
    fn write_losses(&mut self) {
        let lost = self.handle.lost();
        if lost > self.lines_lost
            && let Some(day) = self.day
            && self.put(day, self.handle.now(), "gap", json!({ "lost": lost - self.lines_lost }))
        {
            self.lines_lost = lost;
        }
    }

    fn number(&self, origin: &Origin) -> String {
        format!("{}-{}", self.start, origin.number)
    }

    fn day_of(&self, at: OffsetDateTime) -> Date {
        self.desk.salon.zone.local(at).0
    }
}

fn split(mut line: Value) -> (String, Value) {
    let kind = line.as_object_mut().and_then(|fields| fields.remove("kind"));
    (kind.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(), line)
}

/// The origin of a question that was asked on nobody's behalf. A change is a fact that belongs to no line.
fn origin_of(question: &Question, at: OffsetDateTime) -> Origin {
    let place = question.path.split('?').next().unwrap_or_default();
    let uid = place.strip_prefix("/v2/bookings/").filter(|uid| !uid.contains('/'));
    let why = match (question.method, uid) {
        ("GET", Some(uid)) => Why::Look(uid.to_owned()),
        ("GET", None) if place == "/v2/bookings" => Why::Poll,
        _ => Why::Request,
    };
    Origin::new(why, at)
}
