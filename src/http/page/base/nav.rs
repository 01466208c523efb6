//! The list of pages.

use crate::domain::access::role::May;
use crate::http::page::base::ask::Ask;
use maud::{Markup, html};

struct Entry {
    path: &'static str,
    may: May,
    german: &'static str,
    english: &'static str,
}

/// Where what needs a person is.
pub(crate) const NEEDS: &str = "/needs";

const ENTRIES: &[Entry] = &[
    Entry { path: "/today", may: May::Customers, german: "Heute", english: "Today" },
    Entry { path: NEEDS, may: May::Customers, german: "Zu tun", english: "Needs me" },
    Entry { path: "/customers", may: May::Customers, german: "Kundinnen", english: "Customers" },
    Entry { path: "/messages", may: May::Customers, german: "Nachrichten", english: "Messages" },
    Entry { path: "/staff", may: May::Customers, german: "Team", english: "Team" },
    Entry { path: "/sick", may: May::Customers, german: "Vertretung", english: "Stand-ins" },
    Entry { path: "/services", may: May::Everything, german: "Leistungen", english: "Services" },
    Entry { path: "/mappings", may: May::Everything, german: "Zuordnung", english: "Who is who" },
    Entry { path: "/quality", may: May::Everything, german: "Zahlen", english: "Figures" },
    Entry { path: "/events", may: May::Everything, german: "Ereignisse", english: "Events" },
    Entry { path: "/audit", may: May::Customers, german: "Protokoll", english: "Log" },
    Entry {
        path: "/agent",
        may: May::Everything,
        german: "Ausprobieren",
        english: "Try the agent",
    },
    Entry { path: "/users", may: May::Own, german: "Zugang", english: "Access" },
    Entry { path: "/settings", may: May::Own, german: "Einstellungen", english: "Settings" },
];

/// The pages this user may see, with the one that is open marked.
pub(crate) fn list(ask: &Ask, at: &str, needs: usize) -> Markup {
    let seen = ENTRIES.iter().filter(|entry| ask.known.user.role.may(entry.may));
    html! {
        nav .side aria-label=(ask.pick("Seiten", "Pages")) {
            ul {
                @for entry in seen {
                    li { a href=(entry.path) aria-current=[(entry.path == at).then_some("page")] {
                        (ask.pick(entry.german, entry.english))
                        @if entry.path == NEEDS && needs > 0 { span .badge { (needs) } }
                    } }
                }
            }
        }
    }
}

/// The first page of this user.
pub(crate) fn first(ask: &Ask) -> &'static str {
    let mut seen = ENTRIES.iter().filter(|entry| ask.known.user.role.may(entry.may));
    seen.next().map_or("/account", |entry| entry.path)
}
