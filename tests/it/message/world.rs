//! A salon whose messages go into a folder or to a server of the tests, and what is found there.

use crate::support::certificate;
use crate::support::certificate::Certificate;
use crate::support::harness::{Setup, TestApp, WEB_TOKEN};
use crate::support::smtp::SmtpServer;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A caller who can read text messages.
pub const MOBILE: &str = "+4915112345678";
pub const LANDLINE: &str = "+493023125101";

pub fn start() -> TestApp {
    TestApp::start()
}

pub fn start_with(extra: &str) -> TestApp {
    TestApp::start_with(&Setup { extra: extra.into(), ..Setup::default() })
}

/// Books a cut with Emma by telephone on Tuesday, 1 December 2026, at this hour.
pub fn book(app: &TestApp, call: &str, from: Option<&str>, at: &str) -> Value {
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "customer_name": "Zoë Beispiel",
        "start": format!("2026-12-01T{at}") });
    let heard = app.function(call, from, "book_appointment", args);
    assert_eq!(heard["status"], "booked", "{heard}");
    heard
}

/// The same from the web form.
pub fn on_the_web(app: &TestApp, id: &str, customer: &Value, at: &str) -> (u16, Value) {
    let body = json!({ "request_id": id, "service": "Haarschnitt", "staff": "Emma",
        "start": format!("2026-12-01T{at}"), "customer": customer });
    let token = format!("Bearer {WEB_TOKEN}");
    app.post("/api/v2/bookings", body.to_string().as_bytes(), &[("authorization", &token)])
}

/// The same by a customer who has a telephone and an address.
pub fn book_by_mail(app: &TestApp, id: &str, at: &str) {
    let customer =
        json!({ "name": "Zoë Beispiel", "email": "zoe@kundin.example", "phone": MOBILE });
    let (status, answer) = on_the_web(app, id, &customer, at);
    assert_eq!(status, 201, "{answer}");
}

pub fn move_to(app: &TestApp, call: &str, from: &str, start: &str) {
    let heard = app.function(call, Some(from), "reschedule_appointment", json!({ "start": start }));
    assert_eq!(heard["status"], "rescheduled", "{heard}");
}

pub fn cancel(app: &TestApp, call: &str, from: &str) {
    let heard = app.function(call, Some(from), "cancel_appointment", json!({}));
    assert_eq!(heard["status"], "cancelled", "{heard}");
}

/// What lies in the folder, by name.
pub fn folder(app: &TestApp) -> Vec<(String, String)> {
    let folder: PathBuf = app.dir.path().join("messages");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Kind, channel, revision, state and reason of every message, in order.
pub fn outbox(app: &TestApp) -> Vec<String> {
    app.rows("SELECT kind || ' ' || channel || ' ' || revision || ' ' || state || iif(reason = '', '', ' ' || reason) FROM outbox ORDER BY rowid")
}

/// A mail server that speaks TLS, and what the salon must know of it.
pub struct Mail {
    pub server: SmtpServer,
    pub certificate: Certificate,
    /// Keeps the certificates.
    pub dir: tempfile::TempDir,
}

impl Mail {
    pub fn tls() -> Mail {
        Mail::with(SmtpServer::tls)
    }

    pub fn starttls() -> Mail {
        Mail::with(SmtpServer::starttls)
    }

    fn with(server: fn(&Certificate) -> SmtpServer) -> Mail {
        let dir = tempfile::tempdir().unwrap();
        let certificate = certificate::make(dir.path(), "localhost");
        Mail { server: server(&certificate), certificate, dir }
    }

    /// `[mail]` of a salon that sends there.
    pub fn section(&self, security: &str, more: &str) -> String {
        let (port, ca) = (self.server.address.port(), &self.certificate.cert);
        format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"Salon Probe <termine@salon.example>\"\nhost = \"localhost\"\n\
             port = {port}\nsecurity = \"{security}\"\nuser = \"termine\"\npassword = \"geheim\"\nca_file = {ca:?}\n\
             step_timeout_seconds = 5\ntotal_timeout_seconds = 10\n{more}\n"
        )
    }
}
