//! `[mail]` and `[sms]`: how what is sent to people goes.

use crate::config::checks::{one_line, safe_url, within};
use crate::config::secret::Secret;
use crate::config::source::fault::Faults;
use crate::domain::people::person::Email;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The port of SMTP over TLS (RFC 8314).
const TLS_PORT: u16 = 465;
/// The port of submission with STARTTLS.
const STARTTLS_PORT: u16 = 587;
/// The port of a server on this machine that needs neither.
const PLAIN_PORT: u16 = 25;

/// Which way mail goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailWay {
    /// Into a folder, as `.eml` files.
    #[default]
    Folder,
    /// To a mail server.
    Smtp,
    /// Nowhere.
    Off,
}

/// How the connection to the mail server is secured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS from the start.
    #[default]
    Tls,
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// None, on a loopback address only.
    None,
}

/// `[mail]`: how mail goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// Which way.
    pub transport: MailWay,
    /// `Salon Beispiel <termine@salon.example>`, or an address alone.
    pub from: String,
    /// Where answers go, if elsewhere.
    pub reply_to: String,
    /// The mail server's name, as its certificate has it.
    pub host: String,
    /// 0 takes the usual one.
    pub port: u16,
    /// How the connection is secured. What is asked for is never given up.
    pub security: MailSecurity,
    /// Without one there is no login.
    pub user: String,
    /// Of the user.
    pub password: Secret,
    /// Certificates in PEM that are trusted beside the usual ones.
    pub ca_file: Option<PathBuf>,
    /// Until a connection stands, and for each answer.
    pub step_timeout_seconds: u64,
    /// For the whole of one mail.
    pub total_timeout_seconds: u64,
}

impl Default for MailConfig {
    fn default() -> MailConfig {
        MailConfig {
            transport: MailWay::Folder,
            from: String::new(),
            reply_to: String::new(),
            host: String::new(),
            port: 0,
            security: MailSecurity::Tls,
            user: String::new(),
            password: Secret::default(),
            ca_file: None,
            step_timeout_seconds: 20,
            total_timeout_seconds: 60,
        }
    }
}

impl MailConfig {
    /// The port, the usual one where none is named.
    pub fn port(&self) -> u16 {
        match (self.port, self.security) {
            (0, MailSecurity::Tls) => TLS_PORT,
            (0, MailSecurity::StartTls) => STARTTLS_PORT,
            (0, MailSecurity::None) => PLAIN_PORT,
            (port, _) => port,
        }
    }

    /// A relative name begins at this folder.
    pub(crate) fn begin_at(&mut self, folder: &Path) {
        if let Some(file) = self.ca_file.as_mut() {
            *file = folder.join(&*file);
        }
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        within("mail.step_timeout_seconds", self.step_timeout_seconds, 1..=120, faults);
        within("mail.total_timeout_seconds", self.total_timeout_seconds, 1..=300, faults);
        one_line("mail.user", &self.user, faults);
        if !self.from.is_empty() && address_in(&self.from).is_none() {
            let wrong = "must be like \"Salon <termine@salon.example>\"";
            faults.key(
                "mail.from",
                wrong,
                "Write a name and the address in < >, or the address alone",
            );
        }
        if !self.reply_to.is_empty() && Email::parse(&self.reply_to).is_err() {
            faults.key(
                "mail.reply_to",
                "must be an address like name@salon.example",
                "Write one address, without a name",
            );
        }
        if self.transport != MailWay::Smtp {
            return;
        }
        if self.host.is_empty() || self.host.contains(|c: char| c.is_whitespace() || c == '/') {
            faults.key(
                "mail.host",
                "must be the mail server's name",
                "Write it like mail.salon.example; the port is mail.port",
            );
        }
        if self.from.is_empty() {
            faults.key(
                "mail.from",
                "must be set where mail goes to a server",
                "Write the address that the server knows",
            );
        }
        if self.security == MailSecurity::None && !is_loopback(&self.host) {
            faults.key(
                "mail.security",
                "= \"none\" is allowed on a loopback address only: use \"tls\" or \"starttls\"",
                "Leave it out for \"tls\"",
            );
        }
    }

    /// A key that is needed and not set.
    pub(crate) fn check_secrets(&self, faults: &mut Faults) {
        if self.transport == MailWay::Smtp && !self.user.is_empty() && self.password.is_empty() {
            faults.key(
                "mail.password",
                "is not set, and mail.user is",
                "Set mail.password or mail.password_file",
            );
        }
    }
}

/// The address in `Name <address>`, or the text itself.
fn address_in(text: &str) -> Option<Email> {
    let inner = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    Email::parse(inner.map_or(text, |(_, address)| address)).ok()
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

/// Which way text messages go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsWay {
    /// Into a folder, as `.sms` files.
    #[default]
    Folder,
    /// seven.io.
    Seven,
    /// Twilio.
    Twilio,
    /// Any gateway that takes one POST.
    Template,
    /// Nowhere.
    Off,
}

/// `[sms]`: how text messages go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SmsConfig {
    /// Which way.
    pub transport: SmsWay,
    /// The gateway's address; empty takes the provider's own.
    pub url: String,
    /// seven.io's key, Twilio's auth token.
    pub api_key: Secret,
    /// Twilio's account, `AC…`.
    pub account: String,
    /// Who it is from: up to 11 letters and digits, or a number of the account.
    pub from: String,
    /// Of a template: what is sent beside the body. Values may be secrets.
    pub headers: BTreeMap<String, Secret>,
    /// Of a template: how values are written into its body.
    pub content_type: String,
    /// Of a template, with `{to}`, `{text}`, `{id}` and `{from}`.
    pub body: String,
    /// Until a connection stands.
    pub connect_timeout_seconds: u64,
    /// Until an answer is complete.
    pub total_timeout_seconds: u64,
}

impl Default for SmsConfig {
    fn default() -> SmsConfig {
        SmsConfig {
            transport: SmsWay::Folder,
            url: String::new(),
            api_key: Secret::default(),
            account: String::new(),
            from: String::new(),
            headers: BTreeMap::new(),
            content_type: "application/json".into(),
            body: String::new(),
            connect_timeout_seconds: 5,
            total_timeout_seconds: 15,
        }
    }
}

impl SmsConfig {
    /// Whether a gateway is set up.
    pub fn is_gateway(&self) -> bool {
        matches!(self.transport, SmsWay::Seven | SmsWay::Twilio | SmsWay::Template)
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        within("sms.connect_timeout_seconds", self.connect_timeout_seconds, 1..=60, faults);
        within("sms.total_timeout_seconds", self.total_timeout_seconds, 1..=120, faults);
        one_line("sms.from", &self.from, faults);
        let named = self.transport == SmsWay::Template || !self.url.is_empty();
        if self.is_gateway() && named {
            safe_url("sms.url", &self.url, faults);
        }
        if self.transport == SmsWay::Twilio {
            if self.account.is_empty() || !self.account.bytes().all(|b| b.is_ascii_alphanumeric()) {
                faults.key(
                    "sms.account",
                    "must be Twilio's account, AC…",
                    "Copy the account SID from Twilio's console",
                );
            }
            if self.from.is_empty() {
                faults.key(
                    "sms.from",
                    "must be set: Twilio wants a sender",
                    "Write a number of the account",
                );
            }
        }
        if self.transport == SmsWay::Template && !self.body.contains("{text}") {
            faults.key(
                "sms.body",
                "must hold {text}, and where the number goes {to}",
                "Write the body of the gateway's POST",
            );
        }
    }

    /// A key that is needed and not set.
    pub(crate) fn check_secrets(&self, faults: &mut Faults) {
        let needed = matches!(self.transport, SmsWay::Seven | SmsWay::Twilio);
        if needed && self.api_key.is_empty() {
            faults.key(
                "sms.api_key",
                "is not set: the gateway would refuse every message",
                "Set sms.api_key or sms.api_key_file",
            );
        }
    }
}
