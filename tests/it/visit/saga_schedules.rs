//! Every schedule of a saga: each call done, refused, happened unseen, lost, or not sent; the journal cut behind
//! every event, as a crash could. Always at rest in the end, and never two of one step standing.

use crate::support::harness::{START, TestClock};
use chairside::domain::Error;
use chairside::domain::saga::Entry;
use chairside::domain::visit::refusal::Reason;
use chairside::saga::{Done, Found, Ledger, No, Opened, Patience, Rest, Sent, Steps, Whole, drive};
use chairside::store::Store;
use chairside::store::db::tx::Tx;
use chairside::store::visit::saga_log;
use chairside::store::visit::saga_log::{Kind, New, Saga};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use time::Duration;

/// How one call ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    Done,
    Refused,
    /// It happened, and nobody was told.
    UnseenDone,
    /// It did not, and nobody was told.
    Lost,
    /// It happens while the saga waits.
    Late,
    /// It happens after the saga has looked for it the last time, just before it is sent again.
    TooLate,
    NotSent,
}

const ENDINGS: [Ending; 7] = [
    Ending::Done,
    Ending::Refused,
    Ending::UnseenDone,
    Ending::Lost,
    Ending::Late,
    Ending::TooLate,
    Ending::NotSent,
];

/// What stands at the other side, which refuses the same twice; and what it will do next.
struct OtherSide {
    standing: Vec<usize>,
    on_its_way: Vec<usize>,
    too_late: Vec<usize>,
    schedule: Vec<Ending>,
    calls: usize,
}

impl OtherSide {
    fn with(schedule: &[Ending]) -> Rc<RefCell<OtherSide>> {
        let schedule = schedule.to_vec();
        Rc::new(RefCell::new(OtherSide {
            standing: vec![],
            on_its_way: vec![],
            too_late: vec![],
            schedule,
            calls: 0,
        }))
    }

    /// Beyond the schedule all goes well.
    fn next(&mut self) -> Ending {
        let ending = self.schedule.get(self.calls).copied().unwrap_or(Ending::Done);
        self.calls += 1;
        ending
    }

    fn late_ones_arrive(&mut self) {
        for step in std::mem::take(&mut self.on_its_way) {
            if !self.standing.contains(&step) {
                self.standing.push(step);
            }
        }
    }
}

/// Nothing stands beside these sagas.
struct Nothing;

/// Steps that "book" at the other side.
struct Fake {
    count: usize,
    there: Rc<RefCell<OtherSide>>,
}

fn done(step: usize) -> Done {
    Done { output: json!({ "uid": step }), record: Box::new(move |_| Ok(json!({ "told": step }))) }
}

impl Ledger for Nothing {
    fn whole(&self, _: &Tx) -> chairside::domain::Result<Whole> {
        Ok(Whole::Right)
    }

    fn on_no(&self, _: &Tx, _: &No, _: time::OffsetDateTime) -> chairside::domain::Result<()> {
        Ok(())
    }

    fn on_stuck(&self, _: &Tx, _: &No) -> chairside::domain::Result<()> {
        Ok(())
    }
}

impl Steps for Fake {
    fn ledger(&self) -> Box<dyn Ledger> {
        Box::new(Nothing)
    }

    fn without(&self, _step: usize, _no: &No) -> Option<Done> {
        None
    }

    fn count(&self) -> usize {
        self.count
    }

    fn send(&self, step: usize) -> Sent {
        let mut there = self.there.borrow_mut();
        let ending = there.next();
        if let Some(place) = there.too_late.iter().position(|one| *one == step) {
            there.too_late.swap_remove(place);
            there.standing.push(step);
        }
        if ending == Ending::NotSent {
            return Sent::NotSent("no connection".into(), None);
        }
        let taken = there.standing.contains(&step);
        match ending {
            Ending::Lost => {}
            Ending::Late if !taken => there.on_its_way.push(step),
            Ending::TooLate if !taken => there.too_late.push(step),
            Ending::Done | Ending::Refused if taken => {
                return Sent::Refused(No::new(Reason::Taken, "taken"));
            }
            Ending::Refused => return Sent::Refused(No::new(Reason::Other, "no")),
            Ending::Done | Ending::UnseenDone if !taken => there.standing.push(step),
            _ => {}
        }
        if ending == Ending::Done {
            Sent::Done(done(step))
        } else {
            Sent::Unknown("no answer".into())
        }
    }

    fn look(&self, step: usize) -> Found {
        let there = self.there.borrow();
        if there.standing.contains(&step) { Found::Done(done(step)) } else { Found::Absent }
    }

    fn may_repeat(&self, _: usize) -> bool {
        false
    }

    fn undo(&self, step: usize, output: &Value) -> Sent {
        assert_eq!(output["uid"], step);
        let mut there = self.there.borrow_mut();
        match there.next() {
            Ending::NotSent | Ending::Lost | Ending::Late | Ending::TooLate | Ending::Refused => {
                Sent::Unknown("no answer".into())
            }
            Ending::UnseenDone => {
                there.standing.retain(|one| *one != step);
                Sent::Unknown("no answer".into())
            }
            Ending::Done => {
                there.standing.retain(|one| *one != step);
                Sent::Done(done(step))
            }
        }
    }
}

const PATIENCE: Patience =
    Patience { quiet: Duration::seconds(120), give_up: Duration::minutes(30) };

/// Drives to rest, the late calls arriving while the saga waits. Checks what must hold of every ending.
fn driven_to_rest(
    store: &Store,
    id: &str,
    count: usize,
    there: &Rc<RefCell<OtherSide>>,
    what: &str,
) {
    let clock = TestClock::at(START);
    let steps_of = |_: &Saga| -> Result<Box<dyn Steps>, Error> {
        Ok(Box::new(Fake { count, there: there.clone() }))
    };
    for _ in 0..200 {
        let rest = drive(store, &*clock.clock(), PATIENCE, id, Opened::Before, &steps_of).unwrap();
        let standing = {
            let mut standing = there.borrow().standing.clone();
            standing.sort_unstable();
            standing
        };
        match rest {
            Rest::Waiting(until) => {
                there.borrow_mut().late_ones_arrive();
                clock.forward((until - clock.now()).max(Duration::MILLISECOND));
                continue;
            }
            Rest::Done(told) => {
                assert_eq!(standing, (0..count).collect::<Vec<_>>(), "{what}");
                assert_eq!(told["told"], count - 1, "{what}");
            }
            Rest::Unwound(_) => assert!(standing.is_empty(), "{what}: {standing:?} left behind"),
            Rest::Stuck(_) => panic!("{what}: nothing here needs a person"),
        }
        let there = there.borrow();
        assert!(there.on_its_way.is_empty() && there.too_late.is_empty(), "{what}");
        return;
    }
    panic!("{what}: not at rest");
}

fn schedules(length: usize) -> Vec<Vec<Ending>> {
    let mut all = vec![Vec::new()];
    for _ in 0..length {
        let longer = |one: Vec<Ending>| ENDINGS.map(|ending| [one.clone(), vec![ending]].concat());
        all = all.into_iter().flat_map(longer).collect();
    }
    all
}

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("test.db")).unwrap();
    (dir, store)
}

fn create(store: &Store, id: &str, kept: Vec<Entry>, sent: bool) {
    let id = id.to_owned();
    store
        .write(move |tx| {
            let (kind, params) = (Kind::Book, &json!({}));
            let new = New { id: &id, kind, params, call: None, kept: &[], is_sent: false };
            saga_log::create(tx, &new, START)?;
            saga_log::set_sent(tx, &id, sent.then_some(START))?;
            kept.iter().try_for_each(|entry| saga_log::append(tx, &id, entry, START))
        })
        .unwrap();
}

#[test]
fn every_schedule_of_one_and_of_two_steps_comes_to_rest() {
    let (_dir, store) = store();
    let one_step = schedules(3).into_iter().map(|schedule| (1, schedule));
    let two_steps = schedules(2).into_iter().map(|schedule| (2, schedule));
    // The first step well, so that there is something to be taken back when the second is refused.
    let unwound = schedules(2).into_iter().map(|rest| (2, [vec![Ending::Done], rest].concat()));
    for (count, schedule) in one_step.chain(two_steps).chain(unwound) {
        let id = format!("{count} {schedule:?}");
        create(&store, &id, Vec::new(), false);
        driven_to_rest(&store, &id, count, &OtherSide::with(&schedule), &id);
    }
}

/// The journal is cut behind each event, and what was done at the other side stays done: the same ending.
#[test]
fn a_journal_cut_anywhere_goes_on_to_the_same_end() {
    let (_dir, store) = store();
    for schedule in schedules(2) {
        let whole = format!("whole {schedule:?}");
        let there = OtherSide::with(&schedule);
        create(&store, &whole, Vec::new(), false);
        driven_to_rest(&store, &whole, 2, &there, &whole);
        let (_, log) = store.read(|tx| saga_log::load(tx, &whole)).unwrap().unwrap();
        for kept in 0..log.len() {
            let unwinding = log.iter().any(|entry| entry.event.as_str() == "failed");
            // Forward, what stands at the cut is at most what was started; the rest had not been sent yet.
            let started =
                log[..kept].iter().filter(|entry| entry.event.as_str() == "started").count();
            if unwinding {
                continue;
            }
            for happened in [false, true] {
                let there = OtherSide::with(&[]);
                let succeeded =
                    log[..kept].iter().filter(|e| e.event.as_str() == "succeeded").count();
                there.borrow_mut().standing =
                    (0..if happened { started } else { succeeded }).collect();
                let id = format!("{kept} {happened} {schedule:?}");
                create(&store, &id, log[..kept].to_vec(), started > succeeded);
                driven_to_rest(&store, &id, 2, &there, &id);
                assert_eq!(there.borrow().standing.len(), 2, "{id}");
            }
        }
    }
}
