//! A day of the diary: a column for each person, what takes her time and what of a pause is free.

use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::lanes::lanes;
use crate::domain::ids::StaffId;
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::layout::PartKind;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::day::block::{BlockKind, BlockView, DAY_MINUTES, DayClock};
use crate::frontdesk::diary::people::{Called, called};
use crate::frontdesk::service::fits::Fits;
use crate::frontdesk::visit::pauses;
use crate::frontdesk::visit::pauses::{PauseUse, SeenPause};
use crate::store::service::salon;
use crate::store::visit::absence::Absence;
use crate::store::visit::day::DayPart;
use crate::store::visit::{absence, day, occupied, opening};
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeSet;
use time::{Date, Time};

/// What is shown where no opening hours are known.
const SHOWN: (u16, u16) = (8 * 60, 19 * 60);
/// Days are shown in whole hours.
const HOUR: u16 = 60;
/// Minutes of the grid that a free time begins on; less is no gap.
const GAP_GRID: u16 = 5;
/// A pause of fewer minutes is no offer.
const FREE_MINUTES_MIN: u16 = 5;

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DayView {
    #[serde(skip)]
    pub date: Date,
    /// `2026-12-01`.
    pub day: String,
    /// The minute of the day that it is now; only of today.
    pub now: Option<u16>,
    /// What is shown, in minutes of the day: whole hours.
    pub from: u16,
    pub until: u16,
    /// Who works here, by name; what nobody does comes last.
    pub columns: Vec<ColumnView>,
    pub visits: usize,
    /// Minutes of other visits' pauses that are used.
    pub pause_minutes_used: u32,
    /// Of a hundred parts, how many have a staff member.
    pub assigned_percent: Option<usize>,
}

/// A person's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ColumnView {
    /// `None` for what nobody does.
    pub staff_id: Option<StaffId>,
    /// The whole name.
    pub name: String,
    /// As short as nobody else is called so.
    pub short: String,
    /// The place among all people by name, from 0: the colour.
    pub place: usize,
    pub work_minutes: u32,
    /// Whether she is not there all day.
    pub is_away: bool,
    /// In the order of time.
    pub blocks: Vec<BlockView>,
    /// Where nothing is yet, within an hour each and not before now: minutes of the day.
    pub gaps: Vec<(u16, u16)>,
}

/// A day as it stands now.
pub(crate) fn of(desk: &Desk, date: Date) -> Result<DayView> {
    let clock = DayClock { zone: &desk.salon.zone, date };
    let (start, end) = clock.bounds();
    let span = Interval::new(start, end).map_err(|_| Error::NotFound("day"))?;
    let now = desk.now();
    let free: Vec<SeenPause> = pauses::within(desk, span)?;
    desk.store.read(|connection| {
        let read = Read {
            people: called(connection, desk.salon.company)?,
            parts: day::parts(connection, desk.salon.company, span)?,
            absences: absences(connection, desk, span)?,
            pauses: &free,
            fits: Fits::read(connection, desk.salon.company)?,
        };
        let mut columns = read.columns(&clock);
        if end > now {
            for column in &mut columns {
                let Some(id) = &column.staff_id else { continue };
                let offered = occupied::held_for(connection, id, span, now)?;
                let offered = offered.busy.iter().filter(|at| at.overlaps(&span));
                column.blocks.extend(
                    offered.map(|at| BlockView::new(BlockKind::Offered, clock.stretch(*at))),
                );
            }
        }
        let (from, until) = shown(open_hours(connection, desk, date)?, &columns);
        for column in &mut columns {
            settle(column, from, until);
        }
        if end > now {
            let open_from = if start > now { from } else { clock.minute(now).max(from) };
            for column in columns.iter_mut().filter(|column| column.staff_id.is_some()) {
                column.gaps = gaps(&column.blocks, open_from, until);
            }
        }
        let (all, assigned) = read.work();
        Ok(DayView {
            date,
            day: date.to_string(),
            now: (start <= now && now < end).then(|| clock.minute(now)),
            from,
            until,
            columns,
            visits: read.parts.iter().map(|part| part.appointment).collect::<BTreeSet<_>>().len(),
            pause_minutes_used: read.pause_minutes_used(),
            assigned_percent: assigned.saturating_mul(100).checked_div(all),
        })
    })
}

struct Read<'a> {
    people: Vec<Called>,
    parts: Vec<DayPart>,
    absences: Vec<Absence>,
    pauses: &'a [SeenPause],
    fits: Fits,
}

impl Read<'_> {
    /// Who works here or has something in the day, by name, and what nobody does.
    fn columns(&self, clock: &DayClock<'_>) -> Vec<ColumnView> {
        let people = self.people.iter().enumerate().map(|(place, one)| {
            let id = one.person.id.clone();
            let blocks = self.blocks(clock, Some(&id));
            let names = (one.full.clone(), one.short.clone());
            (one.person.active, column(Some(id), names, place, blocks))
        });
        let mut columns: Vec<ColumnView> = people
            .filter(|(active, column)| *active || column.blocks.iter().any(is_of_a_visit))
            .map(|(_, column)| column)
            .collect();
        let nobodys = self.blocks(clock, None);
        if !nobodys.is_empty() {
            columns.push(column(None, (String::new(), String::new()), self.people.len(), nobodys));
        }
        columns
    }

    fn blocks(&self, clock: &DayClock<'_>, who: Option<&StaffId>) -> Vec<BlockView> {
        let own = |part: &&DayPart| part.kind == PartKind::Work && part.staff.as_ref() == who;
        let mut blocks: Vec<BlockView> =
            self.parts.iter().filter(own).map(|part| work(clock, part)).collect();
        for pause in self.pauses.iter().filter(|pause| Some(&pause.staff_id) == who) {
            blocks.extend(self.pause(clock, pause));
        }
        let away = self.absences.iter().filter(|one| Some(&one.staff) == who);
        blocks.extend(away.map(|one| BlockView {
            reason: one.reason.clone(),
            ..BlockView::new(BlockKind::Away, clock.stretch(one.span))
        }));
        blocks
    }

    /// A held pause, or what of a free one others may have.
    fn pause(&self, clock: &DayClock<'_>, pause: &SeenPause) -> Vec<BlockView> {
        let of = |part: &&DayPart| part.appointment == pause.visit;
        let customer = self.parts.iter().find(of).map(|part| part.customer.clone());
        let block = |kind, at| BlockView {
            appointment_id: Some(pause.visit),
            customer: customer.clone().unwrap_or_default(),
            service: pause.service.clone(),
            ..BlockView::new(kind, clock.stretch(at))
        };
        match &pause.what {
            PauseUse::Held(key) => vec![BlockView {
                part: key.clone(),
                releasable: pause.policy == Some(PausePolicy::Flexible),
                ..block(BlockKind::Held, pause.at)
            }],
            PauseUse::Free(gaps) => gaps
                .iter()
                .map(|at| block(BlockKind::Free, *at))
                .filter(|free| free.minutes() >= FREE_MINUTES_MIN)
                .map(|free| BlockView {
                    fits: self.fits.within(&pause.staff_id, free.minutes().into()),
                    ..free
                })
                .collect(),
        }
    }

    /// Parts of work, and how many of them have a staff member.
    fn work(&self) -> (usize, usize) {
        let all = self.parts.iter().filter(|part| part.kind == PartKind::Work);
        let assigned = all.clone().filter(|part| part.staff.is_some()).count();
        (all.count(), assigned)
    }

    fn pause_minutes_used(&self) -> u32 {
        let is_in = |part: &DayPart, pause: &SeenPause| {
            matches!(pause.what, PauseUse::Free(_))
                && part.staff.as_ref() == Some(&pause.staff_id)
                && part.appointment != pause.visit
                && pause.at.contains(&part.at)
        };
        let used = self.parts.iter().filter(|part| self.pauses.iter().any(|one| is_in(part, one)));
        used.fold(0, |sum: u32, part| sum.saturating_add(minutes(part.at)))
    }
}

fn work(clock: &DayClock<'_>, part: &DayPart) -> BlockView {
    BlockView {
        appointment_id: Some(part.appointment),
        customer: part.customer.clone(),
        service: part.service.clone(),
        part: part.name.clone(),
        place: part.place,
        of: part.of,
        status: part.status.as_str(),
        ..BlockView::new(BlockKind::Work, clock.stretch(part.at))
    }
}

fn column(
    staff_id: Option<StaffId>,
    (name, short): (String, String),
    place: usize,
    blocks: Vec<BlockView>,
) -> ColumnView {
    let work = blocks.iter().filter(|block| block.kind == BlockKind::Work);
    let work_minutes = work.fold(0, |sum: u32, block| sum.saturating_add(block.minutes().into()));
    let (is_away, gaps) = (false, Vec::new());
    ColumnView { staff_id, name, short, place, work_minutes, is_away, blocks, gaps }
}

/// Cuts a column to what is shown, and puts what overlaps side by side.
fn settle(column: &mut ColumnView, from: u16, until: u16) {
    for block in &mut column.blocks {
        block.from = block.from.clamp(from, until);
        block.until = block.until.clamp(from, until);
    }
    column.blocks.retain(|block| block.from < block.until);
    column.is_away = column
        .blocks
        .iter()
        .any(|block| block.kind == BlockKind::Away && (block.from, block.until) == (from, until));
    column.blocks.sort_by_key(|block| (block.from, block.until));
    let stretches: Vec<(u16, u16)> =
        column.blocks.iter().map(|block| (block.from, block.until)).collect();
    for (block, lane) in column.blocks.iter_mut().zip(lanes(&stretches)) {
        (block.lane, block.lanes) = (lane.lane, lane.of);
    }
}

/// What no block covers of a stretch, cut at whole hours.
fn gaps(blocks: &[BlockView], from: u16, until: u16) -> Vec<(u16, u16)> {
    let mut gaps = Vec::new();
    let mut at = from.next_multiple_of(GAP_GRID);
    for block in blocks.iter().chain([&BlockView::new(BlockKind::Away, (until, until))]) {
        while at < block.from.min(until) {
            let hour = (at / HOUR).saturating_add(1).saturating_mul(HOUR);
            let end = hour.min(block.from).min(until);
            if end.saturating_sub(at) >= GAP_GRID {
                gaps.push((at, end));
            }
            at = end;
        }
        at = at.max(block.until);
    }
    gaps
}

fn is_of_a_visit(block: &BlockView) -> bool {
    block.appointment_id.is_some()
}

/// Whole hours around what is open and what is booked.
fn shown(open: Option<(u16, u16)>, columns: &[ColumnView]) -> (u16, u16) {
    let (from, until) = open.unwrap_or(SHOWN);
    let blocks = columns.iter().flat_map(|column| &column.blocks);
    let booked = blocks.filter(|block| block.kind != BlockKind::Away);
    let (from, until) = booked
        .fold((from, until), |(from, until), block| (from.min(block.from), until.max(block.until)));
    let hours = until.div_ceil(HOUR).saturating_mul(HOUR).min(DAY_MINUTES);
    (from.saturating_sub(from % HOUR), hours)
}

/// From the first opening to the last closing of all branches; `None` where no hours are known or all are shut.
fn open_hours(connection: &Connection, desk: &Desk, date: Date) -> Result<Option<(u16, u16)>> {
    let minute = |time: Time| u16::from(time.hour()).saturating_mul(60) + u16::from(time.minute());
    let mut open: Option<(u16, u16)> = None;
    for branch in salon::branches(connection, desk.salon.company)? {
        let opening = opening::of_branch(connection, branch.id)?;
        if !opening.is_open_on(date) {
            continue;
        }
        for (opens, closes) in opening.on(date.weekday()) {
            let (from, until) = (minute(opens), closes.map_or(DAY_MINUTES, minute));
            open = Some(open.map_or((from, until), |(a, b)| (a.min(from), b.max(until))));
        }
    }
    Ok(open)
}

fn absences(connection: &Connection, desk: &Desk, span: Interval) -> Result<Vec<Absence>> {
    let all = absence::list(connection, desk.salon.company, span.start())?;
    Ok(all.into_iter().map(|(_, one)| one).filter(|one| one.span.overlaps(&span)).collect())
}

fn minutes(at: Interval) -> u32 {
    u32::try_from(at.duration().whole_minutes()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_what_is_left_within_each_hour() {
        let block = |from, until| BlockView::new(BlockKind::Work, (from, until));
        let day = [block(545, 600), block(550, 590), block(660, 690)];
        assert_eq!(
            gaps(&day, 543, 720),
            [(600, 660), (690, 720)],
            "from nine; what is under five minutes is none"
        );
        assert_eq!(gaps(&[], 541, 660), [(545, 600), (600, 660)]);
        assert_eq!(gaps(&[block(0, 1440)], 540, 660), []);
    }
}
