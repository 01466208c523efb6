//! A staff list as a CSV file: from bytes to rows, with a line number and a sentence for every fault in it.
//!
//! Columns `key`, `name`, `emails`, `branch`, `active` (or `Kürzel`, `Name`, `E-Mail`, `Filiale`, `aktiv`) in any
//! order; comma, semicolon or tab, whichever the head line has; UTF-8 with or without a byte order mark.

use crate::domain::people::person::{Email, PersonName, fold_word};
use std::borrow::Cow;
use std::collections::HashMap;

/// Longest file that is read.
pub const FILE_MAX_BYTES: usize = 1024 * 1024;
pub const KEY_CHARS_MAX: usize = 64;
/// What spreadsheet programs call the encoding that is read.
const HOW_TO_SAVE: &str = "save the file as \"CSV UTF-8\"";
const BOM_UTF8: &[u8] = b"\xef\xbb\xbf";
const BOMS_UTF16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// A staff member as a line describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRow {
    /// Of the file, from 1.
    pub line: u64,
    /// Short and stable; the UUID is made from it.
    pub key: String,
    /// First and last name.
    pub name: String,
    /// Lower case, in the file's order.
    pub emails: Vec<String>,
    /// Key or name of the branch; `None` means all of them.
    pub branch: Option<String>,
    /// Whether the person works here now; a file without the column means yes.
    pub active: bool,
}

/// Something wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Of the file, from 1.
    pub line: u64,
    /// What it is, and how to mend it where that is not plain.
    pub sentence: String,
}

/// What was read. Rows are whole only if there are no faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffFile {
    /// The lines that can be read, in order.
    pub rows: Vec<StaffRow>,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Key,
    Name,
    Emails,
    Branch,
    Active,
}

const COLUMNS: [(Column, &str, &[&str]); 5] = [
    (Column::Key, "key", &["key", "kuerzel", "schluessel"]),
    (Column::Name, "name", &["name"]),
    (
        Column::Emails,
        "emails",
        &["emails", "email", "mail", "mails", "emailadresse", "emailadressen"],
    ),
    (Column::Branch, "branch", &["branch", "filiale", "standort"]),
    (Column::Active, "active", &["active", "aktiv"]),
];

const YES: [&str; 7] = ["1", "true", "yes", "ja", "x", "active", "aktiv"];
const NO: [&str; 6] = ["0", "false", "no", "nein", "inactive", "inaktiv"];

/// Reads a file. Every fault that the file alone shows is told.
pub fn parse(bytes: &[u8]) -> StaffFile {
    let mut file = StaffFile::default();
    let whole = |sentence: String| Fault { line: 1, sentence };
    if bytes.len() > FILE_MAX_BYTES {
        file.faults.push(whole(format!("the file is longer than {FILE_MAX_BYTES} bytes")));
        return file;
    }
    if BOMS_UTF16.iter().any(|bom| bytes.starts_with(bom)) {
        file.faults.push(whole(format!("the file is UTF-16; {HOW_TO_SAVE}")));
        return file;
    }
    let text = with_line_feeds(bytes.strip_prefix(BOM_UTF8).unwrap_or(bytes));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_slice());
    let mut reading = Reading { file, columns: None, keys: HashMap::new(), emails: HashMap::new() };
    let mut place = Place { line: 1, byte: 0 };
    for record in reader.byte_records() {
        // Reading from memory cannot fail, and unequal lengths are allowed here.
        let Ok(record) = record else { break };
        let byte = record.position().map_or(0, |at| at.byte());
        let line = place.line_of(&text, byte);
        if record.iter().all(|field| field.trim_ascii().is_empty()) {
            continue;
        }
        if record.iter().any(|field| field.contains(&b'\n')) {
            let sentence = "a field goes on over the end of the line; is a quote missing?";
            reading.fault(line, sentence.to_owned());
        } else if reading.columns.is_none() {
            reading.head(line, &record);
        } else {
            reading.row(line, &record);
        }
    }
    if reading.columns.is_none() && reading.file.faults.is_empty() {
        reading.fault(1, "the file is empty; its first line must name the columns".to_owned());
    }
    reading.file.faults.sort();
    reading.file
}

/// All three ways to end a line become one.
fn with_line_feeds(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut bytes = bytes.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\r' {
            text.push(b'\n');
            bytes.next_if_eq(&b'\n');
        } else {
            text.push(byte);
        }
    }
    text
}

/// Whichever the head line has most of, outside quotes.
fn delimiter(text: &[u8]) -> u8 {
    let head = text.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let mut quoted = false;
    let bare: Vec<u8> = head
        .unwrap_or_default()
        .iter()
        .copied()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted
        })
        .collect();
    let count = |wanted: u8| bare.iter().filter(|byte| **byte == wanted).count();
    [b'\t', b';', b','].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b',')
}

/// How far lines have been counted.
struct Place {
    line: u64,
    byte: usize,
}

impl Place {
    /// The line on which the record that begins at this byte stands; empty lines before it belong to none.
    fn line_of(&mut self, text: &[u8], byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).max(self.byte);
        let before = text.get(self.byte..byte).unwrap_or_default();
        let empty = text.get(byte..).unwrap_or_default();
        let empty = empty.iter().take_while(|byte| **byte == b'\n').count();
        let feeds = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(empty);
        self.line = self.line.saturating_add(u64::try_from(feeds).unwrap_or(u64::MAX));
        self.byte = byte.saturating_add(empty);
        self.line
    }
}

struct Reading {
    file: StaffFile,
    /// What each field of a line is; `None` until the head line is read.
    columns: Option<Vec<Option<Column>>>,
    /// On which line a key or an address was seen first.
    keys: HashMap<String, u64>,
    emails: HashMap<String, u64>,
}

impl Reading {
    fn fault(&mut self, line: u64, sentence: String) {
        self.file.faults.push(Fault { line, sentence });
    }

    fn head(&mut self, line: u64, record: &csv::ByteRecord) {
        let mut columns = Vec::new();
        for field in record {
            let said = String::from_utf8_lossy(field);
            let said = said.trim();
            let folded = fold_word(said).as_str().replace(' ', "");
            let known = COLUMNS.iter().find(|(_, _, names)| names.contains(&folded.as_str()));
            let column = known.map(|(column, ..)| *column);
            if column.is_none() {
                let known = COLUMNS.map(|(_, name, _)| name).join(", ");
                self.fault(line, format!("there is no column \"{said}\"; the columns are {known}"));
            } else if columns.contains(&column) {
                self.fault(line, format!("the column \"{said}\" is there twice"));
            }
            columns.push(column);
        }
        for (column, name, _) in COLUMNS {
            let needed = matches!(column, Column::Key | Column::Name);
            if needed && !columns.contains(&Some(column)) {
                self.fault(line, format!("the column \"{name}\" is missing"));
            }
        }
        self.columns = Some(columns);
    }

    fn row(&mut self, line: u64, record: &csv::ByteRecord) {
        let columns = self.columns.clone().unwrap_or_default();
        if record.len() != columns.len() {
            let (found, wanted) = (record.len(), columns.len());
            self.fault(line, format!("the line has {found} fields, the head line {wanted}"));
        }
        let place = |wanted: Column| columns.iter().position(|column| *column == Some(wanted));
        let mut field = |wanted: Column, name: &str| -> Option<String> {
            let bytes = record.get(place(wanted)?)?;
            match text(bytes) {
                Ok(text) => Some(text.trim().to_owned()),
                Err(shown) => {
                    let sentence = format!(
                        "the {name} \"{shown}\" is not UTF-8 (Latin-1 perhaps); {HOW_TO_SAVE}"
                    );
                    self.file.faults.push(Fault { line, sentence });
                    None
                }
            }
        };
        let key = field(Column::Key, "key");
        let name = field(Column::Name, "name");
        let emails = field(Column::Emails, "e-mail");
        let branch = field(Column::Branch, "branch");
        let active = field(Column::Active, "entry under \"active\"");
        let key = key.and_then(|key| self.key(line, key));
        let name = name.and_then(|name| self.name(line, &name));
        let emails = self.emails(line, emails.as_deref().unwrap_or_default());
        let active = self.active(line, active.as_deref().unwrap_or_default());
        if let (Some(key), Some(name)) = (key, name) {
            let branch = branch.filter(|branch| !branch.is_empty());
            self.file.rows.push(StaffRow { line, key, name, emails, branch, active });
        }
    }

    fn key(&mut self, line: u64, key: String) -> Option<String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if key.is_empty() {
            self.fault(line, "the key is empty".to_owned());
            return None;
        }
        if !key.chars().all(plain) || key.len() > KEY_CHARS_MAX {
            let sentence = format!(
                "the key \"{key}\" must be letters without dots or marks, digits, - and _, at most {KEY_CHARS_MAX}"
            );
            self.fault(line, sentence);
            return None;
        }
        match self.keys.get(&key).copied() {
            Some(first) => {
                self.fault(line, format!("the key {key} is on line {first} already"));
                None
            }
            None => {
                self.keys.insert(key.clone(), line);
                Some(key)
            }
        }
    }

    fn name(&mut self, line: u64, name: &str) -> Option<String> {
        if name.is_empty() {
            self.fault(line, "the name is empty".to_owned());
            return None;
        }
        match PersonName::parse(name) {
            Ok(name) => Some(name.as_str().to_owned()),
            Err(fault) => {
                self.fault(line, format!("the name \"{name}\": {fault}"));
                None
            }
        }
    }

    fn emails(&mut self, line: u64, said: &str) -> Vec<String> {
        let mut emails = Vec::new();
        let parts = said.split(|c: char| c.is_whitespace() || c == '|');
        for part in parts.filter(|part| !part.is_empty()) {
            let Ok(email) = Email::parse(part) else {
                let sentence =
                    format!("\"{part}\" is no e-mail address; several are parted by blanks or |");
                self.fault(line, sentence);
                continue;
            };
            let email = email.as_str().to_owned();
            match self.emails.insert(email.clone(), line) {
                Some(first) if first == line => {
                    self.fault(line, format!("{email} is there twice"));
                }
                Some(first) => {
                    self.fault(line, format!("{email} is on line {first} already"));
                    self.emails.insert(email, first);
                }
                None => emails.push(email),
            }
        }
        emails
    }

    fn active(&mut self, line: u64, said: &str) -> bool {
        let folded = said.to_lowercase();
        if said.is_empty() || YES.contains(&folded.as_str()) {
            return true;
        }
        if !NO.contains(&folded.as_str()) {
            let sentence =
                format!("\"{said}\" says neither yes nor no: active is yes, no, ja, nein");
            self.fault(line, sentence);
        }
        false
    }
}

/// The text, or what can be shown of it.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => Err(String::from_utf8_lossy(bytes).trim().to_owned()),
    }
}
