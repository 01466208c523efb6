//! What the salon's pages take: a full day of twelve staff members and two hundred segments, and ten thousand mappings.

use crate::bench_children::Place;
use crate::bench_http::Client;
use crate::bench_table::{Table, ms, percentile};
use crate::{Amounts, Outcome, bench_children, bench_http, bench_page_salon};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;

/// The mark: server time of a page, 99 of 100 answers.
const MARK: Duration = Duration::from_millis(20);
/// Looks before the clock starts: connections, caches, prepared statements.
const WARM_UP: usize = 20;
/// Looks for each single booking of the other figures.
const LOOKS: usize = 5;
/// The secret of the session that looks.
const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Pages by somebody who is logged in, again and again over one connection, as a browser sees them: gate, session, rows,
/// markup and the way back. The floor is the stylesheet over the same connection in the same moments: the same way, and
/// nothing to be found out.
pub fn measure(amounts: &Amounts, table: &mut Table) -> Outcome<()> {
    let place = Place::new()?;
    let sandbox = bench_page_salon::sandbox()?;
    let database = place.file("page.db");
    let text = bench_page_salon::config(&sandbox.base_url(), &database);
    let config = place.file("page.toml");
    std::fs::write(&config, text).map_err(|error| format!("{config:?}: {error}"))?;
    let (_program, addr) = bench_children::program(&config)?;
    let mut client = Client::new(addr);
    bench_page_salon::book_all(&mut client)?;
    log_in(&database)?;

    let day = format!("/day/{}", bench_page_salon::day()?);
    let what = format!("the day's page, 12 people, {} segments", bench_page_salon::SEGMENTS);
    look(amounts, table, &mut client, &what, (&day, "class=\"seg", bench_page_salon::SEGMENTS))?;
    bench_page_salon::map_many(&database)?;
    for (path, which) in [("/mappings", "first page"), ("/mappings?below=5000", "in their middle")]
    {
        let what = format!("the mappings, {} of them, {which}", bench_page_salon::MAPPINGS);
        let rows = (path, "href=\"/hosts/", bench_page_salon::MAPPINGS_PAGE);
        look(amounts, table, &mut client, &what, rows)?;
    }
    Ok(())
}

/// One page, which has to have so many of something in it.
fn look(
    amounts: &Amounts,
    table: &mut Table,
    client: &mut Client,
    what: &str,
    (path, part, count): (&str, &str, usize),
) -> Outcome<()> {
    let cookie = format!("__Host-chairside={SECRET}");
    let headers = [("Cookie", cookie.as_str()), ("Accept", "text/html")];
    let page = bench_http::request("GET", path, &headers, b"");
    let sheet = bench_http::request("GET", "/style.css", &headers, b"");
    let (mut taken, mut floor, mut bytes) = (Vec::new(), Vec::new(), 0);
    for look in 0..WARM_UP + amounts.single_bookings * LOOKS {
        let (status, body, took) = client.ask(&page)?;
        let parts = String::from_utf8_lossy(&body).matches(part).count();
        if status != 200 || parts != count {
            return Err(format!("{path} answered {status} with {parts} of {part}"));
        }
        let (status, _, outside) = client.ask(&sheet)?;
        if status != 200 {
            return Err(format!("the stylesheet answered {status}"));
        }
        if look >= WARM_UP {
            taken.push(took);
            floor.push(outside);
        }
        bytes = body.len();
    }
    told(table, what, &taken, &floor, bytes);
    Ok(())
}

fn told(table: &mut Table, what: &str, taken: &[Duration], floor: &[Duration], bytes: usize) {
    for percent in [50, 99] {
        let (value, least) = (percentile(taken, percent), percentile(floor, percent));
        table.row(
            &format!("{what}, p{percent}"),
            &format!("{} ({} kB)", ms(value), bytes / 1000),
            &format!("{}, the stylesheet (p{percent})", ms(least)),
            &format!("{:.1}", value.as_secs_f64() / least.as_secs_f64().max(f64::MIN_POSITIVE)),
            if percent == 99 { "≤ 20.00 ms" } else { "" },
        );
    }
    let value = percentile(taken, 99);
    table.verdict(&format!("{what}: within 20 ms, 99 of 100"), &ms(value), value <= MARK);
}

/// A session as a login leaves it: hashing a password is not what is measured.
fn log_in(database: &Path) -> Outcome<()> {
    let hash: String = Sha256::digest(SECRET).iter().map(|byte| format!("{byte:02x}")).collect();
    let made = || -> rusqlite::Result<()> {
        let connection = rusqlite::Connection::open(database)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        let now = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";
        connection.execute_batch(&format!(
            "INSERT INTO users (company_id, name, role, made_at, updated_at)
             SELECT id, 'bench', 'desk', {now}, {now} FROM companies;
             INSERT INTO sessions (token_hash, user_id, made_at, seen_at)
             SELECT '{hash}', id, {now}, {now} FROM users;"
        ))
    };
    made().map_err(|error| format!("a session: {error}"))
}
