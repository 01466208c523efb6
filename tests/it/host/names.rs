//! Suggestions, measured on labelled pairs of invented people, and what must hold for any names.

use crate::house::imports;
use chairside::domain::host::identity::Host;
use chairside::domain::host::matching::{CONFIDENCE_NAME, THRESHOLD_DEFAULT};
use chairside::domain::ids::{BranchId, CompanyId, HostId, ServiceId, StaffId};
use chairside::domain::people::staff::{StaffMember, TenantContext};
use chairside::domain::suggest::history::{History, Practice};
use chairside::domain::suggest::points::SUGGESTION_SCORE_MAX;
use chairside::domain::suggest::ranking::{Known, SUGGESTIONS_MAX, suggest};
use chairside::domain::suggest::weights::{Feature, Judgement, Weights};
use chairside::judge::pairs::{Kind, judge, read};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// Fewer pairs would show little.
const PAIRS_MIN: usize = 300;
const HERE: TenantContext = TenantContext { company: CompanyId(1), branch: None };

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pairs() -> String {
    fs::read_to_string(root().join("fixtures/names/pairs.jsonl")).unwrap()
}

#[test]
fn names_are_judged_as_people_judge_them() {
    let report = judge(&pairs(), THRESHOLD_DEFAULT).unwrap();
    assert!(report.pairs >= PAIRS_MIN);
    assert_eq!(report.automatic_wrong, 0, "{report}");
    assert_eq!(report.exact_found, report.exact_total, "{report}");
    let (first, total) = (report.recognised_first, report.recognisable_total);
    assert!(first * 100 >= total * 95, "{report}");
}

/// The fixture's claim is checked with the simplest words there are: nothing assigns but equal names and
/// addresses, though any score would pass.
#[test]
fn no_threshold_lets_a_suggestion_assign() {
    for threshold in [0, 1, 50, 75, 100] {
        let report = judge(&pairs(), threshold).unwrap();
        assert_eq!(report.automatic_wrong, 0, "{threshold}: {report}");
    }
    for file in imports::files(&root().join("src/domain/host")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.to_lowercase().contains("suggest"), "{file:?} knows suggestions");
    }
}

/// From a suggestion to a mapping there is one road, and it asks for a person; only the doors where people stand make
/// one of what somebody said. The road that goes by itself knows no suggestions.
#[test]
fn only_a_person_makes_a_mapping_of_a_suggestion() {
    let mut makers = Vec::new();
    for file in imports::files(&root().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let shipped = imports::shipped(&text);
        let name = file.strip_prefix(root().join("src")).unwrap().to_string_lossy().into_owned();
        // Putting a backup back forgets in its own name whom somebody had forgotten before.
        let is_surface = ["cli/", "http/", "ops/staged.rs"].iter().any(|own| name.starts_with(own));
        for word in
            ["Person::new(", "suggestion_decide::accept(", "suggestion_decide::pick_another("]
        {
            assert!(is_surface || !shipped.contains(word), "{name} decides like a person: {word}");
        }
        if shipped.contains("NewMapping {") {
            makers.push(name);
        }
    }
    makers.sort();
    // The road of people, the road of the rules, and replay, which puts back what a recording holds.
    let known = [
        "frontdesk/door/resolve.rs",
        "frontdesk/host/by_hand.rs",
        "replay/diary.rs",
        "replay/known.rs",
    ];
    assert_eq!(makers, known);
    let rules = fs::read_to_string(root().join("src/frontdesk/door/resolve.rs")).unwrap();
    assert!(!rules.to_lowercase().contains("suggest"), "the rules know suggestions");
}

/// People who differ in a letter must not look likely: no trap has a suggestion above weak for somebody wrong.
#[test]
fn traps_do_not_rank_high() {
    let text = pairs();
    let report = judge(&text, THRESHOLD_DEFAULT).unwrap();
    let pairs = read(&text).unwrap();
    let misled = report.failures.iter().filter(|failure| failure.what == "misled");
    let trapped: Vec<_> =
        misled.filter(|failure| pairs[failure.line - 1].kind == Kind::Trap).collect();
    assert!(trapped.is_empty(), "{trapped:#?}");
}

#[test]
fn a_line_that_is_no_pair_is_named() {
    let host = r#""host":{"id":1,"name":"Mia"}"#;
    let roster = r#""roster":[{"key":"a","name":"Mia","active":false},{"key":"b","name":"Ida"}]"#;
    let good = format!(r#"{{{host},{roster},"who":"b","kind":"trap","why":""}}"#);
    assert_eq!(read(&good).unwrap().len(), 1);
    for bad in [
        "",
        "{}",
        &good.replace("\"b\",\"kind", "\"c\",\"kind"),
        &good.replace("\"b\",\"kind", "\"a\",\"kind"),
        &good.replace("\"key\":\"b\"", "\"key\":\"a\""),
        &good.replace("trap", "maybe"),
        &good.replace("\"trap\"", "\"exact\"").replace("\"who\":\"b\"", "\"who\":null"),
        &good.replace("\"id\"", "\"no\""),
    ] {
        let error = read(&format!("{good}\n{bad}\n{good}")).unwrap_err();
        assert!(format!("{error:?}").contains("line 2: "), "{bad}: {error:?}");
    }
}

/// Names that meet each other often, and some that mean nothing.
fn any_name() -> impl Strategy<Value = String> {
    let words = [
        "Anna",
        "Anna-Lena",
        "Steffi",
        "Stefanie",
        "Jan",
        "Jana",
        "A.",
        "Müller",
        "Muller",
        "Möller",
        "Müller-Roth",
        "Roth",
        "Nguyễn",
        "Thị",
        "Mai",
        "Kowalska",
        "Kowalski",
        "Yıldız",
        "van",
        "der",
        "Berg",
        "Dr.",
        ",",
        "&",
        "-",
        "(Salon)",
        "💇",
        "",
    ];
    let word = prop_oneof![
        9 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec(word, 0..5).prop_map(|words| words.join(" "))
}

fn any_history() -> impl Strategy<Value = History> {
    let counts = || proptest::collection::btree_map(0i64..4, any::<u32>(), 0..4);
    (counts(), any::<[u32; 7]>(), counts()).prop_map(|(services, weekdays, branches)| History {
        services: services.into_iter().map(|(id, count)| (ServiceId(id), count)).collect(),
        weekdays,
        branches: branches.into_iter().map(|(id, count)| (BranchId(id), count)).collect(),
    })
}

prop_compose! {
    fn any_staff()(name in any_name(), email in "(anna|mia)?[.]?(mueller|roth)?@example[.]com", active: bool, company in 1i64..3)
        -> StaffMember
    {
        StaffMember {
            id: StaffId(String::new()),
            company: CompanyId(company),
            branch: None,
            name,
            emails: vec![email],
            active,
            pause_bookable_policy: None,
        }
    }
}

prop_compose! {
    fn any_judgement()(accepted: bool, likeness: [u8; 5]) -> Judgement {
        Judgement { accepted, likeness: Feature::ALL.into_iter().zip(likeness).collect() }
    }
}

proptest! {
    #[test]
    fn whatever_the_names_a_suggestion_stays_one(
        name in any_name(),
        email in "(anna|mia)?[.]?(mueller|roth)?@example[.]com",
        username in proptest::option::of(any_name()),
        mut roster in proptest::collection::vec(any_staff(), 0..9),
        history in any_history(),
        done in any_history(),
        judged in proptest::collection::vec(any_judgement(), 0..30),
        out in any::<[u8; 2]>(),
    ) {
        for (at, staff) in roster.iter_mut().enumerate() {
            staff.id = StaffId(at.to_string());
        }
        let id = |at: u8| StaffId((at % 9).to_string());
        let bound = [(HostId(8), id(out[0]))];
        let rejected = [(HostId(7), id(out[1]))];
        let practices: Vec<Practice> = roster
            .iter()
            .map(|staff| Practice { staff: staff.id.clone(), done: done.clone() })
            .collect();
        let weights = Weights::learn(&judged);
        let host = Host {
            id: HostId(7), name: Some(name), emails: vec![email], username, time_zone: None,
        };
        let known = Known {
            bound: &bound, rejected: &rejected, history: Some(&history), practices: &practices,
            weights: &weights,
        };
        let found = suggest(&host, &roster, HERE, &known);
        prop_assert_eq!(&found, &suggest(&host, &roster, HERE, &known));
        prop_assert!(found.len() <= SUGGESTIONS_MAX);
        prop_assert!(found.is_sorted_by_key(|one| std::cmp::Reverse(one.score)));
        for one in &found {
            let points = one.score.points();
            prop_assert!(points <= SUGGESTION_SCORE_MAX);
            prop_assert!(points < CONFIDENCE_NAME);
            let sum: u32 = one.shares.iter().map(|(_, share)| u32::from(*share)).sum();
            prop_assert_eq!(sum, u32::from(points), "the shares are the score");
            prop_assert!(one.staff != bound[0].1 && one.staff != rejected[0].1);
            let staff = roster.iter().find(|staff| staff.id == one.staff).unwrap();
            prop_assert!(staff.active && staff.company == HERE.company);
        }
    }
}
