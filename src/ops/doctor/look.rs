//! Which function looks at what.

use crate::calcom::Calcom;
use crate::domain::doctor::check::Check;
use crate::domain::doctor::finding::Finding;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::ops::doctor::patient::Patient;
use crate::ops::doctor::{
    agent, calls, channels, database, event_types, files, hooks, hosts, key, program, way, work,
};
use std::time::Instant;

/// Looks at one thing, and ends by the deadline if what it asks keeps to it.
pub(crate) fn look(check: Check, patient: &Patient, deadline: Instant) -> Finding {
    match check {
        Check::Configuration => files::configuration(patient),
        Check::Secrets => files::secrets(patient),
        Check::Folder => files::folder(patient),
        Check::Disk => files::disk(patient),
        Check::Backup => files::backup(patient),
        Check::Database => database::sound(patient, deadline),
        Check::Schema => database::schema(patient),
        Check::Writable => database::writable(patient),
        Check::Audit => with_desk(patient, |desk| database::audit(patient, desk)),
        Check::Program => program::runs(patient, deadline),
        Check::PublicAddress => program::public_address(patient, deadline),
        Check::Signature => program::signature(patient, deadline),
        Check::Name => way::name(patient),
        Check::Connection => way::connection(patient, deadline),
        Check::Clock => way::clock(patient),
        Check::Key => with_calcom(patient, |calcom| key::accepted(patient, calcom, deadline)),
        Check::Rights => with_calcom(patient, |calcom| key::rights(patient, calcom, deadline)),
        Check::Versions => with_calcom(patient, |calcom| key::versions(patient, calcom, deadline)),
        Check::Calls => calls::shared_out(patient, deadline),
        Check::Teams => with_calcom(patient, |calcom| key::teams(patient, calcom, deadline)),
        Check::Hosts => with_desk(patient, |desk| hosts::mapped(patient, desk)),
        Check::EventTypes => {
            with_both(patient, |desk, calcom| event_types::right(patient, desk, calcom, deadline))
        }
        Check::Webhooks => {
            with_both(patient, |desk, calcom| hooks::told(patient, desk, calcom, deadline))
        }
        Check::Customers => channels::customers(patient),
        Check::Mail => channels::mail(patient),
        Check::Sms => channels::sms(patient),
        Check::Alerts => channels::alerts(patient),
        Check::Agent => with_desk(patient, |desk| Ok(agent::as_written(patient, desk))),
        Check::Sync => with_desk(patient, |desk| work::syncs(patient, desk)),
        Check::Queue => with_desk(patient, |desk| work::queues(patient, desk)),
        Check::Alarms => with_desk(patient, |desk| work::alarms(patient, desk)),
    }
}

fn with_desk(patient: &Patient, look: impl FnOnce(&Desk) -> Result<Finding>) -> Finding {
    match &patient.desk {
        Ok(desk) => look(desk).unwrap_or_else(|error| unreadable(patient, &error)),
        Err(why) => Finding::not_tried(why.clone()),
    }
}

fn with_calcom(patient: &Patient, look: impl FnOnce(&dyn Calcom) -> Finding) -> Finding {
    match &patient.calcom {
        Some(calcom) => look(calcom.as_ref()),
        None => Finding::fail(
            patient.pick("calcom.api_key ist nicht gesetzt", "calcom.api_key is not set"),
            key::new_key(patient),
        ),
    }
}

fn with_both(
    patient: &Patient,
    look: impl FnOnce(&Desk, &dyn Calcom) -> Result<Finding>,
) -> Finding {
    match &patient.calcom {
        Some(calcom) => with_desk(patient, |desk| look(desk, calcom.as_ref())),
        None => with_calcom(patient, |_| Finding::ok("")),
    }
}

fn unreadable(patient: &Patient, error: &Error) -> Finding {
    let todo = patient.pick(
        "die Zeile „Datenbank“ ansehen; das Protokoll sagt mehr",
        "see the line \"database\"; the log says more",
    );
    Finding::fail(error.for_log(), todo)
}
