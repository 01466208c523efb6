//! The planner's rows of minutes: which starts of a segment are possible, and from which the rest of the visit is.

use crate::domain::calendar::interval::{Diary, Nanos, Place};
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::service::check::VISIT_MINUTES_MAX;
use crate::domain::visit::layout;
use crate::domain::visit::layout::Around;
use crate::domain::visit::planner_question::{Question, Way};
use std::collections::BTreeMap;
use std::ops::Range;
use time::OffsetDateTime;

/// How far from the first possible start is planned.
const HORIZON_MINUTES_MAX: i128 = 366 * 24 * 60;
const MINUTE_NANOS: i128 = 60_000_000_000;
const WORD_BITS: usize = 64;

/// A bit for each minute from the board's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    words: Vec<u64>,
}

impl Row {
    fn empty(bits: usize) -> Row {
        Row { words: vec![0; bits.div_ceil(WORD_BITS)] }
    }

    fn set(&mut self, bit: usize) {
        if let Some(word) = self.words.get_mut(bit / WORD_BITS) {
            *word |= 1 << (bit % WORD_BITS);
        }
    }

    fn has(&self, bit: usize) -> bool {
        self.words.get(bit / WORD_BITS).is_some_and(|word| (word >> (bit % WORD_BITS)) & 1 == 1)
    }

    /// Takes in the bits of `here` from which `rest` has the bit `later` minutes on.
    fn join(&mut self, here: &Row, rest: &Row, later: usize) {
        let (skip, shift) = (later / WORD_BITS, later % WORD_BITS);
        let word = |index: usize| rest.words.get(index).copied().unwrap_or(0);
        for (index, (mine, here)) in self.words.iter_mut().zip(&here.words).enumerate() {
            let low = word(index.saturating_add(skip)) >> shift;
            let next = word(index.saturating_add(skip).saturating_add(1));
            let high = if shift == 0 { 0 } else { next << (WORD_BITS - shift) };
            *mine |= here & (low | high);
        }
    }

    /// The bits that are set, in order.
    fn bits(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let first = index.saturating_mul(WORD_BITS);
            let mut word = *word;
            std::iter::from_fn(move || {
                let bit = usize::try_from(word.trailing_zeros()).ok().filter(|b| *b < WORD_BITS)?;
                word &= word.wrapping_sub(1);
                first.checked_add(bit)
            })
        })
    }
}

/// What is possible for each way of each segment, as rows over the same minutes.
pub(crate) struct Board<'a> {
    question: &'a Question<'a>,
    /// The first instant of minute 0, in nanoseconds since 1970.
    base: i128,
    /// Minutes on the board.
    bits: usize,
    /// The starts of a segment's way that fit its person, by what the policy asks.
    open: BTreeMap<(PausePolicy, usize, usize), Row>,
}

impl<'a> Board<'a> {
    /// Asks the overlap function about every free start that a lead could use.
    pub fn new(question: &'a Question) -> Board<'a> {
        let first = question.within.start().unix_timestamp_nanos();
        let base = first.saturating_sub(first.rem_euclid(MINUTE_NANOS));
        let until = question.within.end().unix_timestamp_nanos();
        let until = until.min(base.saturating_add(HORIZON_MINUTES_MAX * MINUTE_NANOS));
        let end = until.saturating_add(minutes_nanos(longest_minutes(question)));
        let minutes = end.saturating_sub(base).div_euclid(MINUTE_NANOS).saturating_add(1);
        let bits = usize::try_from(minutes).unwrap_or(0);
        let mut board = Board { question, base, bits, open: BTreeMap::new() };
        let diaries: BTreeMap<&StaffId, Diary> =
            question.taken.iter().map(|(staff, taken)| (staff, Diary::new(taken))).collect();
        for lead in question.leads() {
            let policy = (question.policy_of)(lead);
            for index in 0..question.composition.segments.len() {
                let window = first..if index == 0 { until } else { end };
                let around = layout::around(question.composition, policy, question.margins, index);
                for (way_index, way) in question.ways_under(index, lead) {
                    let diary = way.staff.as_ref().and_then(|staff| diaries.get(staff));
                    let row = || board_row(base, bits, way, &window, around, diary);
                    board.open.entry((policy, index, way_index)).or_insert_with(row);
                }
            }
        }
        board
    }

    /// For each segment the starts from which the visit can be done to its end under this lead.
    pub fn rows(&self, lead: Option<&StaffId>) -> Vec<Row> {
        let policy = (self.question.policy_of)(lead);
        let segments = &self.question.composition.segments;
        // Last to first, as each row needs the one after it.
        let mut rows: Vec<Row> = Vec::with_capacity(segments.len());
        for (index, segment) in segments.iter().enumerate().rev() {
            let mut row = Row::empty(self.bits);
            for (way_index, way) in self.question.ways_under(index, lead) {
                let Some(open) = self.open.get(&(policy, index, way_index)) else { continue };
                match rows.last() {
                    Some(rest) => row.join(open, rest, step(way, segment.pause_after_minutes)),
                    None => row.join(open, open, 0),
                }
            }
            rows.push(row);
        }
        rows.reverse();
        rows
    }

    /// The instants of a row's bits, in order.
    pub fn starts<'r>(&self, row: &'r Row) -> impl Iterator<Item = OffsetDateTime> + use<'r> {
        let base = self.base;
        row.bits().filter_map(move |bit| {
            let nanos = base.checked_add(minutes_nanos(u32::try_from(bit).ok()?))?;
            OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()
        })
    }

    /// From a start through the visit: the first way of each segment after which the rest is possible. `None` if it
    /// is not possible at all.
    pub fn walk(
        &self,
        lead: Option<&StaffId>,
        start: OffsetDateTime,
    ) -> Option<Vec<(usize, &'a Way)>> {
        let policy = (self.question.policy_of)(lead);
        let rows = self.rows(lead);
        let mut bit = bit_of(self.base, start.unix_timestamp_nanos())?;
        let mut chosen = Vec::with_capacity(rows.len());
        for (index, segment) in self.question.composition.segments.iter().enumerate() {
            let rest = rows.get(index.saturating_add(1));
            let next = |way| bit.saturating_add(step(way, segment.pause_after_minutes));
            let (way_index, way) =
                self.question.ways_under(index, lead).into_iter().find(|(way_index, way)| {
                    let open = self.open.get(&(policy, index, *way_index));
                    open.is_some_and(|open| open.has(bit))
                        && rest.is_none_or(|rest| rest.has(next(way)))
                })?;
            chosen.push((way_index, way));
            bit = next(way);
        }
        Some(chosen)
    }
}

fn board_row(
    base: i128,
    bits: usize,
    way: &Way,
    window: &Range<i128>,
    around: Around,
    diary: Option<&Diary>,
) -> Row {
    let (mut row, mut place) = (Row::empty(bits), Place::default());
    if !(1..=VISIT_MINUTES_MAX).contains(&way.minutes) {
        return row;
    }
    let work = minutes_nanos(way.minutes);
    let busy = work
        .saturating_add(minutes_nanos(around.held))
        .saturating_add(minutes_nanos(around.buffer));
    let (settle, back) = (minutes_nanos(around.settle), minutes_nanos(around.back));
    let first = way.starts.partition_point(|start| start.unix_timestamp_nanos() < window.start);
    for start in way.starts.iter().skip(first).map(|start| start.unix_timestamp_nanos()) {
        if start >= window.end {
            break;
        }
        let Some(bit) = bit_of(base, start) else { continue };
        let end = start.saturating_add(work);
        let margins = [end..end.saturating_add(settle), start.saturating_sub(back)..start];
        let margins = margins.into_iter().filter(|margin: &Nanos| !margin.is_empty());
        let busy = std::iter::once(start..start.saturating_add(busy));
        if diary.is_none_or(|diary| diary.fits_nanos(busy, margins, &mut place)) {
            row.set(bit);
        }
    }
    row
}

/// The bit of an instant; `None` unless it is a whole number of minutes after the board's first.
fn bit_of(base: i128, instant: i128) -> Option<usize> {
    // 64 bits hold the horizon, and divide much faster.
    let offset = u64::try_from(instant.checked_sub(base)?).ok()?;
    let minute = u64::try_from(MINUTE_NANOS).ok()?;
    (offset % minute == 0).then_some(offset / minute).and_then(|bit| usize::try_from(bit).ok())
}

/// From a segment's start to the next one's, minutes.
fn step(way: &Way, pause_after_minutes: u32) -> usize {
    usize::try_from(way.minutes.saturating_add(pause_after_minutes)).unwrap_or(usize::MAX)
}

/// The visit, if each segment is done by the slowest.
fn longest_minutes(question: &Question) -> u32 {
    let segments = question.composition.segments.iter().zip(question.ways);
    segments.fold(0, |sum: u32, (segment, ways)| {
        let most = ways.iter().map(|way| way.minutes.min(VISIT_MINUTES_MAX)).max().unwrap_or(0);
        sum.saturating_add(most).saturating_add(segment.pause_after_minutes.min(VISIT_MINUTES_MAX))
    })
}

fn minutes_nanos(minutes: u32) -> i128 {
    i128::from(minutes).saturating_mul(MINUTE_NANOS)
}
