//! Links by which a password is chosen: the first one on the console, further ones by `users add` and `users reset`.

use crate::domain::access::credentials::{Password, UserName};
use crate::domain::access::role::Role;
use crate::domain::ids::{CompanyId, UserId};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::access::doorman::Doorman;
use crate::frontdesk::access::secret::Secret;
use crate::frontdesk::access::{login, password};
use crate::store::access::setup_link::SetupLink;
use crate::store::access::user::User;
use crate::store::access::{session, setup_link, user};
use crate::store::db::tx::Tx;
use rusqlite::Connection;
use time::{Duration, OffsetDateTime};

/// What a link is after the address of the appliance.
pub(crate) const PATH: &str = "/setup/";
/// So long a link is good.
pub const LINK_MINUTES: i64 = 15;

/// A link for the first owner, while nobody can come in; in the place of the last one.
pub fn first_link(desk: &Desk) -> Result<Option<String>> {
    let company = desk.salon.company;
    if !desk.store.read(|connection| user::nobody_can_come_in(connection, company))? {
        return Ok(None);
    }
    let (secret, now) = (Secret::fresh(), desk.now());
    let hash = secret.hash();
    desk.store.write(move |tx| setup_link::put(tx, company, &hash, None, now))?;
    Ok(Some(format!("{PATH}{}", secret.reveal())))
}

/// The first owner, as chosen before there was a database.
#[derive(Clone)]
pub struct Owner {
    /// What is typed to come in.
    pub(crate) name: UserName,
    /// The password, hashed.
    pub(crate) password_hash: String,
    /// Of the session in which that was done, so that it goes on.
    pub(crate) session_hash: String,
}

/// Makes the first owner, who stays logged in. `Conflict` if somebody can come in already.
pub fn found(desk: &Desk, owner: Owner) -> Result<()> {
    let (company, now) = (desk.salon.company, desk.now());
    desk.store.write(move |tx| {
        if !user::nobody_can_come_in(tx, company)? {
            return Err(Error::Conflict("there is an owner already".into()));
        }
        let id = user::insert(tx, company, &owner.name, Role::Owner, now)?;
        user::set_password_hash(tx, id, &owner.password_hash, now)?;
        login::begin_in(tx, id, &owner.session_hash, now)
    })
}

/// A link for a user, in the place of the user's last one: its path.
pub(crate) fn link_for(
    tx: &Tx,
    company: CompanyId,
    user: UserId,
    now: OffsetDateTime,
) -> Result<String> {
    let secret = Secret::fresh();
    setup_link::sweep(tx, now.saturating_sub(Duration::minutes(LINK_MINUTES)))?;
    setup_link::put(tx, company, &secret.hash(), Some(user), now)?;
    Ok(format!("{PATH}{}", secret.reveal()))
}

/// For whom a link is.
pub(crate) enum ForWhom {
    /// The first owner, who still has to say a name.
    FirstOwner,
    /// This user.
    User(User),
}

/// For whom this link is. `NotFound` if it is none, was used, or is too old.
pub(crate) fn look(desk: &Desk, secret: &str) -> Result<ForWhom> {
    let secret = Secret::read(secret).ok_or(GONE)?;
    let now = desk.now();
    desk.store.read(|connection| {
        let link = setup_link::find(connection, desk.salon.company, &secret.hash())?;
        for_whom(connection, desk.salon.company, link, now)
    })
}

/// What is said of a link that is none.
pub(crate) const GONE: Error = Error::NotFound("link");

fn for_whom(
    connection: &Connection,
    company: CompanyId,
    link: Option<SetupLink>,
    now: OffsetDateTime,
) -> Result<ForWhom> {
    let link =
        link.filter(|one| now - one.made_at < Duration::minutes(LINK_MINUTES)).ok_or(GONE)?;
    match link.user {
        Some(id) => user::find(connection, id)?.map(ForWhom::User).ok_or(GONE),
        // Somebody else was faster: the first owner is there.
        None if !user::nobody_can_come_in(connection, company)? => Err(GONE),
        None => Ok(ForWhom::FirstOwner),
    }
}

/// A password is chosen by a link, which is used up by it. Gives a session: who could choose it is in.
///
/// `name` counts for the first owner alone.
pub(crate) fn choose(
    desk: &Desk,
    doorman: &Doorman,
    link: &str,
    name: &UserName,
    chosen: &Password,
) -> Result<Secret> {
    let link = Secret::read(link).ok_or(GONE)?;
    let (company, now) = (desk.salon.company, desk.now());
    let kept = doorman.one_at_a_time(|| password::hash(chosen))?;
    let begun = Secret::fresh();
    let (hash, session_hash, name) = (link.hash(), begun.hash(), name.clone());
    desk.store.write(move |tx| {
        let found = setup_link::find(tx, company, &hash)?;
        let user = match for_whom(tx, company, found, now)? {
            ForWhom::User(user) => user.id,
            ForWhom::FirstOwner => match user::named(tx, company, &name)? {
                Some(known) if known.role == Role::Owner => known.id,
                Some(_) => return Err(Error::Conflict("this name is another user's".into())),
                None => user::insert(tx, company, &name, Role::Owner, now)?,
            },
        };
        setup_link::take(tx, &hash)?;
        user::set_password_hash(tx, user, &kept, now)?;
        session::end_all(tx, user)?;
        login::begin_in(tx, user, &session_hash, now)
    })?;
    Ok(begun)
}
