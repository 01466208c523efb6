//! What one clause of a sentence tells: a wish, or a circumstance of the caller's.

use crate::domain::speech::time::facts::clause::{ARTICLES, Clause, NOW, Opener, Row, SUBJECTS};
use crate::domain::text::word_list::WordList;

/// Say that something is wished for, or is possible.
static WISH: WordList = WordList::of(
    "brauche brauch braucht braeuchte braeucht braeuchten brauchen moechte moecht moechten haette haett haetten haettest
    wuerde wuerd wuerden wollen gern gerne lieber bitte please like love need needs want wants wish hoping buchen book
    thinking wondering gedacht dachte fragen hope ask opening openings
    eintragen reservieren passt passen passte passts klappt klappts ginge geht gehts would id could koennte koennten
    prefer preferably liebsten waere waer sagen nehme nehmen nehm nimm suits suit works fine good perfect super prima
    toll egal wunsch wunschtermin wunschtag ideal optimal favourite favorite frei free available zeit flexibel flexible schaffe schaff kann koennen can termin
    appointment haarschnitt haircut",
);
/// Of those, the ones that a reason may hold as well: `weil ich vorher nicht kann`, `weil ich einen Termin habe`.
static IN_REASONS: WordList = WordList::of(
    "kann koennen can termin appointment good fine frei free geht works gern gerne zeit schaffe schaff",
);
/// Of those, the ones that something else may be the object of: `ich habe um zwei einen Termin beim Arzt`.
static THINGS: WordList = WordList::of("termin appointment");
/// Only German.
static WILL: WordList = WordList::of("will");
static COME: WordList = WordList::of("komme komm kommen come");
static CALLER: WordList = WordList::of("ich ichs wir i im ive id ill we were weve");
static THEY: WordList = WordList::of("er sie es he she they der die");
static GOING: WordList = WordList::of("going gonna about");
static TO: WordList = WordList::of("to");
static SAY: WordList = WordList::of("say ask book take sagen nehmen");
static WANTED: WordList = WordList::of("wollte wanted");
static TOO_MUCH: WordList = WordList::of("zu too");
/// Of such a thing it may be wished all the same.
static WANTS: WordList =
    WordList::of("brauche braeuchte moechte haette wuerde want need bitte please would like");
static NEARBY: WordList = WordList::of("town nearby");
static THE: WordList = WordList::of("der eurer ihrer");
static TOWN: WordList = WordList::of("stadt naehe gegend ecke");
static DAY: WordList = WordList::of(
    "day monday tuesday wednesday thursday friday saturday sunday morning afternoon im",
);
static OFF: WordList = WordList::of("off");
static USUALLY: WordList =
    WordList::of("sonst normalerweise gewoehnlich immer usually normally always meistens");
/// Of a flight as well.
static GOES: WordList = WordList::of("geht gehen works");
static OTHERS: WordList = WordList::of("mein meine unser unsere my our der die the");
static MUST: WordList = WordList::of("muss muessen must have got gotta");
static BE: WordList = WordList::of("sein be");
static NO_VISIT: WordList = WordList::of(
    "arbeite arbeiten fahre fahren fliege fliegen verreise verreisen heirate heiraten ziehe hole holen bringe bringen
    lerne studiere trainiere spiele verreist fly working flying moving travel travelling drive driving leaving married",
);
static CHAIR: WordList = WordList::of("chair stuhl drin dran here there fertig finished done");
static AM: WordList = WordList::of("bin sind");
static BACK: WordList = WordList::of("then da");
static COULD: WordList = WordList::of(
    "koennte koennten kann can could id gern gerne lieber geht ginge passt free frei zeit haarschnitt haircut",
);
/// Where one is that is not the salon.
static PLACES: WordList = WordList::of(
    "arzt aerztin zahnarzt physio arbeit schule kita kindergarten uni training yoga sport fitness meeting besprechung zug
    bus bahnhof flughafen flieger flug bahn amt bank werkstatt schicht dienst unterricht vorlesung kurs chor probe
    doctor doctors dentist dentists gym airport station office school class college meeting train flight work shift
    physio interview lecture rehearsal football practice",
);
static THEN: WordList = WordList::of("da then dann");
static RATHER: WordList = WordList::of("lieber besser rather better");
static I: WordList = WordList::of("i ive weve my");
/// Where one comes that is not to the salon.
static ELSEWHERE: WordList = WordList::of(
    "an aus schule uni kita zurueck heim raus hause weg wieder home back out zug bus train office buero arbeit work los fort",
);
/// Whose appointment it is.
static HERE: WordList = WordList::of("euch ihnen dir you");
static NOT: WordList =
    WordList::of("nicht nich net nie not never cant cannot dont wont kein keine keinen no");
/// What the caller does elsewhere.
static DOES: WordList = WordList::of(
    "arbeite arbeit arbeiten fahr flieg hol zieh muss muessen bin sind war waren habe hab haben hatte hatten fahre fahren fliege fliegen
    verreise verreisen heirate heiraten ziehe hole holen bringe bringen verreist esse lerne studiere trainiere spiele
    must leave fly got start finish close gotta working leaving flying going driving meeting
    picking ive weve go get travel travelling away",
);
/// The same, of words that are German ones as well.
static DOES_ENGLISH: WordList = WordList::of("im am work have had was be getting having moving");
/// What others do.
static THEY_DO: WordList = WordList::of(
    "kommt bringt faehrt hat haben muss muessen heiratet holt fliegt arbeitet gets arrives has leaves starts opens closes
    brings drops picks takes lands heiraten kommen besucht feiert visits marries ends finishes are sind",
);
/// Compare with a time that was said, and say why.
static RELATIVE: WordList = WordList::of(
    "vorher davor danach nachher hinterher spaeter frueher eher da later before afterwards after earlier sooner beforehand
    then",
);
/// Of those, the ones that stand before a time as well.
static PREPOSITIONS: WordList = WordList::of("before after");
static BEHIND: WordList = WordList::of("that i we im ive my he she they");
static THAN: WordList = WordList::of("als than");
static IS: WordList = WordList::of(
    "ist is sind are war waere wird bin hat has have habe hab muss must schaffe schaff",
);
/// The same as before.
static TOO: WordList = WordList::of("auch too ebenfalls either genauso aswell");

/// What speaks against a day, a time or a person.
static BAD: WordList = WordList::of(
    "geschlossen closed bloed doof schlecht unguenstig bad awkward schwierig stressig voll ausgebucht unmoeglich impossible
    ungeschickt knapp teuer hektisch busy unpraktisch",
);
/// The same behind `zu`, `too`.
static BAD_TOO_MUCH: WordList = WordList::of(
    "schnell kurz teuer lang laut frueh spaet voll weit grob fast short early late busy rough expensive far",
);
/// Behind which a wish is told that is given up by now.
static FIRST: WordList =
    WordList::of("erst eigentlich zuerst urspruenglich originally first initially anfangs");
static GIVEN_UP: WordList = WordList::of("ueberlegt gedacht gesagt thinking");
/// What was.
static WAS: WordList = WordList::of(
    "hat hatte hatten war waren haben did was had has were used wurde wollte saw went sah ging kam",
);
/// Last time.
static BEFORE: WordList = WordList::of("zuletzt previously bisher damals vorletztes used");
static LAST: WordList = WordList::of("letztes letzten letzte letztens last vorige voriges");
static TIME: WordList = WordList::of("mal time male times");
/// Whom something was done to.
static TO_ME: WordList = WordList::of("mir mich uns my me meine meinen mein");
static DONE: WordList = WordList::of(
    "gemacht geschnitten gefaerbt gefoehnt bedient frisiert getoent gestylt verschnitten did cut done coloured colored dyed",
);

/// How surely a clause tells a circumstance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sure {
    /// A word says so.
    Yes,
    /// What is told in it says so; where nothing else says when, it may.
    Likely,
}

/// One clause, asked what it tells.
pub(crate) struct Told<'a> {
    pub row: Row<'a>,
    pub clause: &'a Clause,
    /// Whether it holds anything of a day or a time.
    pub has_time: bool,
    pub has_day: bool,
    /// Whether the clause before it tells a circumstance.
    pub is_behind_aside: bool,
    /// Whether the clause behind it names a day.
    pub next_has_day: bool,
}

impl<'a> Told<'a> {
    fn keys(&self) -> impl Iterator<Item = &'a str> {
        let row = self.row;
        self.clause.tokens.clone().map(move |at| row.key(at))
    }

    fn has(&self, words: &WordList) -> bool {
        self.keys().any(|key| words.has(key))
    }

    /// Whether a word of the one list stands right before one of the other.
    fn has_pair(&self, first: &WordList, next: &WordList) -> bool {
        let mut places = self.clause.tokens.clone();
        places.any(|at| first.has(self.row.key(at)) && next.has(self.row.key(at + 1)))
    }

    /// Whether a clause holds a word that compares with a time.
    pub(crate) fn is_relative(row: Row, clause: &Clause) -> bool {
        clause.tokens.clone().any(|at| {
            let (key, next) = (row.key(at), row.key(at + 1));
            let is_last = at + 1 == clause.tokens.end;
            // `before nine` and `früher als neun` are bounds.
            let is_bare = is_last || !PREPOSITIONS.has(key) || BEHIND.has(next);
            RELATIVE.has(key) && is_bare && !THAN.has(next)
        })
    }

    pub(crate) fn is_denied(&self) -> bool {
        self.has(&NOT)
    }

    /// Whether something is wished for in it, or said to be possible.
    fn wishes(&self, is_reason: bool) -> bool {
        let is_excused = self.clause.opener == Opener::Reason || self.is_denied();
        let is_elsewhere = !self.has(&HERE);
        let has_own = is_elsewhere && (self.has(&DOES) || is_reason);
        let is_wish = |key: &str| {
            WISH.has(key)
                && !(is_excused && IN_REASONS.has(key))
                && !(has_own && THINGS.has(key))
                && !(is_reason && GOES.has(key) && self.has(&OTHERS))
                || !self.row.is_english && WILL.has(key)
                || COME.has(key) && !self.has(&ELSEWHERE)
        };
        self.keys().any(is_wish)
    }

    fn is_english(&self) -> bool {
        self.row.is_english || self.has(&I)
    }

    /// `Ich bin am Donnerstag in der Stadt`: that it may be then.
    fn is_near(&self) -> bool {
        let last = self.clause.tokens.end.checked_sub(1).map_or("", |at| self.row.key(at));
        let is_here = last == "da" && self.has(&AM) && !self.has(&ELSEWHERE) && !self.is_denied();
        is_here || self.has(&NEARBY) || self.has_pair(&THE, &TOWN) || self.has_pair(&DAY, &OFF)
    }

    /// `Um fünf muss ich beim Arzt sein`, `at five I have training`: that the caller is somewhere else.
    fn is_elsewhere(&self) -> bool {
        let does = self.has(&DOES) || self.is_english() && self.has(&DOES_ENGLISH);
        let is_other_visit =
            self.keys().any(|key| key.ends_with("termin") && key != "termin" && !WISH.has(key));
        let must_be = self.has(&MUST) && self.has(&BE);
        self.is_of_caller()
            && does
            && !self.has(&CHAIR)
            && (self.has(&PLACES) || is_other_visit || must_be)
    }

    /// `Ich muss am Freitag zum Färben`: whether it may be of the visit, where nothing else is.
    pub(crate) fn may_wish(&self) -> bool {
        self.has(&MUST) && !self.is_elsewhere()
    }

    /// Whether what the caller does in it is never a visit: `am Freitag um drei heirate ich`.
    pub(crate) fn is_other(&self) -> bool {
        self.has(&NO_VISIT) || self.has(&THEY_DO)
    }

    /// `Ich habe am Donnerstag Geburtstag, deshalb da um zehn`: whether the next clause is of the same day.
    fn is_meant_by(&self, next: Option<&Clause>) -> bool {
        let Some(next) = next.filter(|_| self.has_day && !self.next_has_day) else { return false };
        next.tokens.clone().any(|at| BACK.has(self.row.key(at)))
    }

    /// Whether it says in so many words what is wanted.
    fn asks(&self) -> bool {
        self.has(&WANTS) || self.has(&COULD)
    }

    /// Who it is about.
    fn is_of_somebody(&self) -> bool {
        self.has(&SUBJECTS)
    }

    /// Whether it is the caller who does something in it.
    fn is_of_caller(&self) -> bool {
        self.has(&CALLER)
    }

    /// Whether the caller, or somebody of his, does something in it.
    fn does(&self) -> bool {
        let first = self.clause.tokens.start;
        let is_other = self.has(&ARTICLES) && !SUBJECTS.has(self.row.key(first));
        let comes = self.has(&COME) && self.has(&ELSEWHERE);
        let does = self.has(&DOES) || self.has(&THEY_DO) || comes;
        let does = does || self.is_english() && self.has(&DOES_ENGLISH);
        self.is_of_somebody() && does || is_other && self.has(&THEY_DO)
    }

    /// `früher schaffe ich es nicht`, `vorher bin ich im Urlaub`, `I have yoga then`.
    fn compares(&self) -> bool {
        Told::is_relative(self.row, self.clause)
            && (self.is_of_somebody() || self.has(&IS) || self.is_denied())
    }

    /// `Dienstag ist blöd`, `am 2. August ist zu`, `bei Jürgen geht es mir immer zu schnell`.
    fn is_bad(&self) -> bool {
        let last = self.clause.tokens.end.checked_sub(1).map_or("", |at| self.row.key(at));
        let is_shut = last == "zu" && self.has(&IS);
        let is_bad = self.has(&BAD) || self.has_pair(&TOO_MUCH, &BAD_TOO_MUCH) || is_shut;
        is_bad && !self.is_denied() && !self.has(&WANTS)
    }

    /// `Emma hat mir letztes Mal die Haare geschnitten`.
    pub(crate) fn is_past(&self) -> bool {
        let is_last = self.has_pair(&LAST, &TIME) || self.has(&BEFORE);
        let was = self.has(&WAS);
        !self.has(&WANTS)
            && (was && is_last || (was || self.is_english()) && self.has(&DONE) && self.has(&TO_ME))
    }

    /// `Emma war super, aber diesmal …`, `normally I see Emma but …`: `next` tells what is to be now.
    fn is_before_now(&self, next: Option<&Clause>) -> bool {
        let Some(next) = next.filter(|next| matches!(next.opener, Opener::But | Opener::Nothing))
        else {
            return false;
        };
        let keys = || next.tokens.clone().map(|at| self.row.key(at));
        let is_this_time =
            self.row.key(next.tokens.start) == "this" || keys().any(|key| key == "dieses");
        let is_now =
            keys().any(|key| NOW.has(key)) || is_this_time && keys().any(|key| TIME.has(key));
        let is_usual = self.has(&USUALLY);
        is_usual && next.opener == Opener::But || is_now && (is_usual || self.has(&WAS))
    }

    /// `Dienstag hatte ich überlegt`, `I was going to say Thursday`, `erst wollte ich zu Emma`.
    pub(crate) fn is_given_up(&self) -> bool {
        let says = self.has_pair(&GOING, &TO) || self.has(&WANTED);
        self.has(&WAS) && self.has(&GIVEN_UP)
            || self.has(&WANTED) && self.has(&FIRST)
            || says && self.has(&SAY)
    }

    /// `da hab ich Yoga`: it is then.
    pub(crate) fn is_then(&self) -> bool {
        self.has(&THEN)
    }

    /// Whether a clause says what is to be instead.
    pub(crate) fn is_rather(row: Row, clause: &Clause) -> bool {
        matches!(clause.opener, Opener::So | Opener::Therefore)
            || clause.tokens.clone().take(3).any(|at| RATHER.has(row.key(at)))
    }

    /// `Mittwoch auch`.
    pub(crate) fn is_too(&self) -> bool {
        const WORDS_MAX: usize = 4;
        self.clause.tokens.len() <= WORDS_MAX && self.has(&TOO)
    }

    /// Whether the next clause says what that somebody needs: `mein Sohn hat Locken, er braucht …`.
    pub(crate) fn goes_on(&self, next: Option<&Clause>) -> bool {
        let Some(next) = next.filter(|_| !self.is_of_caller()) else { return false };
        let first = self.row.key(next.tokens.start);
        let second = self.row.key(next.tokens.start + 1);
        next.opener == Opener::And && !CALLER.has(second)
            || next.opener == Opener::Nothing && THEY.has(first)
    }

    /// Whether it tells a circumstance. `next` is the clause behind it.
    pub(crate) fn sure(&self, next: Option<&Clause>) -> Option<Sure> {
        if self.is_bad() {
            return Some(Sure::Yes);
        }
        let opener = next.map(|next| next.opener);
        let is_led = opener == Some(Opener::Therefore);
        let is_so = opener == Some(Opener::So)
            && (self.does() || self.is_of_somebody() || self.has_day && self.has(&IS));
        let is_behind = matches!(opener, Some(Opener::But | Opener::So | Opener::Nothing));
        // Of a time `aber` tells what is in its stead.
        if is_behind && self.is_given_up() {
            return (!self.has_time).then_some(Sure::Likely);
        }
        if self.is_past() || self.is_before_now(next) && !self.has(&WANTS) {
            return Some(Sure::Likely);
        }
        if self.is_near() || (is_led || is_so) && self.is_meant_by(next) {
            return None;
        }
        if self.clause.opener == Opener::Nothing
            && self.has_time
            && self.is_elsewhere()
            && !self.asks()
        {
            return Some(Sure::Yes);
        }
        if self.wishes(is_led || is_so) {
            return None;
        }
        match self.clause.opener {
            Opener::Reason => Some(Sure::Yes),
            _ if is_led || is_so => Some(Sure::Yes),
            // What follows from a reason is what is wished for.
            Opener::Therefore => None,
            Opener::So if self.is_behind_aside => None,
            _ if !self.has_time => None,
            Opener::If => self.does().then_some(Sure::Likely),
            _ => {
                let is_usual = self.has(&USUALLY) && self.has(&IS) && self.has_day;
                (self.does() || self.compares() || is_usual).then_some(Sure::Likely)
            }
        }
    }
}
