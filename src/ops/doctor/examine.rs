//! All looks side by side: each has its time, all together have theirs, and none drags another along.

use crate::calcom::urgency;
use crate::domain::doctor::check::Check;
use crate::domain::doctor::finding::Finding;
use crate::ops::doctor::look::look;
use crate::ops::doctor::patient::Patient;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long one look may take.
pub const CHECK_SECONDS_MAX: u64 = 20;
/// How long all of them may.
pub const ALL_SECONDS_MAX: u64 = 60;

/// What became of a look.
#[derive(Clone, Debug)]
pub struct Examined {
    /// At what.
    pub check: Check,
    /// What was found.
    pub finding: Finding,
    /// How long it took; nothing where it was not tried.
    pub took: Duration,
}

/// Looks at everything, and ends in time: what hangs is left to itself and told.
pub fn examine(patient: &Arc<Patient>) -> Vec<Examined> {
    let (check, all) =
        (Duration::from_secs(CHECK_SECONDS_MAX), Duration::from_secs(ALL_SECONDS_MAX));
    Round::begin(patient, check, all).finish()
}

struct Round<'a> {
    patient: &'a Arc<Patient>,
    each: Duration,
    end: Instant,
    all: Duration,
    waiting: Vec<Check>,
    running: Vec<(Check, Instant)>,
    done: Vec<Examined>,
    tell: Sender<(Check, Finding)>,
    hear: Receiver<(Check, Finding)>,
}

impl Round<'_> {
    fn begin(patient: &Arc<Patient>, each: Duration, all: Duration) -> Round<'_> {
        let (tell, hear) = mpsc::channel();
        let end = Instant::now() + all;
        let waiting = Check::ALL.to_vec();
        Round { patient, each, end, all, waiting, running: vec![], done: vec![], tell, hear }
    }

    fn finish(mut self) -> Vec<Examined> {
        while !self.waiting.is_empty() || !self.running.is_empty() {
            self.start_what_can();
            let Some(next) = self.next_deadline() else { continue };
            match self.hear.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok((check, finding)) => self.end_of(check, finding),
                Err(_) => self.give_up_late_ones(),
            }
        }
        let place = |one: &Examined| Check::ALL.iter().position(|check| *check == one.check);
        self.done.sort_by_key(place);
        self.done
    }

    fn start_what_can(&mut self) {
        for check in std::mem::take(&mut self.waiting) {
            let found = |needed: &Check| self.done.iter().find(|one| one.check == *needed);
            let bad = check.needs().iter().find_map(|needed| {
                found(needed).filter(|one| !one.finding.is_good_enough()).map(|one| one.check)
            });
            let is_ready = check.needs().iter().all(|needed| found(needed).is_some());
            match bad {
                Some(needed) => {
                    let language = self.patient.language;
                    let finding = Finding::waits_for(self.first_cause(needed), language);
                    self.done.push(Examined { check, finding, took: Duration::ZERO });
                }
                None if is_ready => self.start(check),
                None => self.waiting.push(check),
            }
        }
    }

    /// What was not tried waits for something itself.
    fn first_cause(&self, check: Check) -> Check {
        let bad = |needed: &&Check| {
            self.done.iter().any(|one| one.check == **needed && !one.finding.is_good_enough())
        };
        match check.needs().iter().find(bad) {
            Some(needed) => self.first_cause(*needed),
            None => check,
        }
    }

    fn start(&mut self, check: Check) {
        let deadline = (Instant::now() + self.each).min(self.end);
        let (patient, tell) = (self.patient.clone(), self.tell.clone());
        self.running.push((check, Instant::now()));
        let begun =
            thread::Builder::new().name(format!("doctor {}", check.as_str())).spawn(move || {
                let looked = catch_unwind(AssertUnwindSafe(|| {
                    urgency::of(patient.urgency, || look(check, &patient, deadline))
                }));
                let finding = looked.unwrap_or_else(|_| panicked(&patient));
                // Nobody waits any more.
                tell.send((check, finding)).unwrap_or_default();
            });
        if let Err(error) = begun {
            let finding = Finding::not_tried(error.to_string());
            self.tell.send((check, finding)).unwrap_or_default();
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.running.iter().map(|(_, begun)| (*begun + self.each).min(self.end)).min()
    }

    fn end_of(&mut self, check: Check, finding: Finding) {
        // One that was given up is told already.
        let Some(place) = self.running.iter().position(|(one, _)| *one == check) else { return };
        let (_, begun) = self.running.remove(place);
        self.done.push(Examined { check, finding, took: begun.elapsed() });
    }

    fn give_up_late_ones(&mut self) {
        let now = Instant::now();
        let late = |begun: &Instant| now >= (*begun + self.each).min(self.end);
        let late: Vec<Check> =
            self.running.iter().filter(|(_, begun)| late(begun)).map(|(check, _)| *check).collect();
        for check in late {
            let seconds = self.each.min(self.all).as_secs();
            let seen = self.patient.pick(
                format!("nach {seconds} Sekunden noch keine Antwort"),
                format!("no answer within {seconds} seconds"),
            );
            let todo = self.patient.pick(
                "noch einmal versuchen; bleibt es so, hängt, wonach hier gefragt wird",
                "try again; if it stays so, what is asked here hangs",
            );
            self.end_of(check, Finding::fail(seen, todo));
        }
    }
}

fn panicked(patient: &Patient) -> Finding {
    let seen = patient.pick("hier ist das Programm gestolpert", "the program stumbled here");
    Finding::fail(seen, patient.pick("bitte dem Hersteller melden", "please tell the makers"))
}
