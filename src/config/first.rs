//! Whether there is no configuration at all: then `serve` asks for one in a browser instead of refusing.

use crate::config::database::DatabaseConfig;
use crate::config::keys::shape;
use crate::config::load::{DEFAULT_FILE, Given, Refused, Source, around};
use crate::config::sections::{LogConfig, ServerConfig};
use crate::config::source::fault::{Fault, Faults};
use crate::config::source::layers::{Layers, is_others};
use crate::config::source::shape::{Key, keys};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What may be said before the first run, because it is about the machine and not about the salon.
const OF_THE_MACHINE: [&str; 4] = ["server.listen", "database.path", "log.level", "log.format"];
/// A configuration that is whole, so that what was said besides can be looked at.
const WHOLE: &str =
    "[company]\nkey = \"salon\"\nname = \"Salon\"\n[calcom]\napi_key = \"not-set-yet\"\n";

/// A program that has to ask for its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstRun {
    /// The file that is to be written.
    pub file: PathBuf,
    /// Where it listens; on loopback.
    pub listen: SocketAddr,
    /// The database that there will be, and is not there yet.
    pub database: PathBuf,
    /// How much the log tells, and how.
    pub log: LogConfig,
    /// What was said of the machine and is not the default, to be written down: paths of keys and their texts.
    pub said: Vec<(&'static str, String)>,
}

/// Whether nobody has said anything of the salon: no file was named with `--config`, there is none at the usual place, and
/// neither environment nor credentials nor arguments say more than where to listen and where to keep the data.
///
/// The error is what stands in the way of asking: an address that others reach, a database without its configuration.
pub fn first_run(given: Given<'_>, is_named: bool) -> Result<Option<FirstRun>, Refused> {
    let is_absent = |path: &Path| {
        path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    if is_named || !is_absent(given.path) {
        return Ok(None);
    }
    let mut faults = Faults::default();
    let layers = around(given, &mut faults);
    if faults.len() > 0 || !are_of_the_machine(&layers) {
        return Ok(None);
    }
    let refused = |faults: Vec<Fault>| Refused { file: given.path.display().to_string(), faults };
    let (config, origins) = Source { text: WHOLE, file: DEFAULT_FILE, layers }.taken(&mut faults);
    if let Some(config) = &config {
        config.server.check(&mut faults);
        config.database.check(&mut faults);
        config.database.check_place(&mut faults);
    }
    let listen = config.as_ref().and_then(|config| config.server.listen.parse::<SocketAddr>().ok());
    if listen.is_some_and(|listen| !listen.ip().is_loopback()) {
        faults.key(
            "server.listen",
            "must be a loopback address as long as the salon is not set up",
            "Leave it out and come through a tunnel (ssh -L 8080:127.0.0.1:8080), or write appliance.toml with `chairside init`",
        );
    }
    if let Some(config) = &config
        && !is_absent(&config.database.path)
        && faults.len() == 0
    {
        let database = config.database.path.display();
        let wrong = format!(
            "{database} is there, and {} is not: whose it is stands in there",
            given.path.display()
        );
        faults.sentence(
            "database.path",
            wrong,
            "Put the file back; `chairside init` writes another",
        );
    }
    let faults = faults.located(&origins);
    let (Some(config), Some(listen), true) = (config, listen, faults.is_empty()) else {
        return Err(refused(faults));
    };
    let (usual, said) = (ServerConfig::default().listen, &config.server.listen);
    let mut kept = Vec::new();
    if *said != usual {
        kept.push(("server.listen", said.clone()));
    }
    let path = &config.database.path;
    if *path != DatabaseConfig::default().path {
        kept.push(("database.path", path.display().to_string()));
    }
    Ok(Some(FirstRun {
        file: given.path.to_owned(),
        listen,
        database: config.database.path,
        log: config.log,
        said: kept,
    }))
}

/// Whether all that was said is about the machine. A name that is none of ours is for the ordinary reading to tell.
fn are_of_the_machine(layers: &Layers) -> bool {
    let Ok(whole) = shape() else { return false };
    let all = keys(&whole);
    let ours = || all.iter().filter(|key| OF_THE_MACHINE.contains(&key.path().as_str()));
    let variables: Vec<String> = ours().map(Key::variable).collect();
    let is_key = |name: &String| all.iter().any(|key| key.path() == *name);
    let of_arguments = layers.arguments.iter().all(|argument| {
        let name = argument.split_once('=').map(|(name, _)| name.trim());
        name.is_some_and(|name| OF_THE_MACHINE.contains(&name))
    });
    of_arguments
        && layers.variables.iter().all(|(name, _)| variables.contains(name) || is_others(name))
        && !layers.credentials.iter().any(|(name, _)| is_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(arguments: &[&str], variables: &[(&str, &str)], credentials: &[&str]) -> Layers {
        Layers {
            arguments: arguments.iter().map(|one| (*one).to_owned()).collect(),
            variables: variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            credentials: credentials.iter().map(|n| ((*n).to_owned(), "/x".to_owned())).collect(),
        }
    }

    #[test]
    fn what_is_said_of_the_salon_is_a_configuration() {
        for (arguments, variables, credentials, is_bare) in [
            (&[][..], &[][..], &[][..], true),
            (&["server.listen=127.0.0.1:0"], &[], &[], true),
            (&[], &[("CHAIRSIDE_DATABASE_PATH", "x.db"), ("CHAIRSIDE_TEST_X", "1")], &[], true),
            (&[], &[], &["another.file"], true),
            (&["company.name=x"], &[], &[], false),
            (&["odd"], &[], &[], false),
            (&[], &[("CHAIRSIDE_COMPANY_NAME", "x")], &[], false),
            (&[], &[("CHAIRSIDE_CALCOM_API_KEY_FILE", "x")], &[], false),
            (&[], &[("CHAIRSIDE_LISTEN", "x")], &[], false),
            (&[], &[], &["calcom.api_key"], false),
        ] {
            let layers = layers(arguments, variables, credentials);
            assert_eq!(are_of_the_machine(&layers), is_bare, "{layers:?}");
        }
    }
}
