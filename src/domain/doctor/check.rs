//! What is looked at by `doctor`, in which order it is told, and what each look needs first.

use crate::domain::language::Language;
use crate::domain::stored::stored_enum;

stored_enum! {
    /// One line of it. The names are for programs and stay.
    pub enum Check {
        /// The configuration can be read and is good.
        Configuration = "configuration",
        /// Nobody else may read the files with secrets.
        Secrets = "secrets",
        /// Nobody else may look into the folder with the data.
        Folder = "folder",
        /// There is room.
        Disk = "disk",
        /// The database is there, ours, and sound.
        Database = "database",
        /// It is of this program's version.
        Schema = "schema",
        /// It takes what is written.
        Writable = "writable",
        /// The audit trail is whole.
        Audit = "audit",
        /// `serve` runs and is ready.
        Program = "program",
        /// Cal.com's name leads to an address.
        Name = "name",
        /// Cal.com answers, and it is Cal.com.
        Connection = "connection",
        /// Our clock is right.
        Clock = "clock",
        /// Cal.com accepts our key.
        Key = "key",
        /// The key may do what we need.
        Rights = "rights",
        /// Cal.com answers in the versions that we ask for.
        Versions = "versions",
        /// The key's calls are enough.
        Calls = "calls",
        /// The teams and the organisation are there.
        Teams = "teams",
        /// Everybody who works is known at Cal.com.
        Hosts = "hosts",
        /// What is booked has its event types, and they are right.
        EventTypes = "event_types",
        /// Cal.com tells us what happens.
        Webhooks = "webhooks",
        /// As whom Cal.com knows the customers.
        Customers = "customers",
        /// Mail can be sent.
        Mail = "mail",
        /// Text messages can be sent.
        Sms = "sms",
        /// Somebody is told when something is wrong.
        Alerts = "alerts",
        /// We are reached from outside, and it is us.
        PublicAddress = "public_address",
        /// What Retell signs arrives as it was signed.
        Signature = "signature",
        /// The agent at Retell is published and the one that is written down here.
        Agent = "agent",
        /// What is done by itself is done.
        Sync = "sync",
        /// Nothing waits for too long, and nothing is stuck.
        Queue = "queue",
        /// No alarm is open.
        Alarms = "alarms",
        /// There is a backup, and it is new.
        Backup = "backup",
    }
}

impl Check {
    /// What must not have failed, or nothing could be said.
    pub fn needs(self) -> &'static [Check] {
        use Check as C;
        match self {
            C::Configuration | C::Secrets | C::Folder | C::Disk | C::Database | C::Name => &[],
            C::Customers | C::Backup => &[],
            C::Program => &[C::Database],
            // Without its secrets nothing can be said of them.
            C::Mail | C::Sms | C::Alerts => &[C::Configuration],
            C::Schema => &[C::Database],
            C::Writable | C::Audit | C::Sync | C::Queue | C::Alarms | C::Hosts => &[C::Schema],
            C::Connection => &[C::Name],
            C::Clock | C::Key => &[C::Connection],
            C::Rights => &[C::Key],
            C::Versions => &[C::Key, C::Rights],
            C::Calls => &[C::Configuration, C::Program],
            C::Teams => &[C::Rights],
            C::EventTypes => &[C::Schema, C::Rights, C::Versions, C::Teams],
            C::Webhooks => &[C::Configuration, C::Schema, C::Rights, C::Versions, C::Teams],
            C::PublicAddress => &[C::Program],
            C::Signature => &[C::Configuration, C::Program, C::PublicAddress],
            // It is told where to reach us.
            C::Agent => &[C::Configuration, C::Schema, C::PublicAddress],
        }
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        let (german, english) = match self {
            Check::Configuration => ("Konfiguration", "configuration"),
            Check::Secrets => ("Geheimnisse", "secrets"),
            Check::Folder => ("Datenordner", "data folder"),
            Check::Disk => ("Festplatte", "disk"),
            Check::Database => ("Datenbank", "database"),
            Check::Writable => ("Schreiben", "writing"),
            Check::Schema => ("Fassung der Datenbank", "database version"),
            Check::Audit => ("Protokollkette", "audit trail"),
            Check::Program => ("Programm", "program"),
            Check::Name => ("Name von Cal.com", "Cal.com's name"),
            Check::Connection => ("Verbindung zu Cal.com", "connection to Cal.com"),
            Check::Clock => ("Uhr", "clock"),
            Check::Key => ("Schlüssel von Cal.com", "Cal.com key"),
            Check::Rights => ("Rechte des Schlüssels", "rights of the key"),
            Check::Versions => ("Fassungen der Schnittstelle", "API versions"),
            Check::Calls => ("Anfragen an Cal.com", "calls to Cal.com"),
            Check::Teams => ("Teams bei Cal.com", "teams at Cal.com"),
            Check::Hosts => ("Zuordnung der Personen", "people at Cal.com"),
            Check::EventTypes => ("Ereignistypen", "event types"),
            Check::Webhooks => ("Webhooks", "webhooks"),
            Check::Customers => ("Kundschaft bei Cal.com", "customers at Cal.com"),
            Check::Mail => ("E-Mail", "mail"),
            Check::Sms => ("SMS", "text messages"),
            Check::Alerts => ("Wer Alarme erfährt", "who hears of alarms"),
            Check::PublicAddress => ("Adresse im Netz", "public address"),
            Check::Signature => ("Signatur von Retell", "Retell's signature"),
            Check::Agent => ("Agent bei Retell", "agent at Retell"),
            Check::Sync => ("Abgleiche", "syncs"),
            Check::Queue => ("Warteschlangen", "queues"),
            Check::Alarms => ("Alarme", "alarms"),
            Check::Backup => ("Sicherung", "backup"),
        };
        language.pick(german, english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever needs something comes after it, so that there is no circle.
    #[test]
    fn what_is_needed_is_looked_at_before() {
        for (place, check) in Check::ALL.iter().enumerate() {
            for needed in check.needs() {
                let before = Check::ALL.iter().position(|one| one == needed);
                let is_before = before.is_some_and(|before| before < place);
                assert!(is_before, "{check:?} needs {needed:?}");
            }
            assert_eq!(Check::parse(check.as_str()), Some(*check));
            assert_ne!(check.name(Language::De), "");
        }
    }
}
