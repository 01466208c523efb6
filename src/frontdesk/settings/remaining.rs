//! What a salon still lacks after it was set up, as far as our own tables and the configuration tell. Whether all of it
//! works as well, the doctor looks.

use crate::config::{MailWay, SmsWay};
use crate::domain::Result;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::store::host::staff;
use crate::store::service::retell_parts::Part;
use crate::store::service::{catalogue, retell_parts};
use serde::Serialize;

/// Something that is still to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Remaining {
    /// What does not work without it.
    pub what: String,
    /// How it is done.
    pub how: String,
}

/// What remains, the most needed first; nothing if all is there. The sentences are in the desk's language.
pub(crate) fn of(desk: &Desk) -> Result<Vec<Remaining>> {
    let (config, company, language) = (&desk.salon.config, desk.salon.company, desk.salon.language);
    let (people, services, agent) = desk.store.read(|connection| {
        Ok((
            staff::listed(connection, company)?.len(),
            catalogue::active(connection, company)?.len(),
            retell_parts::id(connection, company, Part::Agent)?,
        ))
    })?;
    let mut all = Vec::new();
    let mut add = |german: (&str, &str), english: (&str, &str)| {
        let (what, how) = language.pick(german, english);
        all.push(Remaining { what: what.to_owned(), how: how.to_owned() });
    };
    if people == 0 || services == 0 {
        add(
            (
                "Ohne Team und Leistungen kann niemand etwas buchen.",
                "[[staff]] und [[services]] in appliance.toml, oder `chairside staff import` und die Seite Leistungen.",
            ),
            (
                "Without a team and services nobody can book anything.",
                "[[staff]] and [[services]] in appliance.toml, or `chairside staff import` and the page of services.",
            ),
        );
    }
    if config.server.public_url.is_empty() {
        add(
            (
                "Von außen ist das Programm noch nicht zu erreichen: Retell kann nicht anrufen, Cal.com nichts melden.",
                "Einen Reverse-Proxy mit TLS davor, seine Adresse als server.public_url in appliance.toml, dann neu starten.",
            ),
            (
                "The program cannot be reached from outside yet: Retell cannot call, Cal.com cannot tell anything.",
                "A reverse proxy with TLS before it, its address as server.public_url in appliance.toml, then start anew.",
            ),
        );
    }
    if config.retell_management_key().is_empty() {
        add(
            (
                "Ohne Retells Schlüssel wird kein Anruf angenommen.",
                "Ihn bei Retell unter API Keys holen und als retell.api_keys in appliance.toml schreiben, dann neu starten.",
            ),
            (
                "Without Retell's key no call is taken.",
                "Get it at Retell under API Keys and write it into appliance.toml as retell.api_keys, then start anew.",
            ),
        );
    } else if agent.is_none() {
        add(
            (
                "Die Stimme ist noch nicht bei Retell.",
                "`chairside retell push` bringt sie dorthin, wenn die öffentliche Adresse steht.",
            ),
            (
                "The voice is not at Retell yet.",
                "`chairside retell push` brings it there, once the public address is set.",
            ),
        );
    }
    if !config.calcom.webhook_secrets.is_empty() {
        add(
            (
                "Was bei Cal.com von Hand geändert wird, sehen wir erst, wenn wir nachsehen.",
                "`chairside doctor --fix` trägt die Webhooks dort ein, wenn die öffentliche Adresse steht.",
            ),
            (
                "What is changed at Cal.com by hand we see only when we look.",
                "`chairside doctor --fix` registers the webhooks there, once the public address is set.",
            ),
        );
    }
    if config.mail.transport == MailWay::Folder && config.sms.transport == SmsWay::Folder {
        let folder = config.messages.folder(&config.database);
        all.push(written_only(&folder.display().to_string(), language));
    }
    Ok(all)
}

fn written_only(folder: &str, language: Language) -> Remaining {
    Remaining {
        what: language.pick(
            format!("Nachrichten an Kundinnen werden nur in den Ordner {folder} geschrieben."),
            format!("Messages to customers are only written into the folder {folder}."),
        ),
        how: language
            .pick(
                "Einen Mailserver in [mail] und einen SMS-Dienst in [sms] eintragen.",
                "Name a mail server in [mail] and a gateway for text messages in [sms].",
            )
            .to_owned(),
    }
}
