//! The secrets that open the program's doors, as they count now. They can be changed while it runs.

use crate::config::{Config, Secret};
use std::sync::{Arc, PoisonError, RwLock};

/// The secrets as they count now.
pub struct Doors(RwLock<Arc<Secrets>>);

/// What whoever comes in must show.
#[derive(Clone)]
pub struct Secrets {
    /// Whether a door without secrets is open: on a loopback address alone; the configuration is checked at the start.
    pub insecure: bool,
    /// By which Cal.com's webhooks are known.
    pub calcom: Vec<Secret>,
    /// By which Retell's calls are known.
    pub retell: Vec<Secret>,
    /// The bearer tokens of the web API.
    pub tokens: Vec<Secret>,
    /// The metrics' own token.
    pub metrics: Secret,
}

impl Doors {
    /// As this configuration has them.
    pub fn of(config: &Config) -> Doors {
        Doors(RwLock::new(Arc::new(Secrets {
            insecure: config.insecure,
            calcom: config.calcom.webhook_secrets.clone(),
            retell: config.retell.api_keys.clone(),
            tokens: config.web_api.tokens.clone(),
            metrics: config.metrics.token.clone(),
        })))
    }

    /// As they count now.
    pub fn secrets(&self) -> Arc<Secrets> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on those of these keys count as this configuration has them; the others stay.
    pub fn change(&self, keys: &[String], config: &Config) {
        let mut secrets = (*self.secrets()).clone();
        for key in keys {
            match key.as_str() {
                "calcom.webhook_secrets" => secrets.calcom = config.calcom.webhook_secrets.clone(),
                "retell.api_keys" => secrets.retell = config.retell.api_keys.clone(),
                "web_api.tokens" => secrets.tokens = config.web_api.tokens.clone(),
                "metrics.token" => secrets.metrics = config.metrics.token.clone(),
                _ => {}
            }
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(secrets);
    }
}
