//! A message as a mail: its subject, its text, and the same in HTML.

use crate::domain::calendar::zone::Zone;
use crate::domain::message::facts::VisitFacts;
use crate::domain::message::kind::Kind;
use crate::domain::message::sentences::Words;
use crate::domain::message::steps::{Stretch, stretches};

/// A mail, before it is put into an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    /// Lines end with a line feed.
    pub text: String,
    pub html: String,
}

/// Writes a message out. `link` is the visit's own page.
pub fn write(kind: Kind, facts: &VisitFacts, zone: &Zone, link: Option<&str>) -> Written {
    let words = Words { language: facts.language(), zone };
    let letter = Letter { kind, facts, words, link };
    Written {
        subject: words.subject(kind, facts.starts_at),
        text: letter.text(),
        html: letter.html(),
    }
}

struct Letter<'a> {
    kind: Kind,
    facts: &'a VisitFacts,
    words: Words<'a>,
    link: Option<&'a str>,
}

impl Letter<'_> {
    fn what(&self) -> &str {
        match self.facts.service.is_empty() {
            true => self.words.appointment(),
            false => &self.facts.service,
        }
    }

    fn when(&self) -> String {
        let (from, until) = (self.facts.starts_at, self.facts.ends_at);
        format!("{}, {}", self.words.day(from), self.words.span(from, until))
    }

    /// Who does it, and when it was to be.
    fn further(&self) -> Vec<String> {
        let with = self.facts.staff.as_deref().filter(|_| self.facts.steps.len() < 2);
        let before = self.facts.before.filter(|_| self.kind == Kind::Moved);
        let with = with.map(|name| self.words.with(name));
        with.into_iter().chain(before.map(|at| self.words.before(at))).collect()
    }

    /// The steps; nobody needs those of a visit that is off.
    fn stretches(&self) -> Vec<(String, String)> {
        let all = match self.kind {
            Kind::Cancelled => Vec::new(),
            Kind::Confirmed | Kind::Moved | Kind::Reminder => stretches(self.facts),
        };
        all.iter()
            .map(|one| {
                let span = self.words.span(one.starts_at(), one.ends_at());
                (span, stretch(&self.words, one))
            })
            .collect()
    }

    fn link(&self) -> Option<&str> {
        self.link.filter(|_| self.kind != Kind::Cancelled)
    }

    fn salon(&self) -> Vec<String> {
        let salon = &self.facts.salon;
        let phone = Some(&salon.phone).filter(|phone| !phone.is_empty());
        let lines = [Some(salon.name.clone()), Some(salon.address.clone())];
        let lines = lines.into_iter().chain([phone.map(|phone| self.words.phone(phone))]);
        lines.flatten().filter(|line| !line.is_empty()).collect()
    }

    fn closing(&self) -> &'static str {
        self.words.closing(self.kind, !self.facts.salon.phone.is_empty())
    }

    fn text(&self) -> String {
        let mut blocks = vec![
            self.words.greeting(&self.facts.customer),
            self.words.opening(self.kind).to_owned(),
        ];
        let mut visit = vec![self.what().to_owned(), self.when()];
        visit.extend(self.further());
        blocks.push(visit.join("\n"));
        let stretches = self.stretches();
        if !stretches.is_empty() {
            let lines = stretches.iter().map(|(span, what)| format!("  {span}: {what}"));
            let lines: Vec<String> = lines.collect();
            blocks.push(format!("{}:\n{}", self.words.steps(), lines.join("\n")));
        }
        if let Some(link) = self.link() {
            blocks.push(format!("{}:\n{link}", self.words.link()));
        }
        blocks.push(self.closing().to_owned());
        blocks.push(self.salon().join("\n"));
        blocks.push(self.words.zone_note());
        let blocks: Vec<String> = blocks.iter().map(|block| clean(block)).collect();
        blocks.join("\n\n") + "\n"
    }

    fn html(&self) -> String {
        let mut body = String::new();
        body += &paragraph(&escape(&self.words.greeting(&self.facts.customer)));
        body += &paragraph(self.words.opening(self.kind));
        let mut visit =
            vec![format!("<strong>{}</strong>", escape(self.what())), escape(&self.when())];
        visit.extend(self.further().iter().map(|line| escape(line)));
        body += &paragraph(&visit.join("<br>\n"));
        let stretches = self.stretches();
        if !stretches.is_empty() {
            body += &paragraph(&format!("{}:", self.words.steps()));
            body += "<table>\n";
            for (span, what) in &stretches {
                let (span, what) = (escape(span), escape(what));
                body += &format!("<tr><td>{span}</td><td>{what}</td></tr>\n");
            }
            body += "</table>\n";
        }
        if let Some(link) = self.link() {
            let label = self.words.link();
            body += &paragraph(&format!("<a href=\"{}\">{label}</a>", escape(link)));
        }
        body += &paragraph(self.closing());
        let salon: Vec<String> = self.salon().iter().map(|line| escape(line)).collect();
        body += &paragraph(&salon.join("<br>\n"));
        body += &paragraph(&format!("<small>{}</small>", escape(&self.words.zone_note())));
        let language = self.facts.language().as_str();
        let title = escape(&self.words.subject(self.kind, self.facts.starts_at));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n{body}</body>\n</html>\n"
        )
    }
}

/// A stretch in words: what is done and by whom, or how long the customer waits.
pub(crate) fn stretch(words: &Words, stretch: &Stretch) -> String {
    match stretch {
        Stretch::Pause { .. } => words.pause(stretch.minutes()),
        Stretch::Work(step) => {
            let name = if step.name.is_empty() { words.work() } else { &step.name };
            match &step.staff {
                Some(staff) => format!("{name} ({staff})"),
                None => name.to_owned(),
            }
        }
    }
}

fn paragraph(inner: &str) -> String {
    format!("<p>{inner}</p>\n")
}

/// Names come from outside: nothing in them is markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Without what steers a terminal or a mail program, but for the ends of our own lines.
fn clean(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
