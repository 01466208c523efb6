//! The key of Cal.com: whether it is accepted, what it may do, in which versions it is answered, which teams it sees.

use crate::calcom::client::options::{BOOKINGS_VERSION, EVENT_TYPES_VERSION, SLOTS_VERSION};
use crate::calcom::{BookingFilter, Calcom, CallError, CallResult, Members, Right};
use crate::config::Config;
use crate::domain::doctor::finding::Finding;
use crate::domain::doctor::hook::HookHome;
use crate::domain::event_type::fields::Home;
use crate::domain::host::identity::HostSighting;
use crate::ops::doctor::patient::Patient;
use std::time::Instant;

/// Bookings looked at for whether their hosts are told.
const LOOKED_AT: u32 = 5;

/// How one gets another key.
pub(crate) fn new_key(patient: &Patient) -> &'static str {
    patient.pick(
        "bei Cal.com unter Settings → Developer → API keys einen neuen Schlüssel machen (ohne Ablauf), bei calcom.api_key eintragen, neu starten",
        "make a new key at Cal.com under Settings → Developer → API keys (never expires), write it into calcom.api_key, start anew",
    )
}

/// What is told of a call that brought no answer.
pub(crate) fn no_answer(patient: &Patient, error: &CallError) -> Finding {
    let seen = patient.pick(
        format!("Cal.com hat nicht geantwortet ({error})"),
        format!("Cal.com did not answer ({error})"),
    );
    // That is no fault: others use the same key.
    if matches!(error, CallError::NotSent { why, .. } if why.contains("rate limit")) {
        return Finding::not_tried(patient.pick(
            "Cal.com oder unsere eigene Bremse will gerade nicht mehr gefragt werden: in einer Minute noch einmal",
            "Cal.com, or our own brake, wants no more questions now: try again in a minute",
        ));
    }
    let todo =
        patient.pick("in ein paar Minuten noch einmal versuchen", "try again in some minutes");
    Finding::fail(seen, todo)
}

fn is_forbidden(error: &CallError) -> bool {
    matches!(error, CallError::Refused(no) if matches!(no.status, 401 | 403))
}

/// Whether Cal.com accepts it.
pub(crate) fn accepted(patient: &Patient, calcom: &dyn Calcom, deadline: Instant) -> Finding {
    match calcom.own_id(deadline) {
        Ok(id) => Finding::ok(patient.pick(
            format!("angenommen, gehört dem Benutzer {id}"),
            format!("accepted, it is user {id}'s"),
        )),
        Err(CallError::Refused(no)) if matches!(no.status, 401 | 403) => {
            let seen = patient.pick(
                format!("Cal.com lehnt den Schlüssel ab ({}: {})", no.status, no.message),
                format!("Cal.com refuses the key ({}: {})", no.status, no.message),
            );
            Finding::fail(seen, new_key(patient))
        }
        Err(error) => no_answer(patient, &error),
    }
}

/// Where new event types are made.
fn new_home(config: &Config) -> Home {
    let calcom = &config.calcom;
    let team = calcom.event_type_team_id.or_else(|| calcom.team_ids.first().copied());
    team.map_or(Home::Account, Home::Team)
}

fn lists(config: &Config) -> Vec<Members> {
    let calcom = &config.calcom;
    let teams = calcom.team_ids.iter().copied().map(Members::Team);
    teams.chain(calcom.organization_id.map(Members::Organization)).collect()
}

/// Whether it may do what we need; asked without doing anything.
pub(crate) fn rights(patient: &Patient, calcom: &dyn Calcom, deadline: Instant) -> Finding {
    let config = &patient.config;
    let mut missing: Vec<String> = Vec::new();
    let mut silent: Option<CallError> = None;
    let mut note = |asked: CallResult<()>, german: &str, english: &str| match asked {
        Err(error) if is_forbidden(&error) => {
            missing.push(patient.pick(german, english).to_owned());
        }
        // What is not there is told elsewhere.
        Err(CallError::Refused(_)) | Ok(()) => {}
        Err(error) => silent = Some(error),
    };
    let filter = BookingFilter { take: 1, ..BookingFilter::default() };
    note(calcom.bookings(&filter, deadline).map(drop), "Buchungen lesen", "read bookings");
    note(calcom.may(Right::Book, deadline), "buchen", "book");
    let home = new_home(config);
    note(
        calcom.event_types(home, None, deadline).map(drop),
        "Ereignistypen lesen",
        "read event types",
    );
    note(
        calcom.may(Right::MakeEventTypes(home), deadline),
        "Ereignistypen anlegen",
        "make event types",
    );
    for of in lists(config) {
        let (german, english) = match of {
            Members::Team(_) => ("Mitglieder des Teams lesen", "read the team's members"),
            Members::Organization(_) => {
                ("Personen der Organisation lesen", "read the organisation's users")
            }
        };
        note(calcom.members(of, 1, 0, deadline).map(drop), german, english);
    }
    let hooks = config.calcom.organization_id.map_or(HookHome::Account, HookHome::Organization);
    note(calcom.hooks(hooks, deadline).map(drop), "Webhooks lesen", "read webhooks");
    missing.dedup();
    if let Some(error) = silent.filter(|_| missing.is_empty()) {
        return no_answer(patient, &error);
    }
    if missing.is_empty() {
        return Finding::ok(patient.pick(
            "Buchungen, Ereignistypen, Personen, Webhooks",
            "bookings, event types, people, webhooks",
        ));
    }
    let what = missing.join(", ");
    Finding::fail(
        patient.pick(
            format!("der Schlüssel darf nicht: {what}"),
            format!("the key may not: {what}"),
        ),
        patient.pick(
            "bei Cal.com den Schlüssel von jemandem machen, der Inhaber oder Administrator von Team und Organisation ist, und bei calcom.api_key eintragen",
            "make the key at Cal.com as somebody who is owner or admin of team and organisation, and write it into calcom.api_key",
        ),
    )
}

/// Whether the versions that are asked for are honoured: an unknown one gives answers without hosts, and no error.
pub(crate) fn versions(patient: &Patient, calcom: &dyn Calcom, deadline: Instant) -> Finding {
    let own = &patient.config.calcom;
    let pairs = [
        ("bookings_version", &own.bookings_version, BOOKINGS_VERSION),
        ("slots_version", &own.slots_version, SLOTS_VERSION),
        ("event_types_version", &own.event_types_version, EVENT_TYPES_VERSION),
    ];
    let todo = |key: &str, known: &str| {
        patient.pick(
            format!("in [calcom] {key} = \"{known}\" setzen oder die Zeile löschen"),
            format!("set {key} = \"{known}\" in [calcom], or take the line away"),
        )
    };
    let filter = BookingFilter { take: LOOKED_AT, ..BookingFilter::default() };
    let bookings = calcom.bookings(&filter, deadline);
    // A version that Cal.com does not know is answered as if there were no such path, or in the oldest shape.
    let refused = [
        bookings.as_ref().err().map(|error| (0, error.clone())),
        calcom.slots(0, patient.now(), patient.now(), deadline).err().map(|error| (1, error)),
        calcom.event_types(Home::Account, None, deadline).err().map(|error| (2, error)),
    ];
    for (place, error) in refused.into_iter().flatten() {
        let Some((key, version, known)) = pairs.get(place) else { continue };
        if is_no_such_path(&error) {
            let seen = patient.pick(
                format!("Cal.com kennt {key} = \"{version}\" nicht"),
                format!("Cal.com does not know {key} = \"{version}\""),
            );
            return Finding::fail(seen, todo(key, known));
        }
    }
    let page = match bookings {
        Ok(page) => page,
        Err(error) => return no_answer(patient, &error),
    };
    let is_hostless = |sighting: &HostSighting| sighting.host().is_none();
    let all_hostless =
        !page.bookings.is_empty() && page.bookings.iter().all(|one| is_hostless(&one.host));
    if all_hostless || page.bookings.is_empty() && !page.unreadable.is_empty() {
        let seen = patient.pick(
            "Cal.com nennt bei Buchungen keine Person: die Fassung wird nicht beachtet",
            "Cal.com names no host in bookings: the version is not honoured",
        );
        return Finding::fail(seen, todo("bookings_version", BOOKINGS_VERSION));
    }
    if let Some((key, version, known)) = pairs.iter().find(|(_, version, known)| version != known) {
        let seen = patient.pick(
            format!("{key} ist \"{version}\", geprüft ist dieses Programm mit \"{known}\""),
            format!("{key} is \"{version}\", this program is tried with \"{known}\""),
        );
        return Finding::warn(seen, todo(key, known));
    }
    Finding::ok(patient.pick(
        format!("{BOOKINGS_VERSION}, {SLOTS_VERSION} und {EVENT_TYPES_VERSION} werden beachtet"),
        format!("{BOOKINGS_VERSION}, {SLOTS_VERSION} and {EVENT_TYPES_VERSION} are honoured"),
    ))
}

fn is_no_such_path(error: &CallError) -> bool {
    matches!(error, CallError::Refused(no) if no.status == 404 && no.message.starts_with("Cannot "))
}

/// Whether the teams and the organisation that are named are there, with somebody in them.
pub(crate) fn teams(patient: &Patient, calcom: &dyn Calcom, deadline: Instant) -> Finding {
    let lists = lists(&patient.config);
    if lists.is_empty() {
        let seen = patient.pick(
            "kein Team und keine Organisation genannt: nur Ereignistypen des Schlüsselinhabers",
            "no team and no organisation named: event types of the key's owner alone",
        );
        return Finding::warn(
            seen,
            patient.pick(
                "die Nummer des Teams steht bei Cal.com in der Adresse seiner Einstellungen: in [calcom] team_ids = [Nummer] eintragen",
                "the team's number stands in the address of its settings at Cal.com: write team_ids = [number] into [calcom]",
            ),
        );
    }
    let mut people = 0_usize;
    for of in &lists {
        let (german, english) = match of {
            Members::Team(id) => (format!("Team {id}"), format!("team {id}")),
            Members::Organization(id) => {
                (format!("Organisation {id}"), format!("organisation {id}"))
            }
        };
        let name = patient.pick(german, english);
        let todo = match of {
            Members::Team(_) => patient.pick(
                "die Nummer steht bei Cal.com in der Adresse der Team-Einstellungen: calcom.team_ids berichtigen",
                "the number stands in the address of the team's settings at Cal.com: mend calcom.team_ids",
            ),
            Members::Organization(_) => patient.pick(
                "calcom.organization_id berichtigen oder löschen",
                "mend calcom.organization_id, or take it away",
            ),
        };
        match calcom.members(*of, 250, 0, deadline) {
            Ok(page) if page.entries > 0 => people = people.max(page.entries),
            Ok(_) => {
                let seen = patient
                    .pick(format!("{name} hat keine Mitglieder"), format!("{name} has no members"));
                return Finding::fail(seen, todo);
            }
            Err(CallError::Refused(no)) => {
                let seen = patient.pick(
                    format!("{name} gibt es bei Cal.com nicht ({})", no.message),
                    format!("there is no {name} at Cal.com ({})", no.message),
                );
                return Finding::fail(seen, todo);
            }
            Err(error) => return no_answer(patient, &error),
        }
    }
    Finding::ok(patient.pick(
        format!("{} Listen, {people} Personen", lists.len()),
        format!("{} lists, {people} people", lists.len()),
    ))
}
