//! What a caller said, turned into what the salon knows: a service, a staff member, a branch, days and times.
//!
//! Every fault is a sentence that can be spoken to the caller; nothing is guessed between two.

use crate::domain::calendar::read;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{BranchId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::staff::{Heard, hear};
use crate::domain::text::fold::fold;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::service::catalogue::Service;
use crate::store::service::salon::Branch;
use time::{Date, OffsetDateTime, Time};

/// The longest span of days one question may cover: each costs Cal.com work, and no caller listens to more.
pub const SPAN_DAYS_MAX: i64 = 31;
/// The span when the caller names no day.
const SPAN_DAYS_DEFAULT: i64 = 7;
/// Names that are read out at once.
const NAMES_SAID_MAX: usize = 4;
/// Longer arguments are cut before they are repeated.
const ECHO_CHARS_MAX: usize = 40;
/// The longest argument that is looked at.
const ARGUMENT_CHARS_MAX: usize = 200;

/// An argument as long as it is looked at.
pub fn cut(text: &str) -> String {
    text.chars().take(ARGUMENT_CHARS_MAX).collect()
}

/// A name as it may be repeated to the caller: short, one line, letters and digits with a little punctuation.
/// Anything else (markup, emoji, marks that turn the writing) is not repeated at all.
pub fn echo(text: &str) -> Option<String> {
    let speakable = |c: char| c.is_alphanumeric() || [' ', '-', '.', '\''].contains(&c);
    let plain = text.chars().all(speakable) && text.chars().any(char::is_alphanumeric);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    plain.then(|| words.join(" ").chars().take(ECHO_CHARS_MAX).collect())
}

/// The service a caller means: by key, name or alias, folded; else the only one whose name contains the words.
pub fn service(services: &[Service], said: Option<&str>, language: Language) -> Result<Service> {
    let names = || services.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
    let Some(said) = said else {
        return Err(Error::Invalid(language.pick(
            format!("Welche Leistung darf es sein? Wir haben: {}.", names()),
            format!("Which service would you like? We have: {}.", names()),
        )));
    };
    let plain = |text: &str| fold(&text.replace('_', " ")).as_str().to_owned();
    let wanted = plain(said);
    let called = |one: &Service| {
        let own = [one.key.as_str(), one.name.as_str()];
        own.into_iter().chain(one.aliases.iter().map(String::as_str)).map(plain).collect::<Vec<_>>()
    };
    let exact: Vec<&Service> =
        services.iter().filter(|one| called(one).contains(&wanted)).collect();
    let near: Vec<&Service> = services
        .iter()
        .filter(|one| {
            !wanted.is_empty()
                && called(one)
                    .iter()
                    .any(|name| name.contains(&wanted) || wanted.contains(name.as_str()))
        })
        .collect();
    match (exact.as_slice(), near.as_slice()) {
        ([one], _) | ([], [one]) => Ok((*one).clone()),
        ([], []) => {
            let said = echo(said).map(|said| format!(" {said}")).unwrap_or_default();
            Err(Error::Invalid(language.pick(
                format!("Die Leistung{said} kenne ich nicht. Wir haben: {}.", names()),
                format!("I do not know the service{said}. We have: {}.", names()),
            )))
        }
        (several @ [_, ..], _) | ([], several) => {
            let which = several.iter().map(|one| one.name.as_str()).collect::<Vec<_>>();
            Err(Error::Invalid(language.pick(
                format!("Meinen Sie {}?", which.join(" oder ")),
                format!("Do you mean {}?", which.join(" or ")),
            )))
        }
    }
}

/// The branch a caller means, by key or name.
pub fn branch(
    branches: &[Branch],
    said: Option<&str>,
    language: Language,
) -> Result<Option<BranchId>> {
    let Some(said) = said else { return Ok(None) };
    let wanted = fold(said);
    let found: Vec<&Branch> = branches
        .iter()
        .filter(|one| {
            fold(&one.key) == wanted
                || fold(&one.name).words().any(|w| wanted.as_str() == w)
                || fold(&one.name) == wanted
        })
        .collect();
    match found.as_slice() {
        [one] => Ok(Some(one.id)),
        [] | [_, _, ..] => {
            let names = branches.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
            Err(Error::Invalid(language.pick(
                format!("Welche Filiale meinen Sie? Wir haben: {names}."),
                format!("Which branch do you mean? We have: {names}."),
            )))
        }
    }
}

/// The staff member a caller asks for; `None` for no one in particular.
pub fn staff(
    roster: &[StaffMember],
    branches: &[Branch],
    context: TenantContext,
    said: Option<&str>,
    language: Language,
) -> Result<Option<StaffId>> {
    let Some(said) = said else { return Ok(None) };
    let with_branch = |ids: &[StaffId]| -> String {
        let named = roster.iter().filter(|person| ids.contains(&person.id));
        let named =
            named.map(|person| match branches.iter().find(|b| Some(b.id) == person.branch) {
                Some(branch) => format!("{} ({})", person.name, branch.name),
                None => person.name.clone(),
            });
        named.collect::<Vec<_>>().join(language.pick(" oder ", " or "))
    };
    let sentence = match hear(said, roster, context) {
        Heard::Anybody => return Ok(None),
        Heard::One(id) => return Ok(Some(id)),
        Heard::Several(ids) | Heard::AnyOf(ids) => {
            let which = with_branch(&ids);
            language
                .pick(format!("Wen meinen Sie: {which}?"), format!("Whom do you mean: {which}?"))
        }
        Heard::Near(ids) => {
            let names = roster.iter().filter(|person| ids.contains(&person.id));
            let names: Vec<&str> = names.map(|person| person.name.as_str()).collect();
            let names = names.join(language.pick(" oder ", " or "));
            language.pick(format!("Meinen Sie {names}?"), format!("Do you mean {names}?"))
        }
        Heard::Not(ids) => {
            let known = roster
                .iter()
                .filter(|person| context.admits(person).is_ok() && !ids.contains(&person.id));
            let known = few(known.map(|person| person.name.clone()));
            language.pick(
                format!("Zu wem möchten Sie stattdessen? Bei uns sind: {known}."),
                format!("Whom would you like instead? We have: {known}."),
            )
        }
        Heard::Elsewhere(ids) => {
            let which = with_branch(&ids);
            language.pick(
                format!("In dieser Filiale nicht, aber: {which}. Möchten Sie dorthin?"),
                format!("Not in this branch, but: {which}. Would you like to go there?"),
            )
        }
        Heard::Nobody { known } => nobody(said, known, language),
    };
    Err(Error::Invalid(sentence))
}

/// Nobody of this name works here, but these do.
fn nobody(said: &str, known: Vec<String>, language: Language) -> String {
    let known = few(known.into_iter());
    let said = echo(said);
    let said = |word: &str| said.as_ref().map(|said| format!(" {word} {said}"));
    language.pick(
        format!(
            "Hier arbeitet niemand{}. Bei uns sind: {known}.",
            said("namens").unwrap_or_else(|| " mit diesem Namen".into())
        ),
        format!(
            "Nobody{} works here. We have: {known}.",
            said("called").unwrap_or_else(|| " of that name".into())
        ),
    )
}

/// Names as they are read out: no caller listens to more.
fn few(names: impl Iterator<Item = String>) -> String {
    names.take(NAMES_SAID_MAX).collect::<Vec<_>>().join(", ")
}

/// When a caller would like to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// First day, in the salon's zone.
    pub from: Date,
    /// Last day, inclusive.
    pub until: Date,
    /// Not before.
    pub earliest: Option<Time>,
    /// Must begin by then.
    pub latest: Option<Time>,
    /// Best at this time.
    pub at: Option<Time>,
}

/// The days and times that were said, word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidTime {
    /// A start with its day.
    pub start: Option<String>,
    /// The one day that is meant.
    pub day: Option<String>,
    /// The first of several days.
    pub from: Option<String>,
    /// The last of them.
    pub until: Option<String>,
    /// Not before this time of day.
    pub earliest: Option<String>,
    /// Not after it.
    pub latest: Option<String>,
    /// Best at this time of day.
    pub time: Option<String>,
}

/// The days and times that are meant.
pub fn when(said: &SaidTime, today: Date, horizon_days: u64, language: Language) -> Result<When> {
    let day = |said: &Option<String>| {
        said.as_deref().map(|said| read::parse_day(said, today, language)).transpose()
    };
    let time = |said: &Option<String>| {
        said.as_deref().map(|said| read::parse_time(said, language)).transpose()
    };
    let from = day(if said.day.is_some() { &said.day } else { &said.from })?;
    let until = day(&said.until)?;
    let plus = |day: Date, days: i64| day.saturating_add(time::Duration::days(days));
    let (from, until) = match (from, until) {
        (Some(from), Some(until)) => (from, until),
        (Some(from), None) => (from, from),
        (None, Some(until)) => (today, until),
        (None, None) => (today, plus(today, SPAN_DAYS_DEFAULT)),
    };
    if until < today {
        return Err(Error::invalid(language.pick(
            "Dieser Tag ist schon vorbei. An welchem Tag möchten Sie kommen?",
            "That day is already over. On which day would you like to come?",
        )));
    }
    if until < from {
        return Err(Error::invalid(language.pick(
            "Der letzte Tag liegt vor dem ersten. Von wann bis wann darf es sein?",
            "The last day is before the first. From when until when?",
        )));
    }
    let horizon = plus(today, i64::try_from(horizon_days).unwrap_or(i64::MAX));
    if from > horizon {
        return Err(too_far(horizon_days, language));
    }
    Ok(When {
        from: from.max(today),
        until: until.min(plus(from.max(today), SPAN_DAYS_MAX)).min(horizon),
        earliest: time(&said.earliest)?,
        latest: time(&said.latest)?,
        at: time(&said.time)?,
    })
}

/// The start a caller names for booking without an offer: a start, or a day with a time.
pub fn start(
    said: &SaidTime,
    zone: &Zone,
    now: OffsetDateTime,
    language: Language,
) -> Result<OffsetDateTime> {
    let (today, _) = zone.local(now);
    let wall = match &said.start {
        Some(said) => read::parse_instant(said, zone, language)?,
        None => {
            let (Some(day), Some(time)) = (&said.day, &said.time) else {
                return Err(Error::invalid(language.pick(
                    "An welchem Tag und um wie viel Uhr möchten Sie kommen?",
                    "On which day and at what time would you like to come?",
                )));
            };
            let day = read::parse_day(day, today, language)?;
            zone.instant(day, read::parse_time(time, language)?)
        }
    };
    read::settle(wall, zone, language)
}

/// Whether a start may still be booked at this salon.
pub(crate) fn check_start_at(desk: &Desk, start: OffsetDateTime) -> Result<()> {
    let booking = &desk.salon.config.booking;
    let (notice, horizon) = (booking.notice_minutes, booking.horizon_days);
    check_start(start, desk.now(), notice, horizon, desk.salon.language)
}

/// Refuses a start in the past, sooner than the salon wants, or beyond its horizon.
fn check_start(
    start: OffsetDateTime,
    now: OffsetDateTime,
    notice_minutes: u64,
    horizon_days: u64,
    language: Language,
) -> Result<()> {
    let minutes = |n: u64| time::Duration::minutes(i64::try_from(n).unwrap_or(i64::MAX));
    if start <= now {
        return Err(Error::invalid(language.pick(
            "Dieser Zeitpunkt ist schon vorbei. Wann darf es stattdessen sein?",
            "That time is already over. When would you like to come instead?",
        )));
    }
    if start < now.saturating_add(minutes(notice_minutes)) {
        return Err(Error::invalid(language.pick(
            "So kurzfristig geht es leider nicht. Wann darf es stattdessen sein?",
            "That is too soon, I am afraid. When would you like to come instead?",
        )));
    }
    if start > now.saturating_add(minutes(horizon_days.saturating_mul(24 * 60))) {
        return Err(too_far(horizon_days, language));
    }
    Ok(())
}

fn too_far(horizon_days: u64, language: Language) -> Error {
    Error::Invalid(language.pick(
        format!("So weit im Voraus vergeben wir keine Termine, höchstens {horizon_days} Tage."),
        format!("We do not book that far ahead, at most {horizon_days} days."),
    ))
}
