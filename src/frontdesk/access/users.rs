//! The users of the page: making one, listing them, giving one a new beginning.

use crate::domain::access::credentials::UserName;
use crate::domain::access::role::Role;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::access::setup;
use crate::store::access::user::User;
use crate::store::access::{session, user};
use serde::{Serialize, Serializer};

/// A user as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct UserView {
    pub name: String,
    #[serde(serialize_with = "as_word")]
    pub role: Role,
    /// Whether a password was chosen.
    pub has_password: bool,
    pub made_at: LocalTime,
}

/// A user with the link by which a password is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LinkView {
    pub user: UserView,
    /// Good once, for a quarter of an hour.
    pub link: String,
}

/// Everybody, by name.
pub(crate) fn list(desk: &Desk) -> Result<Vec<UserView>> {
    let all = desk.store.read(|connection| user::all(connection, desk.salon.company))?;
    Ok(all.into_iter().map(|one| view(desk, one)).collect())
}

/// Makes a user, who chooses a password by the link. `Conflict` if the name is taken.
pub(crate) fn add(desk: &Desk, name: &str, role: Role) -> Result<LinkView> {
    let (name, company, now) = (UserName::parse(name)?, desk.salon.company, desk.now());
    let (user, path) = desk.store.write(move |tx| {
        if user::named(tx, company, &name)?.is_some() {
            let name = name.as_str();
            return Err(Error::Conflict(format!("there is a user {name} already")));
        }
        let id = user::insert(tx, company, &name, role, now)?;
        let user = user::find(tx, id)?.ok_or(Error::NotFound("user"))?;
        Ok((user, setup::link_for(tx, company, id, now)?))
    })?;
    Ok(linked(desk, user, &path))
}

/// Takes a user's password away, ends all of the user's sessions, and gives a link for another password.
pub(crate) fn reset(desk: &Desk, name: &str) -> Result<LinkView> {
    let (name, company, now) = (UserName::parse(name)?, desk.salon.company, desk.now());
    let (user, path) = desk.store.write(move |tx| {
        let user = user::named(tx, company, &name)?.ok_or(Error::NotFound("user"))?;
        user::set_password_hash(tx, user.id, "", now)?;
        session::end_all(tx, user.id)?;
        let path = setup::link_for(tx, company, user.id, now)?;
        Ok((User { has_password: false, ..user }, path))
    })?;
    Ok(linked(desk, user, &path))
}

/// The user of a role for the demo's one click; made if there is none.
pub(crate) fn of_role(desk: &Desk, role: Role) -> Result<User> {
    let (company, now) = (desk.salon.company, desk.now());
    let name = UserName::parse(role.as_str())?;
    desk.store.write(move |tx| {
        if let Some(known) = user::named(tx, company, &name)? {
            return Ok(known);
        }
        let id = user::insert(tx, company, &name, role, now)?;
        user::find(tx, id)?.ok_or(Error::NotFound("user"))
    })
}

fn linked(desk: &Desk, user: User, path: &str) -> LinkView {
    let server = &desk.salon.config.server;
    let base = match server.public_url.as_str() {
        "" => format!("http://{}", server.listen),
        public => public.to_owned(),
    };
    LinkView { user: view(desk, user), link: format!("{base}{path}") }
}

fn view(desk: &Desk, user: User) -> UserView {
    UserView {
        name: user.name,
        role: user.role,
        has_password: user.has_password,
        made_at: LocalTime::of(&desk.salon.zone, user.made_at),
    }
}

/// A stored word, for programs.
fn as_word<S: Serializer>(role: &Role, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(role.as_str())
}
