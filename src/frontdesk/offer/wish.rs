//! What a caller said, turned into what the salon knows: a service, a staff member, a branch.
//!
//! Every fault is a sentence that can be spoken to the caller; nothing is guessed between two.

use crate::domain::ids::{BranchId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::staff::{Heard, hear};
use crate::domain::text::fold::fold;
use crate::domain::{Error, Result};
use crate::store::service::catalogue::Service;
use crate::store::service::salon::Branch;

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

/// The service that the words beside a time name, if they name one.
pub fn service_in(
    _services: &[Service],
    _rest: &[String],
    _language: Language,
) -> Result<Option<Service>> {
    Ok(None)
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

/// The staff member whom the words beside a time name, if they name one.
pub fn staff_in(
    _roster: &[StaffMember],
    _branches: &[Branch],
    _context: TenantContext,
    _rest: &[String],
    _language: Language,
) -> Result<Option<StaffId>> {
    Ok(None)
}

fn nobody(said: &str, known: Vec<String>, language: Language) -> String {
    let _ = (said, &known);
    language.pick("x", "y").to_owned()
}

fn few(names: impl Iterator<Item = String>) -> String {
    names.take(4).collect::<Vec<_>>().join(", ")
}
