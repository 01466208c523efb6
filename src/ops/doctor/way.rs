//! The way to Cal.com: its name, the connection, the clock.

use crate::calcom::client::reach::{Reached, Unreached, reach};
use crate::domain::doctor::finding::Finding;
use crate::ops::doctor::patient::Patient;
use std::net::ToSocketAddrs;
use std::time::{Duration, Instant};
use time::Duration as Span;
use ureq::http::Uri;

/// Clocks may differ by so much: signatures are good for five minutes, and "not there" counts after two.
const CLOCK_MAX: Span = Span::minutes(1);
const HTTPS_PORT: u16 = 443;
const HTTP_PORT: u16 = 80;

/// Whether the name leads anywhere.
pub(crate) fn name(patient: &Patient) -> Finding {
    let url = &patient.config.calcom.base_url;
    let parsed = url.parse::<Uri>().ok();
    let Some((host, port)) = parsed.as_ref().and_then(|uri| {
        let usual = if uri.scheme_str() == Some("https") { HTTPS_PORT } else { HTTP_PORT };
        Some((uri.host()?.trim_matches(['[', ']']).to_owned(), uri.port_u16().unwrap_or(usual)))
    }) else {
        return Finding::fail(
            patient.pick(
                format!("calcom.base_url ({url}) ist keine Adresse"),
                format!("calcom.base_url ({url}) is no address"),
            ),
            patient.pick("üblich ist https://api.cal.com", "https://api.cal.com is usual"),
        );
    };
    match (host.as_str(), port).to_socket_addrs().map(|mut found| found.next()) {
        Ok(Some(address)) => Finding::ok(format!("{host}: {}", address.ip())),
        Ok(None) | Err(_) => Finding::fail(
            patient.pick(
                format!("der Name {host} führt zu keiner Adresse"),
                format!("the name {host} leads to no address"),
            ),
            patient.pick(
                "ist dieser Rechner im Netz (`ping 1.1.1.1`)? Wenn ja: den DNS-Server prüfen (/etc/resolv.conf), sonst Kabel oder WLAN; stimmt calcom.base_url?",
                "is this machine online (`ping 1.1.1.1`)? If so see the DNS server (/etc/resolv.conf), else cable or Wi-Fi; is calcom.base_url right?",
            ),
        ),
    }
}

/// Whether Cal.com answers there.
pub(crate) fn connection(patient: &Patient, deadline: Instant) -> Finding {
    let calcom = &patient.config.calcom;
    let url = &calcom.base_url;
    let left = deadline.saturating_duration_since(Instant::now());
    let total = Duration::from_secs(calcom.total_timeout_seconds).min(left);
    let found = reach(url, Duration::from_secs(calcom.connect_timeout_seconds), total);
    match found {
        Ok(reached) if reached.is_calcom && reached.status < 500 => {
            let millis = reached.took.as_millis();
            // Nobody else sets it.
            let _ = patient.reached.set(reached);
            Finding::ok(patient.pick(
                format!("{url} antwortet nach {millis} ms"),
                format!("{url} answers after {millis} ms"),
            ))
        }
        Ok(Reached { status, is_calcom: true, .. }) => Finding::fail(
            patient.pick(
                format!("Cal.com antwortet mit Fehler {status}"),
                format!("Cal.com answers with error {status}"),
            ),
            patient.pick(
                "Cal.com hat eine Störung (https://status.cal.com): abwarten, Gebuchtes wird nachgeholt",
                "Cal.com has an incident (https://status.cal.com): wait, what is open is caught up with",
            ),
        ),
        Ok(Reached { status, .. }) => Finding::fail(
            patient.pick(
                format!("unter {url} antwortet etwas anderes als Cal.com (Status {status})"),
                format!("at {url} something else answers than Cal.com (status {status})"),
            ),
            patient.pick(
                "calcom.base_url prüfen (ohne /v2); sonst fängt ein Router oder eine Anmeldeseite die Verbindung ab",
                "see calcom.base_url (without /v2); else a router or a login page takes the connection",
            ),
        ),
        Err(Unreached::Tls(why)) => Finding::fail(
            patient.pick(
                format!("die Verbindung zu {url} ist nicht sicher ({why})"),
                format!("the connection to {url} is not to be trusted ({why})"),
            ),
            patient.pick(
                "stimmt die Uhr dieses Rechners (`date`)? Sonst sitzt ein Filter oder Virenscanner dazwischen",
                "is this machine's clock right (`date`)? Else a filter or virus scanner sits in between",
            ),
        ),
        Err(Unreached::Silent(why)) => Finding::fail(
            patient.pick(format!("{url} antwortet nicht ({why})"), format!("{url} does not answer ({why})")),
            patient.pick(
                "lässt die Firewall ausgehende Verbindungen auf Port 443 zu? Sonst Störung bei Cal.com (https://status.cal.com)",
                "does the firewall let connections to port 443 out? Else an incident at Cal.com (https://status.cal.com)",
            ),
        ),
    }
}

/// Whether our clock agrees with Cal.com's.
pub(crate) fn clock(patient: &Patient) -> Finding {
    let date = patient.reached.get().and_then(|reached| Some((reached.date?, reached.took)));
    let Some((date, took)) = date else {
        return Finding::warn(
            patient.pick(
                "Cal.com sagt nicht, wie spät es dort ist",
                "Cal.com does not say what time it is there",
            ),
            patient.pick(
                "`timedatectl` zeigt, ob die Uhr gestellt wird",
                "`timedatectl` shows whether the clock is kept",
            ),
        );
    };
    let ahead = patient.now() - date;
    // The answer was dated a moment ago, and its date is cut to the second.
    let allowed = CLOCK_MAX + Span::try_from(took).unwrap_or(Span::ZERO);
    let seconds = ahead.abs().whole_seconds();
    if ahead.abs() <= allowed {
        return Finding::ok(patient.pick(
            format!("höchstens {} Sekunden neben Cal.com", seconds.saturating_add(1)),
            format!("within {} seconds of Cal.com", seconds.saturating_add(1)),
        ));
    }
    let (german, english) = match ahead.is_negative() {
        true => ("nach", "behind"),
        false => ("vor", "ahead"),
    };
    Finding::fail(
        patient.pick(
            format!("unsere Uhr geht {seconds} Sekunden {german}"),
            format!("our clock is {seconds} seconds {english}"),
        ),
        patient.pick(
            "`timedatectl set-ntp true`, dann neu starten: mit falscher Uhr werden Retells Anrufe abgelehnt und zu falschen Zeiten gebucht",
            "`timedatectl set-ntp true`, then start anew: with a wrong clock Retell's calls are refused and times are booked wrong",
        ),
    )
}
