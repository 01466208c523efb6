//! A form that came in. Only the door makes one, after it has checked who sends it.

use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::server::message::Request;
use percent_encoding::percent_decode;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The field with the token.
pub(crate) const TOKEN: &str = "token";
/// Bytes of a form; what a person types is far less.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Fields of a form; a service of many steps and people has the most.
const FIELDS_MAX: usize = 1000;
/// What a browser says of a plain form.
const KIND: &str = "application/x-www-form-urlencoded";

/// Why a body is no form of this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Kind,
    Bytes,
    Fields,
    Text,
}

impl Fault {
    fn told(self, language: Language) -> Error {
        let told = match self {
            Fault::Kind => language
                .pick("Das ist kein Formular dieser Seite.", "That is no form of this page."),
            Fault::Bytes => language.pick(
                "Das ist mehr Text, als in dieses Formular passt.",
                "That is more text than fits into this form.",
            ),
            Fault::Fields => language.pick(
                "Dieses Formular hat mehr Felder als jedes dieser Seite.",
                "That form has more fields than any of this page.",
            ),
            Fault::Text => language.pick(
                "Dieses Formular ist nicht in UTF-8 geschrieben.",
                "That form is not written in UTF-8.",
            ),
        };
        Error::invalid(told)
    }
}

/// The fields by name; of one that comes twice the first.
#[derive(Debug, Default)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a body. `Invalid` if it is no form, or too long to be one of ours; told in this language.
    pub fn read(request: &Request, language: Language) -> Result<Form> {
        Form::of_body(request).map_err(|fault| fault.told(language))
    }

    fn of_body(request: &Request) -> std::result::Result<Form, Fault> {
        let kind = request.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !request.body.is_empty() && !kind.eq_ignore_ascii_case(KIND) {
            return Err(Fault::Kind);
        }
        if request.body.len() > FORM_BYTES_MAX {
            return Err(Fault::Bytes);
        }
        Form::parse(&request.body)
    }

    fn parse(body: &[u8]) -> std::result::Result<Form, Fault> {
        let mut fields = BTreeMap::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default())?;
            let value = decoded(halves.next().unwrap_or_default())?;
            if fields.len() >= FIELDS_MAX {
                return Err(Fault::Fields);
            }
            fields.entry(name).or_insert(value);
        }
        Ok(Form(fields))
    }

    /// What stands in an address behind the `?`; nothing of it if it cannot be read.
    pub fn of_query(query: &str) -> Form {
        Form::parse(query.as_bytes()).unwrap_or_default()
    }

    /// Of these fields.
    pub fn of<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Form {
        Form(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// The same with this in a field.
    pub fn with(&self, name: &str, value: &str) -> Form {
        let mut fields = self.0.clone();
        fields.insert(name.to_owned(), value.to_owned());
        Form(fields)
    }

    /// The same with this in a field that is empty.
    pub fn or(&self, name: &str, value: &str) -> Form {
        if self.get(name).is_empty() { self.with(name, value) } else { Form(self.0.clone()) }
    }

    /// Every field with what stands in it, by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What stands in a field; empty if it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }
}

fn decoded(text: &[u8]) -> std::result::Result<String, Fault> {
    let blanks: Vec<u8> = text.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let text = percent_decode(&blanks).decode_utf8().map(Cow::into_owned);
    text.map_err(|_| Fault::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let form =
            Form::parse(b"name=Erika+Muster&note=50%25%20%26%20mehr&x=1&x=2&empty=&bare").unwrap();
        assert_eq!((form.get("name"), form.get("note")), ("Erika Muster", "50% & mehr"));
        assert_eq!((form.get("x"), form.get("empty"), form.get("none")), ("1", "", ""));
        assert!(Form::parse(b"name=%ff").is_err());
        let many = (0..=FIELDS_MAX).map(|n| format!("f{n}=1&")).collect::<String>();
        assert!(Form::parse(many.as_bytes()).is_err());
    }

    #[test]
    fn what_is_no_form_is_refused() {
        let request = Request::new("POST", "/x").with_body("{}");
        let read = |request: &Request| Form::read(request, Language::En).map(drop);
        assert!(read(&request).is_err());
        let json = request.with_header("Content-Type", "application/json");
        assert!(read(&json).is_err());
        let long = Request::new("POST", "/x").with_header("Content-Type", KIND);
        assert!(read(&long.clone().with_body(vec![b'a'; FORM_BYTES_MAX + 1])).is_err());
        assert!(read(&long).is_ok(), "a button without fields");
    }
}
