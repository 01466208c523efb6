//! Changing a described service, and which segment went where: its event types go with it.
//!
//! The letters run without a gap, so a segment that is put in or taken out moves those behind it. What was made at
//! Cal.com for a segment is that segment's, whatever its letter.

use crate::domain::service::catalogue::{
    BookedAs, BookingOrder, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::service::description::{Description, Performs};
use crate::domain::{Error, Result};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Another name. A simple service's segment is called like it.
    Name(String),
    /// Other names besides.
    Aliases(Vec<String>),
    /// What the pauses are for.
    Policy(PausePolicy),
    /// Kept free behind the visit, minutes.
    Buffer(u32),
    /// The order of a visit's bookings.
    Order(BookingOrder),
    /// These people do every segment, each as long as it says.
    Staff(Vec<String>),
    /// Something of one segment.
    Segment(SegmentKey, SegmentEdit),
    /// A new segment that gets this letter; those from there on move back. Those who do all that one person does
    /// does it too.
    Add(SegmentKey, ServiceSegment),
    /// Takes a segment out, and the pause behind it; out of the end, the pause before it.
    Remove(SegmentKey),
    /// The present letters in their new order. A pause goes with the segment before it.
    Reorder(Vec<SegmentKey>),
    /// It becomes one segment of so many minutes.
    Simple(u32),
    /// Other segments, for those who did all that one person does.
    Compose(Composition),
    /// All of it anew, but the key.
    Whole(Description),
    /// The same, where it is known which segment each one was: its letter, or `None` for a new one.
    Anew(Description, Vec<Option<SegmentKey>>),
}

/// What of a segment changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentEdit {
    /// As spoken.
    pub name: Option<String>,
    /// Active work.
    pub minutes: Option<u32>,
    /// The pause behind it, minutes.
    pub pause_after: Option<u32>,
    /// Who does it.
    pub performer: Option<Performer>,
    /// How it is booked.
    pub booked_as: Option<BookedAs>,
    /// Who does it, by keys. One who did it before keeps the own length.
    pub staff: Option<Vec<String>>,
    /// Own lengths: `None` takes one away.
    pub takes: Vec<(String, Option<u32>)>,
}

/// Where a segment went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Its letter until now.
    pub from: SegmentKey,
    /// Its letter from now on; `None` if it is gone.
    pub to: Option<SegmentKey>,
}

/// A segment on the way, with who does it.
struct Worked {
    segment: ServiceSegment,
    performers: Vec<Performs>,
    /// Its letter before all changes.
    origin: Option<SegmentKey>,
}

/// Makes the changes in order. Gives the service and the segments whose letters changed. Whether it can be done is
/// not checked: see `Description::faults`.
///
/// `Invalid` if a change names a segment or a person of it that there is not.
pub fn apply(description: Description, edits: Vec<Edit>) -> Result<(Description, Vec<Move>)> {
    let before: Vec<SegmentKey> =
        description.composition.segments.iter().map(|segment| segment.key).collect();
    let mut work = take_apart(&description);
    for one in &mut work {
        one.origin = Some(one.segment.key);
    }
    let mut whole = description;
    for edit in edits {
        change(&mut whole, &mut work, edit)?;
    }
    let moves = went(&before, &work);
    put_together(&mut whole, work);
    Ok((whole, moves))
}

/// Which segment is which, where a person described all of them anew: first by name, then by letter. Those whose
/// letters changed.
pub fn moves(old: &[ServiceSegment], new: &[ServiceSegment]) -> Vec<Move> {
    let work = |segments: &[ServiceSegment]| fresh(segments.to_vec(), &[]);
    let (mut old, mut new) = (work(old), work(new));
    for one in &mut old {
        one.origin = Some(one.segment.key);
    }
    find_again(&old, &mut new);
    let before: Vec<SegmentKey> = old.iter().map(|one| one.segment.key).collect();
    went(&before, &new)
}

fn went(before: &[SegmentKey], work: &[Worked]) -> Vec<Move> {
    let to = |from: SegmentKey| {
        let place = work.iter().position(|one| one.origin == Some(from));
        place.and_then(SegmentKey::nth)
    };
    let all = before.iter().map(|from| Move { from: *from, to: to(*from) });
    all.filter(|one| one.to != Some(one.from)).collect()
}

fn change(whole: &mut Description, work: &mut Vec<Worked>, edit: Edit) -> Result<()> {
    match edit {
        Edit::Name(name) => {
            if let [only] = work.as_mut_slice() {
                only.segment.name.clone_from(&name);
            }
            whole.name = name;
        }
        Edit::Aliases(aliases) => whole.aliases = aliases,
        Edit::Policy(policy) => whole.composition.policy = policy,
        Edit::Buffer(minutes) => whole.composition.buffer_minutes = minutes,
        Edit::Order(order) => whole.booking_order = order,
        Edit::Staff(people) => {
            for one in work {
                one.performers = for_people(&people);
            }
        }
        Edit::Segment(key, edit) => change_segment(at(work, key)?, edit)?,
        Edit::Add(key, segment) => add(work, key, segment)?,
        Edit::Remove(key) => remove(work, key)?,
        Edit::Reorder(keys) => reorder(work, &keys)?,
        Edit::Simple(minutes) => {
            let people = who_does_all(work);
            let simple = Composition::simple(&whole.name, minutes);
            whole.composition.policy = simple.policy;
            *work = fresh(simple.segments, &people);
        }
        Edit::Compose(composition) => {
            let people = who_does_all(work);
            let mut new = fresh(composition.segments, &people);
            find_again(work, &mut new);
            whole.composition = Composition { segments: Vec::new(), ..composition };
            *work = new;
        }
        Edit::Whole(description) => {
            let mut new = take_apart(&description);
            find_again(work, &mut new);
            *whole = Description { key: whole.key.clone(), ..description };
            *work = new;
        }
        Edit::Anew(description, were) => {
            let mut new = take_apart(&description);
            let mut left = std::mem::take(work);
            for (one, was) in new.iter_mut().zip(were) {
                let place = left.iter().position(|old| Some(old.segment.key) == was);
                one.origin = place.and_then(|place| left.remove(place).origin);
            }
            *whole = Description { key: whole.key.clone(), ..description };
            *work = new;
        }
    }
    Ok(())
}

fn change_segment(one: &mut Worked, edit: SegmentEdit) -> Result<()> {
    let segment = &mut one.segment;
    if let Some(name) = edit.name {
        segment.name = name;
    }
    segment.minutes = edit.minutes.unwrap_or(segment.minutes);
    segment.pause_after_minutes = edit.pause_after.unwrap_or(segment.pause_after_minutes);
    segment.performer = edit.performer.unwrap_or(segment.performer);
    segment.booked_as = edit.booked_as.unwrap_or(segment.booked_as);
    if let Some(people) = edit.staff {
        let mut new = for_people(&people);
        for performs in &mut new {
            let old = one.performers.iter().find(|old| old.staff == performs.staff);
            performs.minutes = old.and_then(|old| old.minutes);
        }
        one.performers = new;
    }
    for (staff, minutes) in edit.takes {
        let key = one.segment.key;
        let performs = one.performers.iter_mut().find(|one| one.staff == staff);
        let performs = performs.ok_or_else(|| {
            Error::invalid(format!(
                "segment {key}: {staff} does not do it, and so has no length there"
            ))
        })?;
        performs.minutes = minutes;
    }
    Ok(())
}

fn add(work: &mut Vec<Worked>, key: SegmentKey, segment: ServiceSegment) -> Result<()> {
    let place = (0..=work.len()).find(|place| SegmentKey::nth(*place) == Some(key));
    let place = place.ok_or_else(|| {
        let next = SegmentKey::nth(work.len()).map_or_else(String::new, |key| key.to_string());
        Error::invalid(format!("the new segment can be A to {next}, not {key}"))
    })?;
    let performers = for_people(&who_does_all(work));
    work.insert(place, Worked { segment, performers, origin: None });
    renumber(work);
    Ok(())
}

fn remove(work: &mut Vec<Worked>, key: SegmentKey) -> Result<()> {
    at(work, key)?;
    if work.len() == 1 {
        return Err(Error::invalid(format!(
            "segment {key} is the only one: it cannot be taken out"
        )));
    }
    work.retain(|one| one.segment.key != key);
    // The pause before it led to it.
    if let Some(last) = work.last_mut().filter(|last| last.segment.key < key) {
        last.segment.pause_after_minutes = 0;
    }
    renumber(work);
    Ok(())
}

fn reorder(work: &mut [Worked], keys: &[SegmentKey]) -> Result<()> {
    let mut sorted = keys.to_vec();
    sorted.sort();
    if !sorted.iter().eq(work.iter().map(|one| &one.segment.key)) {
        let now: Vec<String> = work.iter().map(|one| one.segment.key.to_string()).collect();
        return Err(Error::invalid(format!(
            "name each of {} once, in the new order",
            now.join(", ")
        )));
    }
    work.sort_by_key(|one| keys.iter().position(|key| *key == one.segment.key));
    renumber(work);
    Ok(())
}

fn at(work: &mut [Worked], key: SegmentKey) -> Result<&mut Worked> {
    let keys: Vec<String> = work.iter().map(|one| one.segment.key.to_string()).collect();
    work.iter_mut().find(|one| one.segment.key == key).ok_or_else(|| {
        Error::invalid(format!("there is no segment {key}; there are {}", keys.join(", ")))
    })
}

/// Letters that run from A again.
fn renumber(work: &mut [Worked]) {
    for (place, one) in work.iter_mut().enumerate() {
        // Too many for the alphabet keep their letters and are told by the check.
        let Some(key) = SegmentKey::nth(place) else { return };
        one.segment.key = key;
        for performs in &mut one.performers {
            performs.segment = key;
        }
    }
}

/// Whose hands all of it can be in: who does every segment that one person has to do.
fn who_does_all(work: &[Worked]) -> Vec<String> {
    let same: Vec<&Worked> =
        work.iter().filter(|one| one.segment.performer == Performer::Same).collect();
    let Some(first) = same.first().copied().or(work.first()) else { return Vec::new() };
    let names = first.performers.iter().map(|one| &one.staff);
    let does_all = |staff: &&String| {
        same.iter().all(|one| one.performers.iter().any(|performs| performs.staff == **staff))
    };
    names.filter(does_all).cloned().collect()
}

fn for_people(people: &[String]) -> Vec<Performs> {
    let first = SegmentKey::nth(0);
    let one = |staff: &String| {
        // The letter is the segment's, put on when all is put together.
        first.map(|segment| Performs { segment, staff: staff.clone(), minutes: None })
    };
    people.iter().filter_map(one).collect()
}

fn fresh(segments: Vec<ServiceSegment>, people: &[String]) -> Vec<Worked> {
    let one = |segment| Worked { segment, performers: for_people(people), origin: None };
    segments.into_iter().map(one).collect()
}

/// Which of the old segments the new ones are: first by name, then by letter.
fn find_again(old: &[Worked], new: &mut [Worked]) {
    let mut left: Vec<&Worked> = old.iter().collect();
    let ways: [fn(&Worked, &Worked) -> bool; 2] = [
        |old, new| old.segment.name == new.segment.name,
        |old, new| old.segment.key == new.segment.key,
    ];
    for is_same in ways {
        for one in new.iter_mut().filter(|one| one.origin.is_none()) {
            if let Some(place) = left.iter().position(|old| is_same(old, one)) {
                one.origin = left.remove(place).origin;
            }
        }
    }
}

fn take_apart(description: &Description) -> Vec<Worked> {
    let of = |key| description.performers.iter().filter(move |one| one.segment == key).cloned();
    let one = |segment: &ServiceSegment| Worked {
        segment: segment.clone(),
        performers: of(segment.key).collect(),
        origin: None,
    };
    description.composition.segments.iter().map(one).collect()
}

fn put_together(whole: &mut Description, work: Vec<Worked>) {
    whole.performers.clear();
    whole.composition.segments.clear();
    for one in work {
        let segment = one.segment.key;
        whole
            .performers
            .extend(one.performers.into_iter().map(|performs| Performs { segment, ..performs }));
        whole.composition.segments.push(one.segment);
    }
}
