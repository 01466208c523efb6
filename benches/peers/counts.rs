//! What one booking by one caller needs, counted from outside: statements, syncs, writes, bytes, calls.
//!
//! What a side does at rest is counted for a while beforehand and taken off: a ticker that looks around each second is no
//! part of a booking.

use crate::bench_children::Calls;
use crate::sheet::{Cell, Sheet, Unit};
use crate::side::{BOTH, Counts, STATEMENTS, Side, Which};
use crate::trace::{Asked, Watching, bytes_written};
use crate::{Amounts, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Bookings before anything is counted: connections, caches, prepared statements.
const WARM_UP: usize = 20;
/// So long each side is watched at rest.
const REST: Duration = Duration::from_secs(2);
const NOT_TOLD: &str = "not told by this program";

/// What was counted at one side, for one booking.
struct Counted {
    itself: BTreeMap<String, f64>,
    asked: Outcome<Asked>,
    written: Outcome<f64>,
    kept: f64,
    calls: f64,
    /// The kinds of those calls, for the note.
    kinds: String,
}

/// Both sides, one after the other.
pub fn measure(peer: &Path, amounts: &Amounts, sheet: &mut Sheet) -> Outcome<()> {
    let [chairside, express] = BOTH.map(|which| counted(peer, which, amounts));
    let both = [chairside?, express?];
    let cells = |cell: fn(&Counted) -> Cell| both.each_ref().map(cell);
    let asked = |side: &Counted| side.asked.clone();
    let row = |what: &str| format!("a booking, 1 caller: {what}");
    counted_by_themselves(&both, sheet);
    let syncs = both.each_ref().map(|side| asked(side).map(|asked| asked.syncs));
    sheet.counts(&row("syncs (fsync, fdatasync)"), Unit::Things, syncs);
    let writes = both.each_ref().map(|side| asked(side).map(|asked| asked.writes));
    sheet.counts(&row("page writes (pwrite64, a page and its head apart)"), Unit::Things, writes);
    sheet.counts(&row("bytes written"), Unit::Bytes, cells(|side| side.written.clone()));
    sheet.counts(&row("bytes kept in the database"), Unit::Bytes, cells(|side| Ok(side.kept)));
    sheet.counts(&row("calls at Cal.com"), Unit::Things, cells(|side| Ok(side.calls)));
    let [ours, theirs] = both.each_ref().map(|side| side.kinds.as_str());
    sheet.note(format!(
        "counts of a booking: the mean of {} bookings ({} for what strace counts), less what the side does at rest in the same \
         time; checkpoints are in them; the calls at Cal.com were {ours} (Chairside) and {theirs} (Express)",
        amounts.counted, amounts.traced
    ));
    Ok(())
}

fn counted(peer: &Path, which: Which, amounts: &Amounts) -> Outcome<Counted> {
    let itself = by_itself(peer, which, amounts)?;
    let mut side = Side::start(peer, which, Duration::ZERO, false)?;
    eprintln!("peers: counting what a booking needs at {}", side.name());
    side.book(1, WARM_UP)?;
    let process = side.server.id();
    let written = bytes_written(process);
    thread::sleep(REST);
    let at_rest = bytes_written(process).and_then(|now| Ok(gone(now, written?)));
    let (calls, kept, written) = (side.calls()?, side.bytes_kept()?, bytes_written(process));
    let took = side.book(1, amounts.counted)?.elapsed;
    let written = bytes_written(process).and_then(|now| Ok(gone(now, written?)));
    let written = written.and_then(|all| Ok(share(all, at_rest?, took, amounts.counted)));
    let kept = gone(side.bytes_kept()?, kept) / amounts.counted as f64;
    let calls = more(&side.calls()?, &calls);
    let asked = asked(&mut side, amounts.traced)?;
    side.check()?;
    let written = written.and_then(|bytes| match bytes > 0.0 {
        true => Ok(bytes),
        false => Err("the kernel counts none on this file system".into()),
    });
    Ok(Counted {
        itself,
        asked,
        written,
        kept,
        calls: calls.values().sum::<u64>() as f64 / amounts.counted as f64,
        kinds: told(&calls),
    })
}

/// Counted by the side itself, in a run of its own: counting costs time.
fn by_itself(peer: &Path, which: Which, amounts: &Amounts) -> Outcome<BTreeMap<String, f64>> {
    let mut side = Side::start(peer, which, Duration::ZERO, true)?;
    side.book(1, WARM_UP)?;
    // Asking for the counts is itself counted.
    let (first, second) = (side.counts()?, side.counts()?);
    thread::sleep(REST);
    let rested = side.counts()?;
    let took = side.book(1, amounts.counted)?.elapsed;
    let after = side.counts()?;
    let one = |(what, all): (&String, &u64)| {
        let at = |counts: &Counts| counts.get(what).copied().unwrap_or_default();
        let asking = gone(at(&second), at(&first));
        let at_rest = (gone(at(&rested), at(&second)) - asking).max(0.0);
        let all = gone(*all, at(&rested)) - asking;
        (what.clone(), share(all, at_rest, took, amounts.counted))
    };
    Ok(after.iter().map(one).collect())
}

/// The statements always, and whatever else one of them tells.
fn counted_by_themselves(both: &[Counted; 2], sheet: &mut Sheet) {
    let statements = STATEMENTS.to_owned();
    let mut names: BTreeSet<&String> = both.iter().flat_map(|side| side.itself.keys()).collect();
    names.remove(&statements);
    for name in std::iter::once(&statements).chain(names) {
        let [ours, theirs] = both.each_ref().map(|side| side.itself.get(name).copied());
        let text = |told: Option<f64>| told.map_or(NOT_TOLD.into(), |count| format!("{count:.1}"));
        let ratio = ours.zip(theirs).map(|(ours, theirs)| format!("{:.2}", ours / theirs));
        let called = if *name == statements { "SQL statements" } else { &name.replace('_', " ") };
        let what = format!("a booking, 1 caller: {called}");
        sheet.row(&what, &text(ours), &text(theirs), &ratio.unwrap_or_default());
    }
}

/// `strace` looks at a while of rest, then at the bookings. The inner error stands in the table.
fn asked(side: &mut Side, count: usize) -> Outcome<Outcome<Asked>> {
    let process = side.server.id();
    let watching = match Watching::start(process) {
        Ok(watching) => watching,
        Err(reason) => return Ok(Err(reason)),
    };
    thread::sleep(REST);
    let at_rest = watching.end()?;
    let begun = Instant::now();
    let watching = Watching::start(process)?;
    side.book(1, count)?;
    let all = watching.end()?;
    let took = begun.elapsed();
    Ok(Ok(Asked {
        syncs: share(all.syncs, at_rest.syncs, took, count),
        writes: share(all.writes, at_rest.writes, took, count),
    }))
}

fn gone(after: u64, before: u64) -> f64 {
    after.saturating_sub(before) as f64
}

/// One booking's share of what was counted, less what is done in that time anyway.
fn share(all: f64, at_rest: f64, took: Duration, count: usize) -> f64 {
    let anyway = at_rest * took.as_secs_f64() / REST.as_secs_f64();
    ((all - anyway) / count.max(1) as f64).max(0.0)
}

/// What was asked since.
pub fn more(now: &Calls, before: &Calls) -> Calls {
    let since = |(kind, count): (&String, &u64)| {
        let count = count.saturating_sub(before.get(kind).copied().unwrap_or_default());
        (count > 0).then(|| (kind.clone(), count))
    };
    now.iter().filter_map(since).collect()
}

/// Each kind of call and how often.
pub fn told(calls: &Calls) -> String {
    let texts: Vec<String> = calls.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if texts.is_empty() { "none".into() } else { texts.join(", ") }
}
