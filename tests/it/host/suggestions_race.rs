//! Two people at once, offers that changed meanwhile, and rejections that stay whatever comes after them.

use crate::host::suggesting::{EVO, diary, evo, nadine, people, verdicts, who};
use crate::support::bare::{Bare, host, key_of, staff};
use chairside::domain::ids::HostId;
use chairside::domain::{Error, Result};
use chairside::frontdesk::Desk;
use chairside::frontdesk::decider::Person;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::suggestion_decide::Taken;
use chairside::frontdesk::host::{suggestion, suggestion_decide};
use chairside::store::Store;
use std::sync::{Arc, Barrier};
use std::thread;

/// Rounds of each race: chance decides who wins, and both must be able to.
const ROUNDS: usize = 10;

type Hand = Box<dyn FnOnce(&Desk) -> Result<Taken> + Send>;

fn salon() -> Bare {
    let bare = Bare::open(&people());
    for uid in ["uid_a", "uid_b", "uid_c"] {
        bare.book(uid, &evo(), None);
    }
    bare
}

fn refused(error: Error) -> String {
    match error {
        Error::Conflict(reason) => reason,
        other => panic!("{}", other.for_log()),
    }
}

/// Both at the same moment: what each was told, in the order of the hands.
fn at_once(bare: &Bare, hands: [Hand; 2]) -> [std::result::Result<Taken, String>; 2] {
    let start = Arc::new(Barrier::new(2));
    let hands = hands.map(|hand| {
        let (desk, start) = (bare.desk.clone(), start.clone());
        thread::spawn(move || {
            start.wait();
            hand(&desk)
        })
    });
    hands.map(|hand| hand.join().unwrap().map_err(refused))
}

fn accept(id: HostId, key: &'static str, by: &'static str) -> Hand {
    let person = Person::new(by, "I know her").unwrap();
    Box::new(move |desk| {
        suggestion_decide::accept(desk, id, Some(&staff(key)), Expected::Any, &person)
    })
}

fn reject(id: HostId, key: &'static str, by: &'static str) -> Hand {
    let person = Person::new(by, "not her").unwrap();
    Box::new(move |desk| suggestion_decide::reject(desk, id, &staff(key), Expected::Any, &person))
}

#[test]
fn of_two_who_accept_at_once_one_wins() {
    for _ in 0..ROUNDS {
        let bare = salon();
        let hands = [accept(EVO, "emma", "Ada"), accept(EVO, "erika", "Bea")];
        let (won, name, lost) = match at_once(&bare, hands) {
            [Ok(won), Err(lost)] => (won, "Emma Vogel", lost),
            [Err(lost), Ok(won)] => (won, "Erika Vogel", lost),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            lost,
            format!("changed meanwhile: host 7101 is {name} (mapping 1, manual); look again")
        );
        assert_eq!(won.changed.len(), 3);
        let key = key_of(&won.staff);
        assert_eq!(bare.active(EVO).map(|(_, key)| key), Some(key.clone()));
        assert!(
            diary(&bare, EVO).iter().all(|line| line.contains(&key)),
            "{:?}",
            diary(&bare, EVO)
        );
        assert_eq!(verdicts(&bare, EVO).len(), 1);
        assert_eq!(bare.rows("SELECT count(*) || '' FROM calcom_host_mapping_audits"), ["1"]);
    }
}

#[test]
fn of_accepting_and_rejecting_the_same_the_first_stands() {
    for _ in 0..ROUNDS {
        let bare = salon();
        let hands = [accept(EVO, "emma", "Ada"), reject(EVO, "emma", "Bea")];
        match at_once(&bare, hands) {
            [Ok(_), Err(lost)] => {
                assert_eq!(
                    lost,
                    "changed meanwhile: host 7101 is Emma Vogel (mapping 1, manual); look again"
                );
                assert_eq!(verdicts(&bare, EVO), ["accepted emma by Ada: I know her"]);
            }
            [Err(lost), Ok(_)] => {
                assert_eq!(
                    lost,
                    "changed meanwhile: Bea said that host 7101 is not Emma Vogel; look again"
                );
                assert_eq!(verdicts(&bare, EVO), ["rejected emma by Bea: not her"]);
                assert_eq!(bare.active(EVO), None);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn one_person_accepted_for_two_hosts_at_once_is_one_of_them() {
    let twin = HostId(7108);
    for _ in 0..ROUNDS {
        let bare = salon();
        bare.book("uid_z", &host(twin.0, "Emma V.", "e@privat.example"), None);
        assert_eq!(who(&bare, twin)[0], "Emma Vogel");
        let hands = [accept(EVO, "emma", "Ada"), accept(twin, "emma", "Bea")];
        let (id, lost) = match at_once(&bare, hands) {
            [Ok(_), Err(lost)] => (EVO, lost),
            [Err(lost), Ok(_)] => (twin, lost),
            other => panic!("{other:?}"),
        };
        assert_eq!(lost, format!("changed meanwhile: Emma Vogel is host {id}; look again"));
        assert_eq!(bare.rows("SELECT count(*) || '' FROM calcom_host_mappings"), ["1"]);
    }
}

#[test]
fn the_same_rejected_twice_at_once_is_said_once() {
    let bare = salon();
    let hands = [reject(EVO, "emma", "Ada"), reject(EVO, "emma", "Bea")];
    let by = match at_once(&bare, hands) {
        [Ok(_), Err(lost)] => (lost, "Ada"),
        [Err(lost), Ok(_)] => (lost, "Bea"),
        other => panic!("{other:?}"),
    };
    let told =
        format!("changed meanwhile: {} said that host 7101 is not Emma Vogel; look again", by.1);
    assert_eq!(by.0, told);
    assert_eq!(verdicts(&bare, EVO), [format!("rejected emma by {}: not her", by.1)]);
}

#[test]
fn an_offer_that_changed_meanwhile_is_refused() {
    let why = nadine("as I saw it");
    let emma = staff("emma");
    // Somebody else uses the account now, and a sync tells so.
    let bare = salon();
    let expected = Expected::This(Some(suggestion::of_host(&bare.desk, EVO).unwrap().offer));
    *bare.lists.members.lock().unwrap() = vec![host(EVO.0, "Emma V.", "ev@privat.example")];
    bare.sync();
    let before = bare.everything();
    let late = suggestion_decide::accept(&bare.desk, EVO, Some(&emma), expected.clone(), &why)
        .unwrap_err();
    let now = "changed meanwhile: suggested for host 7101 (Emma V.) is Emma Vogel; look again";
    assert_eq!(refused(late), now);
    let late =
        suggestion_decide::reject(&bare.desk, EVO, &emma, expected.clone(), &why).unwrap_err();
    assert_eq!(refused(late), now);
    let late =
        suggestion_decide::pick_another(&bare.desk, EVO, &staff("otto"), &[], expected, &why)
            .unwrap_err();
    assert_eq!(refused(late), now);
    assert_eq!(bare.everything(), before);

    // Another of those shown was rejected meanwhile: whoever saw both looks again.
    let bare = salon();
    let expected = Expected::This(Some(suggestion::of_host(&bare.desk, EVO).unwrap().offer));
    suggestion_decide::reject(&bare.desk, EVO, &emma, expected.clone(), &why).unwrap();
    let late = suggestion_decide::accept(&bare.desk, EVO, Some(&staff("erika")), expected, &why)
        .unwrap_err();
    assert_eq!(
        refused(late),
        "changed meanwhile: suggested for host 7101 (E. Vogel) is Erika Vogel; look again"
    );
    // A booking more is no other offer.
    let expected = Expected::This(Some(suggestion::of_host(&bare.desk, EVO).unwrap().offer));
    bare.book("uid_d", &evo(), None);
    let taken =
        suggestion_decide::accept(&bare.desk, EVO, Some(&staff("erika")), expected, &why).unwrap();
    assert_eq!(taken.changed.len(), 4);
}

/// The program started again on the same database.
fn restarted(bare: &Bare) -> Desk {
    let config = bare.desk.salon.config.clone();
    let store = Arc::new(Store::open(&bare.database()).unwrap());
    Desk::serve(config, store, bare.lists.clone(), bare.clock.clock()).unwrap()
}

#[test]
fn a_rejection_is_for_good() {
    let bare = salon();
    let why = nadine("not hers");
    suggestion_decide::reject(&bare.desk, EVO, &staff("erika"), Expected::Any, &why).unwrap();
    let only_emma = || {
        assert_eq!(who(&bare, EVO), ["Emma Vogel"]);
        assert_eq!(bare.active(EVO), None);
    };
    only_emma();
    // Bookings, webhooks, the lists.
    bare.book("uid_d", &evo(), None);
    bare.webhook("uid_a");
    bare.lists.members.lock().unwrap().push(evo());
    bare.sync();
    only_emma();
    // Renamed to her very name, and with her very address: neither suggested nor mapped by a rule.
    let connection = rusqlite::Connection::open(bare.database()).unwrap();
    connection
        .execute_batch(&format!(
            "INSERT INTO staff_emails (company_id, email, staff_id) VALUES (1, 'erika@salon.example', '{}')",
            staff("erika")
        ))
        .unwrap();
    let hers = host(EVO.0, "Erika Vogel", "erika@salon.example");
    *bare.lists.members.lock().unwrap() = vec![hers.clone()];
    bare.sync();
    bare.rehost("uid_b", &hers);
    bare.webhook("uid_b");
    bare.book("uid_e", &hers, None);
    let nobody = |bare: &Bare| {
        assert_eq!(who(bare, EVO), Vec::<String>::new());
        assert_eq!(bare.active(EVO), None);
        assert!(
            diary(bare, EVO).iter().all(|line| line.contains(" nobody ")),
            "{:?}",
            diary(bare, EVO)
        );
    };
    nobody(&bare);
    // After a restart.
    let desk = restarted(&bare);
    let entry = suggestion::of_host(&desk, EVO).unwrap();
    assert_eq!(entry.suggestions, []);
    let late = suggestion_decide::accept(&desk, EVO, Some(&staff("erika")), Expected::Any, &why)
        .unwrap_err();
    assert_eq!(
        refused(late),
        "changed meanwhile: Nadine said that host 7101 is not Erika Vogel; look again"
    );
    nobody(&bare);
    // Only a person who says so herself brings her back.
    suggestion_decide::pick_another(
        &desk,
        EVO,
        &staff("erika"),
        &[],
        Expected::Any,
        &nadine("I was wrong"),
    )
    .unwrap();
    assert_eq!(bare.active(EVO).map(|(_, key)| key), Some("erika".into()));
}
