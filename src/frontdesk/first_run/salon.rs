//! From the answers to the salon as `appliance.toml` describes it.

use crate::config::roster_text::{list, quoted};
use crate::config::template::NewSalon;
use crate::config::{HoursEntry, StaffEntry};
use crate::domain::service::draft::key_of;
use crate::frontdesk::first_run::answers::{Answers, Fields, Step};
use crate::frontdesk::first_run::people::{Person, people, teams};
use crate::frontdesk::first_run::services::{Chosen, chosen};

/// The days of a week, as the fields are called.
pub(crate) const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Where Cal.com is, unless somebody says otherwise.
pub(crate) const CALCOM_URL: &str = "https://api.cal.com";
/// The same for Retell's management API.
pub(crate) const RETELL_URL: &str = "https://api.retellai.com";
/// What a salon or a branch is called in the file whose name has no letter that a key may have.
const NAMELESS: &str = "salon";

/// The salon, and what its lists were made from.
pub(crate) struct Described {
    pub salon: NewSalon,
    pub people: Vec<Person>,
    pub services: Vec<Chosen>,
}

/// The salon as far as it was answered. `said` are further keys of the file.
pub(crate) fn described(answers: &Answers, said: &[(&'static str, String)]) -> Described {
    let of = |name: &str| answers.get(Step::Salon, name).to_owned();
    let name = of("name");
    let branch = if of("branch").is_empty() { name.clone() } else { of("branch") };
    let branch_key = short(&branch);
    let none = Fields::new();
    let people = people(answers.of(Step::People).unwrap_or(&none));
    let services = chosen(answers.of(Step::Services).unwrap_or(&none), &people);
    let staff = people.iter().map(|one| StaffEntry {
        key: one.key.clone(),
        name: one.name.clone(),
        emails: Some(one.email.clone()).filter(|email| !email.is_empty()).into_iter().collect(),
        branch: Some(branch_key.clone()),
        active: true,
        pause_policy: None,
    });
    let salon = NewSalon {
        key: short(&name),
        name,
        time_zone: of("time_zone"),
        language: of("language"),
        country_code: of("country_code"),
        branch: Some((branch_key.clone(), branch)),
        hours: hours(answers),
        api_key_file: None,
        settings: settings(answers, said),
        staff: staff.collect(),
        services: services.iter().map(|one| one.entry.clone()).collect(),
    };
    Described { salon, people, services }
}

fn short(name: &str) -> String {
    let key = key_of(name);
    // A label of a domain has at most 63 characters, and a key may be one.
    let key: String = key.chars().take(60).collect();
    let key = key.trim_end_matches('-');
    if key.is_empty() { NAMELESS.to_owned() } else { key.to_owned() }
}

/// The week, if any day of it was said.
fn hours(answers: &Answers) -> Option<HoursEntry> {
    let day = |name: &str| -> Vec<String> {
        let text = answers.get(Step::Salon, name);
        text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = DAYS.map(day);
    let week = HoursEntry { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
    DAYS.iter().any(|name| !answers.get(Step::Salon, name).is_empty()).then_some(week)
}

fn settings(answers: &Answers, said: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> =
        said.iter().map(|(path, text)| (*path, quoted(text))).collect();
    let mut put = |path: &'static str, text: &str, usual: &str| {
        if !text.is_empty() && text != usual {
            all.push((path, quoted(text)));
        }
    };
    let calcom = |name: &str| answers.get(Step::Calcom, name);
    let retell = |name: &str| answers.get(Step::Retell, name);
    put("calcom.api_key", calcom("api_key"), "");
    put("calcom.base_url", calcom("base_url"), CALCOM_URL);
    put("server.public_url", retell("public_url"), "");
    put("retell_agent.base_url", retell("base_url"), RETELL_URL);
    put("retell_agent.number", retell("number"), "");
    let lists = [
        ("calcom.webhook_secrets", calcom("webhook_secret")),
        ("retell.api_keys", retell("api_key")),
    ];
    for (path, text) in lists {
        if !text.is_empty() {
            all.push((path, list(&[text.to_owned()])));
        }
    }
    let teams: Vec<String> = teams(answers).iter().map(i64::to_string).collect();
    if !teams.is_empty() {
        all.push(("calcom.team_ids", format!("[{}]", teams.join(", "))));
    }
    all
}
