//! A webhook as it is registered at Cal.com, what it must be like for us, and what is wrong with it.

use crate::domain::event_type::fields::Home;
use std::fmt;

/// Where Cal.com's webhooks arrive, behind the address of the appliance.
pub const HOOK_PATH: &str = "/api/calcom/webhook";
/// What must be told. Without one of them something that happened is only found by the poll.
pub const NEEDED_TRIGGERS: [&str; 5] = [
    "BOOKING_CREATED",
    "BOOKING_RESCHEDULED",
    "BOOKING_CANCELLED",
    "BOOKING_REJECTED",
    "BOOKING_REQUESTED",
];
/// What is asked for besides; servers that do not know it refuse the whole.
pub const WISHED_TRIGGERS: [&str; 2] = ["BOOKING_REASSIGNED", "BOOKING_NO_SHOW_UPDATED"];

/// What a webhook hangs on: it decides which bookings it tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookHome {
    /// The owner of the key: personal event types, never a team's.
    Account,
    /// An organisation: everything in it.
    Organization(i64),
    /// One event type, which lives there.
    EventType(Home, i64),
}

impl HookHome {
    /// Whether it tells of the bookings of this event type.
    pub fn tells_of(self, home: Home, event_type_id: i64) -> bool {
        match self {
            HookHome::Account => home == Home::Account,
            HookHome::Organization(_) => true,
            HookHome::EventType(_, id) => id == event_type_id,
        }
    }
}

/// A webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct Hook {
    /// Cal.com's name for it.
    pub id: String,
    /// Where it was found.
    pub home: HookHome,
    /// Where it goes.
    pub url: String,
    /// Whether it is sent at all.
    pub is_active: bool,
    /// Of what it tells.
    pub triggers: Vec<String>,
    /// What signs it. Never printed.
    pub secret: Option<String>,
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hook({} at {:?} to {})", self.id, self.home, self.url)
    }
}

/// A webhook that is to be registered, or what one is to become.
#[derive(Clone, PartialEq, Eq)]
pub struct NewHook {
    /// Where it goes.
    pub url: String,
    /// Of what it tells.
    pub triggers: Vec<&'static str>,
    /// What signs it.
    pub secret: String,
}

/// What ours must be like.
#[derive(Clone, Copy)]
pub struct OurHook<'a> {
    /// Our address from outside, without the path; `None` where none is configured, and then any will do.
    pub public_url: Option<&'a str>,
    /// What may sign it; empty where anything may.
    pub secrets: &'a [&'a str],
}

impl OurHook<'_> {
    /// Where it goes, as far as that is known.
    pub fn url(self) -> Option<String> {
        self.public_url.map(|own| format!("{}{HOOK_PATH}", own.trim_end_matches('/')))
    }

    /// Whether a webhook is meant for a program like this one.
    fn is_meant(self, hook: &Hook) -> bool {
        let path = hook.url.split(['?', '#']).next().unwrap_or_default();
        path.trim_end_matches('/').ends_with(HOOK_PATH)
            || Some(hook.url.as_str()) == self.url().as_deref()
    }

    /// What is wrong with a webhook of ours.
    fn fault_of(self, hook: &Hook) -> Option<HookFault> {
        if self.url().is_some_and(|url| url != hook.url) {
            return Some(HookFault::OtherUrl(hook.url.clone()));
        }
        if !hook.is_active {
            return Some(HookFault::Inactive);
        }
        let missing: Vec<&'static str> = NEEDED_TRIGGERS
            .into_iter()
            .filter(|needed| !hook.triggers.iter().any(|trigger| trigger == needed))
            .collect();
        if !missing.is_empty() {
            return Some(HookFault::Lacks(missing));
        }
        match &hook.secret {
            _ if self.secrets.is_empty() => None,
            None => Some(HookFault::NoSecret),
            Some(secret) if self.secrets.contains(&secret.as_str()) => None,
            Some(_) => Some(HookFault::OtherSecret),
        }
    }
}

/// What keeps webhooks from us, the nearest to right last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookFault {
    /// There is none.
    Missing,
    /// There is one, and it goes to this address.
    OtherUrl(String),
    /// There is one of the key's owner alone, which never tells of a team's bookings.
    Level,
    /// It is not signed.
    NoSecret,
    /// It is signed with another secret than ours.
    OtherSecret,
    /// It does not tell of these.
    Lacks(Vec<&'static str>),
    /// It is switched off.
    Inactive,
}

/// An event type that something is booked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Booked {
    /// Where it lives.
    pub home: Home,
    /// Cal.com's number.
    pub id: i64,
}

/// An event type whose bookings we are not told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Which.
    pub booked: Booked,
    /// Why.
    pub fault: HookFault,
    /// The webhook that would tell if it were mended.
    pub hook: Option<Hook>,
}

/// The event types whose bookings no webhook tells us of, and for each what is nearest to telling.
pub fn untold(booked: &[Booked], hooks: &[Hook], ours: OurHook<'_>) -> Vec<Untold> {
    booked.iter().filter_map(|one| untold_of(*one, hooks, ours)).collect()
}

fn untold_of(booked: Booked, hooks: &[Hook], ours: OurHook<'_>) -> Option<Untold> {
    let mut worst: Option<(HookFault, Option<&Hook>)> = None;
    for hook in hooks.iter().filter(|hook| ours.is_meant(hook)) {
        let found = match (hook.home.tells_of(booked.home, booked.id), ours.fault_of(hook)) {
            (true, None) => return None,
            (true, Some(fault)) => (fault, Some(hook)),
            // Somebody registered it at the wrong place.
            (false, None) if hook.home == HookHome::Account => (HookFault::Level, None),
            (false, _) => continue,
        };
        if worst.as_ref().is_none_or(|(fault, _)| *fault < found.0) {
            worst = Some(found);
        }
    }
    let (fault, hook) = worst.unwrap_or((HookFault::Missing, None));
    Some(Untold { booked, fault, hook: hook.cloned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: OurHook<'static> =
        OurHook { public_url: Some("https://termine.example.com"), secrets: &["s1", "s2"] };
    const TEAM: Booked = Booked { home: Home::Team(90), id: 7 };
    const OWN: Booked = Booked { home: Home::Account, id: 8 };

    fn hook(home: HookHome) -> Hook {
        Hook {
            id: "w".into(),
            home,
            url: "https://termine.example.com/api/calcom/webhook".into(),
            is_active: true,
            triggers: NEEDED_TRIGGERS.map(str::to_owned).to_vec(),
            secret: Some("s2".into()),
        }
    }

    fn faults(hooks: &[Hook]) -> Vec<(i64, HookFault)> {
        let untold = untold(&[TEAM, OWN], hooks, OURS);
        untold.into_iter().map(|one| (one.booked.id, one.fault)).collect()
    }

    #[test]
    fn the_level_decides_of_which_bookings_it_tells() {
        let of_type = HookHome::EventType(Home::Team(90), 7);
        assert_eq!(faults(&[hook(HookHome::Organization(1))]), []);
        assert_eq!(faults(&[hook(HookHome::Account)]), [(7, HookFault::Level)]);
        assert_eq!(faults(&[hook(of_type)]), [(8, HookFault::Missing)]);
        assert_eq!(faults(&[hook(of_type), hook(HookHome::Account)]), []);
        assert_eq!(faults(&[]), [(7, HookFault::Missing), (8, HookFault::Missing)]);
    }

    #[test]
    fn what_is_nearest_to_right_is_told() {
        let organization = || hook(HookHome::Organization(1));
        let other = |url: &str| Hook { url: url.into(), ..organization() };
        let cases = [
            (Hook { is_active: false, ..organization() }, HookFault::Inactive),
            (Hook { secret: None, ..organization() }, HookFault::NoSecret),
            (Hook { secret: Some("s3".into()), ..organization() }, HookFault::OtherSecret),
            (
                Hook {
                    triggers: NEEDED_TRIGGERS[1..].iter().map(|t| (*t).to_owned()).collect(),
                    ..organization()
                },
                HookFault::Lacks(vec!["BOOKING_CREATED"]),
            ),
            (
                other("https://old.example.com/api/calcom/webhook"),
                HookFault::OtherUrl("https://old.example.com/api/calcom/webhook".into()),
            ),
            (other("https://crm.example.com/calcom"), HookFault::Missing),
        ];
        for (bad, fault) in cases {
            let expected = [(7, fault.clone()), (8, fault.clone())];
            assert_eq!(faults(std::slice::from_ref(&bad)), expected);
            // Another one that is right makes it good, in either order.
            assert_eq!(faults(&[bad.clone(), organization()]), [], "{fault:?}");
            assert_eq!(faults(&[organization(), bad]), [], "{fault:?}");
        }
        let nowhere = OurHook { public_url: None, ..OURS };
        let elsewhere = other("https://old.example.com/api/calcom/webhook");
        assert_eq!(untold(&[TEAM], &[elsewhere], nowhere), []);
    }
}
