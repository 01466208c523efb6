//! What each column says about a customer: the list that an export and an erasure follow. `columns.txt` says how it is
//! read; a test compares it with the schema.

use std::sync::LazyLock;

const LIST: &str = include_str!("columns.txt");

/// What a column says about a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing.
    None,
    /// Who somebody is, or in whose words.
    Personal,
    /// Somebody, to whom has the other tables.
    Pseudonymous,
    /// It opens a door.
    Secret,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether an export shows it.
    pub is_shown: bool,
    /// Whether an erasure looks for the person in it, in any row.
    pub has_words: bool,
    /// What an erasure puts there in the customer's rows, as SQL.
    pub put: Option<&'static str>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub name: &'static str,
    /// Whether the customer's rows go as a whole.
    pub rows_go: bool,
    pub columns: Vec<Column>,
}

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| LIST.lines().fold(Vec::new(), take));

/// Every table.
pub(crate) fn tables() -> &'static [Table] {
    &TABLES
}

/// A line that cannot be read names nothing: then a column is missing, which the test sees.
fn take(mut tables: Vec<Table>, line: &'static str) -> Vec<Table> {
    if let Some((name, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
        tables.push(Table { name, rows_go: rest.trim() == "row", columns: Vec::new() });
    } else if !line.starts_with('#')
        && let (Some(columns), Some(table)) = (columns(line), tables.last_mut())
    {
        table.columns.extend(columns);
    }
    tables
}

fn columns(line: &'static str) -> Option<Vec<Column>> {
    // SQL may have colons, names have none.
    let (how, names) = line.rsplit_once(": ")?;
    let (kind, how) = how.split_once(' ')?;
    let (export, erase) = how.split_once(' ')?;
    let kind = match kind {
        "none" => Kind::None,
        "personal" => Kind::Personal,
        "pseudonymous" => Kind::Pseudonymous,
        "secret" => Kind::Secret,
        _ => return None,
    };
    let (words, put) = match erase.split_once("= ") {
        Some((words, put)) => (words.trim(), Some(put)),
        None => (erase, None),
    };
    let (has_words, is_kept) = (words == "words", words == "keep");
    if !(has_words || is_kept || put.is_some()) {
        return None;
    }
    let column = |name| Column { name, kind, is_shown: export == "in", has_words, put };
    Some(names.split(' ').map(column).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::schema::pattern;
    use crate::store::file::version;
    use rusqlite::Connection;
    use std::collections::BTreeSet;

    fn names(connection: &Connection, sql: &str) -> BTreeSet<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// A new table or column fails here until somebody has thought about whom it tells of.
    #[test]
    fn every_column_of_a_new_database_is_classified_and_nothing_else() {
        let fresh = pattern(version::NEWEST).unwrap();
        let there = names(
            &fresh,
            "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
        );
        let listed: Vec<String> = tables()
            .iter()
            .flat_map(|table| {
                table.columns.iter().map(|one| format!("{}.{}", table.name, one.name))
            })
            .collect();
        let set: BTreeSet<String> = listed.iter().cloned().collect();
        assert_eq!(set.len(), listed.len(), "one of them is listed twice");
        let missing: Vec<_> = there.difference(&set).collect();
        let gone: Vec<_> = set.difference(&there).collect();
        assert!(missing.is_empty(), "not in columns.txt: {missing:?}");
        assert!(gone.is_empty(), "in columns.txt and not in the schema: {gone:?}");
    }

    /// What is personal is shown to the person where it is in the person's own rows, and an erasure takes it away; what
    /// is secret is shown to nobody.
    #[test]
    fn nothing_personal_outlives_an_erasure_and_no_secret_is_shown() {
        for table in tables() {
            for column in &table.columns {
                let goes = table.rows_go || column.has_words || column.put.is_some();
                let place = format!("{}.{}", table.name, column.name);
                match column.kind {
                    Kind::Personal => assert!(goes, "{place} stays"),
                    Kind::Secret => assert!(!column.is_shown, "{place} is shown"),
                    Kind::None | Kind::Pseudonymous => {}
                }
            }
        }
    }

    #[test]
    fn what_is_put_in_place_is_sql_that_the_table_takes() {
        let fresh = pattern(version::NEWEST).unwrap();
        for table in tables() {
            for (column, put) in table.columns.iter().filter_map(|one| Some((one.name, one.put?))) {
                let sql = format!("UPDATE {} SET {column} = {put} WHERE 0", table.name);
                fresh.execute(&sql, []).unwrap();
            }
        }
    }
}
