//! What every handler may use.

use crate::domain::Result;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::access::doorman::Doorman;
use crate::frontdesk::needs::gather;
use crate::http::doors::Doors;
use crate::http::log_sums::Sums;
use crate::metrics::meter::Meter;
use crate::ops::doctor::ward::Ward;
use crate::work::Work;
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;
use uuid::Uuid;

/// How long a number of things to do may be old where another process has changed something.
const COUNT_KEPT: time::Duration = time::Duration::seconds(60);

/// The appliance, as far as a request needs it.
pub struct App {
    /// The use cases.
    pub desk: Arc<Desk>,
    /// To be woken when a hint arrives, and where days are recorded.
    pub work: Arc<Work>,
    /// How long things take.
    pub meter: Arc<Meter>,
    /// What whoever comes in must show.
    pub doors: Arc<Doors>,
    /// A random name of this run.
    pub instance: String,
    /// What strangers can cause, counted.
    pub sums: Sums,
    /// What the salon's page needs besides.
    pub(crate) page: PageState,
}

/// What the salon's page keeps between requests.
pub(crate) struct PageState {
    /// Who has typed wrong passwords.
    pub doorman: Doorman,
    /// The last look at everything.
    pub ward: Arc<Ward>,
    /// The same salon in the other language, to look at.
    other: Desk,
    counted: Mutex<Option<Counted>>,
}

/// How many things needed a person.
#[derive(Clone, Copy)]
struct Counted {
    /// After so many commits.
    commits: u64,
    at: OffsetDateTime,
    needs: usize,
}

impl PageState {
    /// Of this desk.
    pub fn of(desk: &Desk) -> PageState {
        let other = desk.salon.language.pick(Language::En, Language::De);
        PageState {
            doorman: Doorman::default(),
            ward: Arc::default(),
            other: desk.reading_in(other),
            counted: Mutex::default(),
        }
    }
}

impl App {
    /// Of a desk and its work.
    pub fn new(desk: Arc<Desk>, work: Arc<Work>, meter: Arc<Meter>) -> App {
        let page = PageState::of(&desk);
        let doors = Arc::new(Doors::of(&desk.salon.config));
        let instance = Uuid::new_v4().simple().to_string();
        App { desk, work, meter, doors, instance, sums: Sums::default(), page }
    }

    /// The desk to look at, in this language. What changes something goes through `desk`.
    pub(crate) fn looking_in(&self, language: Language) -> &Desk {
        if language == self.desk.salon.language { &self.desk } else { &self.page.other }
    }

    /// How many things need a person; counted again when something was written, and every minute.
    pub(crate) fn needs(&self) -> Result<usize> {
        let (commits, now) = (self.desk.store.commits(), self.desk.now());
        let kept = *self.page.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |one: &Counted| one.commits == commits && now - one.at < COUNT_KEPT;
        if let Some(kept) = kept.filter(is_fresh) {
            return Ok(kept.needs);
        }
        let needs = gather::needs(&self.desk)?.needs.len();
        *self.page.counted.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Counted { commits, at: now, needs });
        Ok(needs)
    }
}
