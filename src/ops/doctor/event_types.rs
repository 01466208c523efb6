//! Whether everything that is booked has its event type, of the right length, with the right people.

use crate::calcom::Calcom;
use crate::domain::Result;
use crate::domain::doctor::finding::Finding;
use crate::domain::event_type::fields::Home;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::drift_view::called;
use crate::frontdesk::event_type::length;
use crate::frontdesk::event_type::read::Label;
use crate::ops::doctor::gathered::{Gathered, Used};
use crate::ops::doctor::key;
use crate::ops::doctor::patient::Patient;
use crate::store::service::event_map_sync;
use std::time::Instant;

/// So many are told one by one.
const TOLD_MAX: usize = 3;

/// Whether all are there and right.
pub(crate) fn right(
    patient: &Patient,
    desk: &Desk,
    calcom: &dyn Calcom,
    deadline: Instant,
) -> Result<Finding> {
    let gathered = match patient.event_types(desk, calcom, deadline) {
        Ok(gathered) => gathered,
        Err(error) => return Ok(key::no_answer(patient, error)),
    };
    let company = desk.salon.company;
    let hosts = desk.store.read(|connection| event_map_sync::hosts(connection, company))?;
    let lengths = length::known_lengths(desk)?.wanted;
    let sync = patient.pick(
        "`chairside doctor --fix` oder `chairside event-types sync` legt sie an",
        "`chairside doctor --fix` or `chairside event-types sync` makes them",
    );
    if let Some(finding) = gone(patient, gathered) {
        return Ok(finding);
    }
    if !gathered.missing.is_empty() {
        let told = told(gathered.missing.iter().map(|(label, why)| match why.as_str() {
            "" => name(label),
            why => format!("{} ({why})", name(label)),
        }));
        let seen = patient.pick(
            format!("{} fehlen bei Cal.com: {told}", gathered.missing.len()),
            format!("{} are missing at Cal.com: {told}", gathered.missing.len()),
        );
        return Ok(Finding::fail(seen, sync));
    }
    let faults: Vec<(String, bool)> = gathered
        .used
        .iter()
        .filter_map(|one| {
            let minutes = lengths.get(&one.id).map(|(minutes, _)| *minutes);
            let own: Vec<i64> = hosts
                .iter()
                .filter(|(staff, _)| Some(staff) == one.staff.as_ref())
                .map(|(_, host)| *host)
                .collect();
            Some((fault(one, patient, minutes, &own)?, one.is_ours))
        })
        .collect();
    Ok(judged(patient, gathered, &faults))
}

fn judged(patient: &Patient, gathered: &Gathered, faults: &[(String, bool)]) -> Finding {
    let (all, unasked) = (gathered.used.len(), gathered.unasked);
    let Some((_, is_ours)) = faults.first() else {
        return Finding::ok(match unasked {
            0 => patient.pick(
                format!("alle {all} sind da und stimmen"),
                format!("all {all} are there and right"),
            ),
            more => patient.pick(
                format!("{all} sind da und stimmen, {more} stehen in keiner Liste und wurden nicht abgefragt"),
                format!("{all} are there and right, {more} are in no list and were not asked for"),
            ),
        });
    };
    let told = told(faults.iter().map(|(fault, _)| fault.clone()));
    let todo = match is_ours {
        true => patient.pick(
            "`chairside event-types sync` stellt unsere Felder richtig",
            "`chairside event-types sync` sets our fields right",
        ),
        false => patient.pick(
            "bei Cal.com unter Event Types berichtigen (Dauer, Hosts), oder hier: `chairside services edit`",
            "mend it at Cal.com under Event Types (duration, hosts), or here: `chairside services edit`",
        ),
    };
    Finding::fail(told, todo)
}

fn gone(patient: &Patient, gathered: &Gathered) -> Option<Finding> {
    let gone: Vec<&Used> = gathered.used.iter().filter(|one| one.found.is_none()).collect();
    let first = gone.first()?;
    let told = told(gone.iter().map(|one| format!("{} ({})", name(&one.label), one.id)));
    let seen = patient.pick(
        format!("bei Cal.com gelöscht oder für den Schlüssel unsichtbar: {told}"),
        format!("deleted at Cal.com, or not for the key to see: {told}"),
    );
    let todo = match first.is_ours {
        true => patient.pick(
            "`chairside event-types sync` legt sie neu an",
            "`chairside event-types sync` makes them anew",
        ),
        false => patient.pick(
            "bei Cal.com neu anlegen und die Nummer in appliance.toml eintragen, oder die Zeile löschen: dann legt Chairside sie an",
            "make it anew at Cal.com and write its number into appliance.toml, or take the line away: then Chairside makes it",
        ),
    };
    Some(Finding::fail(seen, todo))
}

fn fault(one: &Used, patient: &Patient, minutes: Option<u32>, hosts: &[i64]) -> Option<String> {
    let (home, seen) = one.found.as_ref()?;
    let name = format!("{} ({})", name(&one.label), one.id);
    if let Some(one) = one.changed.first() {
        let field = called(&one.field, patient.language);
        return Some(patient.pick(
            format!("{name}: {field} ist bei Cal.com anders als bei uns"),
            format!("{name}: {field} differs at Cal.com from ours"),
        ));
    }
    if let (Some(here), Some(there)) = (minutes, seen.minutes())
        && here != there
    {
        return Some(patient.pick(
            format!("{name} dauert bei Cal.com {there} Minuten, hier {here}"),
            format!("{name} takes {there} minutes at Cal.com, {here} here"),
        ));
    }
    let is_teams = matches!(home, Home::Team(_));
    if is_teams && seen.hosts.is_empty() {
        return Some(patient.pick(
            format!("{name} hat bei Cal.com keinen Host: niemand kann gebucht werden"),
            format!("{name} has no host at Cal.com: nobody can be booked"),
        ));
    }
    let is_there = seen.hosts.iter().any(|host| hosts.contains(&host.user_id));
    (is_teams && one.staff.is_some() && !hosts.is_empty() && !is_there).then(|| {
        let who = &one.label.who;
        patient.pick(
            format!("{name} hat bei Cal.com einen anderen Host als {who}"),
            format!("{name} has another host at Cal.com than {who}"),
        )
    })
}

fn name(label: &Label) -> String {
    match label.segment.as_str() {
        "" => format!("{} {}", label.service, label.who),
        segment => format!("{} {segment} {}", label.service, label.who),
    }
}

fn told(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(TOLD_MAX);
    let mut told = all.take(TOLD_MAX).collect::<Vec<_>>().join("; ");
    if more > 0 {
        told.push_str(&format!("; +{more}"));
    }
    told
}
