//! `[metrics]`: where and to whom `/metrics` is shown.

use crate::config::checks::listens;
use crate::config::secret::Secret;
use crate::config::source::fault::Faults;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::Path;

/// `[metrics]`. At the server's own address they are behind a bearer token always.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetricsConfig {
    /// An address and port of their own besides; port 0 takes a free one.
    pub listen: Option<String>,
    /// The bearer token that the scraper sends. Without one those of `[web_api]` open them at the server's address.
    pub token: Secret,
}

impl MetricsConfig {
    pub(crate) fn resolve(&mut self, folder: &Path, faults: &mut Faults) {
        self.token.resolve("metrics.token", folder, faults);
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        if let Some(listen) = &self.listen {
            listens("metrics.listen", listen, "127.0.0.1:9187", faults);
        }
    }

    /// Others than this machine show a token.
    pub(crate) fn check_secrets(&self, faults: &mut Faults) {
        let is_open = self.address().is_some_and(|addr| !addr.ip().is_loopback());
        if is_open && self.token.is_empty() {
            faults.key(
                "metrics.token",
                "is not set: metrics.listen is no loopback address, so anybody could read them",
                "Set it, or listen on 127.0.0.1",
            );
        }
    }

    fn address(&self) -> Option<SocketAddr> {
        self.listen.as_ref()?.parse().ok()
    }
}
