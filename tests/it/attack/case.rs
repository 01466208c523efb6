//! One case of the attack: what is asked for, which field of which answer lies, who hears of it when; and its run.

use crate::attack::dice::Dice;
use crate::attack::judge::{Flaw, Judge};
use crate::attack::place::{Place, shapes};
use crate::attack::shape::{Around, TELLING, lie};
use crate::support::at_calcom::post_at_calcom;
use crate::support::harness::{
    BEARD_JUERGEN, COLOUR_EMMA, COLOUR_JUERGEN, CUT_EMMA, CUT_JUERGEN, CUT_POOL,
};
use chairside::sandbox::stand_in::{Becomes, Fault, FaultKind, FaultOn, Operation};
use chairside::store::db::stamp;
use serde_json::{Value, json};
use time::macros::datetime;
use time::{Duration, OffsetDateTime, Weekday};

/// So many cases have a program for themselves, each a day of it. All of them are in Berlin's winter.
pub const CASES_PER_PROGRAM: u64 = 100;
/// 10:00 in Berlin on the first day, a Monday.
const FIRST: OffsetDateTime = datetime!(2026-11-30 09:00 UTC);
/// Between two cases: further back the poll does not look.
const BETWEEN: Duration = Duration::minutes(25);
/// How a description shows what a field became.
const SHOWN_CHARS: usize = 160;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Book,
    Move,
    /// To another person: booked anew, then cancelled.
    MoveAway,
    Cancel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    CutEmma,
    CutJuergen,
    CutAnybody,
    Beard,
    Colour,
}

impl Visit {
    fn args(self) -> Value {
        match self {
            Visit::CutEmma => json!({ "service": "schnitt", "staff": "Emma" }),
            Visit::CutJuergen => json!({ "service": "schnitt", "staff": "Jürgen" }),
            Visit::CutAnybody => json!({ "service": "schnitt" }),
            Visit::Beard => json!({ "service": "bart" }),
            Visit::Colour => json!({ "service": "ansatzfarbe", "staff": "Emma" }),
        }
    }

    fn minutes(self) -> i64 {
        match self {
            Visit::Beard => 15,
            Visit::Colour => 30,
            Visit::CutEmma | Visit::CutJuergen | Visit::CutAnybody => 45,
        }
    }

    /// Its parts: minutes after the start, and what each may be booked as.
    pub fn parts(self) -> Vec<(i64, Vec<i64>)> {
        match self {
            Visit::Beard => vec![(0, vec![BEARD_JUERGEN])],
            Visit::Colour => (0..)
                .zip([0, 75, 90, 120])
                .map(|(place, after)| (after, vec![COLOUR_EMMA + place, COLOUR_JUERGEN + place]))
                .collect(),
            Visit::CutEmma | Visit::CutJuergen | Visit::CutAnybody => {
                vec![(0, vec![CUT_EMMA, CUT_JUERGEN, CUT_POOL])]
            }
        }
    }
}

/// When the others hear of what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Webhooks {
    /// Before anything is settled.
    Early,
    /// When all is settled.
    Late,
    /// The poll alone tells.
    Never,
}

/// When she calls her visit off again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallsOff {
    AtOnce,
    Later,
    Never,
}

pub struct Case {
    pub number: u64,
    pub deed: Deed,
    pub visit: Visit,
    pub webhooks: Webhooks,
    pub calls_off: CallsOff,
    /// Whether the visit that is moved or cancelled was seen at Cal.com before.
    seen_before: bool,
    /// So many looks fail.
    blind: u32,
    /// Which call of its kind lies.
    nth: u32,
    operation: Operation,
    pub start: OffsetDateTime,
    pub later: OffsetDateTime,
    pub name: String,
    pub phone: String,
}

/// How a case ended.
pub struct Ended {
    pub heard: String,
    pub what: String,
    pub flaws: Vec<(Flaw, String)>,
}

impl Case {
    pub fn of(number: u64, dice: &mut Dice) -> Case {
        let mut deed =
            *dice.pick(&[Deed::Book, Deed::Book, Deed::Move, Deed::Cancel, Deed::MoveAway]);
        let cuts = [Visit::CutEmma, Visit::CutJuergen, Visit::CutAnybody];
        let visit = match dice.below(12) {
            0 => Visit::Colour,
            1 | 2 => Visit::Beard,
            _ => *dice.pick(&cuts),
        };
        // Nobody else does it.
        if deed == Deed::MoveAway && visit == Visit::Beard {
            deed = Deed::Move;
        }
        let operation = match deed {
            Deed::Book => Operation::Book,
            Deed::Move => Operation::Reschedule,
            Deed::MoveAway => *dice.pick(&[Operation::Book, Operation::Cancel]),
            Deed::Cancel => Operation::Cancel,
        };
        let start = day(number % CASES_PER_PROGRAM);
        let nth = if visit == Visit::Colour { 1 + dice.below(4) } else { 1 };
        Case {
            number,
            deed,
            visit,
            operation,
            webhooks: *dice.pick(&[Webhooks::Early, Webhooks::Late, Webhooks::Never]),
            calls_off: *dice.pick(&[CallsOff::AtOnce, CallsOff::Later, CallsOff::Never]),
            seen_before: dice.once_in(2),
            blind: if dice.once_in(5) { 1 + u32::try_from(dice.below(3)).unwrap() } else { 0 },
            nth: u32::try_from(nth).unwrap(),
            start,
            later: start + Duration::hours(4),
            name: format!("Klara {}", letters(number)),
            phone: format!("+493023125{:03}", 200 + number % CASES_PER_PROGRAM),
        }
    }

    pub fn run(place: &mut Place, number: u64) -> Ended {
        let mut dice = Dice(number);
        let case = Case::of(number, &mut dice);
        let mut ended = case.run_at(place, &mut dice);
        place.sandbox.clear_faults();
        place.clock.forward(BETWEEN);
        ended.what = format!("case {number}: {}", ended.what);
        ended
    }

    fn run_at(&self, place: &mut Place, dice: &mut Dice) -> Ended {
        let mut judge = Judge::of(self, place);
        let strangers = self.strangers(place, dice);
        judge.strangers(place);
        let mut own = None;
        if self.deed != Deed::Book {
            match self.booked_before(place) {
                Ok(uid) => own = Some(place.shown(&uid)),
                Err(why) => {
                    judge.flaw(Flaw::Unprepared, why);
                    return judge.ended("-", String::new());
                }
            }
        }
        let (pointer, becomes) = self.lie(dice, place, &strangers, own.as_ref());
        let on = FaultOn::operation(self.operation).nth(self.nth);
        let shown: String = format!("{becomes:?}").chars().take(SHOWN_CHARS).collect();
        let what = format!(
            "{:?} {:?}, {:?} {} {pointer:?} => {shown}; webhooks {:?}, called off {:?}, seen before {}, blind {}",
            self.deed,
            self.visit,
            self.operation,
            self.nth,
            self.webhooks,
            self.calls_off,
            self.seen_before,
            self.blind
        );
        place.sandbox.fault(Fault::once(on, FaultKind::Field { pointer, becomes }));
        for looking in [Operation::GetBooking, Operation::ListBookings] {
            let (on, what) = (FaultOn::operation(looking), FaultKind::Error500Before);
            place.sandbox.fault(Fault { on, what, times: Some(self.blind) });
        }
        let heard = self.ask(place);
        judge.told(place, &heard, self.deed);
        if self.calls_off == CallsOff::AtOnce {
            self.call_off(place, &mut judge);
        }
        self.settle(place, &mut judge);
        if self.calls_off == CallsOff::Later {
            self.call_off(place, &mut judge);
            self.settle(place, &mut judge);
        }
        place.earlier.extend(judge.left_behind(place));
        judge.ended(heard["status"].as_str().unwrap_or("?"), what)
    }

    /// Somebody else's bookings near the time asked for; as Cal.com shows them.
    fn strangers(&self, place: &Place, dice: &mut Dice) -> Vec<Value> {
        let same = match self.visit {
            Visit::CutJuergen => CUT_JUERGEN,
            Visit::Beard => BEARD_JUERGEN,
            Visit::Colour => COLOUR_EMMA,
            Visit::CutEmma | Visit::CutAnybody => CUT_EMMA,
        };
        let beside = match self.visit {
            Visit::CutEmma | Visit::CutAnybody | Visit::Colour => CUT_JUERGEN,
            Visit::CutJuergen | Visit::Beard => CUT_EMMA,
        };
        let after = if self.visit == Visit::Colour { 180 } else { 45 };
        let before = (same, Duration::minutes(after));
        let chosen = match dice.below(3) {
            0 => vec![before],
            1 => vec![(beside, Duration::ZERO)],
            _ => vec![before, (beside, Duration::ZERO)],
        };
        let make = |(event_type, after): (i64, Duration)| {
            let body = json!({ "eventTypeId": event_type, "start": stamp::seconds(self.start + after),
                "attendee": { "name": "Fremde Person", "email": "fremd@example.com",
                    "timeZone": "Europe/Berlin", "phoneNumber": "+493023125177" } });
            post_at_calcom(&place.sandbox, "/v2/bookings", &body)
        };
        let made = chosen.into_iter().map(make).collect();
        if dice.once_in(2) {
            place.deliver_webhooks();
        }
        made
    }

    fn booked_before(&self, place: &Place) -> Result<String, String> {
        let heard = self.call(place, "book", "book_appointment", &self.booking());
        if heard["status"] != "booked" {
            return Err(format!("the visit could not be booked: {heard}"));
        }
        if self.seen_before {
            place.deliver_webhooks();
            place.settle()?;
        }
        let own = place.sandbox.bookings();
        let own = own.iter().rev().filter(|one| one.attendee_name == self.name);
        own.min_by_key(|one| one.start).map(|one| one.uid.clone()).ok_or("no booking".into())
    }

    fn lie(
        &self,
        dice: &mut Dice,
        place: &Place,
        strangers: &[Value],
        own: Option<&Value>,
    ) -> (String, Becomes) {
        let mut others = strangers.to_vec();
        others.extend(place.earlier.iter().rev().take(3).cloned());
        let start = match self.deed {
            Deed::Book | Deed::Cancel => self.start,
            Deed::Move | Deed::MoveAway => self.later,
        };
        let around = Around { start, minutes: self.visit.minutes(), others: &others, own };
        let pointer = match dice.once_in(2) {
            true => (*dice.pick(&TELLING)).to_owned(),
            false => dice.pick(shapes().of(self.operation)).clone(),
        };
        let becomes = lie(dice, &pointer, &around);
        (pointer, becomes)
    }

    fn booking(&self) -> Value {
        let mut args = self.visit.args();
        args["start"] = json!(local(self.start));
        args["customer_name"] = json!(self.name);
        args
    }

    fn ask(&self, place: &Place) -> Value {
        let mut moved = json!({ "start": local(self.later) });
        match self.deed {
            Deed::Book => self.call(place, "book", "book_appointment", &self.booking()),
            Deed::Move => self.call(place, "move", "reschedule_appointment", &moved),
            Deed::MoveAway => {
                let is_juergen = self.visit == Visit::CutJuergen;
                moved["staff"] = json!(if is_juergen { "Emma" } else { "Jürgen" });
                self.call(place, "move", "reschedule_appointment", &moved)
            }
            Deed::Cancel => self.call(place, "off", "cancel_appointment", &json!({})),
        }
    }

    fn call_off(&self, place: &Place, judge: &mut Judge) {
        let heard = self.call(place, "off_again", "cancel_appointment", &json!({}));
        judge.told(place, &heard, Deed::Cancel);
    }

    fn call(&self, place: &Place, call: &str, function: &str, args: &Value) -> Value {
        place.ask(&format!("call_{}_{call}", self.number), &self.phone, function, args)
    }

    /// Until everybody knows what there is to know, however it comes; then the verdict.
    fn settle(&self, place: &Place, judge: &mut Judge) {
        if self.webhooks == Webhooks::Early {
            place.deliver_webhooks();
        }
        let mut rest = place.settle();
        match self.webhooks {
            Webhooks::Early | Webhooks::Late => place.deliver_webhooks(),
            Webhooks::Never => drop(place.sandbox.take_webhooks()),
        }
        rest = rest.and_then(|()| place.settle());
        place.sandbox.clear_faults();
        if let Err(error) = place.work.poll_now() {
            judge.flaw(Flaw::Unseen, format!("the poll failed: {error:?}"));
        }
        if let Err(why) = rest.and_then(|()| place.settle()) {
            judge.flaw(Flaw::Unseen, why);
        }
        judge.settled(place);
    }
}

/// The `n`th day on which the salon is open, 10:00 in Berlin.
fn day(n: u64) -> OffsetDateTime {
    let days = (0..).map(|days| FIRST + Duration::days(days));
    let mut open = days.filter(|day| day.weekday() != Weekday::Sunday);
    open.nth(usize::try_from(n).unwrap()).unwrap()
}

/// As the salon's clock shows it in winter, as an agent says it.
fn local(at: OffsetDateTime) -> String {
    stamp::seconds(at + Duration::HOUR)[..16].to_owned()
}

/// A name that no other case has.
fn letters(mut number: u64) -> String {
    let mut name = String::from("K");
    for _ in 0..5 {
        name.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number /= 26;
    }
    name
}
