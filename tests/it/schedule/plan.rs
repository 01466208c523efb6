//! What can happen to one visit: how each call at Cal.com ends, and where the program is killed. All of it is listed
//! one by one, none drawn by lot.

/// What the agent asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Books a visit.
    Book,
    /// Books one whose first pause is held by a booking of its own.
    BookHeld,
    /// The same where the visit stands without it, should it be refused.
    BookFlexible,
    /// Cancels one that stands.
    Cancel,
    /// Moves one that stands to times that do not touch the old ones: booked anew, then cancelled. A visit of one
    /// segment is one booking, which Cal.com moves at once.
    MoveAway,
    /// Moves one that stands by a quarter of an hour: each booking is moved by Cal.com itself.
    MoveNear,
}

const FAMILIES: [Family; 6] = [
    Family::Book,
    Family::BookHeld,
    Family::BookFlexible,
    Family::Cancel,
    Family::MoveAway,
    Family::MoveNear,
];

/// What becomes of the pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Policy {
    Free,
    Blocked,
    Flexible,
}

/// Stands for the held pause after segment A among the segments.
pub const HOLD: usize = 4;

/// What a call at Cal.com is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A booking is made.
    Book,
    /// A booking that stood before is cancelled.
    Cancel,
    /// A booking that stood before is moved.
    Move,
}

/// One step of the saga: the deed, and on which segment of the visit, from 0 for A, or `HOLD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub deed: Deed,
    pub segment: usize,
}

/// How a call ends that does not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// No, and no again whenever it is tried.
    Refused,
    /// It happened, and the answer is lost. Later tries end well.
    UnknownAndHappened,
    /// It did not happen, and nobody says so. Later tries end well.
    UnknownAndNot,
}

const ENDINGS: [Ending; 3] = [Ending::Refused, Ending::UnknownAndHappened, Ending::UnknownAndNot];

/// A call that does not end well: the step itself, or taking it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bad {
    pub step: usize,
    pub undo: bool,
    pub ending: Ending,
}

/// On which side of the commit the program dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

/// Where a process kills itself: the side of its n-th commit.
pub type Kill = (Side, u32);

/// One schedule. The processes die at the kills, one after the other; the last one lives.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub family: Family,
    pub segments: usize,
    pub policy: Policy,
    pub bad: Vec<Bad>,
    pub kills: Vec<Kill>,
    /// The agent asks once more after the last start.
    pub asks_again: bool,
    /// The poll runs beside, as in the salon; without it the saga must do it alone.
    pub polls: bool,
}

/// What must be so in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The whole effect.
    Whole,
    /// No effect at all.
    Nothing,
    /// Cal.com refuses for good to take something back: a person must look, and sees it.
    Stuck,
}

impl Family {
    /// Whether there is no visit before.
    pub fn books(self) -> bool {
        matches!(self, Family::Book | Family::BookHeld | Family::BookFlexible)
    }

    /// The steps of the saga, in its order: the last segment is booked first, as it is the scarcest.
    pub fn steps(self, segments: usize) -> Vec<Step> {
        let each = |deed| (0..segments).rev().map(move |segment| Step { deed, segment });
        match self {
            Family::Book => each(Deed::Book).collect(),
            Family::BookHeld | Family::BookFlexible => {
                let mut steps: Vec<Step> = each(Deed::Book).collect();
                steps.insert(segments - 1, Step { deed: Deed::Book, segment: HOLD });
                steps
            }
            Family::Cancel => each(Deed::Cancel).collect(),
            Family::MoveAway if segments > 1 => {
                each(Deed::Book).chain(each(Deed::Cancel)).collect()
            }
            Family::MoveAway | Family::MoveNear => each(Deed::Move).collect(),
        }
    }
}

impl Bad {
    /// Whether the saga goes on as if it had ended well.
    fn is_done_without(&self, family: Family, steps: &[Step]) -> bool {
        family == Family::BookFlexible
            && steps[self.step].segment == HOLD
            && self.ending == Ending::Refused
    }
}

impl Schedule {
    /// With everything going well.
    pub fn of(family: Family, segments: usize) -> Schedule {
        let policy = match family {
            Family::BookHeld => Policy::Blocked,
            Family::BookFlexible => Policy::Flexible,
            Family::Book | Family::Cancel | Family::MoveAway | Family::MoveNear => Policy::Free,
        };
        let (bad, kills) = (vec![], vec![]);
        Schedule { family, segments, policy, bad, kills, asks_again: false, polls: false }
    }

    /// Where it must end if the saga has begun.
    pub fn end(&self) -> End {
        let refused =
            |undo| self.bad.iter().rev().find(|b| b.undo == undo && b.ending == Ending::Refused);
        let steps = self.family.steps(self.segments);
        let no = refused(false).filter(|bad| !bad.is_done_without(self.family, &steps));
        let Some(no) = no else { return End::Whole };
        // What is cancelled cannot be booked again by us.
        let is_lost = steps[..no.step].iter().any(|step| step.deed == Deed::Cancel);
        if is_lost || refused(true).is_some() { End::Stuck } else { End::Nothing }
    }

    /// Whether the pause is held in the end.
    pub fn holds(&self) -> bool {
        let steps = self.family.steps(self.segments);
        let without = |bad: &Bad| bad.is_done_without(self.family, &steps);
        steps.iter().any(|step| step.segment == HOLD) && !self.bad.iter().any(without)
    }

    /// For people, and to be run again by.
    pub fn told(&self) -> String {
        let steps = self.family.steps(self.segments);
        let bad = self.bad.iter().map(|bad| {
            let Step { deed, segment } = steps[bad.step];
            let letter = ["A", "B", "C", "D", "A+"][segment];
            let undo = if bad.undo { "undo of " } else { "" };
            format!(", {undo}{deed:?} {letter} {:?}", bad.ending)
        });
        let kills = self.kills.iter().map(|(side, at)| format!(", killed {side:?} {at}"));
        let again = if self.asks_again { ", asks again" } else { "" };
        let polls = if self.polls { ", polls" } else { "" };
        let (bad, kills) = (bad.collect::<String>(), kills.collect::<String>());
        format!("{:?} {}{bad}{polls}{again}{kills}", self.family, self.segments)
    }
}

/// Every way in which at most so many calls do not end well. After a refusal nothing further is sent, but what was
/// done is taken back, last first, and those calls may end badly as well.
pub fn ways(family: Family, segments: usize, most: usize) -> Vec<Vec<Bad>> {
    let steps = family.steps(segments);
    let mut all: Vec<Vec<Bad>> = Vec::new();
    let mut open: Vec<Vec<Bad>> = vec![Vec::new()];
    while let Some(way) = open.pop() {
        if way.len() < most {
            open.extend(further(family, &steps, &way));
        }
        all.push(way);
    }
    all.sort_by_key(Vec::len);
    all
}

/// The same with one more bad call, later than all of its own.
fn further(family: Family, steps: &[Step], way: &[Bad]) -> Vec<Vec<Bad>> {
    let ends = |bad: &&Bad| {
        !bad.undo && bad.ending == Ending::Refused && !bad.is_done_without(family, steps)
    };
    let refused = way.iter().find(ends);
    let places: Vec<(usize, bool)> = match (refused, way.last()) {
        // A cancellation is not taken back, so nothing before it is either.
        (Some(no), _) if steps[..no.step].iter().any(|s| s.deed == Deed::Cancel) => vec![],
        (Some(no), Some(last)) => {
            let first = if last.undo { last.step } else { no.step };
            // A refusal on the way back ends it.
            let ended = last.undo && last.ending == Ending::Refused;
            // What the saga went on without is not taken back.
            let without = |step: &usize| {
                way.iter().any(|bad| bad.step == *step && bad.is_done_without(family, steps))
            };
            let back = (0..first).filter(|step| !without(step)).map(|step| (step, true));
            if ended { vec![] } else { back.collect() }
        }
        (None, last) => {
            let from = last.map_or(0, |last| last.step + 1);
            (from..steps.len()).map(|step| (step, false)).collect()
        }
        (Some(_), None) => unreachable!("the refusal is one of them"),
    };
    let longer = |(step, undo)| {
        ENDINGS.map(|ending| [way.to_vec(), vec![Bad { step, undo, ending }]].concat())
    };
    places.into_iter().flat_map(longer).collect()
}

/// A schedule up to its last kill, which is put at the first commit, the second, and so on until one survives.
#[derive(Clone, Debug)]
pub struct Series {
    pub schedule: Schedule,
    /// How many processes die; with two, the first one's kill runs inside the second's.
    pub deaths: usize,
    pub sides: Vec<Side>,
}

/// A visit of one segment has no pause, and is one booking however far it is moved.
pub fn families(segments: usize) -> impl Iterator<Item = Family> {
    let of_several = [Family::BookHeld, Family::BookFlexible, Family::MoveAway];
    FAMILIES.into_iter().filter(move |family| segments > 1 || !of_several.contains(family))
}

/// A few of them, for every run of the tests: each family with a kill on either side of every commit, once with all
/// going well or ill in a way of its own.
pub fn some() -> Vec<Series> {
    let bad = |step, undo, ending| Bad { step, undo, ending };
    let refused_late = vec![bad(1, false, Ending::Refused)];
    let of = |family, segments, bad: Vec<Bad>, side| {
        let schedule = Schedule { bad, ..Schedule::of(family, segments) };
        Series { schedule, deaths: 1, sides: vec![side] }
    };
    vec![
        of(Family::Book, 4, vec![], Side::After),
        of(Family::Book, 3, refused_late.clone(), Side::Before),
        of(Family::Cancel, 2, vec![bad(0, false, Ending::UnknownAndHappened)], Side::After),
        of(Family::MoveAway, 2, vec![bad(1, false, Ending::UnknownAndNot)], Side::After),
        of(Family::MoveNear, 2, refused_late, Side::After),
        of(Family::BookFlexible, 2, vec![bad(1, false, Ending::Refused)], Side::After),
    ]
}
