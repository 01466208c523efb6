//! A salon whose Cal.com users have names that a person would recognise and a rule does not.

use crate::support::bare::{Bare, NORD, facts, host};
use chairside::domain::host::identity::Host;
use chairside::domain::ids::{HostId, StaffId};
use chairside::domain::suggest::ranking::Suggestion;
use chairside::domain::suggest::weights::Feature;
use chairside::domain::visit::booking::Source;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::door::look;
use chairside::frontdesk::door::rules::{Recorded, Seen};
use chairside::frontdesk::host::suggestion;
use chairside::frontdesk::host::suggestion::Entry;
use time::OffsetDateTime;

/// `E. Vogel`: Emma of Mitte or Erika of Nord.
pub const EVO: HostId = HostId(7101);
/// `Anna Müller`, whom two are called.
pub const ANNA: HostId = HostId(7102);
/// Nobody of the staff.
pub const TABLET: HostId = HostId(7103);
/// `J. Weiß`.
pub const JWE: HostId = HostId(7104);

/// The usual salon with Nord, another Vogel, and two of one name.
pub fn people() -> String {
    let person = |key: &str, name: &str, branch: &str| {
        format!("[[staff]]\nkey = \"{key}\"\nname = \"{name}\"\nbranch = \"{branch}\"\n")
    };
    [
        NORD.to_owned(),
        person("erika", "Erika Vogel", "nord"),
        person("anna", "Anna Müller", "mitte"),
        person("annette", "Anna Mueller", "nord"),
    ]
    .concat()
}

pub fn evo() -> Host {
    host(EVO.0, "E. Vogel", "ev@privat.example")
}

pub fn anna() -> Host {
    host(ANNA.0, "Anna Müller", "post@privat.example")
}

pub fn tablet() -> Host {
    host(TABLET.0, "Tablet vorne", "tablet@salon.example")
}

pub fn jwe() -> Host {
    host(JWE.0, "J. Weiß", "hallo@privat.example")
}

pub fn nadine(reason: &str) -> Person {
    Person::new("Nadine", reason).unwrap()
}

/// A booking at a time of its own, as the answer to our own POST.
pub fn book_at(
    bare: &Bare,
    uid: &str,
    host: &Host,
    event_type_id: Option<i64>,
    start: OffsetDateTime,
) -> Recorded {
    let mut facts = facts(uid, host, event_type_id, bare.later());
    (facts.start, facts.end) = (start, start + time::Duration::minutes(45));
    bare.lists.bookings.lock().unwrap().push(facts.clone());
    look::record_seen(&bare.desk, Seen::of(facts, Source::RetellPhone)).unwrap()
}

/// The names in a host's suggestions with their scores, best first.
pub fn names(bare: &Bare, entry: &Entry) -> Vec<String> {
    let told = |one: &Suggestion| format!("{} {}", name(bare, &one.staff), one.score.points());
    entry.suggestions.iter().map(told).collect()
}

/// The names alone.
pub fn who(bare: &Bare, id: HostId) -> Vec<String> {
    let entry = suggestion::of_host(&bare.desk, id).unwrap();
    entry.suggestions.iter().map(|one| name(bare, &one.staff)).collect()
}

pub fn name(bare: &Bare, id: &StaffId) -> String {
    bare.rows(&format!("SELECT name FROM staff WHERE id = '{id}'"))[0].clone()
}

/// A feature's share, 0 if it said nothing.
pub fn share(one: &Suggestion, feature: Feature) -> u8 {
    one.shares.iter().find(|(named, _)| *named == feature).map_or(0, |(_, share)| *share)
}

/// Who has each appointment of a host, and why.
pub fn diary(bare: &Bare, id: HostId) -> Vec<String> {
    bare.rows(&format!(
        "SELECT a.id || ' ' || coalesce(s.key, 'nobody') || ' ' || a.assignment_state || ' ' || coalesce(g.rule, '-')
         FROM appointments a JOIN appointment_segments g ON g.appointment_id = a.id
         LEFT JOIN staff s ON s.id = a.staff_id WHERE g.calcom_host_id = {id} AND a.staff_id IS g.staff_id ORDER BY a.id"
    ))
}

/// What people said of a host's pairs, in order.
pub fn verdicts(bare: &Bare, id: HostId) -> Vec<String> {
    bare.rows(&format!(
        "SELECT v.verdict || ' ' || s.key || ' by ' || v.decided_by || ': ' || v.reason FROM suggestion_verdicts v
         JOIN staff s ON s.id = v.staff_id WHERE v.host_id = {id} ORDER BY v.id"
    ))
}
