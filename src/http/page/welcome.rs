//! After the first run: the salon is served, and this is what remains to be done.

use crate::domain::Result;
use crate::frontdesk::settings::remaining;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::server::message::Response;
use maud::html;

/// `GET /welcome`.
pub(crate) fn show(ask: &Ask) -> Result<Response> {
    let all = remaining::of(ask.desk())?;
    let title = ask.pick("Der Salon läuft", "The salon is served");
    let body = html! {
        div .head { h1 { (title) } }
        p .lead { (ask.pick(
            "Die Einrichtung steht in appliance.toml, und ab jetzt kann gebucht werden. Die Termintypen bei Cal.com werden gerade gemacht.",
            "What was set up stands in appliance.toml, and from now on visits can be booked. The event types at Cal.com are being made.",
        )) }
        @if all.is_empty() {
            p .good { (ask.pick("Es bleibt nichts zu tun.", "Nothing remains to be done.")) }
        } @else {
            section .panel aria-labelledby="remains" {
                h2 #remains { (ask.pick("Was noch bleibt", "What remains")) }
                ul .lines { @for one in &all { li { span { b { (one.what) } " " span .soft { (one.how) } } } } }
            }
        }
        p .actions {
            a .button .primary href="/" { (ask.pick("Zum Tag", "To the day")) }
            a .button href="/doctor" { (ask.pick("Alles prüfen", "Look at everything")) }
            a .button href="/settings" { (ask.pick("Einstellungen", "Settings")) }
        }
    };
    frame::of(ask, Page { title: title.to_owned(), at: "/settings", body, ..Page::default() })
}
