//! `users`: who may use the salon's page.

use crate::domain::access::credentials::UserName;
use crate::domain::access::role::Role;
use crate::domain::ids::{CompanyId, UserId};
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use time::OffsetDateTime;

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The row.
    pub id: UserId,
    /// Of this tenant.
    pub company: CompanyId,
    /// What is typed to come in.
    pub name: String,
    /// What the user may.
    pub role: Role,
    /// What the page speaks to this user, where it is not the salon's own.
    pub language: Option<Language>,
    /// Whether a password was chosen.
    pub has_password: bool,
    /// UTC.
    pub made_at: OffsetDateTime,
}

const COLUMNS: &str =
    "id, company_id, name, role, language, password_hash <> '' AS has_password, made_at";

/// Makes a user without a password. The name must be free.
pub fn insert(
    tx: &Tx,
    company: CompanyId,
    name: &UserName,
    role: Role,
    now: OffsetDateTime,
) -> Result<UserId> {
    tx.prepare_cached(
        "INSERT INTO users (company_id, name, role, made_at, updated_at)
         VALUES (:company, :name, :role, :now, :now)",
    )?
    .execute(named_params! {
        ":company": company.0, ":name": name.as_str(), ":role": role.as_str(), ":now": stamp::seconds(now),
    })?;
    Ok(UserId(tx.last_insert_rowid()))
}

/// Everybody of a company, by name.
pub fn all(connection: &Connection, company: CompanyId) -> Result<Vec<User>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM users WHERE company_id = ?1 ORDER BY name"
        ))?
        .query_map([company.0], |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// Whether nobody has a password yet, so that nobody can come in.
pub fn nobody_can_come_in(connection: &Connection, company: CompanyId) -> Result<bool> {
    let sql =
        "SELECT NOT EXISTS (SELECT 1 FROM users WHERE company_id = ?1 AND password_hash <> '')";
    Ok(connection.prepare_cached(sql)?.query_row([company.0], |row| row.get(0))?)
}

/// The user of this name.
pub fn named(connection: &Connection, company: CompanyId, name: &UserName) -> Result<Option<User>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM users WHERE company_id = ?1 AND name = ?2"
        ))?
        .query_row((company.0, name.as_str()), |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The user of this row.
pub fn find(connection: &Connection, id: UserId) -> Result<Option<User>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM users WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// What the password is checked against; empty while none was chosen.
pub fn password_hash(connection: &Connection, id: UserId) -> Result<String> {
    let found = connection
        .prepare_cached("SELECT password_hash FROM users WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Another password, or none.
pub fn set_password_hash(tx: &Tx, id: UserId, hash: &str, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE users SET password_hash = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute((id.0, hash, stamp::seconds(now)))?;
    Ok(())
}

/// What the page speaks to this user.
pub fn set_language(tx: &Tx, id: UserId, language: Language, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached("UPDATE users SET language = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute((id.0, language.as_str(), stamp::seconds(now)))?;
    Ok(())
}

pub(crate) fn read(row: &Row) -> Result<User> {
    let odd = |what: &str| Error::internal(format!("users holds an unknown {what}"));
    let language = match row.get::<_, Option<String>>("language")? {
        Some(word) => Some(Language::parse(&word).ok_or_else(|| odd("language"))?),
        None => None,
    };
    Ok(User {
        id: UserId(row.get("id")?),
        company: CompanyId(row.get("company_id")?),
        name: row.get("name")?,
        role: Role::parse(&row.get::<_, String>("role")?).ok_or_else(|| odd("role"))?,
        language,
        has_password: row.get("has_password")?,
        made_at: stamp::parse(&row.get::<_, String>("made_at")?)?,
    })
}
