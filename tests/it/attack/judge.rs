//! The verdict on a case: what was told against what stands at Cal.com, and whose bookings are shown to whom.

use crate::attack::case::{Case, Deed, Ended};
use crate::attack::place::Place;
use crate::support::told;
use chairside::sandbox::stand_in::SandboxBooking;
use chairside::store::db::stamp;
use serde_json::Value;
use std::collections::BTreeSet;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// What must never be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// Told or shown, and does not stand so.
    FalseSuccess,
    /// The caller has somebody else's booking, or somebody else hers.
    ForeignRecorded,
    /// Somebody else's booking is off or was moved.
    ForeignCancelled,
    /// The last message to the caller says otherwise than her visit stands, or was never decided on.
    FalseMessage,
    /// Neither settled nor visible to the desk.
    Unseen,
    /// The case could not be set up.
    Unprepared,
}

pub struct Judge {
    name: String,
    phone: String,
    parts: Vec<(i64, Vec<i64>)>,
    start: OffsetDateTime,
    later: OffsetDateTime,
    /// Sagas up to this one are none of this case's.
    sagas_before: String,
    strangers: Vec<SandboxBooking>,
    /// Whether she has heard that she has no appointment any more, or never got one.
    said_no: Option<Deed>,
    /// What she has heard last.
    heard: Value,
    flaws: Vec<(Flaw, String)>,
}

impl Judge {
    pub fn of(case: &Case, place: &Place) -> Judge {
        Judge {
            name: case.name.clone(),
            phone: case.phone.clone(),
            parts: case.visit.parts(),
            start: case.start,
            later: case.later,
            sagas_before: place.rows("SELECT coalesce(max(rowid), 0) FROM sagas").remove(0),
            strangers: Vec::new(),
            said_no: None,
            heard: Value::Null,
            flaws: Vec::new(),
        }
    }

    /// Everything that stands at Cal.com now is to stand afterwards.
    pub fn strangers(&mut self, place: &Place) {
        let standing = place.sandbox.bookings().into_iter().filter(|one| one.status.stands());
        self.strangers = standing.collect();
    }

    pub fn flaw(&mut self, flaw: Flaw, why: String) {
        self.flaws.push((flaw, why));
    }

    pub fn ended(self, heard: &str, what: String) -> Ended {
        Ended { heard: heard.to_owned(), what, flaws: self.flaws }
    }

    /// Hers, standing.
    fn own(&self, place: &Place) -> Vec<SandboxBooking> {
        let mut own = place.sandbox.bookings();
        own.retain(|one| one.attendee_name == self.name && one.status.stands());
        own
    }

    /// Some bookings for others to be told of: hers, whatever became of them.
    pub fn left_behind(&self, place: &Place) -> Option<Value> {
        let own = place.sandbox.bookings();
        let one = own.iter().rev().find(|one| one.attendee_name == self.name)?;
        Some(place.shown(&one.uid))
    }

    /// What was told holds when it is told.
    pub fn told(&mut self, place: &Place, heard: &Value, deed: Deed) {
        let status = heard["status"].as_str().unwrap_or("?");
        let standing = self.own(place);
        self.said_no = None;
        self.heard = heard.clone();
        match status {
            "booked" | "rescheduled" | "requested" => {
                let asked = if deed == Deed::Book { self.start } else { self.later };
                let told = heard["start"].as_str().unwrap_or_default();
                let told = OffsetDateTime::parse(told, &Rfc3339).ok();
                if told != Some(asked) || !self.is_whole(asked, &standing) {
                    let there: Vec<_> = standing.iter().map(short).collect();
                    self.flaw(Flaw::FalseSuccess, format!("{heard}, and there stands {there:?}"));
                }
            }
            "cancelled" => {
                // One of several may stand, if the desk can see it.
                let keys = self.keys(place);
                let unseen = standing.iter().find(|one| !self.is_warned(place, &one.uid, &keys));
                if let Some(one) = unseen {
                    self.flaw(
                        Flaw::FalseSuccess,
                        format!("{heard}, and there stands {}", short(one)),
                    );
                }
            }
            "unknown" | "unavailable" | "which" | "none" | "cancelled_before" | "not_found" => {}
            "taken" | "handed_over" | "refused" => self.said_no = Some(deed),
            other => self.flaw(Flaw::Unprepared, format!("heard {other:?}: {heard}")),
        }
    }

    fn is_whole(&self, start: OffsetDateTime, standing: &[SandboxBooking]) -> bool {
        let is_there = |(after, event_types): &(i64, Vec<i64>)| {
            let at = start + Duration::minutes(*after);
            standing.iter().any(|one| one.start == at && event_types.contains(&one.event_type_id))
        };
        standing.len() == self.parts.len() && self.parts.iter().all(is_there)
    }

    /// Everybody knows now what there is to know.
    pub fn settled(&mut self, place: &Place) {
        self.foreign(place);
        self.shown(place);
        self.messages(place);
        let (standing, keys) = (self.own(place), self.keys(place));
        let shown: BTreeSet<String> = self
            .rows(place, "s.booking_uid", "a.status IN ('confirmed', 'requested', 'pending') AND s.booking_status IN ('accepted', 'pending')")
            .into_iter()
            .collect();
        for one in standing.iter().filter(|one| !shown.contains(&one.uid)) {
            if !self.is_warned(place, &one.uid, &keys) {
                self.flaw(Flaw::Unseen, format!("{} stands and is not shown", short(one)));
            }
        }
        let stuck =
            format!("SELECT id FROM sagas WHERE rowid > {} AND state = 'stuck'", self.sagas_before);
        for saga in place.rows(&stuck) {
            if !self.is_warned(place, &saga, &[]) && !self.has_callback(place) {
                self.flaw(Flaw::Unseen, format!("saga {saga} is stuck and nobody knows"));
            }
        }
        // She was told no: then it is as before, or somebody sees to it.
        let as_before = match self.said_no {
            Some(Deed::Book) => standing.is_empty(),
            Some(Deed::Move | Deed::MoveAway) => self.is_whole(self.start, &standing),
            Some(Deed::Cancel) => self.has_callback(place),
            None => true,
        };
        if !as_before && !standing.iter().any(|one| self.is_warned(place, &one.uid, &keys)) {
            let there: Vec<_> = standing.iter().map(short).collect();
            let why = format!("she heard {}, and there stands {there:?}", self.heard);
            self.flaw(Flaw::FalseSuccess, why);
        }
    }

    fn foreign(&mut self, place: &Place) {
        let all = place.sandbox.bookings();
        let is_hers = |uid: &str| {
            all.iter().any(|one| {
                one.uid == uid
                    && one.attendee_name == self.name
                    && one.attendee_email.ends_with("@visits.example")
            })
        };
        let mut uids = self.rows(place, "s.booking_uid", "s.booking_uid IS NOT NULL");
        uids.extend(self.rows(
            place,
            "a.calcom_v2_booking_uid",
            "a.calcom_v2_booking_uid IS NOT NULL",
        ));
        let shown = uids.len();
        let seen =
            "(SELECT group_concat(b.uid, ' ') FROM calcom_bookings b WHERE b.segment_id = s.id)";
        for some in self.rows(place, &format!("coalesce({seen}, '')"), "true") {
            uids.extend(some.split_whitespace().map(str::to_owned));
        }
        // What was replaced and is shown to nobody may be a uid that nobody has, but none of somebody else's.
        let foreign: BTreeSet<String> = (0..)
            .zip(uids)
            .filter(|(place, uid)| *place < shown || all.iter().any(|one| one.uid == *uid))
            .map(|(_, uid)| uid)
            .filter(|uid| !is_hers(uid))
            .collect();
        for uid in foreign {
            let whose = all.iter().find(|one| one.uid == uid).map(short);
            let why = format!("she has {uid}, which is {whose:?}");
            self.flaws.push((Flaw::ForeignRecorded, why));
        }
        let hers: Vec<&str> =
            all.iter().filter(|one| is_hers(&one.uid)).map(|one| one.uid.as_str()).collect();
        let others = format!(
            "SELECT s.booking_uid FROM appointment_segments s JOIN appointments a ON a.id = s.appointment_id
             JOIN customers c ON c.id = a.customer_id
             WHERE coalesce(c.phone, '') <> '{}' AND s.booking_uid IN ('{}')",
            self.phone,
            hers.join("', '")
        );
        for uid in place.rows(&others) {
            self.flaw(Flaw::ForeignRecorded, format!("somebody else has her {uid}"));
        }
        for before in &self.strangers {
            let now = all.iter().find(|one| one.uid == before.uid);
            if !now.is_some_and(|now| now.status == before.status && now.start == before.start) {
                let why = format!("{} is {:?} now", short(before), now.map(short));
                self.flaws.push((Flaw::ForeignCancelled, why));
            }
        }
    }

    /// What she is shown as standing stands so.
    fn shown(&mut self, place: &Place) {
        let standing = self.own(place);
        let parts = self.rows(
            place,
            "s.booking_uid || ' ' || s.starts_at",
            "a.status IN ('confirmed', 'requested', 'pending') AND s.booking_status IN ('accepted', 'pending')",
        );
        for part in parts {
            let stands = standing
                .iter()
                .any(|one| part == format!("{} {}", one.uid, stamp::seconds(one.start)));
            if !stands {
                self.flaw(Flaw::FalseSuccess, format!("she is shown {part}, which does not stand"));
            }
        }
        let keys = self.keys(place);
        if !self.rows(place, "a.id", "a.status = 'pending'").is_empty()
            && !self.is_warned(place, "-", &keys)
        {
            self.flaw(Flaw::Unseen, "a visit is not whole and nobody knows".into());
        }
    }

    /// What she is told in writing holds.
    fn messages(&mut self, place: &Place) {
        let of = format!("made.rowid > {}", self.sagas_before);
        for why in told::falsely(&|sql| place.rows(sql), &of) {
            self.flaw(Flaw::FalseMessage, why);
        }
    }

    /// Of her appointments `a` and their parts `s`.
    fn rows(&self, place: &Place, column: &str, condition: &str) -> Vec<String> {
        place.rows(&format!(
            "SELECT {column} FROM appointments a JOIN customers c ON c.id = a.customer_id
             LEFT JOIN appointment_segments s ON s.appointment_id = a.id
             WHERE c.phone = '{}' AND {condition}",
            self.phone
        ))
    }

    /// The names of this case's sagas and visits.
    fn keys(&self, place: &Place) -> Vec<String> {
        let sagas = format!("FROM sagas WHERE rowid > {}", self.sagas_before);
        let refs = "coalesce(json_extract(params, '$.metadata.chairside_ref'), '')";
        let mut keys = place.rows(&format!("SELECT id {sagas}"));
        keys.extend(place.rows(&format!("SELECT {refs} {sagas} AND {refs} <> ''")));
        keys
    }

    /// Whether an open warning names the booking, or one of these.
    fn is_warned(&self, place: &Place, uid: &str, keys: &[String]) -> bool {
        let open = "SELECT subject || ' ' || message FROM warnings WHERE cleared_at IS NULL";
        place.rows(open).iter().any(|warning| {
            warning.contains(uid) || keys.iter().any(|key| warning.contains(key.as_str()))
        })
    }

    fn has_callback(&self, place: &Place) -> bool {
        let open = "SELECT count(*) FROM callbacks WHERE done_at IS NULL AND phone";
        place.rows(&format!("{open} = '{}'", self.phone)) != ["0"]
    }
}

fn short(one: &SandboxBooking) -> String {
    let at = stamp::seconds(one.start);
    format!("{} {} {at} {:?} of {}", one.uid, one.event_type_id, one.status, one.attendee_name)
}
