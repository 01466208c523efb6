//! The commented `appliance.toml` of a new salon: the shipped one with its own names in it, and everything that nobody has
//! said yet behind a `#`.

use crate::config::roster::StaffEntry;
use crate::config::roster_hours::HoursEntry;
use crate::config::roster_service::ServiceEntry;
use crate::config::roster_text;
use crate::config::roster_text::quoted;
use crate::config::source::fault::Fault;
use crate::config::whole::Config;

/// The shipped file, which names and explains every key.
const SHIPPED: &str = include_str!("../../appliance.toml");
/// Where the salon's people and services begin in it.
const SALON_START: &str = "# The salon.";
/// Sections whose keys a new salon's file leaves to the defaults, because they name an example's addresses.
const EXAMPLES: [&str; 1] = ["attendee_domain"];
/// Without it there is no salon, and for a while it is not known.
const API_KEY: &str = "calcom.api_key";

/// What is known of a new salon.
#[derive(Clone, Debug, Default)]
pub struct NewSalon {
    /// Its short name that stays.
    pub key: String,
    /// As callers hear it.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// `de` or `en`.
    pub language: String,
    /// Such as `+49`.
    pub country_code: String,
    /// Its one branch, as spoken; without it none is written.
    pub branch: Option<(String, String)>,
    /// When that is open.
    pub hours: Option<HoursEntry>,
    /// The file in which Cal.com's key stands.
    pub api_key_file: Option<String>,
    /// Further keys, by path, and their values as TOML writes them.
    pub settings: Vec<(&'static str, String)>,
    /// Who works there.
    pub staff: Vec<StaffEntry>,
    /// What is sold: with segments, or with a length alone.
    pub services: Vec<ServiceEntry>,
}

impl NewSalon {
    /// The whole file.
    pub fn file(&self) -> String {
        let (settings, salon) = SHIPPED.split_once(SALON_START).unwrap_or((SHIPPED, ""));
        let mut section = "";
        let mut text = String::new();
        for line in settings.lines() {
            section =
                line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).unwrap_or(section);
            text.push_str(&self.line(section, line));
            text.push('\n');
        }
        text.push_str(SALON_START);
        text.push_str(&self.salon(salon));
        self.staff.iter().for_each(|person| text.push_str(&roster_text::person(person)));
        self.services.iter().for_each(|service| text.push_str(&roster_text::service(service)));
        text
    }

    /// A line as this salon's file has it.
    fn line(&self, section: &str, line: &str) -> String {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let key = bare.split_once(" = ").map_or("", |(key, _)| key);
        let is_it = |path: &str| path.split_once('.') == Some((section, key));
        if let Some((_, value)) = self.settings.iter().find(|(path, _)| is_it(path)) {
            return format!("{key} = {value}");
        }
        let said = match (section, key) {
            _ if bare != line => return line.to_owned(),
            ("company", "key") => &self.key,
            ("company", "name") => &self.name,
            ("company", "time_zone") => &self.time_zone,
            ("company", "language") => &self.language,
            ("company", "country_code") => &self.country_code,
            ("calcom", "api_key") => match &self.api_key_file {
                Some(file) => return format!("api_key_file = {}", quoted(file)),
                None => return format!("# {line}"),
            },
            (_, key) if EXAMPLES.contains(&key) || line.contains("\"env:") => {
                return format!("# {line}");
            }
            _ => return line.to_owned(),
        };
        format!("{key} = {}", quoted(said))
    }

    /// The branch, and examples of the rest.
    fn salon(&self, shipped: &str) -> String {
        let mut text = String::new();
        let mut is_example = false;
        for line in shipped.split_inclusive('\n') {
            let bare = line.trim_end();
            if bare.starts_with("[[") {
                is_example = !(bare == "[[branches]]" && self.branch.is_some());
            }
            let is_said = |key: &str| !is_example && bare.starts_with(key);
            match (&self.branch, &self.hours) {
                (Some((key, _)), _) if is_said("key = ") => {
                    text.push_str(&format!("key = {}\n", quoted(key)))
                }
                (Some((_, name)), _) if is_said("name = ") => {
                    text.push_str(&format!("name = {}\n", quoted(name)));
                }
                (Some(_), Some(hours)) if is_said("# hours = ") => {
                    text.push_str(&roster_text::hours(hours));
                }
                _ if is_example && !bare.is_empty() => {
                    text.push_str("# ");
                    text.push_str(line);
                }
                _ => text.push_str(line),
            }
        }
        text
    }

    /// What is wrong with it, in sentences; that Cal.com's key is not there yet is nothing wrong.
    pub fn faults(&self) -> Vec<String> {
        self.all_faults().into_iter().map(|fault| fault.wrong).collect()
    }

    /// The same with keys and mends.
    pub(crate) fn all_faults(&self) -> Vec<Fault> {
        let mut known = NewSalon { api_key_file: None, ..self.clone() };
        if !known.settings.iter().any(|(path, _)| *path == API_KEY) {
            known.settings.push((API_KEY, quoted("-")));
        }
        Config::parse_or_faults(&known.file()).err().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::roster_text::list;
    use crate::domain::service::templates::template;

    fn salon() -> NewSalon {
        NewSalon {
            key: "haarscharf".into(),
            name: "Salon \"Haar\\scharf\"".into(),
            time_zone: "Europe/Vienna".into(),
            language: "en".into(),
            country_code: "+43".into(),
            branch: Some(("wien".into(), "Haarscharf Wien".into())),
            ..NewSalon::default()
        }
    }

    #[test]
    fn what_is_known_stands_in_it_and_the_rest_is_an_example() {
        let salon = salon();
        assert_eq!(salon.faults(), [""; 0]);
        let text = salon.file().replace("# api_key = \"env:CALCOM_API_KEY\"", "api_key = \"-\"");
        let config = Config::parse(&text).unwrap();
        let company = &config.company;
        assert_eq!(
            (company.key.as_str(), company.name.as_str()),
            ("haarscharf", salon.name.as_str())
        );
        assert_eq!(
            (company.time_zone.as_str(), company.language.as_str()),
            ("Europe/Vienna", "en")
        );
        assert_eq!(company.country_code, "+43");
        assert_eq!(config.branches.len(), 1);
        assert_eq!(config.branches[0].name, "Haarscharf Wien");
        assert!(config.staff.is_empty() && config.services.is_empty());
        assert_eq!(config.closed_doors().len(), 3, "no door has a secret yet");
        assert!(config.calcom.is_attendee_domain_nowhere());
        // Every line of the shipped file is in it, said or as an example.
        assert_eq!(salon.file().lines().count(), SHIPPED.lines().count());
        let bare = NewSalon { branch: None, ..salon };
        assert_eq!(bare.faults(), [""; 0]);
    }

    #[test]
    fn the_key_may_stand_in_a_file() {
        let salon = NewSalon { api_key_file: Some("calcom.key".into()), ..salon() };
        assert!(salon.file().contains("\napi_key_file = \"calcom.key\"\n"));
    }

    #[test]
    fn what_cannot_be_is_told() {
        let odd = NewSalon { key: "a b".into(), name: "\n".into(), ..salon() };
        assert_eq!(odd.faults().len(), 2, "{:?}", odd.faults());
    }

    /// Whatever people are called, what is read is what was said.
    #[test]
    fn people_services_and_keys_stand_in_it_as_they_were_said() {
        let odd = "\"\"\" 💇 \\ 'Zoë' # [x] = {y}";
        let hours: HoursEntry =
            toml::from_str("tuesday = [\"09:00-12:30\", \"13:30-18:00\"]").unwrap();
        let person = |key: &str, name: &str, emails: &[&str]| StaffEntry {
            key: key.into(),
            name: name.into(),
            emails: emails.iter().map(|email| (*email).to_owned()).collect(),
            branch: Some("wien".into()),
            active: true,
            pause_policy: None,
        };
        let colour = template("colour-cut").unwrap();
        let hands = ["a".to_owned()];
        let salon = NewSalon {
            hours: Some(hours),
            settings: vec![
                ("calcom.api_key", quoted("cal_\"live\"")),
                ("calcom.team_ids", "[7, 8]".into()),
                ("calcom.webhook_secrets", list(&["one".to_owned()])),
                ("server.public_url", quoted("https://termine.salon.example")),
            ],
            staff: vec![person("a", odd, &["a@salon.example"]), person("b", "Bea", &[])],
            services: vec![
                ServiceEntry {
                    key: "schnitt".into(),
                    name: odd.into(),
                    aliases: vec!["Schneiden".into()],
                    duration_minutes: Some(45),
                    staff: vec!["a".into(), "b".into()],
                    ..ServiceEntry::default()
                },
                ServiceEntry::of_composition("farbe", colour.name, &colour.composition, &hands),
            ],
            ..salon()
        };
        let config = Config::parse(&salon.file()).unwrap();
        assert_eq!(config.calcom.api_key.reveal(), "cal_\"live\"");
        assert_eq!(config.calcom.team_ids, [7, 8]);
        assert_eq!(config.calcom.webhook_secrets.len(), 1);
        assert_eq!(config.server.public_url, "https://termine.salon.example");
        assert_eq!(config.branches[0].hours.as_ref().unwrap().week().unwrap().len(), 2);
        assert_eq!((config.staff.len(), config.staff[0].name.as_str()), (2, odd));
        assert_eq!(config.services[0].name, odd);
        let described = config.services[1].describe().unwrap();
        assert_eq!(described.composition, colour.composition);
        assert_eq!(described.performers.len(), colour.composition.segments.len());
    }
}
