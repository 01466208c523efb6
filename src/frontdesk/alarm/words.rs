//! What is said of an alarm: a few words and a sentence or two, in the salon's language. No customer and no secret is in
//! it: the sentences are made of counts and of names of ours.

use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::language::Language;
use crate::frontdesk::Salon;
use crate::store::alarm::notice::Tells;
use time::OffsetDateTime;

/// What is said.
pub(crate) struct Words {
    pub title: String,
    pub body: String,
}

/// What is said of an alarm that began then.
pub(crate) fn words(
    salon: &Salon,
    tells: Tells,
    (kind, level): (Kind, Level),
    sentence: &str,
    began_at: OffsetDateTime,
) -> Words {
    let language = salon.language;
    let name = &salon.config.company.name;
    let since = LocalTime::of(&salon.zone, began_at);
    let bad = match level {
        Level::Alarm => language.pick("Alarm", "Alarm"),
        Level::Warn => language.pick("Warnung", "Warning"),
    };
    let head = match tells {
        Tells::Fired | Tells::Test => bad.to_owned(),
        Tells::Worse => {
            language.pick(format!("{bad}, schlimmer geworden"), format!("{bad}, worse now"))
        }
        Tells::Still => language.pick(format!("{bad}, noch immer"), format!("{bad}, still")),
        Tells::Clear => language.pick("Entwarnung", "All clear").to_owned(),
    };
    let title = format!("{name}: {head} ({})", kind.as_str());
    let body = match tells {
        Tells::Clear => language.pick(
            format!("Vorbei, seit {since} war es so: {sentence}"),
            format!("Over; since {since} it was so: {sentence}"),
        ),
        Tells::Fired | Tells::Test => sentence.to_owned(),
        Tells::Worse | Tells::Still => {
            language.pick(format!("{sentence} Seit {since}."), format!("{sentence} Since {since}."))
        }
    };
    Words { title, body }
}

/// What a trial says.
pub(crate) fn trial(salon: &Salon, language: Language) -> Words {
    let name = &salon.config.company.name;
    Words {
        title: format!("{name}: {}", language.pick("Probealarm", "trial alarm")),
        body: language
            .pick(
                "Dies ist eine Probe. Wenn Sie das lesen, kommen Alarme hier an.",
                "This is a trial. If you read this, alarms arrive here.",
            )
            .to_owned(),
    }
}
