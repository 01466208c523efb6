//! `replay … --against today`: what today's mappings and rules would decide otherwise than the recorded day did.

use crate::cli::console::outcome::{describe, misconfigured};
use crate::cli::console::{desk, print};
use crate::config::Config;
use crate::domain::host::decision::{Candidate, Decision};
use crate::domain::host::kinds::Rule;
use crate::domain::host::matching_short::{Change, Sameness};
use crate::frontdesk::{Desk, system_clock};
use crate::replay::against;
use crate::replay::against::Compared;
use crate::replay::calcom::RecordedCalcom;
use crate::replay::report::Report;
use crate::store::Store;
use crate::store::db::stamp;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// What is printed: text for people, or JSON. The salon's database is read and stays as it is.
pub fn render(report: &Report, config: &Path, as_json: bool) -> Result<String, String> {
    let today = todays_desk(config)?;
    let own = today.salon.config.company.key == report.company;
    if !own {
        eprintln!(
            "chairside: note: the recording is of {}, today is {}'s: people are compared by their names",
            report.company, today.salon.config.company.key
        );
    }
    let people = if own { Sameness::ById } else { Sameness::ByName };
    let compared =
        against::compare(&report.decisions, &today, people).map_err(|error| error.for_log())?;
    Ok(if as_json { format!("{}\n", as_value(&compared)) } else { as_text(&today, &compared) })
}

/// The salon as it is now: a copy of its database, and its configuration written into the copy.
fn todays_desk(config: &Path) -> Result<Desk, String> {
    let config = Config::load_offline(config).map_err(misconfigured)?;
    let store = Store::copy_of(&config.database.path, &config.company.key).map_err(describe)?;
    let database = config.database.path.display().to_string();
    print::say_database(&database, desk::READ_ONLY);
    let calcom = Arc::new(RecordedCalcom::default());
    Desk::serve(Arc::new(config), Arc::new(store), calcom, system_clock()).map_err(describe)
}

fn as_text(today: &Desk, compared: &[Compared]) -> String {
    let mut text = String::new();
    for one in compared.iter().filter(|one| one.change != Change::Same) {
        let start = today.salon.zone.rfc3339_local(one.judged.starts_at);
        let host = one.judged.sighting.host();
        let host = host.map_or_else(|| "no host".to_owned(), |host| format!("host {}", host.id));
        text.push_str(&format!(
            "{start}  {}{}  {host}  {}\n",
            one.judged.booking_uid,
            part(one),
            one.beside
        ));
    }
    let count = |change| count(compared, change);
    text.push_str(&format!(
        "{} decisions: {} same, {} differ, {} newly matched, {} no longer matched\n",
        compared.len(),
        count(Change::Same),
        count(Change::Differs),
        count(Change::NewlyMatched),
        count(Change::NoLongerMatched)
    ));
    text
}

/// Of a visit with several parts which one it is.
fn part(one: &Compared) -> String {
    match one.judged.segment.as_str() {
        "A" => String::new(),
        other => format!(" ({other})"),
    }
}

fn count(compared: &[Compared], change: Change) -> usize {
    compared.iter().filter(|one| one.change == change).count()
}

fn as_value(compared: &[Compared]) -> Value {
    let decisions: Vec<Value> = compared
        .iter()
        .map(|one| {
            json!({
                "booking_uid": one.judged.booking_uid, "segment": one.judged.segment,
                "starts_at": stamp::seconds(one.judged.starts_at),
                "host_id": one.judged.sighting.host().map(|host| host.id.0),
                "change": one.change.as_str(), "told": one.beside,
                "then": decision(&one.then), "today": decision(&one.today),
            })
        })
        .collect();
    let count = |change| count(compared, change);
    json!({
        "decisions": decisions,
        "summary": { "total": compared.len(), "same": count(Change::Same),
            "differs": count(Change::Differs), "newly_matched": count(Change::NewlyMatched),
            "no_longer_matched": count(Change::NoLongerMatched) },
    })
}

fn decision(one: &Decision) -> Value {
    let candidate = |one: &Candidate| json!({ "name": one.name, "rule": one.rule.as_str(), "score": one.score });
    json!({
        "state": one.state.as_str(),
        "staff": one.staff.as_ref().and(one.candidates.first()).map(|found| &found.name),
        "rule": one.rule.map(Rule::as_str), "confidence": one.confidence, "threshold": one.threshold,
        "note": one.note.map(|note| note.code()),
        "candidates": one.candidates.iter().map(candidate).collect::<Vec<_>>(),
    })
}
