//! The one table of routes.

use crate::domain::Result;
use crate::frontdesk::messages::webhook;
use crate::http::auth::Guard;
use crate::http::context::App;
use crate::http::page::table;
use crate::http::{bookings, health, metrics, retell};
use crate::ops::doctor::asked;
use crate::server::handler::Lane;
use crate::server::message::{Request, Response};
use crate::store::messages::inbox::Message;

/// An address: who may come in, and what happens then.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// A last part `{…}` stands for any one name.
    pub(crate) path: &'static str,
    pub(crate) guard: Guard,
    /// Quick ones never leave the machine.
    pub(crate) lane: fn(&Request) -> Lane,
    pub(crate) does: Does,
}

/// What happens to a request that may come in.
pub(crate) enum Does {
    /// A handler answers it.
    Answer(fn(&App, &Request) -> Result<Response>),
    /// What is read of its body is kept, and worked on later. It is answered once that is on disk.
    Keep(fn(&[u8]) -> Message),
}

/// Every route there is.
const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/api/retell/webhook",
        guard: Guard::Retell,
        lane: quick,
        does: Does::Keep(webhook::of_retell),
    },
    Route {
        method: "POST",
        path: "/api/retell/function",
        guard: Guard::Retell,
        lane: retell::lane,
        does: Does::Answer(retell::function),
    },
    Route {
        method: "POST",
        path: "/api/retell/inbound",
        guard: Guard::Retell,
        lane: quick,
        does: Does::Answer(retell::inbound),
    },
    Route {
        method: "POST",
        path: asked::SIGNED_PATH,
        guard: Guard::Retell,
        lane: quick,
        does: Does::Answer(health::signed),
    },
    Route {
        method: "POST",
        path: "/api/calcom/webhook",
        guard: Guard::Calcom,
        lane: quick,
        does: Does::Keep(webhook::of_calcom),
    },
    Route {
        method: "POST",
        path: "/api/v2/bookings",
        guard: Guard::Bearer,
        lane: waits,
        does: Does::Answer(bookings::create),
    },
    Route {
        method: "GET",
        path: "/api/v2/bookings",
        guard: Guard::Bearer,
        lane: quick,
        does: Does::Answer(bookings::list),
    },
    Route {
        method: "POST",
        path: "/api/v2/bookings/{uid}/cancel",
        guard: Guard::Bearer,
        lane: waits,
        does: Does::Answer(bookings::cancel),
    },
    Route {
        method: "POST",
        path: "/api/v2/bookings/{uid}/reschedule",
        guard: Guard::Bearer,
        lane: waits,
        does: Does::Answer(bookings::reschedule),
    },
    Route {
        method: "GET",
        path: "/api/v2/bookings/{uid}",
        guard: Guard::Bearer,
        lane: quick,
        does: Does::Answer(bookings::show),
    },
    Route {
        method: "GET",
        path: "/healthz",
        guard: Guard::Nobody,
        lane: quick,
        does: Does::Answer(health::alive),
    },
    Route {
        method: "GET",
        path: "/readyz",
        guard: Guard::Nobody,
        lane: quick,
        does: Does::Answer(health::ready),
    },
    Route {
        method: "GET",
        path: metrics::PATH,
        guard: Guard::Metrics,
        lane: quick,
        does: Does::Answer(metrics::show),
    },
];

fn quick(_: &Request) -> Lane {
    Lane::Quick
}

fn waits(_: &Request) -> Lane {
    Lane::Waits
}

/// Which workers take a request.
pub(crate) fn lane(request: &Request) -> Lane {
    if let Some(row) = table::find(&request.method, &request.path) {
        return row.lane;
    }
    find(request).map_or(Lane::Quick, |route| (route.lane)(request))
}

/// The route of a request.
pub(crate) fn find(request: &Request) -> Option<&'static Route> {
    // HEAD is GET without the body, which the server leaves out.
    let method = if request.method == "HEAD" { "GET" } else { request.method.as_str() };
    ROUTES.iter().find(|route| route.method == method && fits(route.path, &request.path))
}

/// The methods that an address knows; none if there is no such address.
pub(crate) fn methods_of(path: &str) -> Vec<&'static str> {
    ROUTES.iter().filter(|route| fits(route.path, path)).map(|route| route.method).collect()
}

fn fits(pattern: &str, path: &str) -> bool {
    table::parts(pattern, path).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Does, ROUTES};
    use crate::recording::line::format::is_only_kept;

    #[test]
    fn a_replay_knows_which_routes_only_keep_what_comes() {
        for route in ROUTES {
            let keeps = matches!(route.does, Does::Keep(_));
            assert_eq!(is_only_kept(route.path), keeps, "{}", route.path);
        }
    }
}
