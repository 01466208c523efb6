//! Reading the configuration from all its sources. What is said as an argument counts before a variable of the
//! environment, that before a credential of the service manager, that before the file, and that before the default.

use crate::config::keys::shape;
use crate::config::said::Said;
use crate::config::source::fault::{Fault, Faults};
use crate::config::source::fit::fit;
use crate::config::source::layers::{Layers, is_about_us};
use crate::config::source::origin::{Origin, Origins};
use crate::config::source::text;
use crate::config::whole::Config;
use serde::Deserialize;
use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::{env, fmt, fs};
use toml::Value;

/// A configuration has at most so many bytes: what has more is something else.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Where the service manager puts credentials.
const CREDENTIALS_VARIABLE: &str = "CREDENTIALS_DIRECTORY";

/// The file that is read where none is named, in the folder in which the program was started.
pub const DEFAULT_FILE: &str = "appliance.toml";

/// What a command was given.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The file.
    pub path: &'a Path,
    /// `section.key=value`, each over what stands elsewhere.
    pub set: &'a [String],
}

impl<'a> From<&'a Path> for Given<'a> {
    fn from(path: &'a Path) -> Given<'a> {
        Given { path, set: &[] }
    }
}

impl<'a> From<&'a PathBuf> for Given<'a> {
    fn from(path: &'a PathBuf) -> Given<'a> {
        path.as_path().into()
    }
}

/// Why a configuration cannot be used: every fault of it.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The file, as it was named.
    pub file: String,
    /// At least one.
    pub faults: Vec<Fault>,
}

impl fmt::Display for Refused {
    /// One fault a line, each with its place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [fault] = self.faults.as_slice()
            && fault.origin == Origin::Default
            && fault.key.is_empty()
        {
            return f.write_str(&fault.sentence());
        }
        match self.faults.len() {
            1 => write!(f, "{}: 1 fault", self.file)?,
            several => write!(f, "{}: {several} faults", self.file)?,
        }
        for fault in &self.faults {
            let place = match &fault.origin {
                Origin::Default => self.file.clone(),
                origin => origin.shown(&self.file),
            };
            write!(f, "\n{place}: {}", fault.sentence())?;
        }
        Ok(())
    }
}

/// Which secrets are looked up, and must be good.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// All.
    Everything,
    /// None.
    Nothing,
    /// Cal.com's key.
    Calcom,
    /// Retell's keys.
    Retell,
    /// Those of the channels for alarms.
    Alerts,
    /// Those of mail and text messages.
    Post,
    /// All that can be had: to show whether they are set.
    Shown,
}

impl Config {
    /// Reads and checks everything. The error lists every fault, one a line.
    pub fn load<'a>(given: impl Into<Given<'a>>) -> Result<Config, String> {
        Config::load_or_faults(given).map_err(|refused| refused.to_string())
    }

    /// The same with the faults one by one.
    pub fn load_or_faults<'a>(given: impl Into<Given<'a>>) -> Result<Config, Refused> {
        read(given.into(), Need::Everything)
    }

    /// The same where nobody is served and Cal.com is not asked: no secret is looked up, and none must be set.
    pub fn load_offline<'a>(given: impl Into<Given<'a>>) -> Result<Config, String> {
        read(given.into(), Need::Nothing).map_err(|refused| refused.to_string())
    }

    /// The same for a command that asks Cal.com: of the secrets its key alone is looked up and must be set.
    pub fn load_for_calcom<'a>(given: impl Into<Given<'a>>) -> Result<Config, String> {
        read(given.into(), Need::Calcom).map_err(|refused| refused.to_string())
    }

    /// The same for a command that tells somebody of an alarm: of the secrets those of the channels alone are looked up.
    pub fn load_for_alerts<'a>(given: impl Into<Given<'a>>) -> Result<Config, String> {
        read(given.into(), Need::Alerts).map_err(|refused| refused.to_string())
    }

    /// The same for a command that sends mail or text messages: of the secrets theirs alone are looked up and must be set.
    pub fn load_for_post<'a>(given: impl Into<Given<'a>>) -> Result<Config, String> {
        read(given.into(), Need::Post).map_err(|refused| refused.to_string())
    }

    /// The same for a command that asks Retell: of the secrets its keys alone are looked up, and one must be set.
    pub fn load_for_retell<'a>(given: impl Into<Given<'a>>) -> Result<Config, String> {
        read(given.into(), Need::Retell).map_err(|refused| refused.to_string())
    }

    /// The same to be shown: a secret that cannot be had is no fault, and is not set.
    pub fn load_to_show<'a>(given: impl Into<Given<'a>>) -> Result<Config, String> {
        read(given.into(), Need::Shown).map_err(|refused| refused.to_string())
    }

    /// Reads and checks a text, whose relative paths begin where the program was started. Variables do not count but
    /// those that it names. The error lists what is wrong, one fault a line. Whether there is a place for the database
    /// is not looked at.
    pub fn parse(text: &str) -> Result<Config, String> {
        Config::parse_or_faults(text).map_err(|faults| {
            let wrong: Vec<String> = faults.into_iter().map(|fault| fault.wrong).collect();
            wrong.join("\n")
        })
    }

    /// The same with the faults one by one.
    pub(crate) fn parse_or_faults(text: &str) -> Result<Config, Vec<Fault>> {
        let source = Source { text, file: "", layers: Layers::default() };
        let mut faults = Faults::default();
        let (config, origins) = source.taken(&mut faults);
        let config = config.map(|mut config| {
            config.fill_in();
            config.resolve_secrets(Path::new(""), &mut faults);
            config.check(&mut faults);
            config
        });
        let faults = faults.located(&origins);
        match config {
            Some(config) if faults.is_empty() => Ok(config),
            _ => Err(faults),
        }
    }
}

/// Whatever the file says means the same from wherever the command is typed: a relative path in it begins at the
/// folder in which it lies, under the name by which it was given.
fn read(given: Given<'_>, need: Need) -> Result<Config, Refused> {
    let file = given.path.display().to_string();
    let refused = |faults: Vec<Fault>| Refused { file: file.clone(), faults };
    let mut faults = Faults::default();
    let layers = around(given, &mut faults);
    let text = file_text(given.path, &layers).map_err(|fault| refused(vec![fault]))?;
    let (config, origins) = Source { text: &text, file: &file, layers }.taken(&mut faults);
    let folder = given.path.parent().unwrap_or(Path::new(""));
    let config = config.map(|mut config| {
        config.begin_at(folder);
        config.fill_in();
        config.look_into(need, folder, &mut faults);
        config.database.check_place(&mut faults);
        config
    });
    let faults = faults.located(&origins);
    match config {
        Some(config) if faults.is_empty() => Ok(config),
        _ => Err(refused(faults)),
    }
}

impl Config {
    fn look_into(&mut self, need: Need, folder: &Path, faults: &mut Faults) {
        match need {
            Need::Everything => {
                self.resolve_secrets(folder, faults);
                self.check(faults);
            }
            Need::Nothing => self.check_sections(faults),
            Need::Calcom => {
                self.calcom.api_key.resolve("calcom.api_key", folder, faults);
                self.check_sections(faults);
                self.check_calcom_key(faults);
            }
            Need::Retell => {
                self.resolve_retell_management_key(folder, faults);
                self.check_sections(faults);
                self.check_retell_management_key(faults);
            }
            Need::Alerts => {
                self.alerts.resolve(folder, faults);
                self.resolve_post_secrets(folder, faults);
                self.check_sections(faults);
                self.alerts.check_secrets(faults);
                self.mail.check_secrets(faults);
            }
            Need::Post => {
                self.resolve_post_secrets(folder, faults);
                self.check_sections(faults);
                self.check_post_secrets(faults);
            }
            Need::Shown => {
                self.resolve_secrets(folder, &mut Faults::default());
                self.check_sections(faults);
            }
        }
    }
}

/// A text and what stands over it.
pub(super) struct Source<'a> {
    pub text: &'a str,
    pub file: &'a str,
    pub layers: Layers,
}

impl Source<'_> {
    /// The structs, and where what is in them was said. What does not fit is told; without structs something is.
    pub fn taken(self, faults: &mut Faults) -> (Option<Config>, Origins) {
        let whole = match shape() {
            Ok(whole) => whole,
            Err(why) => {
                faults.place(Origin::Default, why, "");
                return (None, Origins::default());
            }
        };
        let mut read = text::read(self.text, faults);
        self.layers.lay_over(&mut read.tree, &whole, faults);
        let fitted = fit(read, &whole, faults);
        match Config::deserialize(Value::Table(fitted.value.clone())) {
            Ok(mut config) => {
                config.said = Said(fitted.value);
                config.origins = fitted.origins.clone();
                config.file = self.file.to_owned();
                (Some(config), fitted.origins)
            }
            Err(error) if faults.len() == 0 => {
                faults.place(Origin::Default, error.message().to_owned(), "");
                (None, fitted.origins)
            }
            Err(_) => (None, fitted.origins),
        }
    }
}

/// The file's text. Without a file what is said elsewhere may be enough.
fn file_text(path: &Path, layers: &Layers) -> Result<String, Fault> {
    let fault = |why: String, mend: &str| Fault {
        key: String::new(),
        origin: Origin::Default,
        wrong: format!("cannot read {}: {why}", path.display()),
        mend: mend.to_owned(),
    };
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let is_said = shape().is_ok_and(|whole| layers.say_something(&whole));
            let mend = "`chairside init` writes one";
            return if is_said { Ok(String::new()) } else { Err(fault(error.to_string(), mend)) };
        }
        Err(error) => return Err(fault(error.to_string(), "Let who runs this read it")),
    };
    let mut bytes = Vec::new();
    let read = file.take(FILE_BYTES_MAX.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| fault(error.to_string(), "Name a file with --config"))?;
    if u64::try_from(bytes.len()).map_or(true, |length| length > FILE_BYTES_MAX) {
        return Err(fault(format!("it has more than {FILE_BYTES_MAX} bytes"), "Name another file"));
    }
    String::from_utf8(bytes).map_err(|_| fault("it is no text in UTF-8".into(), "Save it as UTF-8"))
}

/// What this process was told besides the file. An empty variable counts as none.
pub(super) fn around(given: Given<'_>, faults: &mut Faults) -> Layers {
    let mut layers = Layers { arguments: given.set.to_vec(), ..Layers::default() };
    let mut variables: Vec<(OsString, OsString)> = env::vars_os().collect();
    variables.sort();
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| is_about_us(name)) else { continue };
        match value.into_string() {
            Ok(value) if value.is_empty() => {}
            Ok(value) => layers.variables.push((name.to_owned(), value)),
            Err(_) => {
                let origin = Origin::Variable(name.to_owned());
                faults.place(origin, "it is no text in UTF-8".into(), "Set it again");
            }
        }
    }
    let folder = env::var_os(CREDENTIALS_VARIABLE).filter(|folder| !folder.is_empty());
    if let Some(folder) = folder.map(PathBuf::from) {
        layers.credentials = credentials(&folder);
    }
    layers
}

/// The files of the folder of credentials, by name. One that cannot be read has none for us.
fn credentials(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(String, String)> = entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let path = folder.join(&name).to_str()?.to_owned();
            Some((name, path))
        })
        .collect();
    found.sort();
    found
}
