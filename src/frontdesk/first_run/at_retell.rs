//! Retell's key, tried at once.

use crate::domain::language::Language;
use crate::frontdesk::first_run::at_calcom::Trouble;
use crate::retell::client::api::{Fault, Retell};

/// What an agent of ours would be called; the list of those costs Retell little.
const ASKED_FOR: &str = "Chairside";

/// Tries the key there. It takes some seconds at most.
pub(crate) fn look(base_url: &str, key: &str, language: Language) -> Result<(), Trouble> {
    let retell = Retell::new(base_url, key).map_err(|_| {
        Trouble::Wrong(language.pick(
            "So sieht kein Schlüssel von Retell aus. Bitte noch einmal kopieren.".to_owned(),
            "No key of Retell's looks like this. Please copy it again.".to_owned(),
        ))
    })?;
    retell.agents(ASKED_FOR).map(drop).map_err(|fault| trouble(&fault, language))
}

fn trouble(fault: &Fault, language: Language) -> Trouble {
    match fault {
        Fault::KeyRefused => Trouble::Wrong(language.pick(
            "Retell nimmt diesen Schlüssel nicht an (401). Ist er ganz kopiert? Er steht bei Retell unter API Keys.".to_owned(),
            "Retell does not take this key (401). Is it copied whole? It stands at Retell under API Keys.".to_owned(),
        )),
        Fault::NotFound | Fault::Odd(_) => Trouble::Wrong(language.pick(
            "Unter dieser Adresse antwortet nicht Retell. Stimmt sie?".to_owned(),
            "It is not Retell that answers at this address. Is it right?".to_owned(),
        )),
        Fault::Refused(why) => Trouble::Wrong(language.pick(
            format!("Retell lehnt ab: {why}"),
            format!("Retell refuses: {why}"),
        )),
        Fault::Unpaid => Trouble::Untried(language.pick(
            "Retell kennt den Schlüssel, verlangt aber erst eine Zahlungsart (402). Sie steht dort unter Billing.".to_owned(),
            "Retell knows the key, but wants a way of payment first (402). It stands there under Billing.".to_owned(),
        )),
        Fault::TooMany(_) => Trouble::Untried(language.pick(
            "Retell will gerade nicht mehr gefragt werden (429). Bitte in einer Minute noch einmal.".to_owned(),
            "Retell wants no more questions just now (429). Please try again in a minute.".to_owned(),
        )),
        Fault::Broken(status) => Trouble::Untried(language.pick(
            format!("Retell hat gerade selbst eine Störung ({status})."),
            format!("Retell has a fault of its own just now ({status})."),
        )),
        Fault::NoAnswer(why) => Trouble::Untried(language.pick(
            format!("Von Retell kam keine ganze Antwort ({why})."),
            format!("No whole answer came from Retell ({why})."),
        )),
    }
}
