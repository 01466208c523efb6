//! Many cases of the attack, in several programs at a time, counted.

use crate::attack::case::{CASES_PER_PROGRAM, Case, Ended};
use crate::attack::judge::Flaw;
use crate::attack::place::Place;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// More flawed cases than this are not printed.
const PRINTED_MAX: usize = 40;
const TOLD_EVERY: Duration = Duration::from_secs(20);

/// What the cases came to.
pub struct Tally {
    pub cases: u64,
    flaws: BTreeMap<Flaw, u64>,
    heard: BTreeMap<String, u64>,
    pub printed: Vec<String>,
    begun: Instant,
    told_at: Instant,
}

impl Tally {
    fn take(&mut self, ended: Ended, is_loud: bool) {
        self.cases += 1;
        *self.heard.entry(ended.heard).or_default() += 1;
        let mut kinds: Vec<Flaw> = ended.flaws.iter().map(|(flaw, _)| *flaw).collect();
        kinds.sort();
        kinds.dedup();
        for kind in kinds {
            *self.flaws.entry(kind).or_default() += 1;
        }
        if !ended.flaws.is_empty() && self.printed.len() < PRINTED_MAX {
            let why: Vec<_> =
                ended.flaws.iter().map(|(flaw, why)| format!("  {flaw:?}: {why}")).collect();
            let line = format!("{}\n{}", ended.what, why.join("\n"));
            if is_loud {
                println!("{line}");
            }
            self.printed.push(line);
        }
        if is_loud && self.told_at.elapsed() > TOLD_EVERY {
            self.told_at = Instant::now();
            println!("{}", self.summary());
        }
    }

    pub fn is_clean(&self) -> bool {
        self.flaws.is_empty()
    }

    pub fn summary(&self) -> String {
        let count = |flaw: Flaw| self.flaws.get(&flaw).copied().unwrap_or_default();
        format!(
            "{} cases: {} false successes, {} foreign bookings recorded, {} foreign bookings cancelled, \
             {} false messages, {} neither settled nor visible, {} not set up; {:.0?}; heard: {:?}",
            self.cases,
            count(Flaw::FalseSuccess),
            count(Flaw::ForeignRecorded),
            count(Flaw::ForeignCancelled),
            count(Flaw::FalseMessage),
            count(Flaw::Unseen),
            count(Flaw::Unprepared),
            self.begun.elapsed(),
            self.heard
        )
    }
}

/// Runs the cases, those of one program one after another.
pub fn run(cases: Range<u64>, threads: usize, is_loud: bool) -> Tally {
    let mut programs: VecDeque<Range<u64>> = VecDeque::new();
    let mut from = cases.start;
    while from < cases.end {
        let to = ((from / CASES_PER_PROGRAM + 1) * CASES_PER_PROGRAM).min(cases.end);
        programs.push_back(from..to);
        from = to;
    }
    let begun = Instant::now();
    let (heard, flaws) = (BTreeMap::new(), BTreeMap::new());
    let tally = Tally { cases: 0, flaws, heard, printed: Vec::new(), begun, told_at: begun };
    let (programs, tally) = (Mutex::new(programs), Mutex::new(tally));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(cases) = programs.lock().unwrap().pop_front() else { return };
                    let mut place = Place::start();
                    for number in cases {
                        let ended = Case::run(&mut place, number);
                        tally.lock().unwrap().take(ended, is_loud);
                    }
                }
            });
        }
    });
    tally.into_inner().unwrap()
}
