//! Whether callers get the voice agent that is written down here.

use crate::domain::doctor::finding::Finding;
use crate::frontdesk::Desk;
use crate::frontdesk::agent::view::{AgentView, At};
use crate::frontdesk::agent::{look, reach, told};
use crate::ops::doctor::patient::Patient;

/// What brings ours there.
const PUSH: &str = "`chairside retell push`";

/// Whether it is at Retell, published, bound to its number, and word for word ours.
pub(crate) fn as_written(patient: &Patient, desk: &Desk) -> Finding {
    if patient.config.server.public_url.is_empty() {
        return Finding::not_tried(told::no_public_url(patient.language));
    }
    match reach::retell(&patient.config).and_then(|retell| look::of(desk, &retell)) {
        Ok(agent) => judged(patient, &agent),
        Err(error) => Finding::fail(
            error.to_string(),
            patient.pick(
                "`chairside retell diff` versucht es noch einmal; Retells Störungen: https://status.retellai.com",
                "`chairside retell diff` tries it again; Retell's incidents: https://status.retellai.com",
            ),
        ),
    }
}

fn judged(patient: &Patient, agent: &AgentView) -> Finding {
    let Some(id) = &agent.agent_id else {
        return Finding::warn(
            patient.pick("bei Retell ist noch kein Agent", "there is no agent at Retell yet"),
            PUSH,
        );
    };
    let Some(version) = agent.published else {
        return Finding::fail(
            patient.pick(
                format!("der Agent {id} ist nicht veröffentlicht"),
                format!("the agent {id} is not published"),
            ),
            PUSH,
        );
    };
    let number = agent.number.as_deref().unwrap_or_default();
    if agent.number_is_there == Some(false) {
        return Finding::fail(
            patient.pick(
                format!("die Nummer {number} gibt es bei Retell nicht"),
                format!("Retell does not have the number {number}"),
            ),
            patient.pick(
                "retell_agent.number berichtigen, oder die Nummer bei Retell kaufen oder mitbringen",
                "correct retell_agent.number, or buy the number at Retell or bring it along",
            ),
        );
    }
    let differing = |at| agent.differences.iter().filter(move |one| one.at == at);
    if differing(At::Number).next().is_some() {
        return Finding::fail(
            patient.pick(
                format!("die Nummer {number} führt bei Retell nicht zum Agenten {id}"),
                format!("at Retell the number {number} does not lead to the agent {id}"),
            ),
            PUSH,
        );
    }
    let show = patient.pick(
        "`chairside retell diff` zeigt, was; `chairside retell push` bringt unseren hin",
        "`chairside retell diff` shows what; `chairside retell push` brings ours there",
    );
    let places = |at| differing(at).map(|one| one.place.as_str()).collect::<Vec<_>>().join(", ");
    if differing(At::Published).next().is_some() {
        let places = places(At::Published);
        return Finding::warn(
            patient.pick(
                format!("was Anrufer hören, ist anders als hier geschrieben: {places}"),
                format!("what callers hear differs from what is written here: {places}"),
            ),
            show,
        );
    }
    if differing(At::Draft).next().is_some() {
        let places = places(At::Draft);
        return Finding::warn(
            patient.pick(
                format!("bei Retell liegt ein Entwurf, der anders ist: {places}"),
                format!("at Retell there is a draft that differs: {places}"),
            ),
            show,
        );
    }
    Finding::ok(patient.pick(
        format!("{id}, Fassung {version}, wie hier geschrieben"),
        format!("{id}, version {version}, as written here"),
    ))
}
