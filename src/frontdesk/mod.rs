//! The use cases. `record` is the one door: every road that learns of a booking goes through it, and nothing
//! else makes or changes an appointment.

pub mod access;
pub(crate) mod agent;
pub mod alarm;
pub mod answers;
pub(crate) mod asked;
pub(crate) mod by_desk;
pub(crate) mod customer;
pub(crate) mod day;
pub mod decider;
pub(crate) mod diary;
pub mod door;
pub(crate) mod event;
pub mod event_type;
pub mod expected;
pub mod first_run;
pub(crate) mod free_times;
pub mod functions;
pub mod help;
pub mod host;
pub mod how_told;
pub(crate) mod messages;
pub(crate) mod needs;
pub mod offer;
pub(crate) mod own_page;
pub(crate) mod phone;
pub mod quality;
pub(crate) mod rehearsal;
pub(crate) mod retention;
pub(crate) mod running;
pub mod service;
pub(crate) mod settings;
pub mod sick;
pub(crate) mod telling;
pub(crate) mod understand;
pub(crate) mod unnamed;
pub mod visit;
pub(crate) mod voice;

use crate::calcom::Calcom;
use crate::calcom::pulse::Pulse;
use crate::config::Config;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::CompanyId;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::frontdesk::answers::Answers;
use crate::frontdesk::asked::Asked;
use crate::frontdesk::free_times::memory::FreeTimes;
use crate::frontdesk::how_told::HowTold;
use crate::saga::Claims;
use crate::store::Store;
use crate::store::db::start;
use crate::store::file::company;
use crate::store::service::salon;
use std::sync::Arc;
use std::thread;
use std::time::Instant;
use time::OffsetDateTime;

/// Tells the time. The program's is the system's; tests and replay bring their own.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// The system's clock, UTC.
pub fn system_clock() -> Clock {
    Arc::new(OffsetDateTime::now_utc)
}

/// Waits so long for the one who waits for an answer; `false`, and no waiting, if the time until then is not theirs.
/// The program sleeps; replay puts its clock forward while the recording shows that something was asked.
pub type Wait = Arc<dyn Fn(std::time::Duration, Instant) -> bool + Send + Sync>;

/// Sleeps, unless the deadline comes first.
pub fn sleep() -> Wait {
    Arc::new(|pause, deadline| match Instant::now().checked_add(pause) {
        Some(then) if then < deadline => {
            thread::sleep(pause);
            true
        }
        Some(_) | None => false,
    })
}

/// What every use case needs: where facts are kept, whom to ask, how this salon is set up, what time it is.
pub struct Desk {
    /// The database.
    pub store: Arc<Store>,
    /// Cal.com.
    pub calcom: Arc<dyn Calcom>,
    /// This salon.
    pub salon: Salon,
    /// The time.
    pub clock: Clock,
    /// How time passes for a request that has to try again.
    pub wait: Wait,
    /// Who drives which saga.
    pub claims: Claims,
    /// Whether Cal.com answers, and what time it is there.
    pub pulse: Arc<Pulse>,
    /// How the voice agent was answered, not written down yet.
    pub answers: Answers,
    /// What callers were asked a moment ago.
    pub asked: Asked,
}

/// The checked configuration, and what follows from it.
#[derive(Clone)]
pub struct Salon {
    /// The whole of `appliance.toml`.
    pub config: Arc<Config>,
    /// The tenant's row.
    pub company: CompanyId,
    /// Its time zone.
    pub zone: Zone,
    /// What callers hear.
    pub language: Language,
    /// How customers are told.
    pub telling: Arc<HowTold>,
    /// What Cal.com had free when it was asked last.
    pub free_times: Arc<FreeTimes>,
}

impl Desk {
    /// Writes the configured salon into the database and opens the desk: only `serve` does.
    pub fn serve(
        config: Arc<Config>,
        store: Arc<Store>,
        calcom: Arc<dyn Calcom>,
        clock: Clock,
    ) -> Result<Desk> {
        let (described, now) = (config.clone(), clock());
        let apply = |store: &Store| store.write(move |tx| salon::apply(tx, &described, now));
        Desk::at(config, store, calcom, clock, apply)
    }

    /// Opens the desk of a salon as it stands in the database, and writes nothing. Whether anything can be changed there
    /// is the store's to say.
    ///
    /// `Conflict` if `serve` never wrote this salon into it.
    pub fn beside(
        config: Arc<Config>,
        store: Arc<Store>,
        calcom: Arc<dyn Calcom>,
        clock: Clock,
    ) -> Result<Desk> {
        let key = config.company.key.clone();
        Desk::at(config, store, calcom, clock, |store| {
            let company = store.read(|connection| company::find(connection, &key))?;
            company.ok_or_else(|| start::no_salon(store.path()))
        })
    }

    fn at(
        config: Arc<Config>,
        store: Arc<Store>,
        calcom: Arc<dyn Calcom>,
        clock: Clock,
        company: impl FnOnce(&Store) -> Result<CompanyId>,
    ) -> Result<Desk> {
        let zone = Zone::parse(&config.company.time_zone)?;
        let language = Language::parse(&config.company.language)
            .ok_or_else(|| Error::invalid("company.language must be \"de\" or \"en\""))?;
        let company = company(&store)?;
        let pulse = Arc::new(Pulse::default());
        let (heard, time) = (pulse.clone(), clock.clone());
        calcom.add_listener(Arc::new(move |exchange| heard.hear(&exchange, time())));
        let telling = Arc::new(HowTold::of(&config, company, language));
        Ok(Desk {
            store,
            calcom,
            salon: Salon { config, company, zone, language, telling, free_times: Arc::default() },
            clock,
            wait: sleep(),
            claims: Claims::default(),
            pulse,
            answers: Answers::default(),
            asked: Asked::default(),
        })
    }

    /// The same salon in another language, to look at it: the views of one desk speak one. Nothing is booked by it.
    pub fn reading_in(&self, language: Language) -> Desk {
        Desk {
            store: self.store.clone(),
            calcom: self.calcom.clone(),
            salon: Salon { language, ..self.salon.clone() },
            clock: self.clock.clone(),
            wait: self.wait.clone(),
            claims: Claims::default(),
            pulse: self.pulse.clone(),
            answers: Answers::default(),
            asked: Asked::default(),
        }
    }

    /// UTC.
    pub fn now(&self) -> OffsetDateTime {
        (self.clock)()
    }
}
