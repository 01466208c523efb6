//! What the tests of event types share: a composite service to be described anew, a sync, a comparison, and what
//! Cal.com really has.

use crate::support::harness::{Setup, TestApp};
use chairside::config::Config;
use chairside::domain::service::catalogue::{
    BookedAs, BookingOrder, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use chairside::domain::service::description::{Description, Performs};
use chairside::frontdesk::Desk;
use chairside::frontdesk::event_type::difference::RowDrift;
use chairside::frontdesk::event_type::drift::Look;
use chairside::frontdesk::event_type::run::EventTypeReport;
use chairside::frontdesk::event_type::{drift, reconcile, sentences as tell};
use chairside::frontdesk::host::sync;
use chairside::sandbox::stand_in::{Sandbox, SandboxEventType};
use chairside::store::service::write;
use std::time::Duration;

pub const TEAM: i64 = 90;
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A salon whose event types are made in the team, and whose people Cal.com's list has told.
pub fn app() -> TestApp {
    let change = |config: &mut Config| config.calcom.team_ids = vec![TEAM];
    let app = TestApp::start_with(&Setup { change, ..Setup::default() });
    sync::hosts(&app.appliance.desk, false, PATIENCE).unwrap();
    app
}

/// A service: name, minutes and pause of each segment. Emma and Jürgen do all of it.
pub fn service(key: &str, policy: PausePolicy, segments: &[(&str, u32, u32)]) -> Description {
    let segments: Vec<ServiceSegment> = segments
        .iter()
        .enumerate()
        .map(|(place, (name, minutes, pause))| ServiceSegment {
            key: SegmentKey::nth(place).unwrap(),
            name: (*name).to_owned(),
            minutes: *minutes,
            pause_after_minutes: *pause,
            performer: Performer::Same,
            booked_as: BookedAs::Staff,
        })
        .collect();
    let performers = segments
        .iter()
        .flat_map(|segment| {
            ["emma", "juergen"].map(|staff| Performs {
                segment: segment.key,
                staff: staff.to_owned(),
                minutes: None,
            })
        })
        .collect();
    Description {
        key: key.to_owned(),
        name: "Ansatzfarbe".to_owned(),
        aliases: Vec::new(),
        composition: Composition { segments, policy, buffer_minutes: 0 },
        booking_order: BookingOrder::LastFirst,
        performers,
    }
}

/// The usual one: colour, pause, wash, cut.
pub fn colour() -> Description {
    let segments = [("Färbung", 30, 30), ("Waschen", 15, 0), ("Schneiden", 30, 0)];
    service("haircolour", PausePolicy::Free, &segments)
}

/// The same without a list of who does it.
pub fn only(mut described: Description, staff: &[&str]) -> Description {
    described.performers.retain(|one| staff.contains(&one.staff.as_str()));
    described
}

/// Saves a service as `services` commands do.
pub fn describe(desk: &Desk, described: &Description) {
    use chairside::store::service::catalogue::DescribedBy;
    let (company, described, now) = (desk.salon.company, described.clone(), desk.now());
    desk.store
        .write(move |tx| write::put(tx, company, &described, None, DescribedBy::Desk, now))
        .unwrap();
}

pub fn sync(desk: &Desk) -> EventTypeReport {
    sync_with(desk, false, false)
}

pub fn sync_with(desk: &Desk, delete_anyway: bool, dry: bool) -> EventTypeReport {
    let run = reconcile::begin(&desk, delete_anyway, dry).unwrap();
    reconcile::to_end(&desk, run, PATIENCE, &|_| panic!("nothing to wait for")).unwrap()
}

/// What became of each, but for what is in step: `A Emma Vogel created`.
pub fn done(report: &EventTypeReport) -> Vec<String> {
    let mut lines: Vec<String> = report
        .rows
        .iter()
        .filter(|row| tell::word(&row.what) != "in step")
        .map(|row| format!("{} {} {}", row.label.segment, row.label.who, tell::word(&row.what)))
        .collect();
    lines.sort();
    lines
}

pub fn drift(desk: &Desk) -> Vec<RowDrift> {
    let pause = |_| panic!("nothing to wait for");
    drift::find(&desk, &Look { patience: PATIENCE, pause: &pause }).unwrap()
}

/// The lines of a comparison, without those about the salon's own event types.
pub fn told(found: &[RowDrift]) -> Vec<String> {
    let lines = found.iter().flat_map(|row| {
        let label = &row.label;
        tell::lines(&row.what)
            .into_iter()
            .map(move |line| format!("{} {}: {line}", label.segment, label.who))
    });
    lines.filter(|line| !line.contains("the salon's own")).collect()
}

/// What Chairside made at Cal.com, by address.
pub fn made(sandbox: &Sandbox) -> Vec<SandboxEventType> {
    let mut made: Vec<SandboxEventType> =
        sandbox.event_types().into_iter().filter(|one| one.slug.starts_with("probe-")).collect();
    made.sort_by(|one, other| one.slug.cmp(&other.slug));
    made
}

/// The same in a line each: address, title, length, hosts.
pub fn shown(sandbox: &Sandbox) -> Vec<String> {
    let line = |one: &SandboxEventType| {
        let hosts: Vec<i64> = one.hosts.iter().map(|host| host.user_id).collect();
        format!("{} | {} | {} {:?}", one.slug, one.title, one.minutes, hosts)
    };
    made(sandbox).iter().map(line).collect()
}

/// The one at an address.
pub fn at(sandbox: &Sandbox, slug: &str) -> SandboxEventType {
    made(sandbox).into_iter().find(|one| one.slug == slug).unwrap_or_else(|| panic!("no {slug}"))
}

/// Changes at Cal.com by hand.
pub fn by_hand(sandbox: &Sandbox, slug: &str, change: impl FnOnce(&mut SandboxEventType)) {
    let mut one = at(sandbox, slug);
    change(&mut one);
    sandbox.add_event_type(one);
}

/// How many calls there were that change event types.
pub fn changes(sandbox: &Sandbox) -> usize {
    calls(sandbox, &["POST", "PATCH", "DELETE"])
}

/// How many calls about event types with one of these methods.
pub fn calls(sandbox: &Sandbox, methods: &[&str]) -> usize {
    let requests = sandbox.requests();
    let about =
        |method: &str, target: &str| methods.contains(&method) && target.contains("event-types");
    requests.iter().filter(|one| about(&one.method, &one.target)).count()
}

/// The rows we made: segment, person, number, state.
pub fn rows(app: &TestApp) -> Vec<String> {
    app.rows(
        "SELECT m.segment_key || ' ' || coalesce(s.key, 'pool') || ' ' || (m.event_type_id IS NOT NULL) || ' '
             || m.sync_status || CASE m.is_retired WHEN 1 THEN ' retired' ELSE '' END
         FROM calcom_event_map m LEFT JOIN staff s ON s.id = m.staff_id WHERE m.made_by = 'chairside'
         ORDER BY m.segment_key, s.key, m.id",
    )
}
