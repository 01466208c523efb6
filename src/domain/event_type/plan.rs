//! What a sync does: first to the rows of the event map, then row by row at Cal.com. Decided here, done elsewhere.

use crate::domain::event_type::fields::{
    FieldDrift, Fields, FileRow, Home, MapRow, Owner, Seen, SyncStatus, drift, on_the_wire, to_send,
};
use crate::domain::event_type::wanted::Wanted;
use crate::domain::ids::{BranchId, ServiceId, StaffId};
use std::collections::BTreeSet;

/// A change of the event map that follows from the services alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// A row for what is wanted and has none; its address is given here, once and for all.
    Insert { wanted: Box<Wanted>, slug: String },
    /// Nothing is wanted for it any more: to be deleted at Cal.com.
    Retire { row: i64 },
    /// It was to be deleted, and is wanted again.
    Revive { row: i64, branch: Option<BranchId> },
    /// The staff member works in another branch now.
    Branch { row: i64, branch: Option<BranchId> },
}

/// What two rows must not both be for. A person's does not change with the branch; a pool is the branch's.
fn slot<'a>(
    service: ServiceId,
    segment_key: &'a str,
    staff: Option<&'a StaffId>,
    branch: Option<BranchId>,
) -> (ServiceId, &'a str, Option<&'a StaffId>, Option<BranchId>) {
    (service, segment_key, staff, if staff.is_some() { None } else { branch })
}

/// Whether the row is the one for what is wanted.
pub fn is_for(row: &MapRow, wanted: &Wanted) -> bool {
    let here = slot(row.service, &row.segment_key, row.staff.as_ref(), row.branch);
    row.written.home == wanted.home
        && here == slot(wanted.service, &wanted.segment_key, wanted.staff.as_ref(), wanted.branch)
}

/// Whether the salon has an event type of its own for it: then none is made. For a pool one of any branch counts.
fn is_salons(wanted: &Wanted, files: &[FileRow]) -> bool {
    files.iter().any(|file| {
        file.service == wanted.service
            && file.segment_key == wanted.segment_key
            && file.staff == wanted.staff
    })
}

/// What is wanted of us: what the salon has no event type of its own for.
pub fn ours(wanted: Vec<Wanted>, files: &[FileRow]) -> Vec<Wanted> {
    wanted.into_iter().filter(|one| !is_salons(one, files)).collect()
}

/// How the rows have to change to be those for what is wanted of us. Nothing if they are.
pub fn reconcile(wanted: &[Wanted], rows: &[MapRow]) -> Vec<RowChange> {
    let mut taken: BTreeSet<(Home, String)> =
        rows.iter().map(|row| (row.written.home, row.written.slug.clone())).collect();
    let mut changes = Vec::new();
    let stays = |row: &MapRow| wanted.iter().any(|one| is_for(row, one));
    // First, as a slot is free for a new row only when the old one is retired.
    for row in rows.iter().filter(|row| !row.is_retired && !stays(row)) {
        changes.push(RowChange::Retire { row: row.id });
    }
    for one in wanted {
        let mut own: Vec<&MapRow> = rows.iter().filter(|row| is_for(row, one)).collect();
        own.sort_by_key(|row| (row.is_retired, row.event_type_id.is_none(), row.id));
        match own.first() {
            Some(row) if row.is_retired => {
                changes.push(RowChange::Revive { row: row.id, branch: one.branch });
            }
            Some(row) if row.branch != one.branch => {
                changes.push(RowChange::Branch { row: row.id, branch: one.branch });
            }
            Some(_) => {}
            None => {
                let slug = free_slug(one, &mut taken);
                changes.push(RowChange::Insert { wanted: Box::new(one.clone()), slug });
            }
        }
    }
    changes
}

/// The address made of the keys, with a number if it is another's.
fn free_slug(wanted: &Wanted, taken: &mut BTreeSet<(Home, String)>) -> String {
    let numbered = (2_u32..).map(|number| format!("{}-{number}", wanted.slug));
    let mut candidates = [wanted.slug.clone()].into_iter().chain(numbered);
    let is_free = |slug: &String| !taken.contains(&(wanted.home, slug.clone()));
    let slug = candidates.find(is_free).unwrap_or_else(|| wanted.slug.clone());
    taken.insert((wanted.home, slug.clone()));
    slug
}

/// What Cal.com's list of a row's home says about it.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The event type with the row's number.
    pub by_number: Option<&'a Seen>,
    /// The one at the row's address.
    pub by_slug: Option<&'a Seen>,
    /// Whether that one is another row's already.
    pub is_anothers: bool,
}

/// What is to be done for a row at Cal.com.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Nothing: it is as it should be. What the salon changed there is noted.
    Settle(Seen),
    Create,
    /// To be set right; found by its address if the row had no number.
    Update {
        /// As it is there.
        seen: Seen,
        drift: Vec<FieldDrift>,
        fields: Fields,
    },
    /// Its number is not in the list: to be asked for by itself before it is taken for deleted.
    Ask(i64),
    /// To be deleted, unless bookings stand on it.
    Delete(i64),
    /// It was never made: the row can go.
    Remove,
    /// It cannot be; the sentence says why.
    Fail(String),
}

/// What is to be done for a row. `wanted` is `None` for one that is to be deleted.
pub fn next(row: &MapRow, wanted: Option<&Wanted>, listed: Listed<'_>) -> Next {
    let Some(wanted) = wanted else {
        // Its number first: what stands at its address may be another's by now.
        let made = row.event_type_id.or_else(|| {
            let by_slug = listed.by_slug.filter(|_| !listed.is_anothers);
            by_slug.filter(|_| row.written.sent_at.is_some()).map(|seen| seen.id)
        });
        return made.map_or(Next::Remove, Next::Delete);
    };
    if let Some(problem) = &wanted.problem {
        return Next::Fail(problem.clone());
    }
    if let Some(seen) = listed.by_number {
        return set_right(row, wanted, seen);
    }
    if let Some(number) = row.event_type_id {
        return Next::Ask(number);
    }
    match listed.by_slug {
        None => Next::Create,
        Some(seen) if listed.is_anothers => Next::Fail(format!(
            "its address {} is event type {}, which is used for something else: change the address there",
            row.written.slug, seen.id
        )),
        // Ours from before, or one whose creation was never answered. A public one is none of ours.
        Some(seen) if row.written.sent_at.is_some() || seen.is_hidden() => {
            set_right(row, wanted, seen)
        }
        Some(seen) => Next::Fail(format!(
            "its address {} is event type {}, which is public and not ours: change its address there",
            row.written.slug, seen.id
        )),
    }
}

/// Settles an event type that is there, or says what to send.
pub fn set_right(row: &MapRow, wanted: &Wanted, seen: &Seen) -> Next {
    let drift = drift(&wanted.fields(&row.written.slug), &row.written, seen);
    match to_send(&drift, seen) {
        None => Next::Settle(seen.clone()),
        Some(fields) => {
            let ours = drift.into_iter().filter(|one| one.owner == Owner::Chairside).collect();
            Next::Update { seen: seen.clone(), drift: ours, fields }
        }
    }
}

/// What a creation sends: our fields, and once what is the salon's from then on.
pub fn creation(row: &MapRow, wanted: &Wanted) -> Fields {
    let mut fields = on_the_wire(wanted.fields(&row.written.slug), &[]);
    fields.extend([wanted.first_told()]);
    fields
}

/// Something to do as far as our own tables tell; the same one is equal as long as nothing changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenMatter {
    /// The map has to change.
    Change(RowChange),
    /// This row is still to be deleted at Cal.com.
    Delete(i64),
    /// This row is not in step.
    OutOfStep {
        row: i64,
        /// Why it cannot be, as a sentence.
        problem: Option<String>,
        /// As it should be.
        fields: Fields,
    },
}

/// What there is to do as far as our own tables tell: the changes of the map, and each row that is not in step. Empty
/// means that Cal.com need not be asked.
pub fn open_matters(wanted: &[Wanted], rows: &[MapRow]) -> Vec<OpenMatter> {
    let changes = reconcile(wanted, rows).into_iter().map(OpenMatter::Change);
    changes.chain(rows.iter().filter_map(|row| open_matter(wanted, row))).collect()
}

fn open_matter(wanted: &[Wanted], row: &MapRow) -> Option<OpenMatter> {
    let one = wanted.iter().find(|one| is_for(row, one)).filter(|_| !row.is_retired);
    let Some(one) = one else { return Some(OpenMatter::Delete(row.id)) };
    let fields = one.fields(&row.written.slug);
    let is_told =
        row.status == SyncStatus::Error && one.problem.is_some() && one.problem == row.last_error;
    let in_step =
        row.status == SyncStatus::Synced && one.problem.is_none() && row.written.ours == fields;
    let open = OpenMatter::OutOfStep { row: row.id, problem: one.problem.clone(), fields };
    (!in_step && !is_told).then_some(open)
}
