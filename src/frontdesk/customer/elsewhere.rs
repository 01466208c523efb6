//! What is kept about a customer outside this database, and what the salon has to see to there itself.

use crate::config::{MailWay, SmsWay};
use crate::frontdesk::Desk;

/// A sentence for each place, in the salon's language. `uids` are the bookings at Cal.com.
pub(crate) fn sentences(desk: &Desk, uids: &[String]) -> Vec<String> {
    let (config, language) = (&desk.salon.config, desk.salon.language);
    let mut sentences = Vec::new();
    if !uids.is_empty() {
        let (count, uids) = (uids.len(), uids.join(", "));
        sentences.push(language.pick(
            format!("Bei Cal.com steht der Name in {count} Buchungen: {uids}."),
            format!("At Cal.com the name stands in {count} bookings: {uids}."),
        ));
    }
    sentences.push(language.pick(
        "Retell bewahrt Gespräche so lange auf, wie es dort eingestellt ist; Mailserver und SMS-Anbieter ihre Protokolle.".into(),
        "Retell keeps calls for as long as it is set there; mail servers and text message providers keep their logs.".into(),
    ));
    if let Some(dir) = config.record.dir.as_ref().filter(|_| config.record.personal) {
        let dir = dir.display();
        sentences.push(language.pick(
            format!("Die Aufzeichnungen in {dir} enthalten Personen, weil [record] personal es so will."),
            format!("The recordings in {dir} have the people in them, because [record] personal wants it so."),
        ));
    }
    // An erasure takes the person's own away; what was tried out by hand stays.
    if config.mail.transport == MailWay::Folder || config.sms.transport == SmsWay::Folder {
        let folder = config.messages.folder(&config.database);
        let dir = folder.display();
        sentences.push(language.pick(
            format!("Nachrichten liegen als Dateien in {dir}."),
            format!("Messages lie as files in {dir}."),
        ));
    }
    sentences.push(language.pick(
        "Ältere Sicherungskopien der Datenbank enthalten die Person noch.".into(),
        "Older backups of the database still have the person in them.".into(),
    ));
    sentences
}
