//! The ways that are set up, and whom mail is from.

use crate::config::{Config, MailSecurity, MailWay, SmsWay};
use crate::domain::{Error, Result};
use crate::post::mail::folder::MailFolder;
use crate::post::mail::letter::{Line, Mailbox};
use crate::post::mail::smtp::{Security, Smtp, SmtpOptions};
use crate::post::mail::transport::MailTransport;
use crate::post::sms::folder::SmsFolder;
use crate::post::sms::gateway::{Gateway, Shape};
use crate::post::sms::seven::Seven;
use crate::post::sms::template::Template;
use crate::post::sms::transport::SmsTransport;
use crate::post::sms::twilio::Twilio;
use crate::post::sms::{seven, twilio};
use std::fs;
use std::sync::Arc;
use std::time::Duration;

/// Who mail is from, where nobody says.
const SENDER: &str = "termine";

/// The ways that are set up; `None` is switched off. Making them sends nothing.
#[derive(Clone)]
pub struct Postbox {
    pub mail: Option<Arc<dyn MailTransport>>,
    pub sms: Option<Arc<dyn SmsTransport>>,
    pub from: Mailbox,
}

impl Postbox {
    /// What the configuration says.
    pub fn of(config: &Config) -> Result<Postbox> {
        Ok(Postbox { mail: mail(config)?, sms: sms(config), from: sender(config)? })
    }
}

/// Whom mail is from: without a name of its own it has the salon's.
fn sender(config: &Config) -> Result<Mailbox> {
    let from = match config.mail.from.is_empty() {
        true => Mailbox::parse(&format!("{SENDER}@{}", config.calcom.attendee_domain))?,
        false => Mailbox::parse(&config.mail.from)?,
    };
    Ok(match from.name.as_str().is_empty() {
        true => Mailbox { name: Line::new(&config.company.name), ..from },
        false => from,
    })
}

/// The way that mail goes.
pub fn mail(config: &Config) -> Result<Option<Arc<dyn MailTransport>>> {
    let mail = &config.mail;
    Ok(match mail.transport {
        MailWay::Off => None,
        MailWay::Folder => {
            Some(Arc::new(MailFolder::new(config.messages.folder(&config.database))))
        }
        MailWay::Smtp => {
            let read =
                |file| fs::read(file).map_err(|e| Error::invalid(format!("mail.ca_file: {e}")));
            let login = (mail.user.clone(), mail.password.reveal().to_owned());
            let options = SmtpOptions {
                host: mail.host.clone(),
                port: mail.port(),
                security: match mail.security {
                    MailSecurity::Tls => Security::Tls,
                    MailSecurity::StartTls => Security::StartTls,
                    MailSecurity::None => Security::None,
                },
                login: Some(login).filter(|(user, _)| !user.is_empty()),
                extra_roots: mail.ca_file.as_ref().map(read).transpose()?,
                step_timeout: Duration::from_secs(mail.step_timeout_seconds),
                total_timeout: Duration::from_secs(mail.total_timeout_seconds),
            };
            Some(Arc::new(Smtp::new(options).map_err(Error::Invalid)?))
        }
    })
}

/// The way that text messages go.
pub fn sms(config: &Config) -> Option<Arc<dyn SmsTransport>> {
    let sms = &config.sms;
    let url = |own: &str| if sms.url.is_empty() { own.to_owned() } else { sms.url.clone() };
    let (key, from) = (sms.api_key.reveal().to_owned(), sms.from.clone());
    let shape = match sms.transport {
        SmsWay::Off => return None,
        SmsWay::Folder => {
            return Some(Arc::new(SmsFolder::new(config.messages.folder(&config.database))));
        }
        SmsWay::Seven => Shape::Seven(Seven { url: url(seven::URL), api_key: key, from }),
        SmsWay::Twilio => Shape::Twilio(Twilio {
            url: url(twilio::URL),
            account: sms.account.clone(),
            auth_token: key,
            from,
        }),
        SmsWay::Template => Shape::Template(Template {
            url: sms.url.clone(),
            headers: sms
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.reveal().to_owned()))
                .collect(),
            content_type: sms.content_type.clone(),
            body: sms.body.clone(),
            from,
        }),
    };
    let seconds = Duration::from_secs;
    let (connect, total) = (sms.connect_timeout_seconds, sms.total_timeout_seconds);
    Some(Arc::new(Gateway::new(shape, seconds(connect), seconds(total))))
}
