//! How long things take: our own answers and Cal.com's.

use crate::calcom::exchange::Exchange;
use crate::domain::quality::understanding;
use crate::metrics::operation::{operation, outcome};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// Of our own answers, in seconds: most take milliseconds, some wait for Cal.com.
const OWN_SECONDS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Of Cal.com's.
const CALCOM_SECONDS: [f64; 11] = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.25, 2.5, 5.0, 10.0];

/// The outcome of an answer whose status is none of ours.
const OTHER: &str = "other";

/// A request to us.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: &'static str,
    method: &'static str,
    /// `2xx`, `4xx`, …
    code: &'static str,
}

/// A function of the voice agent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FunctionLabels {
    function: &'static str,
    outcome: &'static str,
}

/// A request to Cal.com.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CalcomLabels {
    operation: &'static str,
    outcome: &'static str,
}

/// Measures. Shared by all who have something to measure.
pub struct Meter {
    registry: Registry,
    requests: Family<RequestLabels, Histogram, fn() -> Histogram>,
    functions: Family<FunctionLabels, Histogram, fn() -> Histogram>,
    calcom: Family<CalcomLabels, Histogram, fn() -> Histogram>,
}

impl Default for Meter {
    fn default() -> Meter {
        let own: fn() -> Histogram = || Histogram::new(OWN_SECONDS);
        let theirs: fn() -> Histogram = || Histogram::new(CALCOM_SECONDS);
        let mut meter = Meter {
            registry: Registry::default(),
            requests: Family::new_with_constructor(own),
            functions: Family::new_with_constructor(own),
            calcom: Family::new_with_constructor(theirs),
        };
        meter.registry.register(
            "chairside_http_request_duration_seconds",
            "From a whole request to its answer, by route",
            meter.requests.clone(),
        );
        meter.registry.register(
            "chairside_function_duration_seconds",
            "How long a function of the voice agent took, by function and status of the answer",
            meter.functions.clone(),
        );
        meter.registry.register(
            "chairside_calcom_request_duration_seconds",
            "How long Cal.com took, by operation and outcome",
            meter.calcom.clone(),
        );
        meter
    }
}

impl Meter {
    /// A request was answered. `route` is its pattern, never its path.
    pub fn request(&self, route: &'static str, method: &'static str, status: u16, took: Duration) {
        let code = match status {
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        let labels = RequestLabels { route, method, code };
        self.requests.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// A function was answered. Its status becomes a label if it is a word of ours.
    pub fn function(&self, function: &'static str, status: &str, took: Duration) {
        let outcome = understanding::known_status(status).unwrap_or(OTHER);
        self.functions
            .get_or_create(&FunctionLabels { function, outcome })
            .observe(took.as_secs_f64());
    }

    /// Hears of an exchange with Cal.com.
    pub fn exchange(&self, exchange: &Exchange<'_>) {
        let Some(took) = exchange.took else { return };
        let labels =
            CalcomLabels { operation: operation(exchange), outcome: outcome(&exchange.ended) };
        self.calcom.get_or_create(&labels).observe(took.as_secs_f64());
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }
}
