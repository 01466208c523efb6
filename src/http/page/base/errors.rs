//! What is said where a page cannot be shown or a change not be made.

use crate::domain::help::code::Code;
use crate::domain::help::topics;
use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::http::page::base::ask::{Ask, Stranger};
use crate::http::page::base::frame;
use crate::http::page::base::frame::Page;
use crate::server::message::Response;
use maud::{Markup, html};

/// Why not.
#[derive(Clone, Copy)]
pub(crate) enum Told<'a> {
    /// The user's role.
    MayNot,
    /// A form that is not one of this session's.
    Stale,
    /// A form from another site.
    Elsewhere,
    /// No such address.
    NoPage,
    /// An address that does not know the method.
    NoMethod,
    /// What the use case said.
    Error(&'a Error),
}

impl Told<'_> {
    pub fn status(self) -> u16 {
        match self {
            Told::MayNot | Told::Stale | Told::Elsewhere => 403,
            Told::NoPage | Told::Error(Error::NotFound(_)) => 404,
            Told::NoMethod => 405,
            Told::Error(Error::Invalid(_)) => 400,
            Told::Error(Error::Conflict(_)) => 409,
            Told::Error(Error::Unavailable(_) | Error::Database(_)) => 503,
            Told::Error(Error::Internal(_)) => 500,
        }
    }

    /// What `chairside help` explains.
    pub fn code(self) -> Code {
        match self {
            Told::MayNot => topics::MAY_NOT,
            Told::Stale => topics::STALE,
            Told::Elsewhere => topics::ELSEWHERE,
            Told::NoPage => topics::NO_ADDRESS,
            Told::NoMethod => topics::NO_METHOD,
            Told::Error(error) => Code::from(error),
        }
    }

    /// In a few words.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Told::MayNot => language.pick("Das darfst du hier nicht", "You may not do this"),
            Told::Stale => language.pick("Diese Seite war zu alt", "This page was too old"),
            Told::Elsewhere => language.pick("Von woanders geschickt", "Sent from elsewhere"),
            Told::NoPage | Told::Error(Error::NotFound(_)) => {
                language.pick("Das gibt es hier nicht", "There is no such thing here")
            }
            Told::NoMethod => language.pick("So geht es nicht", "Not like this"),
            Told::Error(Error::Invalid(_)) => language.pick("Bitte prüfen", "Please check"),
            Told::Error(Error::Conflict(_)) => language
                .pick("Es hat sich inzwischen etwas geändert", "Something has changed meanwhile"),
            Told::Error(Error::Unavailable(_) | Error::Database(_)) => {
                language.pick("Gerade nicht möglich", "Not possible right now")
            }
            Told::Error(Error::Internal(_)) => {
                language.pick("Da ist etwas schiefgegangen", "Something went wrong")
            }
        }
    }

    /// And what to do.
    pub fn sentence(self, language: Language) -> String {
        match self {
            Told::MayNot => language
                .pick(
                    "Dafür braucht es eine andere Rolle. Geändert wurde nichts.",
                    "That takes another role. Nothing was changed.",
                )
                .to_owned(),
            Told::Stale => language
                .pick(
                    "Sie gehörte zu einer früheren Anmeldung. Geändert wurde nichts; bitte lade sie neu.",
                    "It belonged to an earlier login. Nothing was changed; please load it again.",
                )
                .to_owned(),
            Told::Elsewhere => language
                .pick(
                    "Dieses Formular kam nicht von dieser Seite. Geändert wurde nichts.",
                    "This form did not come from this page. Nothing was changed.",
                )
                .to_owned(),
            Told::NoPage | Told::Error(Error::NotFound(_)) => language
                .pick(
                    "Vielleicht wurde es inzwischen geändert, oder der Link ist alt.",
                    "It may have been changed meanwhile, or the link is old.",
                )
                .to_owned(),
            Told::NoMethod => language
                .pick("Diese Adresse nimmt das nicht an.", "This address does not take that.")
                .to_owned(),
            Told::Error(Error::Invalid(_)) => language
                .pick(
                    "So lässt es sich nicht annehmen. Geändert wurde nichts.",
                    "It cannot be taken like this. Nothing was changed.",
                )
                .to_owned(),
            Told::Error(Error::Conflict(_)) => language
                .pick(
                    "Bitte lade die Seite neu und sieh nach, wie es jetzt ist. Geändert wurde nichts.",
                    "Please load the page again and see how it is now. Nothing was changed.",
                )
                .to_owned(),
            Told::Error(Error::Unavailable(_)) => language
                .pick(
                    "Etwas antwortet gerade nicht. Bitte gleich noch einmal versuchen.",
                    "Something does not answer right now. Please try again in a moment.",
                )
                .to_owned(),
            Told::Error(Error::Database(_)) => language
                .pick(
                    "Die Datenbank nimmt gerade nichts an. Bitte gleich noch einmal versuchen; geändert wurde nichts.",
                    "The database takes nothing right now. Please try again in a moment; nothing was changed.",
                )
                .to_owned(),
            Told::Error(Error::Internal(_)) => language
                .pick("Das Protokoll sagt mehr.", "The log says more.")
                .to_owned(),
        }
    }

    /// What the use case said, in whatever language it said it.
    fn detail(self) -> Option<String> {
        match self {
            Told::Error(
                error @ (Error::Invalid(_) | Error::Conflict(_) | Error::Unavailable(_)),
            ) => Some(error.to_string()),
            _ => None,
        }
    }

    /// All of it.
    pub fn body(self, language: Language) -> Markup {
        html! {
            div .head { h1 { (self.title(language)) } }
            p .lead { (self.sentence(language)) }
            @if let Some(detail) = self.detail() { p .soft { (detail) } }
            p .soft { (self.code()) }
            p .actions { a .button href="/" { (language.pick("Zur Startseite", "To the first page")) } }
        }
    }
}

/// For who is logged in.
pub(crate) fn of(ask: &Ask, told: Told) -> Result<Response> {
    let page = Page {
        title: told.title(ask.language).to_owned(),
        body: told.body(ask.language),
        ..Page::default()
    };
    Ok(Response { status: told.status(), ..frame::of(ask, page)? })
}

/// What a use case said, to who is logged in. A surprise is logged here.
pub(crate) fn answer(ask: &Ask, error: &Error) -> Result<Response> {
    if let Error::Internal(_) = error {
        log::error!(
            "{} {}: {}",
            ask.request.method,
            ask.request.path,
            Code::from(error).ends(&error.for_log())
        );
    }
    of(ask, Told::Error(error))
}

/// For a stranger.
pub(crate) fn plain(stranger: &Stranger, told: Told) -> Result<Response> {
    let (title, body) = (told.title(stranger.language), told.body(stranger.language));
    Ok(Response {
        status: told.status(),
        ..frame::alone(stranger.app, stranger.language, title, &body)
    })
}
