//! What it costs to plan a visit of four segments from free starts in hand.
//!
//! `cargo bench --bench planning` prints medians for 1 to 28 days and 3 to 24 staff members, how they grow, and what
//! they are of the floor: one pass over the same starts. Two visits: one person does all of it, or two of the four
//! segments are handed over to whoever is free.

// A benchmark ends at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use chairside::domain::calendar::interval::{Claim, Interval};
use chairside::domain::ids::StaffId;
use chairside::domain::service::catalogue::{Composition, Performer};
use chairside::domain::service::templates::template;
use chairside::domain::visit::layout::Margins;
use chairside::domain::visit::planner::{candidates, expand};
use chairside::domain::visit::planner_question::{Candidate, Question, Way};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use time::macros::datetime;

/// The case that has a mark.
const DAYS: u32 = 14;
const STAFF: u32 = 12;
const PLAN_MS_MAX: f64 = 10.0;
const ROUNDS: usize = 101;
const WARM_UP: usize = 10;
/// Eight in the morning of the first day; the shop is open for ten hours.
const FIRST: OffsetDateTime = datetime!(2026-11-23 07:00 UTC);
const OPEN_MINUTES: u32 = 600;
const GRID_MINUTES: u32 = 5;

/// What is asked, owned.
struct Salon {
    composition: Composition,
    ways: Vec<Vec<Way>>,
    taken: BTreeMap<StaffId, Claim>,
    within: Interval,
}

/// Days and staff members of the table's rows.
const CASES: [(u32, u32); 7] =
    [(1, STAFF), (7, STAFF), (DAYS, STAFF), (28, STAFF), (DAYS, 3), (DAYS, 6), (DAYS, 24)];

fn main() -> ExitCode {
    let mut met = true;
    for (name, handed_over) in
        [("one person does it all", false), ("two of four handed over", true)]
    {
        let rows = measure(handed_over);
        let marked = rows.iter().find(|row| (row.days, row.staff) == (DAYS, STAFF)).unwrap().plan;
        println!("A visit of four segments, {name}; median of {ROUNDS}:\n");
        println!(
            "| days | staff | starts in hand | candidates | plan | of that of {DAYS} days, {STAFF} staff | floor | plan to floor |"
        );
        println!("|---|---|---|---|---|---|---|---|");
        for row in &rows {
            let Row { days, staff, starts, candidates, plan, floor } = row;
            let growth = plan.as_secs_f64() / marked.as_secs_f64();
            let to_floor = plan.as_secs_f64() / floor.as_secs_f64();
            println!(
                "| {days} | {staff} | {starts} | {candidates} | {plan:.2?} | {growth:.2} | {floor:.2?} | {to_floor:.1} |"
            );
        }
        let within = marked.as_secs_f64() * 1e3 <= PLAN_MS_MAX;
        met &= within;
        let verdict = if within { "yes" } else { "**no**" };
        println!("\n{DAYS} days, {STAFF} staff: {marked:.2?}, at most {PLAN_MS_MAX} ms: {verdict}");
        println!("Who does what for one of them (`expand`): {:.2?}\n", expanding(handed_over));
    }
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A line of the table.
struct Row {
    days: u32,
    staff: u32,
    starts: usize,
    candidates: usize,
    plan: Duration,
    floor: Duration,
}

/// In turns, so that a busy moment of the machine meets all of them.
fn measure(handed_over: bool) -> Vec<Row> {
    let salons = CASES.map(|(days, staff)| Salon::new(days, staff, handed_over));
    let mut times = CASES.map(|_| (Vec::<Duration>::new(), Vec::<Duration>::new()));
    for round in 0..WARM_UP + ROUNDS {
        for (salon, (plans, floors)) in salons.iter().zip(&mut times) {
            let begun = Instant::now();
            black_box(salon.pass());
            let floor = begun.elapsed();
            let begun = Instant::now();
            black_box(salon.ask(candidates));
            let plan = begun.elapsed();
            if round >= WARM_UP {
                plans.push(plan);
                floors.push(floor);
            }
        }
    }
    type Case = ((u32, u32), (Salon, (Vec<Duration>, Vec<Duration>)));
    let row = |((days, staff), (salon, (mut plans, mut floors))): Case| {
        let candidates = Salon::ask(&salon, candidates).len();
        assert!(candidates > 0, "nothing to measure");
        let (plan, floor) = (median(&mut plans), median(&mut floors));
        Row { days, staff, starts: salon.starts(), candidates, plan, floor }
    };
    CASES.into_iter().zip(salons.into_iter().zip(times)).map(row).collect()
}

fn expanding(handed_over: bool) -> Duration {
    let salon = Salon::new(DAYS, STAFF, handed_over);
    let found: Vec<Candidate> = salon.ask(candidates);
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let candidate = &found[round * found.len() / ROUNDS];
            let begun = Instant::now();
            black_box(salon.ask(|question| expand(question, candidate)).unwrap());
            begun.elapsed()
        })
        .collect();
    median(&mut times)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

impl Salon {
    /// Everybody does everything, at her own pace, and has four appointments a day.
    fn new(days: u32, staff: u32, handed_over: bool) -> Salon {
        let mut composition = template("colour-cut").unwrap().composition;
        if handed_over {
            composition.segments[1].performer = Performer::Any;
            composition.segments[3].performer = Performer::Any;
        }
        let person = |number: u32| StaffId(format!("00000000-0000-4000-8000-{number:012}"));
        let day_start = |day: u32| FIRST + time::Duration::days(day.into());
        let minute =
            |day: u32, minute: u32| day_start(day) + time::Duration::minutes(minute.into());
        let taken = (0..staff).map(|number| {
            let busy = (0..days).flat_map(|day| {
                (0..4).map(move |nth| (day, nth * 150 + (number * 37 + day * 11) % 110))
            });
            let busy = busy.map(|(day, start)| {
                Interval::new(minute(day, start), minute(day, start + 25)).unwrap()
            });
            (person(number), Claim { busy: busy.collect(), margins: Vec::new() })
        });
        let taken = taken.collect();
        let ways = composition.segments.iter().enumerate().map(|(index, segment)| {
            let way = |number: u32| {
                let grid = (0..days).flat_map(|day| {
                    (0..OPEN_MINUTES / GRID_MINUTES).map(move |step| (day, step * GRID_MINUTES))
                });
                Way {
                    staff: Some(person(number)),
                    event_type_id: i64::from(number) * 10 + index as i64,
                    minutes: segment.minutes + number % 3 * 5,
                    starts: grid.map(|(day, start)| minute(day, start)).collect(),
                }
            };
            (0..staff).map(way).collect()
        });
        let ways = ways.collect();
        let within = Interval::new(day_start(0), day_start(days)).unwrap();
        Salon { composition, ways, taken, within }
    }

    fn starts(&self) -> usize {
        self.ways.iter().flatten().map(|way| way.starts.len()).sum()
    }

    fn ask<T>(&self, answer: impl FnOnce(&Question) -> T) -> T {
        answer(&Question {
            composition: &self.composition,
            policy_of: &|_| self.composition.policy,
            margins: Margins::default(),
            ways: &self.ways,
            taken: &self.taken,
            wish: None,
            within: self.within,
        })
    }

    /// The floor: every start is looked at once.
    fn pass(&self) -> i128 {
        let starts = self.ways.iter().flatten().flat_map(|way| &way.starts);
        starts.fold(0, |sum, start| sum ^ start.unix_timestamp_nanos())
    }
}
