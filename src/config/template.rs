//! The commented `appliance.toml` of a new salon: the shipped one with its own names in it, and everything that nobody has
//! said yet behind a `#`.

use crate::config::whole::Config;

/// The shipped file, which names and explains every key.
const SHIPPED: &str = include_str!("../../appliance.toml");
/// Where the salon's people and services begin in it.
const SALON_START: &str = "# The salon.";
/// Sections whose keys a new salon's file leaves to the defaults, because they name an example's addresses.
const EXAMPLES: [&str; 1] = ["attendee_domain"];

/// What is known of a new salon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// The file in which Cal.com's key stands.
    pub api_key_file: Option<String>,
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
        text
    }

    /// A line as this salon's file has it.
    fn line(&self, section: &str, line: &str) -> String {
        let key = line.split_once(" = ").map_or("", |(key, _)| key);
        let said = match (section, key) {
            ("company", "key") => &self.key,
            ("company", "name") => &self.name,
            ("company", "time_zone") => &self.time_zone,
            ("company", "language") => &self.language,
            ("company", "country_code") => &self.country_code,
            ("calcom", "api_key") => match &self.api_key_file {
                Some(file) => return format!("api_key_file = {}", quoted(file)),
                None => return format!("# {line}"),
            },
            (_, key)
                if EXAMPLES.contains(&key) || line.contains("\"env:") && !line.starts_with('#') =>
            {
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
            match &self.branch {
                Some((key, _)) if is_said("key = ") => {
                    text.push_str(&format!("key = {}\n", quoted(key)))
                }
                Some((_, name)) if is_said("name = ") => {
                    text.push_str(&format!("name = {}\n", quoted(name)));
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
        let known = NewSalon { api_key_file: None, ..self.clone() };
        let text = known.file().replace("# api_key = \"env:CALCOM_API_KEY\"", "api_key = \"-\"");
        let told = Config::parse(&text).err().unwrap_or_default();
        told.lines().map(str::to_owned).collect()
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn salon() -> NewSalon {
        NewSalon {
            key: "haarscharf".into(),
            name: "Salon \"Haar\\scharf\"".into(),
            time_zone: "Europe/Vienna".into(),
            language: "en".into(),
            country_code: "+43".into(),
            branch: Some(("wien".into(), "Haarscharf Wien".into())),
            api_key_file: None,
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
}
