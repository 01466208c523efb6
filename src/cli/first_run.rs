//! The first run of `serve`: the guided page on the console's link, and at its end the salon at the same address, without a
//! restart.

use crate::appliance::{Appliance, Prepared, calcom_client};
use crate::cli::manager::Manager;
use crate::cli::reload;
use crate::cli::signals::Event;
use crate::config::first::FirstRun;
use crate::config::written::write_new;
use crate::config::{Config, Given};
use crate::domain::{Error, Result};
use crate::frontdesk::access::setup;
use crate::frontdesk::access::setup::LINK_MINUTES;
use crate::frontdesk::first_run::begun::{self, Finished};
use crate::frontdesk::settings::warnings::warnings;
use crate::frontdesk::system_clock;
use crate::http::first_run::door;
use crate::http::first_run::door::{Begin, Salon};
use crate::ops::files;
use crate::server::limits::check_files;
use crate::server::serve::ServerOptions;
use crate::store::Store;
use signal_hook::consts::SIGHUP;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf, absolute};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Exit code for the service manager: the server no longer answers, only a new process helps.
const UNRESPONSIVE_EXIT_CODE: i32 = 70;

/// What lies beside a database once it was open.
const BESIDE: [&str; 5] = ["-wal", "-shm", "-journal", ".lock", ".audit-head"];

/// How a program serves that goes on.
pub(crate) fn options() -> ServerOptions {
    ServerOptions { on_unresponsive: Arc::new(end_unresponsive), ..ServerOptions::default() }
}

/// The one place that ends the process from within: the service manager starts it anew.
fn end_unresponsive() {
    log::error!("the server is unresponsive: ending, so that it is started again");
    std::process::exit(UNRESPONSIVE_EXIT_CODE);
}

/// A salon that is open, with what it was opened from.
type Opened = Arc<Mutex<Option<(Prepared, Config)>>>;

/// What there is behind the server once the salon is set up.
#[derive(Clone, Default)]
struct Behind {
    salon: Salon,
    store: Arc<OnceLock<Arc<Store>>>,
    opened: Opened,
}

/// Serves the first run until the salon is set up, and then the salon. `None` if it was told to stop before.
pub(crate) fn set_up(
    first: &FirstRun,
    given: Given<'_>,
    events: &Receiver<Event>,
    teller: Sender<Event>,
) -> std::result::Result<Option<(Appliance, Config)>, String> {
    reload::start_log(&first.log);
    check_files()?;
    let (begun, link) = begun::FirstRun::begin(system_clock(), first.said.clone());
    let behind = Behind::default();
    let begin = begin(first, given, behind.clone(), teller);
    let store = behind.store.clone();
    let options = ServerOptions {
        is_stuck: Arc::new(move || store.get().is_some_and(|store| store.is_stuck())),
        ..options()
    };
    let server = door::serve(first.listen, options, begun, begin, behind.salon.clone())
        .map_err(|error| cannot_listen(first, &error))?;
    let addr = server.addr();
    tell(first, &format!("http://{addr}"), &link);
    let manager = Manager::ready(|| true);
    loop {
        match events.recv() {
            Ok(Event::SetUp) => break,
            Ok(Event::Signal(SIGHUP)) => {
                log::warn!("SIGHUP: there is no configuration to read yet");
            }
            Ok(Event::Signal(signal)) => {
                log::info!("signal {signal}: stopping, and nothing was set up");
                manager.stopping();
                return Ok(None);
            }
            Err(_) => return Ok(None),
        }
    }
    let opened = behind.opened.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some((prepared, config)) = opened else { return Ok(None) };
    for warning in warnings(&config) {
        log::warn!("{warning}");
    }
    let appliance = prepared.served_by(server).map_err(|error| error.for_log())?;
    log::info!("database {}", appliance.desk.store.path().display());
    print(&format!("chairside: {} is set up and served at http://{addr}", config.company.name));
    Ok(Some((appliance, config)))
}

fn cannot_listen(first: &FirstRun, error: &std::io::Error) -> String {
    let listen = first.listen;
    format!("the address {listen} ({error}). Take another one: --set server.listen=127.0.0.1:8081")
}

/// What stands on the console: where, what, and the link, which is in no log.
fn tell(first: &FirstRun, url: &str, link: &str) {
    let place = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
    print(&format!("chairside: listening on {url}"));
    print(&format!(
        "chairside: version {}, nothing is set up yet. The data will lie in {}, the configuration in {}",
        env!("CARGO_PKG_VERSION"),
        place(&first.database).display(),
        place(&first.file).display(),
    ));
    print(&format!("chairside: set it up here, within {LINK_MINUTES} minutes: {url}{link}"));
}

fn print(line: &str) {
    let printed = writeln!(std::io::stdout(), "{line}");
    printed.unwrap_or_else(|error| log::warn!("the console takes nothing: {error}"));
}

/// What is done at the end, whole or not at all: the file is written, the database made with its owner in it. The file is
/// what counts: with it, whatever comes next, the next `serve` serves.
fn begin(first: &FirstRun, given: Given<'_>, behind: Behind, teller: Sender<Event>) -> Begin {
    let (first, set) = (first.clone(), given.set.to_vec());
    Arc::new(move |finished: Finished| {
        let given = Given { path: &first.file, set: &set };
        let fresh = Fresh::before(&first)?;
        write_new(&first.file, &finished.file)
            .map_err(|error| Error::Conflict(error.to_string()))?;
        let opened = open(given, finished).inspect_err(|_| fresh.take_back())?;
        fresh.keep_to_ourselves();
        let (handler, store) = (opened.0.handler(), opened.0.desk().store.clone());
        *behind.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
        // It ends once, so neither is set already.
        behind.store.set(store).unwrap_or_default();
        behind.salon.set(handler).unwrap_or_default();
        // Nobody listens any more only where the program is being stopped.
        teller.send(Event::SetUp).unwrap_or_default();
        Ok(())
    })
}

fn open(given: Given<'_>, finished: Finished) -> Result<(Prepared, Config)> {
    let config = Config::load(given).map_err(Error::Conflict)?;
    let calcom = calcom_client(&config)?;
    let prepared = Prepared::open(config.clone(), calcom, system_clock()).map_err(told)?;
    setup::found(prepared.desk(), finished.owner).map_err(told)?;
    Ok((prepared, config))
}

/// Whoever sets up is told the whole truth: it is her own machine.
fn told(error: Error) -> Error {
    Error::Conflict(error.for_log())
}

/// The place as it was before: what is ours in it can be taken away again.
struct Fresh {
    file: PathBuf,
    database: PathBuf,
    /// The folder, if nothing was in it.
    empty: Option<PathBuf>,
}

impl Fresh {
    /// `Conflict` if a database has come there meanwhile: it is not ours to take.
    fn before(first: &FirstRun) -> Result<Fresh> {
        let (file, database) = (first.file.clone(), first.database.clone());
        if database.symlink_metadata().is_ok() {
            let database = database.display();
            return Err(Error::Conflict(format!("{database} is there already, and is not used")));
        }
        let folder = files::folder_of(&database).to_owned();
        let is_empty = fs::read_dir(&folder).is_ok_and(|mut all| all.next().is_none());
        Ok(Fresh { file, database, empty: is_empty.then_some(folder) })
    }

    /// Nothing is left behind of what did not work.
    fn take_back(&self) {
        let beside = BESIDE.iter().map(|suffix| files::behind(&self.database, suffix));
        for path in [self.file.clone(), self.database.clone()].into_iter().chain(beside) {
            fs::remove_file(path).ok();
        }
    }

    /// A folder that was made for this holds nothing but the salon's data: nobody else's business.
    fn keep_to_ourselves(&self) {
        let Some(folder) = &self.empty else { return };
        if let Err(error) = files::make_private(folder) {
            log::warn!("{} can be read by others: {error}", folder.display());
        }
    }
}
