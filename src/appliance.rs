//! Building the appliance from its configuration: store, desk, work, server. `serve`, the demo and the tests share it.
//! And opening its desk alone, for a command.

use crate::calcom::Calcom;
use crate::calcom::client::http::HttpCalcom;
use crate::calcom::client::options::ClientOptions;
use crate::calcom::offline::Offline;
use crate::config::Config;
use crate::domain::{Error, Result};
use crate::frontdesk::{Clock, Desk, system_clock};
use crate::http::context::App;
use crate::http::doors::Doors;
use crate::http::respond;
use crate::metrics::meter::Meter;
use crate::ops::{interrupted, upgrade};
use crate::post::postbox::Postbox;
use crate::recording::recorder::Recorder;
use crate::server::handler::Handler;
use crate::server::serve::{Server, ServerOptions};
use crate::store::Store;
use crate::store::file::running::Running;
use crate::work::{Ticker, Work};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// An appliance that is open and does not listen yet. Dropping it closes the database.
pub struct Prepared {
    app: Arc<App>,
    recorder: Option<Recorder>,
}

impl Prepared {
    /// Opens the database, recovers what was open.
    pub fn open(config: Config, calcom: Arc<dyn Calcom>, clock: Clock) -> Result<Prepared> {
        let (database, key) = (&config.database.path, &config.company.key);
        if let Some(sentence) = interrupted::finish(database)? {
            log::warn!("{sentence}");
        }
        let store = Arc::new(Store::serve_after(database, key, &|from| {
            upgrade::back_up_before(&config, from, clock())
        })?);
        let (messages, alarms) = (Postbox::of(&config)?, Postbox::of(&config)?);
        let desk = Arc::new(Desk::serve(Arc::new(config), store, calcom, clock)?);
        let work = Work::sending(desk.clone(), messages, alarms);
        let recorder = work.record()?;
        let meter = Arc::new(Meter::default());
        let measures = meter.clone();
        desk.calcom.add_listener(Arc::new(move |exchange| measures.exchange(&exchange)));
        Ok(Prepared { app: Arc::new(App::new(desk, work, meter)), recorder })
    }

    /// The use cases.
    pub fn desk(&self) -> &Desk {
        &self.app.desk
    }

    /// What answers its requests.
    pub fn handler(&self) -> Handler {
        respond::handler(self.app.clone())
    }

    /// Goes on behind a server whose requests its handler answers already.
    pub fn served_by(self, server: Server) -> Result<Appliance> {
        self.serve(true, ServerOptions::default(), |_, _| Ok(server))
    }

    fn serve(
        self,
        ticking: bool,
        mut options: ServerOptions,
        listen: impl FnOnce(ServerOptions, Arc<App>) -> Result<Server>,
    ) -> Result<Appliance> {
        let Prepared { app, recorder } = self;
        let (desk, work, doors) = (app.desk.clone(), app.work.clone(), app.doors.clone());
        options.waiting_workers = desk.salon.config.server.waiting_workers;
        let writer = desk.store.clone();
        options.is_stuck = Arc::new(move || writer.is_stuck());
        let metrics = match &desk.salon.config.metrics.listen {
            Some(listen) => Some(respond::serve_metrics(listen, app.clone()).map_err(|error| {
                Error::Unavailable(format!("the address {listen} of the metrics ({error})"))
            })?),
            None => None,
        };
        let instance = app.instance.clone();
        let server = listen(options, app)?;
        desk.store.tell_running(&Running {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            since: desk.now(),
            address: Some(server.addr()),
            instance,
        });
        let ticker = if ticking { Some(work.start()?) } else { None };
        Ok(Appliance { server: Some(server), metrics, ticker, recorder, doors, work, desk })
    }
}

/// A running appliance. Dropping it stops the server first, then the work, then the store.
pub struct Appliance {
    server: Option<Server>,
    metrics: Option<Server>,
    ticker: Option<Ticker>,
    recorder: Option<Recorder>,
    /// What whoever comes in must show; it can be changed.
    pub doors: Arc<Doors>,
    /// The work, to be driven step by step where no ticker runs.
    pub work: Arc<Work>,
    /// The use cases.
    pub desk: Arc<Desk>,
}

impl Appliance {
    /// Opens the database, recovers what was open, and listens. When it returns, requests are answered.
    pub fn start(config: Config, clock: Clock, options: ServerOptions) -> Result<Appliance> {
        let calcom = calcom_client(&config)?;
        Appliance::start_with(config, calcom, clock, options, true)
    }

    /// The same with another Cal.com, and with or without the thread that does the background work.
    pub fn start_with(
        config: Config,
        calcom: Arc<dyn Calcom>,
        clock: Clock,
        options: ServerOptions,
        ticking: bool,
    ) -> Result<Appliance> {
        let listen = config.server.listen.clone();
        let prepared = Prepared::open(config, calcom, clock)?;
        prepared.serve(ticking, options, |options, app| {
            respond::serve(&listen, options, app)
                .map_err(|error| Error::Unavailable(format!("the address {listen} ({error})")))
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> Option<SocketAddr> {
        self.server.as_ref().map(Server::addr)
    }

    /// Where the metrics are served alone, if they are.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(Server::addr)
    }

    /// Whether it goes on: the writer's thread and the background work.
    pub fn life(&self) -> impl Fn() -> bool + Send + 'static {
        let (store, work) = (self.desk.store.clone(), self.work.clone());
        move || !store.is_stuck() && work.is_alive()
    }

    /// Stops in order: no new requests, those in hand are finished, then the background work, then the recording of
    /// it, and the database is one file again.
    pub fn stop(&mut self) {
        let Some(server) = self.server.take() else { return };
        server.stop();
        self.metrics = None;
        self.ticker = None;
        self.work.finish();
        self.recorder = None;
        self.desk.store.stop_serving();
    }
}

impl Drop for Appliance {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The desk of a configured salon, to look at it: nothing is written and nothing is made, and Cal.com is not asked. See
/// `Store::look`.
pub fn look(config: Config) -> Result<Desk> {
    let store = Store::look(&config.database.path, &config.company.key)?;
    desk(config, store, Arc::new(Offline))
}

/// The same, and Cal.com is asked.
pub fn look_asking(config: Config, calcom: Arc<dyn Calcom>) -> Result<Desk> {
    let store = Store::look(&config.database.path, &config.company.key)?;
    desk(config, store, calcom)
}

/// The same to change something there. See `Store::change`.
pub fn change(config: Config, calcom: Arc<dyn Calcom>) -> Result<Desk> {
    let store = Store::change(&config.database.path, &config.company.key)?;
    desk(config, store, calcom)
}

/// The same without asking Cal.com.
pub fn change_offline(config: Config) -> Result<Desk> {
    change(config, Arc::new(Offline))
}

/// The same on a copy in memory, to try out what would be: nothing reaches the file.
pub fn try_out(config: Config, calcom: Arc<dyn Calcom>) -> Result<Desk> {
    // First, because of what is no salon's database not even a copy is made.
    drop(Store::look(&config.database.path, &config.company.key)?);
    let store = Store::copy_of(&config.database.path, &config.company.key)?;
    desk(config, store, calcom)
}

fn desk(config: Config, store: Store, calcom: Arc<dyn Calcom>) -> Result<Desk> {
    Desk::beside(Arc::new(config), Arc::new(store), calcom, system_clock())
}

/// The client that the configuration describes.
pub fn calcom_client(config: &Config) -> Result<Arc<dyn Calcom>> {
    calcom_client_at(config, system_clock())
}

/// The same by another clock.
pub fn calcom_client_at(config: &Config, clock: Clock) -> Result<Arc<dyn Calcom>> {
    client(ClientOptions { clock, ..options(config) })
}

/// The client of a command that runs beside a `serve`: so many calls a minute at the most, for the one kind of work
/// that it does.
pub fn calcom_client_of_command(config: &Config, per_minute_max: u32) -> Result<Arc<dyn Calcom>> {
    let options = options(config);
    let requests_per_minute = options.requests_per_minute.map(|limit| limit.min(per_minute_max));
    client(ClientOptions { requests_per_minute, is_shared: false, ..options })
}

fn client(options: ClientOptions) -> Result<Arc<dyn Calcom>> {
    Ok(Arc::new(HttpCalcom::new(options).map_err(Error::Invalid)?))
}

fn options(config: &Config) -> ClientOptions {
    let calcom = &config.calcom;
    ClientOptions {
        bookings_version: calcom.bookings_version.clone(),
        slots_version: calcom.slots_version.clone(),
        event_types_version: calcom.event_types_version.clone(),
        connect_timeout: Duration::from_secs(calcom.connect_timeout_seconds),
        total_timeout: Duration::from_secs(calcom.total_timeout_seconds),
        requests_per_minute: Some(calcom.requests_per_minute).filter(|limit| *limit > 0),
        clock: system_clock(),
        ..ClientOptions::new(calcom.base_url.clone(), calcom.api_key.reveal())
    }
}
