//! One visit that somebody meddled with, from the question to the verdict: nothing was told that did not stand, and in
//! the end the visit stands whole, or nothing of it does, or a person sees that it is neither. What the database shows
//! is what stands at Cal.com in each of these.

use crate::meddling::kinds::{Deed, Meddling};
use crate::meddling::world::{Heard, Standing, World, rows};
use crate::schedule::place::{event_type, new_start, old_start};
use crate::schedule::plan::{Family, HOLD, Policy, Schedule};
use crate::support::told;
use chairside::store::db::stamp;
use rusqlite::Connection;
use time::OffsetDateTime;

/// How one ended, for the count.
pub type Ended = String;

/// Runs one; `Err` says what is not as it must be.
pub fn run(schedule: &Schedule, meddling: &Meddling) -> Result<Ended, String> {
    let world = World::furnished(schedule, Some(*meddling));
    let heard = world.ask();
    let told = |why: String| format!("{}: {why}\n{}", meddling.told(schedule), world.story(&heard));
    let case = Case { world: &world, schedule, meddling, heard: &heard };
    case.judge_told().map_err(&told)?;
    world.settle().map_err(&told)?;
    case.judge_end().map_err(&told)
}

struct Case<'a> {
    world: &'a World,
    schedule: &'a Schedule,
    meddling: &'a Meddling,
    heard: &'a Heard,
}

impl Case<'_> {
    fn status(&self) -> &str {
        self.heard.answer["status"].as_str().unwrap_or_default()
    }

    /// What the caller heard was so when she heard it, as far as anybody here could know.
    fn judge_told(&self) -> Result<(), String> {
        if !self.heard.could_know {
            return Ok(());
        }
        let work = self.work(&self.heard.standing);
        match self.status() {
            "booked" | "rescheduled" => {
                let stands: Vec<OffsetDateTime> = work.iter().map(|one| one.start).collect();
                let said = said(&self.heard.answer);
                if said != stands {
                    return Err(format!("said {said:?}, and there stood {stands:?}"));
                }
                if self.schedule.segments > 1 && !self.is_planned(&self.heard.standing, new_start) {
                    return Err("told as done, and not whole".into());
                }
                Ok(())
            }
            "cancelled" if self.heard.standing.is_empty() => Ok(()),
            "cancelled" => Err("told as cancelled, and something stood".into()),
            _ => Ok(()),
        }
    }

    fn judge_end(&self) -> Result<Ended, String> {
        let connection = self.world.connection();
        let there = self.world.standing();
        let own = |sql: &str| rows(&connection, sql);
        let state = own("SELECT state FROM sagas ORDER BY created_at DESC, rowid DESC LIMIT 1");
        let state = state.first().map_or("none", String::as_str);
        self.judge_rows(&connection, &there, state == "stuck")?;
        let warnings = own("SELECT kind FROM warnings WHERE cleared_at IS NULL ORDER BY kind");
        let seen = ["visit_torn", "part_moved", "visit_stuck", "stray_booking"];
        let is_visible = warnings.iter().any(|kind| seen.contains(&kind.as_str()));
        let notes = own("SELECT reason FROM callbacks WHERE done_at IS NULL");
        if state == "stuck" && (!warnings.contains(&"visit_stuck".to_owned()) || notes.is_empty()) {
            return Err(format!("stuck, and only {warnings:?} and {notes:?}"));
        }
        if state != "stuck" && own("SELECT count(*) FROM sagas WHERE kept IS NOT NULL") != ["0"] {
            return Err("a hold of the saga is left".into());
        }
        if self.status() == "unknown" && state == "unwound" && notes.is_empty() {
            return Err("told that it takes a moment, and never how it ended".into());
        }
        let broken = own("PRAGMA foreign_key_check");
        if !broken.is_empty() {
            return Err(format!("foreign keys: {broken:?}"));
        }
        let falsely = told::falsely(&own, "true");
        if !falsely.is_empty() {
            return Err(format!("told in writing: {falsely:?}"));
        }
        let shape = self.shape(&there);
        let visits = own("SELECT status FROM appointments");
        let ended = format!(
            "{:?} {}: {} told, {shape:?}, saga {state}, {}",
            self.schedule.family,
            if self.schedule.segments == 1 { "simple" } else { "composite" },
            self.status(),
            warnings.join("+"),
        );
        let good = match shape {
            Shape::Whole => visits.iter().filter(|one| *one == "confirmed").count() == 1,
            Shape::Nothing => visits.iter().all(|one| one == "cancelled"),
            Shape::AsSheLeftIt => true,
            Shape::Torn => is_visible,
        };
        let lost = shape == Shape::Nothing
            && self.is_move()
            && (self.schedule.segments > 1 || self.meddling.deed != Deed::Cancel)
            && !is_visible;
        if !good || lost {
            return Err(format!(
                "{ended}; visits {visits:?}, warnings {warnings:?}, notes {notes:?}"
            ));
        }
        Ok(ended)
    }

    /// What the database shows is what stands at Cal.com, booking for booking, and each is a part of something.
    /// But for a move that is stuck: its old times are left over beside its new ones, and `sagas show` has them.
    fn judge_rows(
        &self,
        connection: &Connection,
        there: &[Standing],
        is_stuck: bool,
    ) -> Result<(), String> {
        let as_row = |one: &Standing| {
            format!("{} {} {}", one.event_type_id, stamp::seconds(one.start), one.uid)
        };
        let there: Vec<String> = there.iter().map(as_row).collect();
        let known = rows(
            connection,
            "SELECT b.event_type_id || ' ' || b.starts_at || ' ' || b.uid FROM calcom_bookings b
             WHERE b.status IN ('accepted', 'pending') AND b.rescheduled_to IS NULL
               AND NOT EXISTS (SELECT 1 FROM calcom_bookings n WHERE n.rescheduled_from = b.uid)
             ORDER BY 1",
        );
        if known != there {
            return Err(format!("at Cal.com stands {there:#?}, here {known:#?}"));
        }
        let segments = rows(
            connection,
            "SELECT s.event_type_id || ' ' || s.starts_at || ' ' || s.booking_uid
             FROM appointment_segments s WHERE s.booking_status IN ('accepted', 'pending') ORDER BY 1",
        );
        let is_part = |one: &String| there.contains(one);
        if segments != there && !(is_stuck && self.is_move() && segments.iter().all(is_part)) {
            return Err(format!("at Cal.com stands {there:#?}, the segments are {segments:#?}"));
        }
        Ok(())
    }

    fn is_move(&self) -> bool {
        matches!(self.schedule.family, Family::MoveAway | Family::MoveNear)
    }

    fn work(&self, standing: &[Standing]) -> Vec<Standing> {
        let is_work = |one: &&Standing| one.event_type_id != event_type(HOLD);
        standing.iter().filter(is_work).cloned().collect()
    }

    /// Whether exactly the visit stands, at these times. What a visit can do without, a
    /// flexible pause, may stand anywhere or not at all.
    fn is_planned(
        &self,
        standing: &[Standing],
        start: impl Fn(&Schedule, usize) -> OffsetDateTime,
    ) -> bool {
        let mut wanted = self.planned(start);
        let mut stands: Vec<_> =
            standing.iter().map(|one| (one.event_type_id, one.start)).collect();
        if self.schedule.policy == Policy::Flexible {
            wanted.truncate(self.schedule.segments);
            stands.retain(|(id, _)| *id != event_type(HOLD));
        }
        stands == wanted
    }

    /// Event type and start of each booking of the visit.
    fn planned(
        &self,
        start: impl Fn(&Schedule, usize) -> OffsetDateTime,
    ) -> Vec<(i64, OffsetDateTime)> {
        let hold = match self.schedule.policy {
            Policy::Free => None,
            Policy::Blocked | Policy::Flexible => Some(HOLD),
        };
        let one = |segment| (event_type(segment), start(self.schedule, segment));
        (0..self.schedule.segments).chain(hold).map(one).collect()
    }

    fn shape(&self, there: &[Standing]) -> Shape {
        let old = |_: &Schedule, segment| old_start(segment);
        let may_be_old = self.schedule.family != Family::Book;
        if there.is_empty() {
            Shape::Nothing
        } else if self.is_planned(there, new_start) || (may_be_old && self.is_planned(there, old)) {
            Shape::Whole
        } else if self.schedule.segments == 1 && there.len() == 1 {
            // One booking, wherever somebody has put it, is a whole visit.
            Shape::Whole
        } else if self.is_as_she_left_it(there) {
            Shape::AsSheLeftIt
        } else {
            Shape::Torn
        }
    }

    /// Whether it is the whole visit but for what somebody did to it while it was at rest: before a saga began that has
    /// changed nothing, or after the visit was told as done. She knows what she did, and everybody sees it. A visit that
    /// lacks a part is not meant: that is torn.
    fn is_as_she_left_it(&self, there: &[Standing]) -> bool {
        let is_done = matches!(self.status(), "booked" | "rescheduled");
        if is_done {
            return !self.heard.could_know && self.is_but_for_her(there, new_start);
        }
        self.is_move() && self.is_but_for_her(there, |_, segment| old_start(segment))
    }

    fn is_but_for_her(
        &self,
        there: &[Standing],
        start: impl Fn(&Schedule, usize) -> OffsetDateTime,
    ) -> bool {
        let touched = self.heard.before_the_act[self.meddling.part].event_type_id;
        if self.meddling.deed == Deed::Cancel && touched != event_type(HOLD) {
            return false;
        }
        let others = self.planned(start).into_iter().filter(|(id, _)| *id != touched);
        let stands = there.iter().map(|one| (one.event_type_id, one.start));
        let others_stand = stands.filter(|(id, _)| *id != touched);
        let of_hers = there.iter().filter(|one| one.event_type_id == touched).count();
        let left = usize::from(self.meddling.deed != Deed::Cancel);
        others.eq(others_stand) && of_hers == left
    }
}

/// What stands at Cal.com in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Whole,
    Nothing,
    AsSheLeftIt,
    Torn,
}

/// The starts that were said, in their order.
fn said(answer: &serde_json::Value) -> Vec<OffsetDateTime> {
    let parse = |value: &serde_json::Value| {
        let text = value["start"].as_str().unwrap();
        let format = &time::format_description::well_known::Rfc3339;
        OffsetDateTime::parse(text, format).unwrap().to_offset(time::UtcOffset::UTC)
    };
    match answer["segments"].as_array() {
        Some(segments) => segments.iter().map(parse).collect(),
        None => vec![parse(answer)],
    }
}
