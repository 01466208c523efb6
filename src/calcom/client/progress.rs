//! Watches how far a request got: whether a connection had to be made, and whether anything was sent on it.
//!
//! ureq's errors do not tell (a reset may come before or after the request went out), and for a booking it
//! decides between "surely nothing happened" and "perhaps". ureq runs a call on the calling thread, so the
//! watch is a thread-local note. The traits come from ureq's `unversioned` module: an update of ureq may
//! need a change here, and nowhere else.

use std::cell::Cell;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport,
};

/// How far a request got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// A new connection stood, TLS included. False when an idle one was used again.
    pub(crate) connected: bool,
    /// Some byte of the request may have left.
    pub(crate) sent: bool,
}

thread_local! {
    static PROGRESS: Cell<Progress> = const { Cell::new(Progress { connected: false, sent: false }) };
}

/// Runs one request of a watched agent and says how far it got.
pub(crate) fn watched<T>(request: impl FnOnce() -> T) -> (T, Progress) {
    PROGRESS.set(Progress::default());
    let result = request();
    (result, PROGRESS.get())
}

/// ureq's own connectors, watched.
#[derive(Debug, Default)]
pub(crate) struct WatchedConnector {
    inner: DefaultConnector,
}

impl Connector for WatchedConnector {
    type Out = WatchedTransport;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<WatchedTransport>, ureq::Error> {
        // Time-outs differ with each request, TLS settings never do. Said so, ureq keeps the TLS
        // configuration (roots, session tickets) instead of building it anew for each request.
        let of_the_agent = ConnectionDetails {
            uri: details.uri,
            addrs: details.addrs.clone(),
            config: details.config,
            request_level: false,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        let transport = self.inner.connect(&of_the_agent, chained)?;
        PROGRESS.set(Progress { connected: true, ..PROGRESS.get() });
        Ok(transport.map(|inner| WatchedTransport { inner }))
    }
}

/// A connection that notes when something is sent on it.
#[derive(Debug)]
pub(crate) struct WatchedTransport {
    inner: Box<dyn Transport>,
}

impl Transport for WatchedTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        // Before, not after: a write that fails may have sent a part.
        PROGRESS.set(Progress { sent: true, ..PROGRESS.get() });
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
