//! `[metrics]`: where and to whom `/metrics` is shown.

use crate::config::secret::Secret;
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
    pub(crate) fn resolve(&mut self, folder: &Path, problems: &mut Vec<String>) {
        self.token.resolve("metrics.token", folder, problems);
    }

    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        if self.listen.is_some() && self.address().is_none() {
            problems.push(
                "metrics.listen must be an address and a port, for example 127.0.0.1:9187".into(),
            );
        }
    }

    /// Others than this machine show a token.
    pub(crate) fn check_secrets(&self, problems: &mut Vec<String>) {
        let is_open = self.address().is_some_and(|addr| !addr.ip().is_loopback());
        if is_open && self.token.is_empty() {
            problems.push(
                "metrics.token is not set: metrics.listen is no loopback address, so anybody could read them".into(),
            );
        }
    }

    fn address(&self) -> Option<SocketAddr> {
        self.listen.as_ref()?.parse().ok()
    }
}
