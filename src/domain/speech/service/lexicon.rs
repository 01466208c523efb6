//! The salon's words: `salon_words.tsv`, read once.

use super::kind::Kind;
use super::words::plain;
use crate::domain::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

const WORDS: &str = include_str!("salon_words.tsv");
/// Letters a form needs to be a part of a compound without a mark that says so.
const PIECE_LETTERS_MIN: usize = 4;

/// A concept's place in the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(usize);

/// One thing a word can say.
#[derive(Debug)]
pub(super) struct Concept {
    name: &'static str,
    pub(super) kind: Kind,
    /// Of an act: what it is done to if nothing is said.
    pub(super) object: Option<Id>,
    /// Of an object, a zone, a style: what is done if nothing is said.
    pub(super) act: Option<Id>,
    /// Of an object or a zone: what may be done if nothing is said. Of an act: to what it may be done.
    pub(super) may: Option<Id>,
    /// Of a person: one of these. Of grown-ups: these, too. Of a title: whom it is for.
    pub(super) who: Vec<Id>,
    /// What is offered in its stead has the same; of styles, one of a group. Empty if it has none.
    pub(super) group: &'static str,
    /// May be left over where a service does not name it.
    pub(super) left: bool,
    /// Goes together with others to a whole.
    pub(super) part: bool,
    /// Is said of other things more often.
    pub(super) weak: bool,
    /// An act that is not done.
    pub(super) refuses: Option<Id>,
}

/// A word as it is said.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) plain: String,
    pub(super) ids: Vec<Id>,
    /// May stand alone.
    pub(super) whole: bool,
    /// May be a part of a compound.
    pub(super) piece: bool,
    language: Option<Language>,
    /// Which letters it has.
    pub(super) letters: Letters,
}

/// Which letters a word has, a bit each: a quick look at how far two words can be apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters(u32);

impl Letters {
    pub(super) fn of(word: &str) -> Letters {
        let bit = |byte: u8| 1_u32.checked_shl(u32::from(byte & 31)).unwrap_or(0);
        Letters(word.bytes().fold(0, |letters, byte| letters | bit(byte)))
    }

    /// How many letters only one of two words has.
    pub(super) fn apart(self, other: Letters) -> usize {
        usize::try_from((self.0 ^ other.0).count_ones()).unwrap_or(usize::MAX)
    }
}

impl Form {
    /// Whether callers of this language say it.
    pub(super) fn is_of(&self, language: Language) -> bool {
        self.language.is_none_or(|own| own == language)
    }
}

#[cfg(test)]
impl Form {
    /// Whether both stand in the same places and languages.
    pub(super) fn is_like(&self, other: &Form) -> bool {
        let key = |form: &Form| (form.language, form.whole);
        key(self) == key(other)
    }
}

/// Something done to something; `None` where it is not said.
pub(super) type Doing = (Option<Id>, Option<Id>);

/// The salon's words.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    concepts: Vec<Concept>,
    /// By `plain`; those of one language before those of all.
    forms: Vec<Form>,
    same: Vec<(Doing, Doing)>,
    loose: Vec<(Doing, Doing)>,
    akin: Vec<(Doing, Doing)>,
    both: Vec<(Id, Id, Id)>,
    /// Lines that could not be read; none, as a test shows.
    pub(super) faults: Vec<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(WORDS));

/// The lexicon; read from its file at the first call.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    /// What a word says that stands alone.
    pub(super) fn whole(&self, plain: &str, language: Language) -> Option<&[Id]> {
        let from = self.forms.partition_point(|form| form.plain.as_str() < plain);
        let same = self.forms.get(from..)?.iter().take_while(|form| form.plain == plain);
        let fits = |form: &&Form| form.whole && form.is_of(language);
        same.into_iter().find(fits).map(|form| form.ids.as_slice())
    }

    /// Calls with every form that a text begins with and that may be a part of a compound, shortest first.
    pub(super) fn pieces<'a>(&'a self, text: &str, mut found: impl FnMut(&'a Form)) {
        let mut rest = self.forms.as_slice();
        for (at, byte) in text.bytes().enumerate() {
            let letter = |form: &Form| form.plain.as_bytes().get(at).copied();
            let from = rest.partition_point(|form| letter(form) < Some(byte));
            let to = rest.partition_point(|form| letter(form) <= Some(byte));
            rest = rest.get(from..to).unwrap_or_default();
            if rest.is_empty() {
                return;
            }
            let length = at.saturating_add(1);
            let mut ends = rest.iter().take_while(|form| form.plain.len() == length);
            if let Some(form) = ends.find(|form| form.piece) {
                found(form);
            }
        }
    }

    /// Whether any word begins so.
    pub(super) fn begins(&self, text: &str) -> bool {
        let from = self.forms.partition_point(|form| form.plain.as_str() < text);
        self.forms.get(from).is_some_and(|form| form.plain.starts_with(text))
    }

    /// Every form, for slips.
    pub(super) fn forms(&self) -> &[Form] {
        &self.forms
    }

    pub(super) fn concept(&self, id: Id) -> Option<&Concept> {
        self.concepts.get(id.0)
    }

    pub(super) fn kind(&self, id: Id) -> Option<Kind> {
        self.concept(id).map(|concept| concept.kind)
    }

    /// What something done to something is usually called.
    pub(super) fn usual(&self, doing: Doing) -> Doing {
        self.same.iter().find(|(one, _)| *one == doing).map_or(doing, |(_, usual)| *usual)
    }

    /// Whether one is often said for the other.
    pub(super) fn are_loose(&self, one: Doing, other: Doing) -> bool {
        are_pair(&self.loose, one, other)
    }

    /// Whether one may be meant by the other.
    pub(super) fn are_akin(&self, one: Doing, other: Doing) -> bool {
        are_pair(&self.akin, one, other)
    }

    /// Two zones that together are a third.
    pub(super) fn both(&self) -> &[(Id, Id, Id)] {
        &self.both
    }

    fn read(text: &'static str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        let lines = || {
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.map(Line::of)
        };
        for line in lines() {
            if let Some(kind) = Kind::parse(line.kind) {
                lexicon.concepts.push(Concept::new(line.name, kind));
            }
        }
        let ids: HashMap<&str, Id> = lexicon
            .concepts
            .iter()
            .enumerate()
            .map(|(place, concept)| (concept.name, Id(place)))
            .collect();
        let mut place = 0_usize;
        for line in lines() {
            let is_read = match Kind::parse(line.kind) {
                Some(_) => {
                    let id = Id(place);
                    place = place.saturating_add(1);
                    lexicon.put_concept(id, &line, &ids)
                }
                None => lexicon.put_other(&line, &ids),
            };
            if is_read.is_none() {
                lexicon.faults.push(format!("{} {}", line.kind, line.name));
            }
        }
        lexicon.add_without_dots();
        lexicon.forms.sort_by(|one, other| {
            let key = |form: &Form| (form.language.is_none(), !form.whole);
            one.plain.cmp(&other.plain).then_with(|| key(one).cmp(&key(other)))
        });
        lexicon
    }

    fn put_concept(&mut self, id: Id, line: &Line, ids: &HashMap<&str, Id>) -> Option<()> {
        let concept = self.concepts.get_mut(id.0)?;
        for attribute in line.attributes.split(", ").filter(|one| !one.is_empty()) {
            match attribute.split_once('=') {
                Some(("object", name)) => concept.object = Some(*ids.get(name)?),
                Some(("act", name)) => concept.act = Some(*ids.get(name)?),
                Some(("may", name)) => concept.may = Some(*ids.get(name)?),
                Some(("not", name)) => concept.refuses = Some(*ids.get(name)?),
                Some(("group", name)) => concept.group = name,
                Some(("who", names)) => {
                    let who = names.split('+').map(|name| ids.get(name).copied());
                    concept.who = who.collect::<Option<Vec<Id>>>()?;
                }
                None if attribute == "left" => concept.left = true,
                None if attribute == "part" => concept.part = true,
                None if attribute == "weak" => concept.weak = true,
                Some(_) | None => return None,
            }
        }
        let kind = concept.kind;
        self.put_forms(line.forms, &[id], kind.is_part());
        Some(())
    }

    /// A line that makes no concept of its own.
    fn put_other(&mut self, line: &Line, ids: &HashMap<&str, Id>) -> Option<()> {
        let all = |names: &str| -> Option<Vec<Id>> {
            names.split(' ').map(|name| ids.get(name).copied()).collect()
        };
        let doing = |names: &str| match all(names)?.as_slice() {
            [object, act] => Some((Some(*object), Some(*act))),
            _ => None,
        };
        match line.kind {
            "word" => {
                let ids = all(line.name)?;
                self.put_forms(line.forms, &ids, true);
            }
            "same" => self.same.push((doing(line.name)?, doing(line.attributes)?)),
            "loose" => self.loose.push((doing(line.name)?, doing(line.attributes)?)),
            "akin" => self.akin.push((doing(line.name)?, doing(line.attributes)?)),
            "both" => match (all(line.name)?.as_slice(), all(line.attributes)?.as_slice()) {
                ([one, other], [third]) => self.both.push((*one, *other, *third)),
                _ => return None,
            },
            _ => return None,
        }
        Some(())
    }

    fn put_forms(&mut self, forms: &str, ids: &[Id], may_be_piece: bool) {
        for form in forms.split(", ").filter(|form| !form.is_empty()) {
            let (language, form) = match form.split_once(':') {
                Some((tag, form)) => (Language::parse(tag), form),
                None => (None, form),
            };
            let (mark, form) = match form.strip_prefix(['+', '!', '~']) {
                Some(bare) => (form.chars().next(), bare),
                None => (None, form),
            };
            let plain: String = form.split([' ', '-']).map(plain).collect();
            let is_long = plain.chars().count() >= PIECE_LETTERS_MIN;
            let piece = may_be_piece && mark != Some('!') && (is_long || mark.is_some());
            let whole = mark != Some('~');
            let (ids, letters) = (ids.to_vec(), Letters::of(&plain));
            self.forms.push(Form { plain, ids, whole, piece, language, letters });
        }
    }

    /// `farben` for `färben`, where that is no other word.
    fn add_without_dots(&mut self) {
        let known: HashMap<String, ()> =
            self.forms.iter().map(|form| (form.plain.clone(), ())).collect();
        let mut more = Vec::new();
        for form in &self.forms {
            let bare = form.plain.replace("ae", "a").replace("oe", "o").replace("ue", "u");
            if bare != form.plain && !known.contains_key(&bare) {
                let (ids, whole, piece) = (form.ids.clone(), form.whole, form.piece);
                let (letters, language) = (Letters::of(&bare), form.language);
                more.push(Form { plain: bare, ids, whole, piece, language, letters });
            }
        }
        self.forms.extend(more);
    }
}

fn are_pair(pairs: &[(Doing, Doing)], one: Doing, other: Doing) -> bool {
    pairs.iter().any(|pair| *pair == (one, other) || *pair == (other, one))
}

impl Concept {
    fn new(name: &'static str, kind: Kind) -> Concept {
        let (object, act, may, refuses) = (None, None, None, None);
        Concept {
            name,
            kind,
            object,
            act,
            may,
            who: vec![],
            group: "",
            left: false,
            part: false,
            weak: false,
            refuses,
        }
    }
}

/// A line of the file.
struct Line {
    kind: &'static str,
    name: &'static str,
    attributes: &'static str,
    forms: &'static str,
}

impl Line {
    fn of(line: &'static str) -> Line {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default();
        Line { kind: next(), name: next(), attributes: next(), forms: next() }
    }
}
