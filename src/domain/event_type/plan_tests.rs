//! Tables for the plan: what a salon needs, which rows follow, what is done for a row.

use crate::domain::event_type::fields::{FileRow, Home, MapRow, Seen, SyncStatus, Written};
use crate::domain::event_type::plan::{
    Listed, Next, RowChange, creation, next, open_matters, ours, reconcile,
};
use crate::domain::event_type::wanted::{
    Blueprint, BranchPlan, Doer, PersonPlan, ServicePlan, Wanted, wanted,
};
use crate::domain::ids::{BranchId, ServiceId, StaffId};
use crate::domain::language::Language;
use crate::domain::service::catalogue::{
    BookedAs, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use serde_json::json;

const TEAM: Home = Home::Team(9);

fn person(key: &str, branch: Option<i64>, hosts: &[i64]) -> PersonPlan {
    PersonPlan {
        id: StaffId(key.into()),
        key: key.into(),
        name: key.to_uppercase(),
        branch: branch.map(BranchId),
        active: true,
        policy: None,
        hosts: hosts.to_vec(),
    }
}

fn service(id: i64, key: &str, segments: &[(&str, u32)], doers: &[&str]) -> ServicePlan {
    let keys = || (0..segments.len()).filter_map(SegmentKey::nth);
    ServicePlan {
        id: ServiceId(id),
        key: key.into(),
        active: true,
        policy: PausePolicy::Free,
        segments: keys()
            .zip(segments)
            .map(|(key, (name, pause))| ServiceSegment {
                key,
                name: (*name).into(),
                minutes: 30,
                pause_after_minutes: *pause,
                performer: Performer::Same,
                booked_as: BookedAs::Staff,
            })
            .collect(),
        doers: keys()
            .flat_map(|segment| {
                doers.iter().map(move |staff| Doer {
                    segment,
                    staff: StaffId((*staff).into()),
                    minutes: None,
                })
            })
            .collect(),
    }
}

/// Two branches; Ada in Hamburg, Ben in Bremen, Cem in both, Dora gone.
fn salon() -> Blueprint {
    let branch = |id, key: &str| BranchPlan {
        id: BranchId(id),
        key: key.into(),
        name: format!("Salon {key}"),
    };
    let mut dora = person("dora", Some(1), &[14]);
    dora.active = false;
    Blueprint {
        company_key: "friseur-eins".into(),
        company_name: "Friseur Eins".into(),
        language: Language::De,
        home: TEAM,
        branches: vec![branch(1, "hamburg"), branch(2, "bremen")],
        services: vec![service(
            5,
            "haircolour",
            &[("Färbung", 30), ("Schnitt", 0)],
            &["ada", "ben", "cem", "dora"],
        )],
        people: vec![
            person("ada", Some(1), &[11, 21]),
            person("ben", Some(2), &[12]),
            person("cem", None, &[13]),
            dora,
        ],
    }
}

fn lines(all: &[Wanted]) -> Vec<String> {
    all.iter().map(|one| format!("{} {} {:?}", one.slug, one.title, one.hosts)).collect()
}

#[test]
fn a_salon_needs_one_per_segment_and_person() {
    assert_eq!(
        lines(&wanted(&salon())),
        [
            "friseur-eins-hamburg-haircolour-a-ada FRIS-HAM-HAIRC-A (Färbung) [11]",
            "friseur-eins-bremen-haircolour-a-ben FRIS-BRE-HAIRC-A (Färbung) [12]",
            "friseur-eins-all-haircolour-a-cem FRIS-ALL-HAIRC-A (Färbung) [13]",
            "friseur-eins-hamburg-haircolour-b-ada FRIS-HAM-HAIRC-B (Schnitt) [11]",
            "friseur-eins-bremen-haircolour-b-ben FRIS-BRE-HAIRC-B (Schnitt) [12]",
            "friseur-eins-all-haircolour-b-cem FRIS-ALL-HAIRC-B (Schnitt) [13]",
        ]
    );
    let mut one_branch = salon();
    one_branch.branches.truncate(1);
    one_branch.people.iter_mut().for_each(|person| person.branch = None);
    let one_branch = wanted(&one_branch);
    assert!(
        one_branch.iter().all(|one| one.title.starts_with("FRIS-HAM-") && one.branch.is_none())
    );
    assert!(one_branch.iter().all(|one| one.place == "Salon hamburg"));
    let mut unsold = salon();
    unsold.services[0].active = false;
    assert_eq!(wanted(&unsold), []);
}

#[test]
fn a_held_pause_follows_the_policy_in_force_for_each_person() {
    use PausePolicy::{Blocked, Flexible, Free, Never};
    for (of_service, of_ada, holders) in [
        (Free, None, vec![]),
        (Free, Some(Blocked), vec!["ada"]),
        (Blocked, None, vec!["ada", "ben", "cem"]),
        (Flexible, Some(Free), vec!["ben", "cem"]),
        (Never, Some(Blocked), vec![]),
    ] {
        let mut salon = salon();
        salon.services[0].policy = of_service;
        salon.people[0].policy = of_ada;
        let all = wanted(&salon);
        let held: Vec<&Wanted> = all.iter().filter(|one| one.segment_key == "A+").collect();
        let who: Vec<&str> =
            held.iter().filter_map(|one| one.staff.as_ref()).map(|id| id.0.as_str()).collect();
        assert_eq!(who, holders, "{of_service:?} {of_ada:?}");
        assert!(held.iter().all(|one| one.minutes == 30 && one.options == [5, 10, 15, 20, 25, 30]));
        assert_eq!(all.len(), 6 + holders.len());
    }
}

#[test]
fn a_pool_is_a_branchs_and_needs_a_team_and_a_host() {
    let mut salon = salon();
    salon.services[0].segments[0].booked_as = BookedAs::Pool;
    salon.services[0].policy = PausePolicy::Blocked;
    let pools = |salon: &Blueprint| -> Vec<Wanted> {
        wanted(salon).into_iter().filter(|one| one.staff.is_none()).collect()
    };
    assert_eq!(
        lines(&pools(&salon)),
        [
            "friseur-eins-hamburg-haircolour-a-pool FRIS-HAM-HAIRC-A (Färbung) [11, 13]",
            "friseur-eins-bremen-haircolour-a-pool FRIS-BRE-HAIRC-A (Färbung) [12, 13]",
        ]
    );
    let held = wanted(&salon).iter().filter(|one| one.segment_key == "A+").count();
    assert_eq!(held, 3, "the staff member Cal.com chose holds the pause");
    salon.people.iter_mut().for_each(|person| person.hosts.clear());
    let why = pools(&salon)[0].problem.clone().unwrap_or_default();
    assert_eq!(why, "no Cal.com user is known to be any of ADA, CEM: map a host first");
    salon.home = Home::Account;
    let why = pools(&salon)[0].problem.clone().unwrap_or_default();
    assert!(why.contains("needs a team"), "{why}");
    assert!(!pools(&salon)[0].fields("x").contains_key("hosts"));
}

fn row(id: i64, one: &Wanted, slug: &str) -> MapRow {
    MapRow {
        id,
        service: one.service,
        segment_key: one.segment_key.clone(),
        branch: one.branch,
        staff: one.staff.clone(),
        event_type_id: None,
        status: SyncStatus::Pending,
        written: Written::planned(one.home, slug.into()),
        is_retired: false,
        last_error: None,
    }
}

/// What the store does with the changes.
fn applied(mut rows: Vec<MapRow>, changes: &[RowChange]) -> Vec<MapRow> {
    for change in changes {
        let find =
            |rows: &mut Vec<MapRow>, id: i64| rows.iter().position(|row| row.id == id).unwrap();
        match change {
            RowChange::Insert { wanted, slug } => {
                let id = 1 + rows.iter().map(|row| row.id).max().unwrap_or(0);
                rows.push(row(id, wanted, slug));
            }
            RowChange::Retire { row } => {
                let at = find(&mut rows, *row);
                rows[at].is_retired = true;
            }
            RowChange::Revive { row, branch } => {
                let at = find(&mut rows, *row);
                (rows[at].is_retired, rows[at].branch) = (false, *branch);
            }
            RowChange::Branch { row, branch } => {
                let at = find(&mut rows, *row);
                rows[at].branch = *branch;
            }
        }
    }
    rows
}

#[test]
fn rows_follow_whatever_becomes_of_the_salon_and_addresses_stay() {
    let mut rows: Vec<MapRow> = Vec::new();
    let first = salon();
    let mut fewer = salon();
    fewer.services[0].segments.truncate(1);
    let mut moved = salon();
    moved.people[0].branch = Some(BranchId(2));
    let mut elsewhere = salon();
    elsewhere.home = Home::Team(10);
    let mut more = salon();
    // Folded, these keys are the same.
    more.services.push(service(6, "Haircolour!", &[("Farbe", 0)], &["ada"]));
    let mut pool = salon();
    pool.services[0].segments[1].booked_as = BookedAs::Pool;
    for salon in [&first, &fewer, &first, &moved, &elsewhere, &first, &more, &pool, &first] {
        let needed = wanted(salon);
        let before = rows.clone();
        let changes = reconcile(&needed, &rows);
        rows = applied(rows, &changes);
        assert_eq!(reconcile(&needed, &rows), [], "once is enough");
        let standing: Vec<&MapRow> = rows.iter().filter(|row| !row.is_retired).collect();
        assert_eq!(standing.len(), needed.len());
        let mut slugs: Vec<_> =
            rows.iter().map(|row| (row.written.home, &row.written.slug)).collect();
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), rows.len(), "an address is one row's");
        for old in &before {
            let now = rows.iter().find(|row| row.id == old.id);
            assert_eq!(now.map(|row| &row.written), Some(&old.written), "given once");
        }
    }
    assert!(rows.iter().any(|row| row.written.slug == "friseur-eins-hamburg-haircolour-a-ada-2"));
    // Nothing was made of it that is not needed again and again: six, six elsewhere, one, two pools.
    assert_eq!(rows.len(), 15);
}

#[test]
fn what_the_salon_has_of_its_own_is_not_made() {
    let needed = wanted(&salon());
    let file = |segment: &str, staff: Option<&str>| FileRow {
        service: ServiceId(5),
        segment_key: segment.into(),
        staff: staff.map(|key| StaffId(key.into())),
        event_type_id: 1,
    };
    let left = ours(needed.clone(), &[file("A", Some("ada")), file("B", None)]);
    assert_eq!(left.len(), 5, "a pool of its own is nobody's in particular");
    assert!(!left.iter().any(|one| one.slug.ends_with("-a-ada")));
    let all: Vec<FileRow> = ["A", "B"]
        .iter()
        .flat_map(|segment| ["ada", "ben", "cem"].map(|who| file(segment, Some(who))))
        .collect();
    assert_eq!(ours(needed, &all), []);
}

#[test]
fn what_is_done_for_a_row_follows_from_what_calcom_lists() {
    let one = wanted(&salon()).remove(0);
    let fields = one.fields(&one.slug);
    let seen = |id, title: &str, hidden: bool| {
        let mut fields = fields.clone();
        fields.insert("title".into(), json!(title));
        fields.insert("hidden".into(), json!(hidden));
        Seen { id, fields, hosts: Vec::new() }
    };
    let (same, other, public) =
        (seen(7, &one.title, true), seen(7, "X", true), seen(7, &one.title, false));
    let planned = row(1, &one, &one.slug);
    let mut numbered = planned.clone();
    numbered.event_type_id = Some(7);
    let mut sent = planned.clone();
    sent.written.sent_at = Some("2026-11-23T08:00:00Z".into());
    let mut problem = one.clone();
    problem.problem = Some("no host".into());
    let listed = |by_number, by_slug| Listed { by_number, by_slug, is_anothers: false };
    let nothing = listed(None, None);
    let anothers = Listed { is_anothers: true, ..listed(None, Some(&same)) };
    let cases: [(&MapRow, Option<&Wanted>, Listed, &str); 16] = [
        (&planned, Some(&one), nothing, "Create"),
        (&planned, Some(&one), listed(None, Some(&same)), "Settle"),
        (&planned, Some(&one), listed(None, Some(&other)), "Update"),
        (&planned, Some(&one), listed(None, Some(&public)), "Fail"),
        (&sent, Some(&one), listed(None, Some(&public)), "Update"),
        (&sent, Some(&one), anothers, "Fail"),
        (&numbered, Some(&one), listed(Some(&same), Some(&same)), "Settle"),
        (&numbered, Some(&one), listed(Some(&other), None), "Update"),
        (&numbered, Some(&one), nothing, "Ask"),
        (&numbered, Some(&one), listed(None, Some(&same)), "Ask"),
        (&numbered, Some(&problem), listed(Some(&same), None), "Fail"),
        (&numbered, None, nothing, "Delete"),
        (&planned, None, nothing, "Remove"),
        (&planned, None, listed(None, Some(&same)), "Remove"),
        (&sent, None, listed(None, Some(&same)), "Delete"),
        (&sent, None, anothers, "Remove"),
    ];
    for (row, wanted, listed, expected) in cases {
        let told = format!("{:?}", next(row, wanted, listed));
        assert!(told.starts_with(expected), "{expected}: {told} for {row:?} {listed:?}");
    }
    let Next::Update { fields: sent, .. } = next(&numbered, Some(&one), listed(Some(&other), None))
    else {
        panic!("an update")
    };
    assert_eq!(
        json!(sent),
        json!({ "title": "FRIS-HAM-HAIRC-A (Färbung)" }),
        "nothing else is sent"
    );
    let created = creation(&planned, &one);
    assert_eq!(created.get("hosts"), Some(&json!([{ "userId": 11 }])));
    assert_eq!(
        created.get("locations"),
        Some(&json!([{ "type": "address", "address": "Salon hamburg", "public": true }]))
    );
}

#[test]
fn what_is_open_stays_the_same_until_something_changes() {
    let needed = wanted(&salon());
    let mut rows = applied(Vec::new(), &reconcile(&needed, &[]));
    assert_eq!(open_matters(&needed, &[]).len(), 6);
    let open = open_matters(&needed, &rows);
    assert_eq!((open.len(), &open), (6, &open_matters(&needed, &rows)));
    for (row, one) in rows.iter_mut().zip(&needed) {
        row.status = SyncStatus::Synced;
        row.written.ours = one.fields(&row.written.slug);
    }
    assert_eq!(open_matters(&needed, &rows), []);
    rows[0].status = SyncStatus::Drift;
    rows[1].is_retired = true;
    assert_eq!(open_matters(&needed, &rows).len(), 3, "one differs, one is to come back, or to go");
    let mut problem = needed.clone();
    problem[2].problem = Some("no host".into());
    assert_eq!(open_matters(&problem, &rows).len(), 4);
    (rows[2].status, rows[2].last_error) = (SyncStatus::Error, Some("no host".into()));
    assert_eq!(open_matters(&problem, &rows).len(), 3, "told, and nothing to be done about it");
}
