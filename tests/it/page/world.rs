//! A salon with something of each kind in it, for tests that look at every page.

use crate::support::harness::{CUT_POOL, Setup, TestApp};
use crate::visit::world;
use chairside::domain::visit::booked::VisitStatus;
use chairside::domain::visit::booking::Source;
use chairside::frontdesk::door::rules::Rules;
use chairside::frontdesk::door::walk_in::{Unbooked, record_without_booking};
use chairside::sandbox::stand_in::{SandboxUser, WebhookMode};
use rusqlite::Connection;
use serde_json::json;
use time::macros::datetime;

/// Erika's telephone, which can read text messages.
pub const MOBILE: &str = "+4915112345678";
/// What no one may see who may see no customer.
pub const OF_CUSTOMERS: [&str; 7] = [
    "Erika",
    "Kim Muster",
    "Ada Anders",
    "Zoë Beispiel",
    "4915112345678",
    "3023125101",
    "kundin.example",
];
/// The visits: a cut, a colour with its pause held, one that nobody does, and one of somebody whom nobody knows.
pub const CUT: i64 = 1;
pub const COLOUR: i64 = 2;
pub const NOBODYS: i64 = 3;
pub const UNKNOWNS: i64 = 4;
/// Emma's row, which is the same in every salon of these keys.
pub const EMMA: &str = "0440e63d-d949-565f-9aa7-6af0a5a14356";
/// The day of all of them.
pub const DAY: &str = "2026-11-24";

/// Cal.com's number of somebody of whom the salon does not know who it is.
pub const HOST_UNKNOWN: i64 = 7009;

/// A demo's program (one click lets in), with a visit of each kind, a message, a warning, a call-back and an alarm.
pub fn salon() -> TestApp {
    salon_with("")
}

/// The same with further lines of the configuration.
pub fn salon_with(extra: &str) -> TestApp {
    let change = |config: &mut chairside::config::Config| {
        config.is_demo = true;
        config.server.public_url = "https://termine.salon.example".into();
        world::flexible(config);
    };
    // A machine with other work must not make a visit late.
    let own = world::EXTRA.replace("answer_deadline_seconds = 8", "answer_deadline_seconds = 60");
    let extra = format!("{extra}\n{own}");
    let app = world::furnish(TestApp::start_with(&Setup { extra, change }));
    let cut = json!({ "service": "Haarschnitt", "staff": "Jürgen", "customer_name": "Erika Muster",
        "start": format!("{DAY}T10:00") });
    let heard = app.function("call_cut", Some(MOBILE), "book_appointment", cut);
    assert_eq!(
        (&heard["status"], &heard["appointment_id"]),
        (&json!("booked"), &json!(CUT)),
        "{heard}"
    );
    assert_eq!(app.rows("SELECT id FROM staff WHERE key = 'emma'"), [EMMA]);
    assert_eq!(world::booked(&app), COLOUR);
    nobodys(&app);
    unknowns(&app);
    app.settle();
    noted(&app);
    app.appliance.work.deliver();
    app
}

/// The path of the link that Erika was sent.
pub fn own_page(app: &TestApp) -> String {
    let texts = crate::message::world::folder(app).into_iter().map(|(_, text)| text);
    let mut links = texts.filter_map(|text| {
        let (_, token) = text.split_once("https://termine.salon.example/v/")?;
        Some(format!("/v/{}", token.split_whitespace().next()?))
    });
    links.next().expect("a message with a link")
}

/// Walked in, and nobody was named.
fn nobodys(app: &TestApp) {
    let starts_at = datetime!(2026-11-24 14:30 UTC);
    let diary = Unbooked {
        visit_ref: "walk-in-1".into(),
        source: Source::WalkIn,
        status: VisitStatus::Confirmed,
        branch: None,
        service: None,
        staff: None,
        customer: Some(("Zoë Beispiel".into(), None)),
        starts_at,
        ends_at: starts_at + time::Duration::minutes(30),
    };
    let desk = &app.appliance.desk;
    let (rules, now) = (Rules::of(&desk.salon), app.clock.now());
    let made = desk.store.write(move |tx| record_without_booking(tx, &rules, &diary, now)).unwrap();
    assert_eq!(made.0, NOBODYS);
}

/// Booked at Cal.com's own page, and given there to somebody unknown here.
fn unknowns(app: &TestApp) {
    app.sandbox.add_user(SandboxUser::new(HOST_UNKNOWN, "Emi V.", "emi@privat.example", "emi"));
    let body = json!({ "eventTypeId": CUT_POOL, "start": "2026-11-24T13:00:00Z", "attendee": { "name": "Ada Anders",
        "email": "ada@kundin.example", "timeZone": "Europe/Berlin", "phoneNumber": world::OTHER } });
    let uid = app.at_calcom("/v2/bookings", &body)["uid"].as_str().unwrap().to_owned();
    assert!(app.sandbox.desk_reassign(&uid, HOST_UNKNOWN, WebhookMode::Hold));
    app.deliver_webhooks();
    app.settle();
    let nobodys = "SELECT id FROM appointments WHERE staff_id IS NULL ORDER BY id";
    assert_eq!(app.rows(nobodys), [NOBODYS.to_string(), UNKNOWNS.to_string()]);
}

/// What other tests bring about properly; here it only has to be there.
fn noted(app: &TestApp) {
    let connection = Connection::open(app.database()).unwrap();
    let at = "2026-11-23T08:00:00Z";
    connection
        .execute_batch(&format!(
            "INSERT INTO callbacks (company_id, subject, reason, customer_name, phone, wish, made_at, last_at)
             VALUES (1, 'call_9', 'key_refused', 'Erika Muster', '{MOBILE}', 'Erika wants a cut on Friday.', '{at}', '{at}');
             INSERT INTO warnings (company_id, kind, subject, message, raised_at)
             VALUES (1, 'stray_booking', 'x', 'A booking stands alone.', '{at}');
             INSERT INTO alarms (company_id, kind, level, message, began_at)
             VALUES (1, 'calcom_unreachable', 'alarm', 'Cal.com does not answer.', '{at}');"
        ))
        .unwrap();
}
