//! The weights follow what people here accept and reject, and stay within their bounds.

use crate::host::suggesting::{book_at, nadine};
use crate::support::bare::{Bare, NORD, host, staff};
use crate::support::harness::{CUT_POOL, START};
use chairside::domain::ids::{HostId, StaffId};
use chairside::domain::suggest::points::SUGGESTION_SCORE_MAX;
use chairside::domain::suggest::weights::{Feature, NAME_POINTS_MAX, NAME_POINTS_MIN, Weights};
use chairside::frontdesk::Desk;
use chairside::frontdesk::expected::Expected;
use chairside::frontdesk::host::{by_hand, suggestion, suggestion_decide};
use chairside::store::Store;
use std::sync::Arc;
use time::Duration;

/// Hosts judged; each `A. Family` is Anna of Mitte or Arno of Nord.
const FAMILIES: [&str; 12] = [
    "Bergner",
    "Dahlke",
    "Ehlers",
    "Fasching",
    "Gruber",
    "Hartwig",
    "Kallweit",
    "Lorenzen",
    "Mertens",
    "Oelschläger",
    "Petersen",
    "Quandt",
];

fn salon() -> Bare {
    let mut extra = NORD.to_owned();
    for (at, family) in FAMILIES.iter().enumerate() {
        for (given, branch) in [("Anna", "mitte"), ("Arno", "nord")] {
            extra += &format!(
                "[[staff]]\nkey = \"{branch}{at}\"\nname = \"{given} {family}\"\nbranch = \"{branch}\"\n"
            );
        }
    }
    let bare = Bare::open(&extra);
    for (at, family) in FAMILIES.iter().enumerate() {
        // In Mitte: the event type says so.
        for week in 0..8 {
            let start = START + Duration::weeks(week) + Duration::hours(i64::try_from(at).unwrap());
            let one = host(id(at).0, &format!("A. {family}"), "post@privat.example");
            book_at(&bare, &format!("uid_{at}_{week}"), &one, Some(CUT_POOL), start);
        }
    }
    bare
}

fn id(at: usize) -> HostId {
    HostId(7200 + i64::try_from(at).unwrap())
}

fn at(branch: &str, number: usize) -> StaffId {
    staff(&format!("{branch}{number}"))
}

fn points(weights: &Weights) -> [u8; 5] {
    Feature::ALL.map(|feature| weights.points(feature))
}

fn branch_points(desk: &Desk) -> u8 {
    suggestion::queue(desk).unwrap().weights.points(Feature::Branch)
}

/// Says of every host who it is and who not.
fn judge(bare: &Bare, right: &str, wrong: &str) {
    for number in 0..FAMILIES.len() {
        let (host, why) = (id(number), nadine("I know them"));
        suggestion_decide::reject(&bare.desk, host, &at(wrong, number), Expected::Any, &why)
            .unwrap();
        suggestion_decide::accept(&bare.desk, host, Some(&at(right, number)), Expected::Any, &why)
            .unwrap();
        let weights = suggestion::queue(&bare.desk).unwrap().weights;
        let sum: u32 = points(&weights).into_iter().map(u32::from).sum();
        assert!(sum <= u32::from(SUGGESTION_SCORE_MAX), "{weights:?}");
        let name = weights.points(Feature::Name);
        assert!((NAME_POINTS_MIN..=NAME_POINTS_MAX).contains(&name), "{weights:?}");
    }
}

#[test]
fn a_salon_whose_branches_tell_people_apart_learns_it_and_keeps_it() {
    let bare = salon();
    let before = suggestion::queue(&bare.desk).unwrap();
    assert_eq!(before.weights, Weights::default());
    assert_eq!(before.learned_from, 0);
    // A further host, whom nobody judges: what is learned shows in her scores.
    let bystander = host(7300, "A. Mertens", "x@privat.example");
    for week in 0..8 {
        let start = START + Duration::weeks(week) + Duration::days(1);
        book_at(&bare, &format!("uid_x_{week}"), &bystander, Some(CUT_POOL), start);
    }
    let scores = |desk: &Desk| {
        let entry = suggestion::of_host(desk, HostId(7300)).unwrap();
        let of = |staff| entry.suggestion(&staff).map(|one| one.score.points());
        (of(at("mitte", 8)), of(at("nord", 8)))
    };
    let (anna, arno) = scores(&bare.desk);
    judge_all_but(&bare, 8);
    let after = suggestion::queue(&bare.desk).unwrap();
    assert_eq!(after.learned_from, 22);
    assert!(
        after.weights.points(Feature::Branch) > before.weights.points(Feature::Branch),
        "{after:?}"
    );
    let (anna_after, arno_after) = scores(&bare.desk);
    assert!(anna_after.unwrap() - arno_after.unwrap() > anna.unwrap() - arno.unwrap());
    // It is in the database, not in the program.
    let store = Arc::new(Store::open(&bare.database()).unwrap());
    let config = bare.desk.salon.config.clone();
    let again = Desk::serve(config, store, bare.lists.clone(), bare.clock.clock()).unwrap();
    assert_eq!(suggestion::queue(&again).unwrap().weights, after.weights);
}

fn judge_all_but(bare: &Bare, left: usize) {
    for number in (0..FAMILIES.len()).filter(|number| *number != left) {
        let (host, why) = (id(number), nadine("I know them"));
        suggestion_decide::reject(&bare.desk, host, &at("nord", number), Expected::Any, &why)
            .unwrap();
        suggestion_decide::accept(
            &bare.desk,
            host,
            Some(&at("mitte", number)),
            Expected::Any,
            &why,
        )
        .unwrap();
    }
}

#[test]
fn a_salon_whose_branches_mislead_learns_that() {
    let bare = salon();
    let before = branch_points(&bare.desk);
    judge(&bare, "nord", "mitte");
    assert!(branch_points(&bare.desk) < before);
}

#[test]
fn what_is_taken_back_no_longer_teaches_what_it_taught() {
    let bare = salon();
    // Accepted against the branch: the branch counts for little.
    judge(&bare, "nord", "mitte");
    let learned = branch_points(&bare.desk);
    for number in 0..FAMILIES.len() {
        let (mapping, _) = bare.active(id(number)).unwrap();
        by_hand::deactivate(&bare.desk, mapping, &nadine("it was not him")).unwrap();
    }
    let queue = suggestion::queue(&bare.desk).unwrap();
    assert_eq!(queue.learned_from, 24, "a pair counts once");
    assert!(queue.weights.points(Feature::Branch) > learned, "{:?}", queue.weights);
}
