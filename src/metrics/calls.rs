//! What the calls of Cal.com's key go to, by class.

use crate::calcom::usage::Usage;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::sync::atomic::AtomicU64;

type Number = Gauge<f64, AtomicU64>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfClass {
    class: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Became {
    class: &'static str,
    fate: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Bounds {
    class: &'static str,
    bound: &'static str,
}

pub(crate) fn of_key(usage: &Usage, registry: &mut Registry) {
    let (calls, bounds) =
        (Family::<Became, Number>::default(), Family::<Bounds, Number>::default());
    let used = Family::<OfClass, Number>::default();
    for one in &usage.classes {
        let class = one.class.as_str();
        for (fate, count) in [
            ("sent", one.total.sent),
            ("waited", one.total.waited),
            ("turned_away", one.total.turned_away),
            ("asked_to_wait", one.total.asked_to_wait),
        ] {
            calls.get_or_create(&Became { class, fate }).set(count as f64);
        }
        used.get_or_create(&OfClass { class }).set(one.lately.sent as f64);
        if let Some(ceiling) = one.ceiling {
            bounds.get_or_create(&Bounds { class, bound: "floor" }).set(one.floor as f64);
            bounds.get_or_create(&Bounds { class, bound: "ceiling" }).set(ceiling as f64);
        }
    }
    let help = "Calls to Cal.com since the start: sent, those of them that waited for their turn, turned away by our own \
                limit, held back because Cal.com asked us to wait";
    registry.register("chairside_calcom_calls", help, calls);
    let help = "Calls to Cal.com sent in the last minute";
    registry.register("chairside_calcom_minute_used", help, used);
    let help = "Calls of a minute that are kept for a class, and the most it takes";
    registry.register("chairside_calcom_minute_share", help, bounds);
    let limit = Number::default();
    limit.set(usage.per_minute.map_or(0.0, f64::from));
    let help = "Our own limit of calls to Cal.com a minute; 0 if it is off";
    registry.register("chairside_calcom_minute_limit", help, limit);
}
