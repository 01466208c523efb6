//! Tables for `suggest` and `suggest_sentence`.

use crate::domain::host::identity::Host;
use crate::domain::ids::{BranchId, CompanyId, HostId, ServiceId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::suggest::history::{History, Practice};
use crate::domain::suggest::points::*;
use crate::domain::suggest::ranking::*;
use crate::domain::suggest::sentence::sentence;
use crate::domain::suggest::weights::Weights;
use std::collections::BTreeMap;

const HERE: TenantContext = TenantContext { company: CompanyId(1), branch: Some(BranchId(1)) };

fn staff(id: &str, name: &str) -> StaffMember {
    StaffMember {
        id: StaffId(id.to_owned()),
        company: CompanyId(1),
        branch: Some(BranchId(1)),
        name: name.to_owned(),
        emails: vec![],
        active: true,
        pause_bookable_policy: None,
    }
}

fn roster() -> Vec<StaffMember> {
    vec![
        staff("am", "Anna Müller"),
        staff("an", "Andrea Müller"),
        staff("sv", "Stefanie Vogel"),
        staff("cv", "Christina Vogel"),
        staff("vw", "Veronica Wolters"),
        StaffMember { active: false, ..staff("in", "Stefanie Vogel") },
        StaffMember { branch: Some(BranchId(2)), ..staff("ob", "Stefanie Vogel") },
        StaffMember { company: CompanyId(2), ..staff("oc", "Stefanie Vogel") },
    ]
}

fn host(name: &str, email: &str) -> Host {
    let emails = vec![email.to_owned()].into_iter().filter(|email| !email.is_empty()).collect();
    Host { id: HostId(7), name: Some(name.to_owned()), emails, username: None, time_zone: None }
}

fn ids(found: &[Suggestion]) -> Vec<&str> {
    found.iter().map(|one| one.staff.0.as_str()).collect()
}

/// What is known where nothing is.
fn nothing(weights: &Weights) -> Known<'_> {
    Known { bound: &[], rejected: &[], history: None, practices: &[], weights }
}

fn found(name: &str, email: &str) -> Vec<Suggestion> {
    suggest(&host(name, email), &roster(), HERE, &nothing(&Weights::default()))
}

#[test]
fn names_and_addresses_suggest() {
    for (name, email, expected) in [
        ("Steffi Vogel", "", vec!["sv"]),
        ("Vogel Steffi", "", vec!["sv"]),
        ("A. Müller", "", vec!["am", "an"]),
        ("A. Müller", "andrea.mueller@example.com", vec!["an", "am"]),
        ("Müller", "", vec!["am", "an"]),
        ("Platz 2", "anna.mueller@example.com", vec!["am"]),
        ("Vera Wolters", "veronica.wolters@example.com", vec!["vw"]),
        ("Vera Wolters", "wolters@example.com", vec![]),
        ("Christian Vogel", "", vec![]),
        ("Anna", "info@example.com", vec!["am"]),
        ("Salon", "info@example.com", vec![]),
        ("", "", vec![]),
    ] {
        assert_eq!(ids(&found(name, email)), expected, "{name} {email}");
    }
}

#[test]
fn the_margin_is_how_far_ahead_the_next_is() {
    let found = found("A. Müller", "andrea.mueller@example.com");
    let [first, second] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(first.margin, Some(first.score.points() - second.score.points()));
    assert!(first.margin > Some(0));
    assert_eq!(second.margin, None);
}

#[test]
fn not_both_names_is_weak_whatever_else_fits() {
    let counts = History {
        services: BTreeMap::from([(ServiceId(1), 500)]),
        weekdays: [100; 7],
        branches: BTreeMap::from([(BranchId(1), 500)]),
    };
    let practice = Practice { staff: StaffId("sv".to_owned()), done: counts.clone() };
    let weights = Weights::default();
    let known = Known { history: Some(&counts), practices: &[practice], ..nothing(&weights) };
    for name in ["Steffi", "Vogel", "Stefanie Roth", "Stefanie Vogl", "Stuhl 2"] {
        let email = "steffi.v@example.com";
        let found = suggest(&host(name, email), &roster(), HERE, &known);
        assert_eq!(found[0].staff.0, "sv", "{name}");
        assert!(found.iter().all(|one| one.is_weak()), "{name} {found:?}");
    }
    let found = suggest(&host("Steffi Vogel", ""), &roster(), HERE, &known);
    assert!(found[0].score.points() > 50, "{found:?}");
    assert_eq!(
        sentence(&found[0], Language::De),
        "Name 36, Leistungen 9, Wochentage 4, Filiale 5",
        "{found:?}"
    );
    assert_eq!(
        sentence(&found[0], Language::En),
        "Name 36, services 9, weekdays 4, branch 5",
        "{found:?}"
    );
}

#[test]
fn history_orders_those_whom_the_name_leaves_equal() {
    let done = |service| History {
        services: BTreeMap::from([(ServiceId(service), 40)]),
        ..History::default()
    };
    let practice =
        |id: &str, service| Practice { staff: StaffId(id.to_owned()), done: done(service) };
    let practices = [practice("am", 1), practice("an", 2), practice("cv", 2)];
    let history = done(2);
    let weights = Weights::default();
    let known = Known { history: Some(&history), practices: &practices, ..nothing(&weights) };
    let found = suggest(&host("A. Müller", ""), &roster(), HERE, &known);
    assert_eq!(ids(&found), ["an", "am"]);
    let found = suggest(&host("Stuhl 2", ""), &roster(), HERE, &known);
    assert_eq!(ids(&found), Vec::<&str>::new(), "history alone suggests nobody");
}

#[test]
fn the_bound_and_the_rejected_are_left_out() {
    let weights = Weights::default();
    let pair = |host, id: &str| [(HostId(host), StaffId(id.to_owned()))];
    let ask = |bound: &[(HostId, StaffId)], rejected: &[(HostId, StaffId)]| {
        let known = Known { bound, rejected, ..nothing(&weights) };
        let found = suggest(&host("A. Müller", ""), &roster(), HERE, &known);
        ids(&found).join(" ")
    };
    assert_eq!(ask(&[], &[]), "am an");
    assert_eq!(ask(&pair(8, "am"), &[]), "an", "bound to another host");
    assert_eq!(ask(&pair(7, "am"), &[]), "am an", "bound to this one");
    assert_eq!(ask(&[], &pair(7, "an")), "am", "rejected for this host");
    assert_eq!(ask(&[], &pair(8, "an")), "am an", "rejected for another");
}

#[test]
fn at_most_so_many_and_the_context_s_own() {
    let whole = TenantContext { branch: None, ..HERE };
    let weights = Weights::default();
    let steffi = host("Steffi Vogel", "");
    assert_eq!(ids(&suggest(&steffi, &roster(), HERE, &nothing(&weights))), ["sv"]);
    assert_eq!(ids(&suggest(&steffi, &roster(), whole, &nothing(&weights))), ["sv", "ob"]);
    let many: Vec<StaffMember> = (0..9).map(|at| staff(&at.to_string(), "Anna Roth")).collect();
    let found = suggest(&host("Anni Roth", ""), &many, HERE, &nothing(&weights));
    assert_eq!(ids(&found), ["0", "1", "2", "3", "4"]);
    assert!(found.iter().all(|one| one.margin == Some(0)), "{found:?}");
}

#[test]
fn no_score_passes_the_maximum() {
    for points in [0, 69, 70, 71, 255, 256, u16::MAX] {
        let score = SuggestionScore::new(points).points();
        assert_eq!(score, points.min(u16::from(SUGGESTION_SCORE_MAX)) as u8);
    }
}
