//! The pages that are looked at: every row of the table that shows one, and some in a state of their own.

use chairside::http::page::table::rows;

/// A page as somebody sees it.
pub struct Page {
    /// The picture's name.
    pub name: &'static str,
    /// The row of the table.
    pub row: &'static str,
    /// `owner`, `desk` or `agency`; empty for who is not logged in.
    pub role: &'static str,
    /// The address; `{SELECT …}` is what the demo's database says.
    pub path: &'static str,
}

const fn page(name: &'static str, row: &'static str, role: &'static str) -> Page {
    Page { name, row, role, path: row }
}

impl Page {
    const fn at(self, path: &'static str) -> Page {
        Page { path, ..self }
    }
}

/// A composite visit of the demo's day.
const COLOUR: &str = "/visits/{SELECT id FROM appointments WHERE is_composite = 1 AND status = 'confirmed' ORDER BY id LIMIT 1}";

/// Jürgen on the demo's day.
const SICK: &str = "/sick?staff={SELECT id FROM staff WHERE key = 'juergen'}&day=2026-12-02";

/// All of them, by who looks.
pub const PAGES: &[Page] = &[
    page("login", "/login", ""),
    page("setup", "/setup/{link}", "").at("/setup/{setup}"),
    page("own", "/v/{token}", ""),
    page("nowhere", "", "").at("/nowhere"),
    page("today", "/today", "desk"),
    page("day", "/day/{day}", "desk").at("/day/2026-12-02"),
    page("visit", "/visits/{id}", "desk").at(COLOUR),
    page("move", "/visits/{id}/move", "desk").at("/visits/{SELECT id FROM appointments WHERE status = 'confirmed' ORDER BY starts_at DESC LIMIT 1}/move"),
    page("book", "/book", "desk"),
    page("needs", "/needs", "desk"),
    page("account", "/account", "desk"),
    page("week", "/week/{day}", "desk").at("/week/2026-12-02"),
    page("customers", "/customers", "desk"),
    page("customer", "/customers/{id}", "desk").at("/customers/1"),
    page("merge", "/customers/{id}/merge", "desk").at("/customers/1/merge?with=2"),
    page("erase", "/customers/{id}/erase", "owner").at("/customers/1/erase"),
    page("events", "/events", "agency"),
    page("event", "/events/{id}", "agency").at("/events/{SELECT min(id) FROM inbox}"),
    page("users", "/users", "owner"),
    page("settings", "/settings", "owner"),
    page("welcome", "/welcome", "owner"),
    page("backups", "/backups", "owner"),
    page("doctor", "/doctor", "owner"),
    page("agent", "/agent", "agency").at("/agent?said=morgen+um+zehn+Haare+schneiden+bei+der+Ida"),
    page("services", "/services", "owner"),
    page("service", "/services/{key}", "owner").at("/services/ansatz"),
    page("service-new", "/services/new", "owner"),
    page("service-edit", "/services/{key}/edit", "owner").at("/services/ansatz/edit"),
    page("rehearsal", "/services/{key}/rehearse", "owner").at("/services/ansatz/rehearse"),
    page("drift", "/services/{key}/drift", "owner").at("/services/ansatz/drift"),
    page("messages", "/messages", "desk"),
    page("message", "/messages/{id}", "desk").at("/messages/{SELECT id FROM outbox LIMIT 1}"),
    page("mappings", "/mappings", "desk"),
    page("host", "/hosts/{id}", "desk").at("/hosts/{SELECT host_id FROM calcom_hosts ORDER BY host_id LIMIT 1}"),
    page("wrong", "/mappings/{id}/wrong", "desk").at("/mappings/{SELECT id FROM calcom_host_mappings LIMIT 1}/wrong"),
    page("suggestions", "/suggestions", "desk"),
    page("audit", "/audit", "owner"),
    page("staff", "/staff", "desk"),
    page("quality", "/quality", "agency").at("/quality?days=365"),
    page("sick", "/sick", "desk").at(SICK),
    page("may-not", "", "agency").at("/today"),
];

/// Rows that lead on to another page, or give a file.
fn is_none(path: &str) -> bool {
    path == "/" || path.contains('.') || path.starts_with("/icon/")
}

/// Rows without a page in the list, pages without a row, and names that two pages have.
pub fn missing() -> Vec<String> {
    let shown = || rows().iter().filter(|row| row.method == "GET" && !is_none(row.path));
    let without = shown().filter(|row| !PAGES.iter().any(|page| page.row == row.path));
    let without = without.map(|row| format!("{} is not in tests/pages/list.rs", row.path));
    let gone = PAGES.iter().filter(|page| !page.row.is_empty());
    let gone = gone.filter(|page| !shown().any(|row| row.path == page.row));
    let gone = gone.map(|page| format!("{} is no row of the table", page.row));
    let same = |page: &Page| PAGES.iter().filter(|other| other.name == page.name).count();
    let twice = PAGES.iter().filter(|page| same(page) > 1);
    let twice = twice.map(|page| format!("two pages are called {}", page.name));
    without.chain(gone).chain(twice).collect()
}
