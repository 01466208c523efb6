//! The queue of hosts whom no mapping names, and what a person makes of it.

use crate::host::suggesting::{
    ANNA, EVO, JWE, TABLET, anna, book_at, diary, evo, jwe, nadine, names, people, share, tablet,
    verdicts, who,
};
use crate::support::bare::{Bare, PAULA_LEFT, host, staff};
use crate::support::harness::{BEARD_JUERGEN, CUT_POOL, START};
use chairside::domain::Error;
use chairside::domain::ids::{AppointmentId, HostId, MappingId};
use chairside::domain::language::Language;
use chairside::domain::suggest::queue::Standing;
use chairside::domain::suggest::sentence::sentence;
use chairside::domain::suggest::weights::Feature;
use chairside::domain::visit::booking::{BookingStatus, Source, meta};
use chairside::frontdesk::door::look;
use chairside::frontdesk::door::rules::Seen;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::suggestion::Entry;
use chairside::frontdesk::host::{audit, by_hand, suggestion, suggestion_decide};
use chairside::store::host::waiting::Waiting;
use rusqlite::Connection;
use time::Duration;

fn told(error: Error) -> String {
    match error {
        Error::Conflict(_) | Error::NotFound(_) | Error::Invalid(_) => error.to_string(),
        Error::Unavailable(_) | Error::Database(_) | Error::Internal(_) => {
            panic!("{}", error.for_log())
        }
    }
}

/// Bookings of two hosts whom a person would recognise.
fn salon() -> Bare {
    let bare = Bare::open(&people());
    for uid in ["uid_a", "uid_b", "uid_c"] {
        bare.book(uid, &evo(), None);
    }
    bare.book("uid_j", &jwe(), None);
    bare
}

#[test]
fn the_queue_tells_what_waits_on_whom() {
    let bare = Bare::open(&people());
    book_at(&bare, "uid_past", &evo(), None, START - Duration::days(3));
    book_at(&bare, "uid_next", &evo(), None, START + Duration::days(3));
    book_at(&bare, "uid_late", &evo(), None, START + Duration::days(4));
    // Cancelled: nobody is to do it.
    let mut gone = crate::support::bare::facts("uid_gone", &evo(), None, bare.later());
    gone.status = BookingStatus::Cancelled;
    look::record_seen(&bare.desk, Seen::of(gone, Source::RetellPhone)).unwrap();
    book_at(&bare, "uid_anna", &anna(), None, START + Duration::days(5));
    for day in 1..5 {
        let uid = format!("uid_t{day}");
        book_at(&bare, &uid, &tablet(), None, START - Duration::days(day));
    }
    // Recognised by the address: nothing waits on her.
    bare.book("uid_emma", &host(7001, "Emma Vogel", "emma@salon.example"), None);
    // In Cal.com's lists and never booked.
    bare.lists.members.lock().unwrap().push(host(7105, "Nadja Neu", "nadja@x.example"));
    bare.sync();

    let queue = suggestion::queue(&bare.desk).unwrap();
    let one = |entry: &Entry| {
        let Waiting { upcoming, all } = entry.waiting;
        (entry.host.host.id.0, entry.standing.as_str(), upcoming, all)
    };
    assert_eq!(
        queue.entries.iter().map(one).collect::<Vec<_>>(),
        [
            (EVO.0, "suggested", 2, 3),
            (ANNA.0, "ambiguous", 1, 1),
            (TABLET.0, "unmatched", 0, 4),
            (7105, "unmatched", 0, 0),
        ]
    );
    assert_eq!((queue.total, queue.learned_from), (4, 0));
    let candidates: Vec<&str> =
        queue.entries[1].decision.candidates.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(candidates, ["Anna Mueller", "Anna Müller"], "both names are told");

    // Emma is bound to 7001: she is suggested for nobody else.
    assert_eq!(who(&bare, EVO), ["Erika Vogel"]);
    // Vanished hosts leave the queue unless something waits on them.
    *bare.lists.members.lock().unwrap() = vec![host(7106, "Otto Nord", "otto@salon.example")];
    bare.sync();
    let left: Vec<i64> = suggestion::queue(&bare.desk)
        .unwrap()
        .entries
        .iter()
        .map(|one| one.host.host.id.0)
        .collect();
    assert_eq!(left, [EVO.0, ANNA.0, TABLET.0]);
}

#[test]
fn history_speaks_in_the_order_and_in_the_sentence() {
    let bare = Bare::open(&people());
    // Emma cuts in Mitte on Tuesdays, as one by one said by a person; Erika never had a booking.
    let tuesday = START + Duration::days(1);
    for week in 0..6 {
        let start = tuesday + Duration::weeks(week);
        let uid = format!("uid_t{week}");
        let made = book_at(&bare, &uid, &tablet(), Some(CUT_POOL), start).appointment;
        by_hand::reassign(&bare.desk, made, &staff("emma"), Expected::Any, &nadine("hers"))
            .unwrap();
    }
    let without = suggestion::of_host(&bare.desk, TABLET).unwrap();
    assert_eq!(without.suggestions, [], "history alone suggests nobody");
    for week in 0..10 {
        let start = tuesday + Duration::weeks(week) + Duration::hours(2);
        book_at(&bare, &format!("uid_e{week}"), &evo(), Some(CUT_POOL), start);
    }
    let entry = suggestion::of_host(&bare.desk, EVO).unwrap();
    let [emma, erika] = entry.suggestions.as_slice() else { panic!("{entry:?}") };
    assert_eq!((&emma.staff, &erika.staff), (&staff("emma"), &staff("erika")));
    assert_eq!(share(emma, Feature::Name), share(erika, Feature::Name));
    for feature in [Feature::Services, Feature::Weekdays, Feature::Branch] {
        assert!(share(emma, feature) > 0, "{feature:?} {emma:?}");
        assert_eq!(share(erika, feature), 0, "{feature:?} {erika:?}");
    }
    let sum: u8 = emma.shares.iter().map(|(_, share)| share).sum();
    assert_eq!(sum, emma.score.points());
    let told = [Language::De, Language::En].map(|language| sentence(emma, language));
    // Ten bookings say two thirds of what they could: of 4 and 5 points, and of six sevenths of 9, because Emma is
    // entered for the colour too.
    assert_eq!(
        told,
        [
            "Name 24, Leistungen 5, Wochentage 3, Filiale 3",
            "Name 24, services 5, weekdays 3, branch 3"
        ]
    );

    // Other services on other days in no known branch: the same name is worth less.
    let other = host(7107, "E. Vogel", "ev@privat.example");
    for day in [0, 2, 3, 4] {
        let start = START + Duration::days(70 + day);
        book_at(&bare, &format!("uid_o{day}"), &other, Some(BEARD_JUERGEN), start);
    }
    let entry = suggestion::of_host(&bare.desk, HostId(7107)).unwrap();
    let again = entry.suggestion(&staff("emma")).unwrap();
    assert!(again.score < emma.score, "{again:?}");
    assert_eq!(share(again, Feature::Services), 0);
}

#[test]
fn only_the_newest_bookings_count_as_evidence() {
    let bare = Bare::open(&people());
    bare.book("uid_a", &evo(), Some(CUT_POOL));
    let connection = Connection::open(bare.database()).unwrap();
    // 400 older visits for the beard, then 400 newer ones for a cut.
    let insert = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 800)
        INSERT INTO appointments (company_id, service_id, calcom_host_id, status, source, starts_at, ends_at,
            assignment_state, created_at, updated_at)
        SELECT 1, (SELECT id FROM services WHERE key = iif(i <= 400, 'bart', 'schnitt')), 7101, 'confirmed', 'import',
            '2026-01-01T10:00:00Z', '2026-01-01T11:00:00Z', 'no_candidate', '2026-01-01T00:00:00Z',
            '2026-01-01T00:00:00Z' FROM n";
    connection.execute(insert, []).unwrap();
    let segments = "INSERT INTO appointment_segments (appointment_id, segment_key, position, calcom_host_id, starts_at,
            ends_at, assignment_state)
        SELECT id, 'A', 1, 7101, starts_at, ends_at, 'no_candidate' FROM appointments WHERE id > 1 ORDER BY id";
    connection.execute(segments, []).unwrap();
    let entry = suggestion::of_host(&bare.desk, EVO).unwrap();
    assert_eq!(entry.waiting, Waiting { upcoming: 1, all: 801 });
    // Emma is entered for cuts and for the colour: the newest 300 are half of what she does. With the older visits it
    // would be a quarter.
    let emma = entry.suggestion(&staff("emma")).unwrap();
    let services = emma.likeness.iter().find(|(feature, _)| *feature == Feature::Services).unwrap();
    assert_eq!(services.1, 49, "300 of 305, halved");
}

#[test]
fn accepting_is_a_manual_mapping_with_all_that_follows_in_one_commit() {
    let bare = salon();
    assert_eq!(names(&bare, &suggestion::of_host(&bare.desk, JWE).unwrap()).len(), 1);
    let commits = bare.desk.store.commits();
    let expected = Expected::This(Some(suggestion::of_host(&bare.desk, EVO).unwrap().offer));
    let (emma, why) = (staff("emma"), nadine("she told me"));
    let taken = suggestion_decide::accept(&bare.desk, EVO, Some(&emma), expected, &why).unwrap();
    assert_eq!(bare.desk.store.commits() - commits, 1, "one transaction");
    assert_eq!((taken.staff, taken.changed.len()), (emma.clone(), 3));
    assert_eq!(
        diary(&bare, EVO),
        ["1 emma matched manual", "2 emma matched manual", "3 emma matched manual"]
    );
    assert_eq!(diary(&bare, JWE), ["4 nobody no_candidate -"]);
    assert_eq!(verdicts(&bare, EVO), ["accepted emma by Nadine: she told me"]);
    let kept = bare.rows("SELECT shares FROM suggestion_verdicts");
    let kept: serde_json::Value = serde_json::from_str(&kept[0]).unwrap();
    assert!(
        kept["shares"]["name"].as_u64() > Some(0) && kept["likeness"]["name"].as_u64() > Some(0)
    );
    let audits = "SELECT action || ' ' || changed_by || ' ' || reason || ' ' || (new_values ->> 'mapping_source')
                  FROM calcom_host_mapping_audits";
    assert_eq!(bare.rows(audits), ["created Nadine she told me manual"]);
    assert!(audit::verify(&bare.desk.store).unwrap().is_whole());
    let again = suggestion::of_host(&bare.desk, EVO).unwrap_err();
    assert_eq!(told(again), "host 7101 is Emma Vogel (mapping 1, manual)");
    let left = suggestion::queue(&bare.desk).unwrap();
    assert_eq!(left.entries.iter().map(|one| one.host.host.id).collect::<Vec<_>>(), [JWE]);
    assert_eq!(left.learned_from, 1);
    // The next booking is hers without a word.
    bare.book("uid_d", &evo(), None);
    assert_eq!(diary(&bare, EVO)[3], "5 emma matched manual");
}

#[test]
fn a_visit_of_two_segments_waits_once_and_follows_whole() {
    let bare = Bare::open(&people());
    for (position, key) in [("1", "A"), ("2", "B")] {
        let mut facts =
            crate::support::bare::facts(&format!("uid_{key}"), &evo(), None, bare.later());
        for (name, value) in [
            (meta::REF, "ref-visit"),
            (meta::SERVICE, "ansatzfarbe"),
            (meta::SEGMENT, key),
            (meta::POSITION, position),
            (meta::SEGMENTS, "2"),
        ] {
            facts.metadata.insert(name.to_owned(), value.to_owned());
        }
        look::record_seen(&bare.desk, Seen::of(facts, Source::RetellPhone)).unwrap();
    }
    let entry = suggestion::of_host(&bare.desk, EVO).unwrap();
    assert_eq!(entry.waiting, Waiting { upcoming: 1, all: 1 });
    let emma = staff("emma");
    suggestion_decide::accept(&bare.desk, EVO, Some(&emma), Expected::Any, &nadine("hers"))
        .unwrap();
    assert_eq!(diary(&bare, EVO), ["1 emma matched manual", "1 emma matched manual"]);
}

#[test]
fn what_fails_on_the_way_leaves_nothing() {
    let bare = salon();
    let connection = Connection::open(bare.database()).unwrap();
    connection
        .execute_batch(
            "CREATE TRIGGER broken BEFORE INSERT ON decisions WHEN NEW.appointment_id = 3
             BEGIN SELECT raise(ABORT, 'the disk is full'); END",
        )
        .unwrap();
    let before = bare.everything();
    let (emma, why) = (staff("emma"), nadine("why not"));
    let error =
        suggestion_decide::accept(&bare.desk, EVO, Some(&emma), Expected::Any, &why).unwrap_err();
    assert!(error.for_log().contains("the disk is full"), "{}", error.for_log());
    assert_eq!(bare.everything(), before);
}

#[test]
fn the_first_is_taken_only_if_she_is_ahead() {
    let bare = salon();
    let why = nadine("looks right");
    let tie = suggestion_decide::accept(&bare.desk, EVO, None, Expected::Any, &why).unwrap_err();
    assert_eq!(told(tie), "Emma Vogel and Erika Vogel are equally likely: say which");
    let taken = suggestion_decide::accept(&bare.desk, JWE, None, Expected::Any, &why).unwrap();
    assert_eq!(taken.staff, staff("juergen"));
    suggestion_decide::reject(&bare.desk, EVO, &staff("emma"), Expected::Any, &why).unwrap();
    let taken = suggestion_decide::accept(&bare.desk, EVO, None, Expected::Any, &why).unwrap();
    assert_eq!(taken.staff, staff("erika"));
    bare.book("uid_t", &tablet(), None);
    let nobody =
        suggestion_decide::accept(&bare.desk, TABLET, None, Expected::Any, &why).unwrap_err();
    assert_eq!(told(nobody), "no staff member is suggested for host 7103");
}

#[test]
fn picking_is_for_anybody_and_remembers_only_what_was_said() {
    let bare = salon();
    let why = nadine("Otto uses it");
    suggestion_decide::pick_another(&bare.desk, EVO, &staff("otto"), &[], Expected::Any, &why)
        .unwrap();
    assert_eq!(diary(&bare, EVO)[0], "1 otto matched manual");
    assert_eq!(verdicts(&bare, EVO), Vec::<String>::new(), "nobody said a word about Emma");
    // He has two accounts, and it is not Jürgen's.
    let not = [staff("juergen")];
    let taken =
        suggestion_decide::pick_another(&bare.desk, JWE, &staff("otto"), &not, Expected::Any, &why)
            .unwrap();
    assert_eq!(taken.changed.len(), 1);
    assert_eq!(verdicts(&bare, JWE), ["rejected juergen by Nadine: Otto uses it"]);
    let kept = bare.rows("SELECT shares ->> '$.likeness.name' || '' FROM suggestion_verdicts");
    assert_ne!(kept, ["NULL"], "with what spoke for him");
    // The mapping is taken back: Emma and Erika come again, Otto and Jürgen do not.
    for id in [1, 2] {
        by_hand::deactivate(&bare.desk, MappingId(id), &nadine("no longer")).unwrap();
    }
    assert_eq!(who(&bare, EVO), ["Emma Vogel", "Erika Vogel"]);
    assert_eq!(who(&bare, JWE), Vec::<String>::new());
    // A suggested one may be picked as well; that is an acceptance.
    suggestion_decide::pick_another(
        &bare.desk,
        EVO,
        &staff("erika"),
        &[staff("emma")],
        Expected::Any,
        &why,
    )
    .unwrap();
    assert_eq!(
        verdicts(&bare, EVO)[1..],
        [
            "rejected emma by Nadine: Otto uses it".to_owned(),
            "accepted erika by Nadine: Otto uses it".to_owned()
        ]
    );
}

#[test]
fn whoever_left_keeps_a_host_waiting() {
    let bare = salon();
    suggestion_decide::accept(&bare.desk, JWE, None, Expected::Any, &nadine("him")).unwrap();
    let connection = Connection::open(bare.database()).unwrap();
    connection.execute("UPDATE staff SET is_active = 0 WHERE key = 'juergen'", []).unwrap();
    bare.book("uid_k", &jwe(), None);
    let entry = suggestion::of_host(&bare.desk, JWE).unwrap();
    assert_eq!((entry.standing, entry.mapping), (Standing::Unmatched, Some(MappingId(1))));
    assert_eq!(entry.waiting, Waiting { upcoming: 1, all: 1 });
    suggestion_decide::pick_another(
        &bare.desk,
        JWE,
        &staff("otto"),
        &[],
        Expected::Any,
        &nadine("his now"),
    )
    .unwrap();
    assert_eq!(diary(&bare, JWE)[1], "5 otto matched manual");
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let bare = salon();
    bare.book("uid_x", &host(7001, "Jürgen Weiß", "juergen@salon.example"), None);
    by_hand::reassign(&bare.desk, AppointmentId(4), &staff("otto"), Expected::Any, &nadine("his"))
        .unwrap();
    let connection = Connection::open(bare.database()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO companies (key, name, time_zone, created_at)
                 VALUES ('other', 'Salon Fremd', 'Europe/Berlin', '2026-01-01T00:00:00Z');
             INSERT INTO staff (id, company_id, key, name, created_at, updated_at)
                 VALUES ('00000000-0000-4000-8000-000000000001', 2, 'fremd', 'Elke Vogel',
                         '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');",
        )
        .unwrap();
    let foreign = chairside::domain::ids::StaffId("00000000-0000-4000-8000-000000000001".into());
    let nobody = chairside::domain::ids::StaffId("00000000-0000-4000-8000-000000000002".into());
    let (desk, why) = (&bare.desk, nadine("why not"));
    assert!(!who(&bare, EVO).contains(&"Elke Vogel".to_owned()));
    let before = bare.everything();
    let accept = |id, who: &_| suggestion_decide::accept(desk, id, Some(who), Expected::Any, &why);
    let reject = |id, who: &_| suggestion_decide::reject(desk, id, who, Expected::Any, &why);
    let pick = |id, who: &_, not: &[_]| {
        suggestion_decide::pick_another(desk, id, who, not, Expected::Any, &why)
    };
    let mapped = "changed meanwhile: host 7001 is Jürgen Weiß (mapping 1, auto_email); look again";
    for (attempt, expected) in [
        (accept(EVO, &staff("paula")), PAULA_LEFT),
        (accept(EVO, &foreign), "the staff member belongs to another company"),
        (accept(EVO, &nobody), "staff member not found"),
        (
            accept(EVO, &staff("otto")),
            "Otto Nord is not suggested for host 7101; look again, or pick Otto Nord",
        ),
        (accept(JWE, &staff("juergen")), "changed meanwhile: Jürgen Weiß is host 7001; look again"),
        (accept(HostId(4711), &staff("emma")), "host not found"),
        (accept(HostId(7001), &staff("emma")), mapped),
        (reject(EVO, &foreign), "staff member not found"),
        (reject(EVO, &nobody), "staff member not found"),
        (reject(HostId(4711), &staff("emma")), "host not found"),
        (reject(HostId(7001), &staff("emma")), mapped),
        (pick(EVO, &staff("paula"), &[]), PAULA_LEFT),
        (pick(EVO, &foreign, &[]), "the staff member belongs to another company"),
        (pick(EVO, &nobody, &[]), "staff member not found"),
        (pick(EVO, &staff("otto"), std::slice::from_ref(&foreign)), "staff member not found"),
        (
            pick(EVO, &staff("emma"), &[staff("emma")]),
            "a host cannot be Emma Vogel and not Emma Vogel",
        ),
        (pick(HostId(4711), &staff("emma"), &[]), "host not found"),
        (pick(HostId(7001), &staff("emma"), &[]), mapped),
    ] {
        assert_eq!(told(attempt.unwrap_err()), expected);
    }
    assert_eq!(bare.everything(), before);
}
