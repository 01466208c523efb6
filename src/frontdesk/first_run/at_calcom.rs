//! Cal.com's key, tried at once: whether it is taken, whose it is, who works in the teams that it sees.

use crate::calcom::client::http::HttpCalcom;
use crate::calcom::client::options::ClientOptions;
use crate::calcom::{CODE_NOT_CALCOM, Calcom, CallError, Members, Refusal};
use crate::domain::host::identity::Host;
use crate::domain::language::Language;
use crate::frontdesk::host::sync::MemberReading;
use std::collections::BTreeSet;
use std::time::Instant;

/// So many teams are looked into.
const TEAMS_MAX: usize = 10;
/// So many people are taken over from there; a salon with more is described elsewhere.
pub(crate) const PEOPLE_MAX: usize = 40;

/// Somebody at Cal.com.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub host: i64,
    pub name: String,
    /// Empty where Cal.com tells none.
    pub email: String,
    /// The team in which this person was found; none for the key's own user alone.
    pub team: Option<i64>,
}

/// What Cal.com told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Everybody once, by the first team.
    pub people: Vec<Member>,
    /// The teams, in Cal.com's order.
    pub teams: Vec<i64>,
    /// What could not be read, in a sentence.
    pub missing: Option<String>,
}

/// Why a key was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is wrong, or the address is: another one is needed.
    Wrong(String),
    /// Nobody knows: the other side did not answer as it should. It may be taken untried.
    Untried(String),
}

/// Tries the key there. All questions end by the deadline.
pub(crate) fn look(
    base_url: &str,
    key: &str,
    language: Language,
    deadline: Instant,
) -> Result<Found, Trouble> {
    let options = ClientOptions::new(base_url, key);
    let calcom = HttpCalcom::new(options).map_err(|_| {
        Trouble::Wrong(language.pick(
            "So sieht kein Schlüssel von Cal.com aus. Bitte noch einmal kopieren.".to_owned(),
            "No key of Cal.com's looks like this. Please copy it again.".to_owned(),
        ))
    })?;
    let own = calcom.me(deadline).map_err(|error| trouble(&error, language))?;
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    match calcom.teams(deadline) {
        Ok(teams) => {
            for team in teams.into_iter().take(TEAMS_MAX) {
                found.teams.push(team.id);
                match members(&calcom, team.id, deadline) {
                    Ok(hosts) => take(&mut found, &mut seen, hosts, Some(team.id)),
                    Err(why) => found.missing = Some(unread(&why, language)),
                }
            }
        }
        Err(error) => found.missing = Some(unread(&error.to_string(), language)),
    }
    if found.people.is_empty() {
        take(&mut found, &mut seen, vec![own], None);
    }
    Ok(found)
}

fn members(calcom: &dyn Calcom, team: i64, deadline: Instant) -> Result<Vec<Host>, String> {
    let mut reading =
        MemberReading::new(vec![Members::Team(team)]).map_err(|error| error.to_string())?;
    while !reading.step(calcom, deadline).map_err(|error| error.to_string())? {}
    Ok(reading.into_hosts())
}

fn take(found: &mut Found, seen: &mut BTreeSet<i64>, hosts: Vec<Host>, team: Option<i64>) {
    for host in hosts {
        if found.people.len() >= PEOPLE_MAX || !seen.insert(host.id.0) {
            continue;
        }
        let name = host.name.or(host.username).unwrap_or_default();
        let email = host.emails.first().cloned().unwrap_or_default();
        found.people.push(Member { host: host.id.0, name, email, team });
    }
}

fn unread(why: &str, language: Language) -> String {
    language.pick(
        format!("Wer dort arbeitet, hat Cal.com nicht gesagt ({why}). Trag die Namen selbst ein."),
        format!("Cal.com did not say who works there ({why}). Type the names yourself."),
    )
}

/// What is told of a key that was not taken.
fn trouble(error: &CallError, language: Language) -> Trouble {
    match error {
        CallError::Refused(no) => Trouble::Wrong(refused(no, language)),
        CallError::NotSent { why, .. } if why.contains("rate limit") => {
            Trouble::Untried(language.pick(
                "Cal.com will gerade nicht mehr gefragt werden (429). Bitte in einer Minute noch einmal.".to_owned(),
                "Cal.com wants no more questions just now (429). Please try again in a minute.".to_owned(),
            ))
        }
        CallError::NotSent { why, .. } => Trouble::Untried(language.pick(
            format!("Cal.com ist nicht zu erreichen ({why})."),
            format!("Cal.com cannot be reached ({why})."),
        )),
        CallError::Unknown(why) => Trouble::Untried(language.pick(
            format!("Cal.com hat keine brauchbare Antwort gegeben ({why})."),
            format!("Cal.com gave no answer that can be used ({why})."),
        )),
    }
}

fn refused(no: &Refusal, language: Language) -> String {
    let status = no.status;
    if no.code == CODE_NOT_CALCOM || no.message.starts_with("Cannot ") || status < 400 {
        return language.pick(
            format!("Unter dieser Adresse antwortet nicht Cal.com ({status}). Stimmt sie?"),
            format!("It is not Cal.com that answers at this address ({status}). Is it right?"),
        );
    }
    match status {
        401 => language.pick(
            "Cal.com nimmt diesen Schlüssel nicht an (401). Ist er ganz kopiert und nicht abgelaufen? Einen neuen gibt es unter Settings → Developer → API keys.".to_owned(),
            "Cal.com does not take this key (401). Is it copied whole, and not expired? There is a new one under Settings → Developer → API keys.".to_owned(),
        ),
        403 => language.pick(
            "Cal.com kennt den Schlüssel, er darf aber nicht genug (403). Er muss einer Person gehören, die das Team verwaltet.".to_owned(),
            "Cal.com knows the key, but it may not do enough (403). It must be of somebody who manages the team.".to_owned(),
        ),
        _ => language.pick(
            format!("Cal.com lehnt ab ({status}: {}).", no.message),
            format!("Cal.com refuses ({status}: {}).", no.message),
        ),
    }
}
