//! Coming in, who is in, and going out.

use crate::domain::Result;
use crate::domain::access::credentials::{Password, UserName};
use crate::domain::access::role::Role;
use crate::domain::access::session;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::access::doorman::Doorman;
use crate::frontdesk::access::password;
use crate::frontdesk::access::secret::Secret;
use crate::store::access::user::User;
use crate::store::access::{session as sessions, user};
use crate::store::db::tx::Tx;
use serde::Serialize;
use time::{Duration, OffsetDateTime};

/// Who is logged in.
#[derive(Clone)]
pub(crate) struct Known {
    pub user: User,
    pub session: SessionId,
    /// The session's own.
    pub secret: Secret,
}

/// What came of an attempt.
pub(crate) enum Attempt {
    /// In, with a new session.
    In(Secret),
    /// Which of both was wrong is not told.
    Wrong,
    /// Too many were wrong: not even looked at.
    Wait(Duration),
}

/// Somebody types a name and a password.
pub(crate) fn attempt(desk: &Desk, doorman: &Doorman, name: &str, typed: &str) -> Result<Attempt> {
    let now = desk.now();
    let (Ok(name), Some(typed)) = (UserName::parse(name), Password::typed(typed)) else {
        return Ok(Attempt::Wrong);
    };
    let wait = doorman.take(name.as_str(), now);
    if wait > Duration::ZERO {
        return Ok(Attempt::Wait(wait));
    }
    let (known, kept) = desk.store.read(|connection| {
        let known = user::named(connection, desk.salon.company, &name)?;
        let kept = known.as_ref().map(|one| user::password_hash(connection, one.id)).transpose()?;
        Ok((known, kept.unwrap_or_default()))
    })?;
    let is_right = doorman.one_at_a_time(|| password::is_right(&typed, &kept))?;
    match known.filter(|_| is_right) {
        Some(known) => {
            doorman.succeeded(name.as_str());
            begin(desk, known.id).map(Attempt::In)
        }
        None => Ok(Attempt::Wrong),
    }
}

/// Begins a session of a user, and takes away those that are over.
pub(crate) fn begin(desk: &Desk, user: UserId) -> Result<Secret> {
    let (secret, now) = (Secret::fresh(), desk.now());
    let hash = secret.hash();
    desk.store.write(move |tx| begin_in(tx, user, &hash, now))?;
    Ok(secret)
}

pub(crate) fn begin_in(tx: &Tx, user: UserId, hash: &str, now: OffsetDateTime) -> Result<()> {
    sessions::sweep(tx, session::over_before(now))?;
    sessions::insert(tx, user, hash, now).map(drop)
}

/// Who has this secret. That somebody uses the session is written down now and then, and not waited for; what the page does
/// by itself is no use of it.
pub(crate) fn who(desk: &Desk, secret: &Secret, is_used: bool) -> Result<Option<Known>> {
    let now = desk.now();
    let found = desk.store.read(|connection| {
        let found = sessions::find(connection, desk.salon.company, &secret.hash())?;
        let Some(found) = found.filter(|one| one.times.is_alive(now)) else { return Ok(None) };
        Ok(user::find(connection, found.user)?.map(|user| (user, found)))
    })?;
    let Some((user, found)) = found else { return Ok(None) };
    let id = found.id;
    if is_used && found.times.is_to_be_noted(now) {
        desk.store.append_later(move |tx| sessions::note(tx, id, now), |_| {});
    }
    Ok(Some(Known { user, session: id, secret: secret.clone() }))
}

/// Ends one of the user's own sessions. That it is over already is as good.
pub(crate) fn end(desk: &Desk, user: UserId, id: SessionId) -> Result<()> {
    desk.store.write(move |tx| sessions::end(tx, user, id)).map(drop)
}

/// The page speaks this language to the user from now on.
pub(crate) fn speak(desk: &Desk, user: UserId, language: Language) -> Result<()> {
    let now = desk.now();
    desk.store.write(move |tx| user::set_language(tx, user, language, now))
}

/// A session as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SessionView {
    pub session: i64,
    pub begun_at: LocalTime,
    pub used_at: LocalTime,
    /// The one that asks.
    pub is_this: bool,
}

/// The user's sessions that are not over, the one used last first.
pub(crate) fn list(desk: &Desk, known: &Known) -> Result<Vec<SessionView>> {
    let (now, time) = (desk.now(), |at| LocalTime::of(&desk.salon.zone, at));
    let all = desk.store.read(|connection| sessions::of_user(connection, known.user.id))?;
    let alive = all.into_iter().filter(|one| one.times.is_alive(now));
    Ok(alive
        .map(|one| SessionView {
            session: one.id.0,
            begun_at: time(one.times.made_at),
            used_at: time(one.times.seen_at),
            is_this: one.id == known.session,
        })
        .collect())
}

/// As the page says what somebody is.
pub(crate) fn role_word(role: Role, language: Language) -> &'static str {
    match role {
        Role::Owner => language.pick("Inhaberin", "owner"),
        Role::Desk => language.pick("Empfang", "desk"),
        Role::Agency => language.pick("Agentur", "agency"),
    }
}
