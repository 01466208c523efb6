//! How people are told: customers by mail and text message, the owner by alarms. Nothing is sent.

use crate::config::{AttendeeMode, MailWay, SmsWay};
use crate::domain::doctor::finding::Finding;
use crate::ops::doctor::patient::Patient;
use crate::post::outcome::Failure;
use crate::post::postbox;
use crate::post::postbox::Postbox;
use crate::post::sms::transport::Credit;

/// Below so much money, in hundredths, messages stop soon.
const CREDIT_LITTLE_HUNDREDTHS: i64 = 500;

/// As whom Cal.com knows the customers.
pub(crate) fn customers(patient: &Patient) -> Finding {
    let calcom = &patient.config.calcom;
    match calcom.attendee {
        AttendeeMode::Artificial => Finding::ok(patient.pick(
            format!(
                "Cal.com kennt nur Adressen @{} und schreibt niemandem",
                calcom.attendee_domain
            ),
            format!(
                "Cal.com knows addresses @{} alone, and writes to nobody",
                calcom.attendee_domain
            ),
        )),
        AttendeeMode::Customer => Finding::ok(patient.pick(
            "Cal.com kennt die eigenen Adressen der Kundschaft und schreibt ihr selbst",
            "Cal.com knows the customers' own addresses, and writes to them itself",
        )),
    }
}

/// Whether mail can be sent.
pub(crate) fn mail(patient: &Patient) -> Finding {
    let config = &patient.config;
    match config.mail.transport {
        MailWay::Off => {
            return Finding::warn(
                patient
                    .pick("abgeschaltet: niemand bekommt E-Mail", "switched off: nobody gets mail"),
                patient.pick(
                    "in [mail] transport = \"smtp\" mit den Zugangsdaten des Postfachs",
                    "set transport = \"smtp\" in [mail], with the login of your mailbox",
                ),
            );
        }
        MailWay::Folder => {
            let folder = config.messages.folder(&config.database);
            return Finding::warn(
                patient.pick(
                    format!("wird nur in {} geschrieben, nicht verschickt", folder.display()),
                    format!("is only written into {}, and not sent", folder.display()),
                ),
                patient.pick(
                    "in [mail] transport = \"smtp\" mit den Zugangsdaten des Postfachs",
                    "set transport = \"smtp\" in [mail], with the login of your mailbox",
                ),
            );
        }
        MailWay::Smtp => {}
    }
    let tried = Postbox::of(config).map_err(|error| Failure::refused(error.for_log(), ""));
    let tried = tried.and_then(|postbox| match &postbox.mail {
        Some(mail) => mail.try_out(postbox.from.address.as_str()).map(|()| mail.name()),
        None => Ok(String::new()),
    });
    match tried {
        Ok(name) => {
            Finding::ok(patient.pick(format!("{name}, angemeldet"), format!("{name}, logged in")))
        }
        Err(failure) => Finding::fail(
            patient.pick(
                format!("der Mailserver nimmt uns nicht ({failure})"),
                format!("the mail server does not take us ({failure})"),
            ),
            mail_advice(patient, &failure),
        ),
    }
}

fn mail_advice(patient: &Patient, failure: &Failure) -> &'static str {
    let is = |word: &str| failure.code.contains(word);
    if is("login") {
        patient.pick(
            "mail.user und mail.password prüfen; viele Anbieter wollen ein eigenes App-Passwort",
            "see mail.user and mail.password; many providers want a password for apps",
        )
    } else if is("STARTTLS") || is("TLS") {
        patient.pick(
            "der Server bietet die Verschlüsselung nicht an: mail.security = \"tls\" mit Port 465 versuchen; bei eigenem Zertifikat mail.ca_file",
            "the server does not offer the encryption: try mail.security = \"tls\" with port 465; mail.ca_file for a certificate of your own",
        )
    } else {
        patient.pick(
            "mail.host und mail.port prüfen, und ob der Anbieter diesen Port von hier zulässt",
            "see mail.host and mail.port, and whether your provider lets this port out",
        )
    }
}

/// Whether text messages can be sent and paid for.
pub(crate) fn sms(patient: &Patient) -> Finding {
    let config = &patient.config;
    let set_up = patient.pick(
        "in [sms] transport = \"seven\" oder \"twilio\" mit api_key; ohne SMS erfährt nichts, wer keine E-Mail-Adresse hat",
        "set transport = \"seven\" or \"twilio\" in [sms], with api_key; without it customers without an address hear nothing",
    );
    match config.sms.transport {
        SmsWay::Off => {
            return Finding::ok(patient.pick("abgeschaltet", "switched off"));
        }
        SmsWay::Folder => {
            let folder = config.messages.folder(&config.database);
            return Finding::warn(
                patient.pick(
                    format!("werden nur in {} geschrieben, nicht verschickt", folder.display()),
                    format!("are only written into {}, and not sent", folder.display()),
                ),
                set_up,
            );
        }
        SmsWay::Seven | SmsWay::Twilio | SmsWay::Template => {}
    }
    let Some(sms) = postbox::sms(config) else { return Finding::ok("-") };
    let name = sms.name();
    match sms.credit() {
        Ok(None) => Finding::ok(patient.pick(
            format!("{name}; nach dem Guthaben kann hier nicht gefragt werden"),
            format!("{name}; it cannot be asked what is left there"),
        )),
        Ok(Some(credit)) => money(patient, &name, &credit),
        Err(failure) => Finding::fail(
            patient.pick(
                format!("{name} nimmt uns nicht ({failure})"),
                format!("{name} does not take us ({failure})"),
            ),
            patient.pick(
                "sms.api_key prüfen (beim Anbieter unter API Keys), bei Twilio auch sms.account",
                "see sms.api_key (at the provider under API keys), for Twilio sms.account, too",
            ),
        ),
    }
}

fn money(patient: &Patient, name: &str, credit: &Credit) -> Finding {
    let (whole, part) = (credit.hundredths / 100, (credit.hundredths % 100).abs());
    let sign = if credit.hundredths < 0 && whole == 0 { "-" } else { "" };
    let amount = format!("{sign}{whole}.{part:02} {}", credit.currency);
    let amount = amount.trim_end();
    let seen = patient.pick(format!("{name}, Guthaben {amount}"), format!("{name}, {amount} left"));
    let todo = patient.pick(
        "Guthaben beim Anbieter aufladen, am besten automatisch",
        "pay in at the provider, best automatically",
    );
    match credit.hundredths {
        ..=0 => Finding::fail(seen, todo),
        1..CREDIT_LITTLE_HUNDREDTHS => Finding::warn(seen, todo),
        _ => Finding::ok(seen),
    }
}

/// Whether somebody is told.
pub(crate) fn alerts(patient: &Patient) -> Finding {
    let (alerts, mail) = (&patient.config.alerts, patient.config.mail.transport);
    let by_hook = !alerts.hook_url.is_empty();
    let by_mail = !alerts.mail.is_empty() && mail == MailWay::Smtp;
    if !by_hook && !by_mail {
        let seen = match alerts.mail.is_empty() {
            true => patient.pick(
                "niemand: Alarme stehen nur im Protokoll",
                "nobody: alarms are told to the log alone",
            ),
            false => patient.pick(
                "niemand: die Briefe über Alarme landen nur im Ordner",
                "nobody: letters about alarms only land in the folder",
            ),
        };
        let todo = patient.pick(
            "in [alerts] mail = [\"deine Adresse\"] (mit [mail] transport = \"smtp\") oder hook_url eintragen, dann `chairside alerts test`",
            "write mail = [\"your address\"] (with transport = \"smtp\" in [mail]) or hook_url into [alerts], then `chairside alerts test`",
        );
        return Finding::warn(seen, todo);
    }
    let mut ways = Vec::new();
    if by_mail {
        ways.push(alerts.mail.len().to_string() + patient.pick(" Adressen", " addresses"));
    }
    if by_hook {
        ways.push(patient.pick("ein Hook", "a hook").to_owned());
    }
    Finding::ok(ways.join(", "))
}
