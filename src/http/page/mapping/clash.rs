//! Two people at once: the second one is told, and shown what is so now beside what was wanted. What is so already as it
//! was wanted is no clash: a second click, or two of one mind.

use crate::domain::Result;
use crate::domain::ids::{HostId, MappingId, StaffId};
use crate::frontdesk::host::host_stand;
use crate::frontdesk::host::host_stand::HostStand;
use crate::frontdesk::host::mapping_view;
use crate::frontdesk::host::mapping_view::{Details, EventView};
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::base::frame::Page;
use crate::http::page::base::{frame, nav, when};
use crate::http::page::mapping::host;
use crate::http::page::mapping::list::MAPPINGS;
use crate::http::page::mapping::suggestions;
use crate::server::message::Response;
use maud::{Markup, html};

/// What somebody wanted to be so.
pub(crate) enum Wish {
    Is(StaffId),
    IsNot(StaffId),
    /// A mapping that counts again.
    On(MappingId),
}

/// Where a form leads that says with `back` where it stood.
pub(crate) fn back(form: &Form, id: HostId) -> String {
    match form.get("back") {
        "needs" => nav::NEEDS.to_owned(),
        "suggestions" => suggestions::SUGGESTIONS.to_owned(),
        _ => host::address(id),
    }
}

/// For the second one.
pub(crate) fn second(ask: &Ask, form: &Form, id: HostId, wish: &Wish) -> Result<Response> {
    let stand = host_stand::of(ask.desk(), id)?;
    if is_so(&stand, wish) {
        return Ok(go(&back(form, id)));
    }
    let body = html! {
        div .head { h1 { (ask.pick("Jemand war schneller", "Somebody was faster")) } }
        p .lead { (ask.pick(
            "Es hat sich etwas geändert, während du hier warst. Von dir wurde noch nichts geändert.",
            "Something has changed while you were here. Nothing of yours was changed yet.",
        )) }
        section .panel { h2 { (ask.pick("So ist es jetzt", "It is so now")) } (now(ask, &stand)) }
        section .panel {
            h2 { (ask.pick("Das wolltest du", "You wanted this")) }
            p { (wanted(ask, &stand, wish)?) }
            @if !form.get("reason").is_empty() { q { (form.get("reason")) } }
            div .actions {
                (anyway(ask, form, &stand, wish))
                a .button href=(host::address(id)) { (ask.pick("So lassen, wie es jetzt ist", "Leave it as it is now")) }
            }
        }
    };
    let title = ask.pick("Jemand war schneller", "Somebody was faster").to_owned();
    let page = Page { title, at: MAPPINGS, body, ..Page::default() };
    Ok(Response { status: 409, ..frame::of(ask, page)? })
}

fn is_so(stand: &HostStand, wish: &Wish) -> bool {
    let is = |staff: &StaffId| stand.active.as_ref().is_some_and(|row| row.staff_id == *staff);
    match wish {
        Wish::Is(staff) => is(staff),
        Wish::IsNot(staff) => !is(staff) && is_rejected(stand, staff),
        Wish::On(id) => stand.active.as_ref().is_some_and(|row| row.id == *id),
    }
}

/// Whether somebody said last of this pair that it is not.
fn is_rejected(stand: &HostStand, staff: &StaffId) -> bool {
    let last = stand.story.story.iter().rev().find_map(|event| match &event.details {
        Some(Details::Verdict { staff_id, verdict, .. }) if staff_id == staff => Some(verdict),
        _ => None,
    });
    last.is_some_and(|verdict| verdict == "rejected")
}

fn now(ask: &Ask, stand: &HostStand) -> Markup {
    let (today, _) = ask.desk().salon.zone.local(ask.desk().now());
    let who = match &stand.active {
        Some(active) => ask.pick(
            format!("{} ist {}.", stand.label, active.staff),
            format!("{} is {}.", stand.label, active.staff),
        ),
        None => ask.pick(
            format!("Wer {} ist, hat noch niemand gesagt.", stand.label),
            format!("Nobody has said yet who {} is.", stand.label),
        ),
    };
    let is_said = |event: &&EventView| {
        matches!(event.details, Some(Details::Audit(_) | Details::Verdict { .. }))
    };
    let last = stand.story.story.iter().rev().find(is_said);
    html! {
        p { b { (who) } }
        @if let Some(last) = last {
            p { (last.sentence) " " span .soft { "(" (when::who(&last.by, ask.language)) ")" " "
                @if let Some(time) = &last.time { (when::at(time, today, ask.language)) } } }
        }
        @if let Some(entry) = &stand.entry {
            @for one in &entry.suggestions { p .soft { (one.staff) ": " (one.because) } }
        }
    }
}

fn wanted(ask: &Ask, stand: &HostStand, wish: &Wish) -> Result<String> {
    let name = |staff: &StaffId| mapping_view::name(ask.desk(), staff);
    let label = &stand.label;
    Ok(match wish {
        Wish::Is(staff) => {
            let who = name(staff)?;
            ask.pick(format!("{label} ist {who}."), format!("{label} is {who}."))
        }
        Wish::IsNot(staff) => {
            let who = name(staff)?;
            ask.pick(format!("{label} ist nicht {who}."), format!("{label} is not {who}."))
        }
        Wish::On(id) => {
            let row = stand.story.mappings.iter().find(|row| row.id == *id);
            let who = row.map(|row| row.staff.as_str()).unwrap_or_default();
            ask.pick(
                format!("{label} ist doch wieder {who}."),
                format!("{label} is {who} again after all."),
            )
        }
    })
}

/// The same once more, now that it is known how things stand; nothing where that would say nothing.
fn anyway(ask: &Ask, form: &Form, stand: &HostStand, wish: &Wish) -> Markup {
    let here = host::address(stand.story.host);
    let on = |id: &MappingId| stand.story.mappings.iter().find(|row| row.id == *id);
    let staff = match wish {
        Wish::Is(staff) | Wish::IsNot(staff) => Some(staff.clone()),
        Wish::On(id) => on(id).map(|row| row.staff_id.clone()),
    };
    let Some(staff) = staff else { return html! {} };
    let (action, seen) = match (wish, &stand.active, &stand.entry) {
        (Wish::Is(_) | Wish::On(_), Some(active), _) => {
            (format!("{here}/map"), active.id.to_string())
        }
        (Wish::Is(_), None, Some(entry)) => (format!("{here}/is"), entry.seen.clone()),
        (Wish::IsNot(_), Some(active), _) if active.staff_id == staff => {
            (format!("/mappings/{}/off", active.id), String::new())
        }
        (Wish::IsNot(_), None, Some(entry)) => (format!("{here}/is-not"), entry.seen.clone()),
        _ => return html! {},
    };
    html! {
        form method="post" action=(action) {
            (ask.token().field())
            input type="hidden" name="staff" value=(staff);
            input type="hidden" name="seen" value=(seen);
            input type="hidden" name="reason" value=(form.get("reason"));
            input type="hidden" name="back" value=(form.get("back"));
            button .primary { (ask.pick("Trotzdem so, wie ich wollte", "Do as I wanted anyway")) }
        }
    }
}
