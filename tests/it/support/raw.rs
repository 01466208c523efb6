//! Requests byte by byte, and a photograph of the database to compare afterwards.

use crate::support::harness::TestApp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer as it came.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find_map(|(own, value)| own.eq_ignore_ascii_case(name).then_some(value.trim()))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {:?}", self.body))
    }
}

/// Sends one request on a connection of its own, headers as they are, repeated ones too.
pub fn send(
    addr: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nHost: salon.example\r\nConnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    if !["GET", "HEAD"].contains(&method) {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
    // A body that is refused early may find the connection closed.
    stream.write_all(body).ok();
    let mut bytes = Vec::new();
    let mut part = [0; 8192];
    while let Ok(n @ 1..) = stream.read(&mut part) {
        bytes.extend_from_slice(&part[..n]);
    }
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

/// Every row of every table but the inbox.
#[derive(Debug, PartialEq)]
pub struct Photograph(BTreeMap<String, Vec<String>>);

impl Photograph {
    pub fn of(app: &TestApp) -> Photograph {
        let connection = rusqlite::Connection::open(app.database()).unwrap();
        let column = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let tables = column(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
               AND name NOT IN ('inbox', 'inbox_attempts')",
        );
        assert!(tables.len() > 10, "{tables:?}");
        let rows = |table: String| {
            let columns = column(&format!("SELECT name FROM pragma_table_info('{table}')"));
            let quoted: Vec<String> = columns.iter().map(|c| format!("quote(\"{c}\")")).collect();
            let joined = quoted.join("||', '||");
            let rows = column(&format!("SELECT {joined} FROM \"{table}\" ORDER BY rowid"));
            (table, rows)
        };
        Photograph(tables.into_iter().map(rows).collect())
    }

    /// Says what differs.
    pub fn assert_unchanged(&self, app: &TestApp, what: &str) {
        let now = Photograph::of(app);
        for (table, rows) in &self.0 {
            assert_eq!(rows, &now.0[table], "{what} changed {table}");
        }
        assert_eq!(self.0.len(), now.0.len(), "{what}: the tables are others");
    }
}

/// The inbox after a row: channel, state and reason of each.
pub fn inbox_after(app: &TestApp, id: i64) -> Vec<String> {
    app.rows(&format!(
        "SELECT channel || ' ' || state || ' ' || coalesce(reason, '') FROM inbox WHERE id > {id} ORDER BY id"
    ))
}

pub fn inbox_end(app: &TestApp) -> i64 {
    app.count("SELECT coalesce(max(id), 0) FROM inbox")
}
