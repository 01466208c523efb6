//! How fast both are: rounds in turns, so that a slow moment of the machine meets both.

use crate::bench_load::Run;
use crate::bench_table::{ms, per_second, percentile};
use crate::others::{Others, QUIET_MAX, Used};
use crate::sheet::{Sheet, Unit};
use crate::side::{Side, Which};
use crate::{Amounts, Outcome, others};
use std::path::Path;
use std::time::Duration;

/// Callers or connections when there are many.
const MANY: usize = 64;
/// With many connections so many times the webhooks of one.
const MORE_WEBHOOKS: usize = 8;
/// What a call takes at a Cal.com that is as slow as the real one.
pub const SLOWLY: Duration = Duration::from_millis(150);

/// What the rounds of one side found.
#[derive(Default)]
struct Found {
    /// A second.
    rates: Vec<f64>,
    /// Microseconds of processor time for each.
    processor: Vec<f64>,
    /// The time of each, as the caller sees it.
    latencies: Vec<Duration>,
}

/// Bookings and webhooks, alone and with many at once.
pub fn measure(peer: &Path, amounts: &Amounts, sheet: &mut Sheet) -> Outcome<()> {
    let at_once = "Cal.com answers at once";
    let mut pair = Pair::start(peer, Duration::ZERO)?;
    let single = amounts.single;
    let [ours, theirs] = pair.rounds(amounts, &|side| Ok((side.book(1, single)?, single)))?;
    tell(sheet, &format!("bookings a second, 1 caller, {at_once}"), &ours, &theirs);
    let micros = |found: &Found| found.processor.clone();
    let processor = "a booking: processor time";
    let what = format!("{processor}, 1 caller");
    sheet.rounds(&what, Unit::Micros, &micros(&ours), &micros(&theirs));
    let crowd = amounts.each * MANY;
    let [ours, theirs] = pair.rounds(amounts, &|side| Ok((side.book(MANY, crowd)?, crowd)))?;
    tell(sheet, &format!("bookings a second, {MANY} callers, {at_once}"), &ours, &theirs);
    let what = format!("{processor}, {MANY} callers");
    sheet.rounds(&what, Unit::Micros, &micros(&ours), &micros(&theirs));
    for (connections, count) in [(1, amounts.webhooks), (MANY, amounts.webhooks * MORE_WEBHOOKS)] {
        let send = |side: &mut Side| Ok((side.webhooks(connections, count)?, count));
        let [ours, theirs] = pair.rounds(amounts, &send)?;
        let plural = if connections == 1 { "" } else { "s" };
        let what = format!("webhooks a second, {connections} connection{plural}");
        tell(sheet, &what, &ours, &theirs);
    }
    pair.check()?;
    let quick = pair.others.processors();
    let slow = slowly(peer, amounts, sheet)?;
    let verdict = match quick.max(slow) > QUIET_MAX {
        true => "NOT quiet: read the counts, not the times",
        false => "quiet",
    };
    sheet.note(format!(
        "times: {} rounds, both sides in turns, the other one first in each; medians, and in the last column the median of the \
         rounds' ratios with the smallest and the largest",
        amounts.rounds
    ));
    sheet.note(format!(
        "meanwhile other processes kept {quick:.2} processors busy, and {slow:.2} while Cal.com was slow; the machine was {verdict}"
    ));
    Ok(())
}

/// The bookings with a slow Cal.com; how many processors others kept busy.
fn slowly(peer: &Path, amounts: &Amounts, sheet: &mut Sheet) -> Outcome<f64> {
    let mut pair = Pair::start(peer, SLOWLY)?;
    let limit = MANY as f64 / SLOWLY.as_secs_f64();
    let crowd = amounts.each_slowly * MANY;
    let [ours, theirs] = pair.rounds(amounts, &|side| Ok((side.book(MANY, crowd)?, crowd)))?;
    let at = format!("Cal.com takes {} ms", SLOWLY.as_millis());
    let what = format!("bookings a second, {MANY} callers, {at} (limit {limit:.0})");
    tell(sheet, &what, &ours, &theirs);
    pair.check()?;
    Ok(pair.others.processors())
}

fn tell(sheet: &mut Sheet, what: &str, ours: &Found, theirs: &Found) {
    sheet.rounds(what, Unit::PerSecond, &ours.rates, &theirs.rates);
    let each = |found: &Found, percent| ms(percentile(&found.latencies, percent));
    let both = |found: &Found| format!("{}, p99 {}", each(found, 50), each(found, 99));
    sheet.row("… time of each, p50", &both(ours), &both(theirs), "");
}

/// Both, running.
struct Pair {
    chairside: Side,
    express: Side,
    others: Others,
}

/// What a side is to do in a round: how it ran, and how many things it did.
type Work<'a> = &'a dyn Fn(&mut Side) -> Outcome<(Run, usize)>;

impl Pair {
    fn start(peer: &Path, delay: Duration) -> Outcome<Pair> {
        let start = |which| Side::start(peer, which, delay, false);
        let others = Others::default();
        Ok(Pair { chairside: start(Which::Chairside)?, express: start(Which::Express)?, others })
    }

    /// One round that does not count, then those that do; the sides take turns at being first.
    fn rounds(&mut self, amounts: &Amounts, work: Work<'_>) -> Outcome<[Found; 2]> {
        let (mut ours, mut theirs) = (Found::default(), Found::default());
        work(&mut self.chairside)?;
        work(&mut self.express)?;
        let before = self.used()?;
        for round in 0..amounts.rounds {
            eprintln!("peers: round {} of {}", round + 1, amounts.rounds);
            if round % 2 == 0 {
                ours.add(&mut self.chairside, work)?;
                theirs.add(&mut self.express, work)?;
            } else {
                theirs.add(&mut self.express, work)?;
                ours.add(&mut self.chairside, work)?;
            }
        }
        let after = self.used()?;
        self.others.add(&before, &after);
        Ok([ours, theirs])
    }

    fn used(&self) -> Outcome<Used> {
        let running = [self.chairside.running(), self.express.running()].concat();
        others::used(&running)
    }

    fn check(&mut self) -> Outcome<()> {
        self.chairside.check()?;
        self.express.check()
    }
}

impl Found {
    fn add(&mut self, side: &mut Side, work: Work<'_>) -> Outcome<()> {
        let before = side.server.processor_time()?;
        let (run, count) = work(side)?;
        let used = side.server.processor_time()?.saturating_sub(before);
        self.rates.push(per_second(count, run.elapsed));
        self.processor.push(used.as_secs_f64() * 1e6 / count.max(1) as f64);
        self.latencies.extend(run.latencies);
        Ok(())
    }
}
