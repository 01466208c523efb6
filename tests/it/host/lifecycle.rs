//! A person corrects who a host is: each correction with who, when, why, before and after; the appointments
//! follow; nothing automatic takes it back.

use crate::support::bare::{Bare, NORD, PAULA_LEFT, host, staff};
use crate::support::harness::CUT_POOL;
use chairside::domain::Error;
use chairside::domain::host::identity::Host;
use chairside::domain::ids::{AppointmentId, HostId, MappingId};
use chairside::frontdesk::Desk;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::{audit, by_hand};
use chairside::store::Store;
use std::sync::{Arc, Barrier};
use std::thread;

const EMMA: HostId = HostId(7001);

fn emma() -> Host {
    host(EMMA.0, "Emma Vogel", "emma@salon.example")
}

fn nadine(reason: &str) -> Person {
    Person::new("Nadine", reason).unwrap()
}

/// Three bookings of one host, whom the e-mail address gave to Emma.
fn salon() -> Bare {
    let bare = Bare::open(NORD);
    for uid in ["uid_a", "uid_b", "uid_c"] {
        bare.book(uid, &emma(), None);
    }
    assert_eq!(bare.active(EMMA), Some((MappingId(1), "emma".into())));
    bare
}

/// Who has each appointment, and why.
fn diary(bare: &Bare) -> Vec<String> {
    bare.rows(
        "SELECT a.id || ' ' || coalesce(s.key, 'nobody') || ' ' || a.assignment_state || ' '
             || coalesce(g.rule, '-') FROM appointments a
         JOIN appointment_segments g ON g.appointment_id = a.id
         LEFT JOIN staff s ON s.id = a.staff_id WHERE a.staff_id IS g.staff_id ORDER BY a.id",
    )
}

/// Who did what when and why, and what was before and after.
fn audits(bare: &Bare, after: i64) -> Vec<String> {
    let told = |values: &str| {
        format!(
            "coalesce((SELECT s.key FROM staff s WHERE s.id = {values} ->> 'staff_id') || ' '
                 || coalesce({values} ->> 'mapping_source' || ' ' || ({values} ->> 'confidence_score') || ' '
                 || iif({values} ->> 'is_active', 'on', 'off'), 'appointment ' || ({values} ->> 'appointment_id')), '-')"
        )
    };
    bare.rows(&format!(
        "SELECT mapping_id || ' ' || action || ' by ' || changed_by || ' at ' || changed_at || ': ' || {} || ' -> '
             || {} || ', ' || reason FROM calcom_host_mapping_audits WHERE seq > {after} ORDER BY seq",
        told("old_values"),
        told("new_values")
    ))
}

fn refused(error: Error) -> String {
    match error {
        Error::Conflict(_) | Error::NotFound(_) | Error::Invalid(_) => error.to_string(),
        Error::Unavailable(_) | Error::Database(_) | Error::Internal(_) => {
            panic!("{}", error.for_log())
        }
    }
}

#[test]
fn an_override_is_told_and_the_appointments_follow() {
    let bare = salon();
    bare.later();
    let expected = Expected::This(Some(MappingId(1)));
    let changed =
        by_hand::map(&bare.desk, EMMA, &staff("juergen"), expected, &nadine("uses her account"))
            .unwrap();
    assert_eq!(changed.len(), 3);
    assert!(changed.iter().all(|one| one.before == Some(staff("emma"))));
    assert_eq!(
        diary(&bare),
        ["1 juergen matched manual", "2 juergen matched manual", "3 juergen matched manual"]
    );
    assert_eq!(
        audits(&bare, 1),
        [
            "1 deleted by Nadine at 2026-11-23T08:04:00Z: emma auto_email 95 on -> emma auto_email 95 off, \
             uses her account",
            "2 created by Nadine at 2026-11-23T08:04:00Z: - -> juergen manual 100 on, uses her account"
        ]
    );
    let kept = "SELECT appointment_id || ' ' || state || ' ' || coalesce(rule, '-') || ' ' || decided_by || ': ' || reason
                FROM decisions ORDER BY id";
    assert_eq!(
        bare.rows(kept),
        [
            "1 matched email system: ",
            "2 matched email system: ",
            "3 matched email system: ",
            "1 matched manual Nadine: uses her account",
            "2 matched manual Nadine: uses her account",
            "3 matched manual Nadine: uses her account"
        ]
    );
    assert!(audit::verify(&bare.desk.store).unwrap().is_whole());
}

#[test]
fn a_confirmed_mapping_is_a_persons_and_stays_the_same_row() {
    let bare = salon();
    bare.later();
    let seen = Expected::This(Some(MappingId(1)));
    by_hand::map(&bare.desk, EMMA, &staff("emma"), seen.clone(), &nadine("yes")).unwrap();
    assert_eq!(
        audits(&bare, 1),
        [
            "1 manual_override by Nadine at 2026-11-23T08:04:00Z: emma auto_email 95 on -> emma manual 100 on, yes"
        ]
    );
    let again = by_hand::map(&bare.desk, EMMA, &staff("emma"), seen, &nadine("yes")).unwrap_err();
    assert_eq!(refused(again), "host 7001 is Emma Vogel (mapping 1, manual) already");
}

#[test]
fn off_and_on_again() {
    let bare = salon();
    bare.later();
    by_hand::deactivate(&bare.desk, MappingId(1), &nadine("sold the account")).unwrap();
    assert_eq!(
        diary(&bare),
        ["1 nobody no_candidate -", "2 nobody no_candidate -", "3 nobody no_candidate -"]
    );
    // The rule that made it would make it again; a person said no.
    bare.webhook("uid_a");
    bare.book("uid_d", &emma(), None);
    bare.lists.members.lock().unwrap().push(emma());
    bare.sync();
    assert_eq!(bare.active(EMMA), None);
    bare.later();
    let changed =
        by_hand::reactivate(&bare.desk, MappingId(1), &nadine("it is hers again")).unwrap();
    assert_eq!(changed.len(), 4);
    assert_eq!(bare.active(EMMA), Some((MappingId(1), "emma".into())));
    assert_eq!(
        audits(&bare, 1),
        [
            "1 deleted by Nadine at 2026-11-23T08:04:00Z: emma auto_email 95 on -> emma auto_email 95 off, \
             sold the account",
            "1 manual_override by Nadine at 2026-11-23T08:08:00Z: emma auto_email 95 off -> emma manual 100 on, \
             it is hers again"
        ]
    );
    let said =
        bare.rows("SELECT verdict || ' ' || decided_by || ': ' || reason FROM suggestion_verdicts");
    assert_eq!(said, ["rejected Nadine: sold the account"], "and it stays said");
}

#[test]
fn whom_a_person_replaced_no_rule_brings_back() {
    let bare = salon();
    by_hand::map(&bare.desk, EMMA, &staff("juergen"), Expected::Any, &nadine("his")).unwrap();
    by_hand::deactivate(&bare.desk, MappingId(2), &nadine("not his either")).unwrap();
    bare.webhook("uid_a");
    bare.book("uid_d", &emma(), None);
    assert_eq!(bare.active(EMMA), None);
    assert_eq!(diary(&bare)[3], "4 nobody no_candidate -");
}

#[test]
fn wrongly_assigned_lists_what_the_mapping_decided_and_nothing_else() {
    let bare = salon();
    bare.book("uid_x", &host(7009, "Otto Nord", "otto@salon.example"), None);
    let by_hand = AppointmentId(2);
    by_hand::reassign(&bare.desk, by_hand, &staff("emma"), Expected::Any, &nadine("asked for her"))
        .unwrap();
    let decided = by_hand::decided_by(&bare.desk, MappingId(1)).unwrap();
    assert_eq!(decided, [AppointmentId(1), AppointmentId(3)]);
    by_hand::deactivate(&bare.desk, MappingId(1), &nadine("wrong")).unwrap();
    assert_eq!(
        diary(&bare),
        [
            "1 nobody no_candidate -",
            "2 emma matched manual",
            "3 nobody no_candidate -",
            "4 otto matched email"
        ]
    );
    assert!(by_hand::decided_by(&bare.desk, MappingId(1)).unwrap().is_empty());
}

#[test]
fn one_appointment_given_to_somebody_stays_hers() {
    let bare = salon();
    bare.later();
    let (id, seen) = (AppointmentId(2), Expected::This(Some(staff("emma"))));
    by_hand::reassign(&bare.desk, id, &staff("juergen"), seen.clone(), &nadine("Emma is ill"))
        .unwrap();
    assert_eq!(
        audits(&bare, 1),
        [
            "1 manual_override by Nadine at 2026-11-23T08:04:00Z: emma appointment 2 -> juergen appointment 2, Emma is ill"
        ]
    );
    // Another mapping, another host at Cal.com, every road: it stays his.
    by_hand::map(&bare.desk, EMMA, &staff("otto"), Expected::Any, &nadine("hers no more")).unwrap();
    bare.rehost("uid_b", &host(7009, "Paul Fremd", "paul@x.example"));
    bare.webhook("uid_b");
    bare.work.poll_now().unwrap();
    assert_eq!(
        diary(&bare),
        ["1 otto matched manual", "2 juergen matched manual", "3 otto matched manual"]
    );
    let hosts = "SELECT a.calcom_host_id || ' ' || g.calcom_host_id FROM appointments a
                 JOIN appointment_segments g ON g.appointment_id = a.id WHERE a.id = 2";
    assert_eq!(bare.rows(hosts), ["7009 7009"], "what Cal.com says is stored all the same");
    let again = by_hand::reassign(&bare.desk, id, &staff("juergen"), Expected::Any, &nadine("ill"))
        .unwrap_err();
    assert_eq!(refused(again), "appointment 2 is for Jürgen Weiß already, by hand");
    let late = by_hand::reassign(&bare.desk, id, &staff("otto"), seen, &nadine("ill")).unwrap_err();
    assert_eq!(refused(late), "changed meanwhile: appointment 2 is for Jürgen Weiß; look again");
}

#[test]
fn nothing_automatic_takes_a_persons_mapping_back() {
    let bare = salon();
    by_hand::map(&bare.desk, EMMA, &staff("juergen"), Expected::Any, &nadine("his")).unwrap();
    let mapping = "SELECT id || ' ' || staff_id || ' ' || mapping_source || ' ' || is_active FROM calcom_host_mappings";
    let before = bare.rows(mapping);
    bare.webhook("uid_a");
    bare.book("uid_d", &emma(), None);
    bare.rehost("uid_b", &emma());
    bare.work.poll_now().unwrap();
    for (name, email) in [("Emma Vogel", "emma@salon.example"), ("Emma V.", "e@x.example")] {
        *bare.lists.members.lock().unwrap() = vec![host(EMMA.0, name, email)];
        bare.sync();
    }
    *bare.lists.members.lock().unwrap() = vec![host(7099, "Xaver Neu", "xaver@x.example")];
    bare.sync();
    assert_eq!(bare.rows(mapping), before);
    assert!(
        diary(&bare).iter().all(|line| line.contains("juergen matched manual")),
        "{:?}",
        diary(&bare)
    );
    let shown = "SELECT calcom_name || ' ' || (metadata ->> 'host_vanished_at') FROM calcom_host_mappings WHERE is_active";
    assert!(
        bare.rows(shown)[0].starts_with("Emma V. 2026-"),
        "what it shows was refreshed, and flagged"
    );
}

#[test]
fn a_mapping_of_somebody_who_left_is_not_used_and_stays() {
    let bare = salon();
    by_hand::map(&bare.desk, EMMA, &staff("juergen"), Expected::Any, &nadine("his")).unwrap();
    let connection = rusqlite::Connection::open(bare.database()).unwrap();
    connection.execute("UPDATE staff SET is_active = 0 WHERE key = 'juergen'", []).unwrap();
    bare.book("uid_d", &emma(), None);
    assert_eq!(diary(&bare)[3], "4 nobody no_candidate -");
    assert_eq!(bare.active(EMMA), Some((MappingId(2), "juergen".into())));
    let note = bare.rows("SELECT details ->> 'note' FROM decisions WHERE segment_id = 4");
    assert_eq!(note, ["mapping_not_used:manual:inactive"]);
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let bare = salon();
    let connection = rusqlite::Connection::open(bare.database()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO companies (key, name, time_zone, created_at)
                 VALUES ('other', 'Salon Fremd', 'Europe/Berlin', '2026-01-01T00:00:00Z');
             INSERT INTO staff (id, company_id, key, name, created_at, updated_at)
                 VALUES ('00000000-0000-4000-8000-000000000001', 2, 'fremd', 'Gerda Geheim',
                         '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
             INSERT INTO calcom_host_mappings (company_id, staff_id, calcom_host_id, mapping_source,
                     confidence_score, is_active, created_at, updated_at)
                 VALUES (2, '00000000-0000-4000-8000-000000000001', 1, 'manual', 100, 0,
                         '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
             INSERT INTO appointments (company_id, status, source, starts_at, ends_at, assignment_state,
                     created_at, updated_at)
                 VALUES (2, 'confirmed', 'import', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z',
                         'not_evaluated', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');",
        )
        .unwrap();
    let foreign = chairside::domain::ids::StaffId("00000000-0000-4000-8000-000000000001".into());
    let nobody = chairside::domain::ids::StaffId("00000000-0000-4000-8000-000000000002".into());
    let (desk, why) = (&bare.desk, nadine("why not"));
    let before = bare.everything();
    let map = |host, who: &_| by_hand::map(desk, host, who, Expected::Any, &why).map(|_| ());
    let give = |id, who: &_| by_hand::reassign(desk, AppointmentId(id), who, Expected::Any, &why);
    let off = |id| by_hand::deactivate(desk, MappingId(id), &why).map(|_| ());
    let on = |id| by_hand::reactivate(desk, MappingId(id), &why).map(|_| ());
    for (attempt, expected) in [
        (map(EMMA, &staff("paula")), PAULA_LEFT),
        (map(EMMA, &foreign), "the staff member belongs to another company"),
        (map(EMMA, &nobody), "staff member not found"),
        (map(HostId(4711), &staff("emma")), "host not found"),
        (off(99), "mapping not found"),
        (off(2), "mapping not found"),
        (on(1), "mapping 1 is on already"),
        (on(2), "mapping not found"),
        (give(1, &staff("paula")), PAULA_LEFT),
        (give(1, &foreign), "the staff member belongs to another company"),
        (give(99, &staff("emma")), "appointment not found"),
        (give(4, &staff("emma")), "appointment not found"),
        (Person::new("Nadine", "  ").map(|_| ()), "a reason of 1 to 500 characters is needed"),
        (Person::new("", "why").map(|_| ()), "a name of 1 to 80 characters is needed: who decides"),
    ] {
        assert_eq!(refused(attempt.unwrap_err()), expected);
    }
    assert!(matches!(by_hand::decided_by(desk, MappingId(2)), Err(Error::NotFound(_))));
    assert_eq!(bare.everything(), before);
}

#[test]
fn the_branch_of_a_wrongly_named_person_does_not_bind() {
    let bare = salon();
    // Nobody said in which branch: it was Emma's, because she was thought to do it.
    let branch = "SELECT b.key FROM appointments a JOIN branches b ON b.id = a.branch_id";
    assert_eq!(bare.rows(branch), ["mitte", "mitte", "mitte"]);
    by_hand::map(&bare.desk, EMMA, &staff("otto"), Expected::Any, &nadine("it is Otto")).unwrap();
    assert_eq!(diary(&bare)[0], "1 otto matched manual");
    assert_eq!(bare.rows(branch), ["nord", "nord", "nord"]);
    // Where the event type says the branch, it does.
    bare.book("uid_p", &emma(), Some(CUT_POOL));
    assert_eq!(diary(&bare)[3], "4 nobody no_candidate -");
    let refusal = by_hand::reassign(
        &bare.desk,
        AppointmentId(4),
        &staff("otto"),
        Expected::Any,
        &nadine("he"),
    );
    assert_eq!(
        refused(refusal.unwrap_err()),
        "Otto Nord belongs to another branch; choose a staff member of the appointment's branch"
    );
    by_hand::reassign(
        &bare.desk,
        AppointmentId(4),
        &staff("juergen"),
        Expected::Any,
        &nadine("he"),
    )
    .unwrap();
}

#[test]
fn while_assignment_is_off_a_correction_takes_nothing_away() {
    let bare = salon();
    // The program started again with another configuration.
    let mut config = (*bare.desk.salon.config).clone();
    config.matching.enabled = false;
    let store = Arc::new(Store::open(&bare.database()).unwrap());
    let desk =
        Desk::serve(Arc::new(config), store, bare.lists.clone(), bare.clock.clock()).unwrap();
    let changed =
        by_hand::map(&desk, EMMA, &staff("juergen"), Expected::Any, &nadine("his")).unwrap();
    assert!(changed.is_empty());
    assert_eq!(diary(&bare)[0], "1 emma matched email");
    by_hand::deactivate(&desk, MappingId(2), &nadine("or not")).unwrap();
    assert_eq!(diary(&bare)[0], "1 emma matched email");
}

#[test]
fn of_two_people_at_once_one_wins_and_the_other_is_told() {
    for _ in 0..10 {
        let bare = salon();
        let start = Arc::new(Barrier::new(2));
        let hands = ["juergen", "otto"].map(|key| {
            let (desk, start) = (bare.desk.clone(), start.clone());
            thread::spawn(move || {
                let person = Person::new(key, "I saw it first").unwrap();
                start.wait();
                by_hand::map(&desk, EMMA, &staff(key), Expected::This(Some(MappingId(1))), &person)
            })
        });
        let outcomes = hands.map(|hand| hand.join().unwrap());
        let winner =
            if outcomes[0].is_ok() { ("juergen", "Jürgen Weiß") } else { ("otto", "Otto Nord") };
        let lost: Vec<String> = outcomes.into_iter().filter_map(Result::err).map(refused).collect();
        let expected =
            format!("changed meanwhile: host 7001 is {} (mapping 2, manual); look again", winner.1);
        assert_eq!(lost, [expected]);
        assert_eq!(bare.active(EMMA), Some((MappingId(2), winner.0.into())));
        assert_eq!(bare.rows("SELECT count(*) || '' FROM calcom_host_mapping_audits"), ["3"]);
    }
}
