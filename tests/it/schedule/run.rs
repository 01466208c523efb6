//! One schedule from the first start to the verdict.

use crate::schedule::place::{Place, Program, ask, event_type, new_start, old_start};
use crate::schedule::plan::{End, Family, HOLD, Kill, Schedule, Series};
use crate::support::dump;
use crate::support::harness::text;
use crate::support::told;
use chairside::store::db::stamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::os::unix::process::ExitStatusExt;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How soon after the last start everything must be settled.
const SETTLED_WITHIN: Duration = Duration::from_secs(10);
/// Schedules run side by side. One that was late then may have been so by the others: it runs again, alone, and has no
/// third time.
static SIDE_BY_SIDE: RwLock<()> = RwLock::new(());
/// How long a process that is to die may live on before that is a failure of its own.
const LIFE_MAX: Duration = Duration::from_secs(60);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(10);
/// No process has so many commits before its saga is at rest.
const COMMITS_MAX: u32 = 80;

/// What a schedule came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Which process lived although it was to die: 0 the first one. None if all died that were to.
    pub survived: Option<usize>,
    /// From the last start until all was at rest.
    pub settled_after: Duration,
    /// Whether it was late beside others and in time alone.
    pub was_late: bool,
}

/// What is not as it must be.
enum Wrong {
    /// Not settled in time.
    Late(String),
    Verdict(String),
}

impl From<String> for Wrong {
    fn from(why: String) -> Wrong {
        Wrong::Verdict(why)
    }
}

impl Series {
    /// Runs all of its schedules and tells each to `count`. `Err` describes the first that ended wrong.
    pub fn run(&self, count: &dyn Fn(&Ran)) -> Result<(), String> {
        if self.deaths == 0 {
            count(&self.schedule.run()?);
            return Ok(());
        }
        self.run_from(&[], count).map(|_| ())
    }

    /// Whether the process whose kills these would be the first of lived on.
    fn run_from(&self, before: &[Kill], count: &dyn Fn(&Ran)) -> Result<Option<usize>, String> {
        let place = before.len();
        for at in 1..COMMITS_MAX {
            let kills = [before, &[(self.sides[place], at)]].concat();
            let survived = if kills.len() == self.deaths {
                let schedule = Schedule { kills, ..self.schedule.clone() };
                let ran = schedule.run()?;
                count(&ran);
                ran.survived
            } else {
                self.run_from(&kills, count)?
            };
            if survived.is_some_and(|survivor| survivor <= place) {
                // Its own kills are through; an earlier one's are for the caller to judge.
                return Ok(survived.filter(|survivor| *survivor < place));
            }
        }
        let told = self.schedule.told();
        Err(format!("{told}: more than {COMMITS_MAX} commits and not at rest"))
    }
}

impl Schedule {
    /// `Err` says what is not as it must be.
    pub fn run(&self) -> Result<Ran, String> {
        let beside_others = {
            let _others = SIDE_BY_SIDE.read().unwrap_or_else(PoisonError::into_inner);
            self.run_once()
        };
        let ended = match beside_others {
            Err(Wrong::Late(_)) => {
                let _alone = SIDE_BY_SIDE.write().unwrap_or_else(PoisonError::into_inner);
                self.run_once().map(|ran| Ran { was_late: true, ..ran })
            }
            ended => ended,
        };
        ended.map_err(|(Wrong::Late(why) | Wrong::Verdict(why))| why)
    }

    fn run_once(&self) -> Result<Ran, Wrong> {
        let place = Place::furnished(self);
        let told = |why: &str| {
            let requests = place.sandbox.requests();
            let requests: Vec<String> = requests
                .iter()
                .map(|r| format!("  {} {} {}", r.method, r.target, r.status))
                .collect();
            format!("{}: {why}\n{}", self.told(), requests.join("\n"))
        };
        self.run_at(&place).map_err(|wrong| match wrong {
            Wrong::Late(why) => Wrong::Late(told(&why)),
            Wrong::Verdict(why) => Wrong::Verdict(told(&why)),
        })
    }

    fn run_at(&self, place: &Place) -> Result<Ran, Wrong> {
        let mut answers = Vec::new();
        let processes = self.kills.iter().map(|kill| Some(*kill)).chain([None]);
        for (number, kill) in processes.enumerate() {
            let started = Instant::now();
            let mut program = place.start(kill);
            let asks = number == 0 || (kill.is_none() && self.asks_again);
            let answer = if asks { ask(&program, self) } else { None };
            let answered = !asks || answer.is_some();
            answers.extend(answer);
            let limit = if kill.is_none() { SETTLED_WITHIN } else { LIFE_MAX };
            let lived = self.rests(place, &mut program, answered, started, limit)?;
            if lived {
                let settled_after = started.elapsed();
                if settled_after > SETTLED_WITHIN {
                    return Err(Wrong::Late(format!("settled only after {settled_after:?}")));
                }
                let survived = kill.map(|_| number);
                self.judge(place, &answers, number == 0)?;
                return Ok(Ran { survived, settled_after, was_late: false });
            }
            if kill.is_none() {
                return Err(Wrong::Verdict("the last process died".into()));
            }
        }
        Err(Wrong::Verdict("no process lived".into()))
    }

    /// Waits until all is at rest (true) or the program dead by its own hand (false), which it is sure to be where it
    /// did not answer.
    fn rests(
        &self,
        place: &Place,
        program: &mut Program,
        answered: bool,
        started: Instant,
        limit: Duration,
    ) -> Result<bool, Wrong> {
        let connection = open(place);
        while started.elapsed() < limit {
            if let Some(status) = program.child.try_wait().unwrap() {
                return match status.signal() {
                    Some(9) => Ok(false),
                    _ => Err(Wrong::Verdict(format!("the program ended by itself: {status}"))),
                };
            }
            let open = "SELECT (SELECT count(*) FROM sagas WHERE state = 'open')
                + (SELECT count(*) FROM inbox WHERE state = 'open')";
            if answered && program.url.is_some() && rows(&connection, open) == ["0"] {
                return Ok(true);
            }
            std::thread::sleep(GLANCE);
        }
        let sagas = "SELECT kind || ' ' || state || ' attempts ' || attempts || ' ' || coalesce(last_error, '')
            FROM sagas";
        let events = "SELECT step || ' ' || event || ' ' || data FROM saga_events ORDER BY seq";
        let (sagas, events) = (rows(&connection, sagas), rows(&connection, events));
        let why = format!("not settled within {limit:?} of the start: {sagas:?} {events:#?}");
        Err(Wrong::Late(why))
    }

    /// The verdict of Cal.com and the database.
    fn judge(&self, place: &Place, answers: &[Value], in_one_go: bool) -> Result<(), String> {
        let connection = open(place);
        let own = |sql: &str| rows(&connection, sql);
        let (kind, begun) = match self.family {
            family if family.books() => ("book", "SELECT state FROM sagas WHERE kind = 'book'"),
            Family::Cancel => ("cancel", "SELECT state FROM sagas WHERE kind = 'cancel'"),
            _ => ("move", "SELECT state FROM sagas WHERE kind = 'move'"),
        };
        let states = own(begun);
        let begun = !states.is_empty();
        let end = if begun { self.end() } else { End::Nothing };
        if !begun && (in_one_go || self.asks_again) {
            return Err(format!("there is no saga: {answers:?}"));
        }
        let state = match end {
            End::Whole => "done",
            End::Nothing => "unwound",
            End::Stuck => "stuck",
        };
        // What was refused and is asked for again is tried again.
        if states.iter().any(|one| one != state) || (states.len() > 1 && end != End::Nothing) {
            return Err(format!("the {kind} sagas are {states:?}, not {state}"));
        }
        // Each try of a booking that was taken back leaves what it had booked, called off.
        let tries = if self.family.books() { states.len() } else { 1 };
        self.judge_bookings(place, &connection, end, tries)?;
        self.judge_answers(answers, end)?;
        self.judge_messages(&connection, end)?;
        // Other times may have been offered after a refusal: such a hold expires.
        let kept = "SELECT count(*) FROM sagas WHERE kept IS NOT NULL";
        if end != End::Stuck && own(kept) != ["0"] {
            return Err("a hold of the saga is left".into());
        }
        dump::assert_chain_intact(&connection);
        let broken = own("PRAGMA foreign_key_check");
        if broken.is_empty() { Ok(()) } else { Err(format!("foreign keys: {broken:?}")) }
    }

    fn judge_bookings(
        &self,
        place: &Place,
        connection: &Connection,
        end: End,
        tries: usize,
    ) -> Result<(), String> {
        let mut there: Vec<String> = place
            .sandbox
            .bookings()
            .iter()
            .filter(|booking| booking.status.stands())
            .map(|b| format!("{} {} {}", b.event_type_id, stamp::seconds(b.start), b.uid))
            .collect();
        there.sort();
        let known = rows(
            connection,
            "SELECT b.event_type_id || ' ' || b.starts_at || ' ' || b.uid FROM calcom_bookings b
             WHERE b.status IN ('accepted', 'pending') AND b.rescheduled_to IS NULL
               AND NOT EXISTS (SELECT 1 FROM calcom_bookings n WHERE n.rescheduled_from = b.uid)
             ORDER BY 1",
        );
        if known != there {
            return Err(format!("at Cal.com stands {there:#?}, here {known:#?}"));
        }
        if end == End::Stuck {
            return self.judge_stuck(connection, &there);
        }
        let stands: Vec<String> = match (self.family, end) {
            (family, End::Nothing) if family.books() => vec![],
            (Family::Cancel, End::Whole) => vec![],
            (Family::Cancel, _) | (_, End::Nothing) => self.visit(old_start),
            _ => self.visit(|segment| new_start(self, segment)),
        };
        let is = |place: &String, wanted: &String| place.starts_with(wanted.as_str());
        if there.len() != stands.len() || !there.iter().zip(&stands).all(|(a, b)| is(a, b)) {
            return Err(format!("at Cal.com stands {there:#?}, it should be {stands:#?}"));
        }
        let segments = rows(
            connection,
            "SELECT s.event_type_id || ' ' || s.starts_at || ' ' || s.booking_uid
             FROM appointment_segments s JOIN appointments a ON a.id = s.appointment_id
             WHERE a.status = 'confirmed' AND s.booking_status = 'accepted' ORDER BY 1",
        );
        if segments != there {
            return Err(format!("at Cal.com stands {there:#?}, the segments are {segments:#?}"));
        }
        let visits = rows(connection, "SELECT status FROM appointments");
        let good = match stands.is_empty() {
            true => visits.len() <= tries && visits.iter().all(|status| status == "cancelled"),
            false => visits == ["confirmed"],
        };
        if good { Ok(()) } else { Err(format!("the appointments are {visits:?}")) }
    }

    /// A person finds the case among those that are stuck, with the reason, and sees what stands.
    fn judge_stuck(&self, connection: &Connection, there: &[String]) -> Result<(), String> {
        let why = "SELECT data ->> '$.why' FROM saga_events WHERE event = 'undo_failed'";
        let why = rows(connection, why);
        if why.len() != 1 || why[0].is_empty() {
            return Err(format!("a stuck saga without one reason: {why:?}"));
        }
        let visits = rows(connection, "SELECT status FROM appointments");
        if visits.len() != 1 || there.is_empty() {
            return Err(format!("stuck with {there:?}, appointments {visits:?}"));
        }
        Ok(())
    }

    /// The bookings of the whole visit.
    fn visit(&self, start: impl Fn(usize) -> time::OffsetDateTime) -> Vec<String> {
        let hold = self.holds().then_some(HOLD);
        (0..self.segments)
            .chain(hold)
            .map(|segment| format!("{} {} ", event_type(segment), stamp::seconds(start(segment))))
            .collect()
    }

    /// No answer was a lie.
    fn judge_answers(&self, answers: &[Value], end: End) -> Result<(), String> {
        let done = match self.family {
            family if family.books() => "booked",
            Family::Cancel => "cancelled",
            _ => "rescheduled",
        };
        for answer in answers {
            let word = answer["status"].as_str().unwrap_or_default();
            let happened = word == done;
            if happened != (end == End::Whole) && word != "unknown" {
                return Err(format!("{end:?}, and the agent heard {answer}"));
            }
        }
        Ok(())
    }

    /// What the customer is told last in writing is how it ended; of what was not changed nothing is told.
    fn judge_messages(&self, connection: &Connection, end: End) -> Result<(), String> {
        let told = rows(
            connection,
            "SELECT kind || ' ' || (facts ->> '$.starts_at') FROM outbox WHERE state <> 'replaced'
             ORDER BY revision DESC LIMIT 1",
        );
        let at = |kind: &str, start| vec![format!("{kind} {}", stamp::seconds(start))];
        let expected = match (self.family, end) {
            (family, End::Whole) if family.books() => at("confirmed", new_start(self, 0)),
            (family, _) if family.books() => vec![],
            (Family::Cancel, End::Whole) => at("cancelled", old_start(0)),
            (_, End::Whole) => at("moved", new_start(self, 0)),
            (_, End::Nothing | End::Stuck) => at("confirmed", old_start(0)),
        };
        if told != expected {
            return Err(format!("{end:?}, and the customer is told {told:?}, not {expected:?}"));
        }
        let falsely = told::falsely(&|sql| rows(connection, sql), "true");
        if falsely.is_empty() { Ok(()) } else { Err(format!("{end:?}, and {falsely:?}")) }
    }
}

/// Looks without touching: a last connection that closes would write the journal into the database, which a crash
/// does not.
fn open(place: &Place) -> Connection {
    let connection =
        Connection::open_with_flags(place.database(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    connection.busy_timeout(SETTLED_WITHIN).unwrap();
    connection
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let rows = statement.query_map([], |row| Ok(text(row.get_ref(0)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}
