//! Names as they are heard, against the labelled set: what is understood is right, and what is not is asked about.

use crate::domain::ids::{CompanyId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::customer_name::{Called, called};
use crate::domain::speech::staff::{Heard, hear};
use serde_json::Value;
use std::collections::BTreeMap;

const NAMES: &str = include_str!("../../../../fixtures/speech/names.jsonl");
const ROSTERS: &str = include_str!("../../../../fixtures/speech/rosters.json");
/// Of a hundred names so many are understood, or asked about where that is right.
const RIGHT_PERCENT_MIN: usize = 97;

fn staff(person: &Value) -> StaffMember {
    StaffMember {
        id: StaffId(person["id"].as_str().unwrap().to_owned()),
        company: CompanyId(1),
        branch: None,
        name: person["name"].as_str().unwrap().to_owned(),
        emails: vec![],
        active: person["active"] != false,
        pause_bookable_policy: None,
    }
}

/// A staff member's id, `anybody`, a customer's name, `absent`, or `ask`.
fn understood(line: &Value, rosters: &BTreeMap<String, Vec<StaffMember>>) -> String {
    let said = line["said"].as_str().unwrap();
    let context = TenantContext { company: CompanyId(1), branch: None };
    match line["as"].as_str().unwrap() {
        "staff" => match hear(said, &rosters[line["roster"].as_str().unwrap()], context) {
            Heard::Anybody => "anybody".to_owned(),
            Heard::One(id) => id.0,
            _ => "ask".to_owned(),
        },
        "customer" => match called(said) {
            Called::Name(name) => name,
            Called::Absent => "absent".to_owned(),
            Called::Placeholder | Called::Odd => "ask".to_owned(),
        },
        other => panic!("{other}: nobody is heard as that"),
    }
}

#[test]
fn names_are_understood_or_asked_about() {
    let rosters: BTreeMap<String, Value> = serde_json::from_str(ROSTERS).unwrap();
    let people = |roster: &Value| roster["staff"].as_array().unwrap().iter().map(staff).collect();
    let rosters: BTreeMap<String, Vec<StaffMember>> =
        rosters.iter().map(|(key, roster)| (key.clone(), people(roster))).collect();
    let (mut all, mut asked, mut wrong) = (0_usize, Vec::new(), Vec::new());
    for line in NAMES.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let found = understood(&line, &rosters);
        all += 1;
        match found.as_str() {
            found if line["want"] == found => {}
            "ask" => asked.push(line),
            _ => wrong.push(format!("{line} {found}")),
        }
    }
    assert!(all >= 300, "only {all} names");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let right = all - asked.len();
    assert!(right * 100 >= all * RIGHT_PERCENT_MIN, "{right} of {all}, asked: {asked:#?}");
}
