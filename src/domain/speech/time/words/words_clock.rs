//! Words about the clock and the small words that hold a time expression together, German and English.

use crate::domain::speech::time::words::word::Word;

pub(crate) const CLOCK: &[(&str, Word)] = &[
    ("halb hlab", Word::Half),
    ("half", Word::HalfPast),
    (
        "halbe halben halber halbes halbem anderthalb eineinhalb viertelstunde dreiviertelstunde halbstunde",
        Word::HalfLong,
    ),
    ("viertel virtel viertl quarter", Word::Quarter),
    ("dreiviertel dreivirtel dreiviertl", Word::ThreeQuarters),
    ("uhr uhrn oclock clock h", Word::Clock),
    ("pm", Word::Pm),
    ("ish", Word::Ish),
    ("kurz knapp shortly just", Word::Shortly),
    ("um at", Word::At),
    ("sommerzeit summertime", Word::SummerTime),
    ("winterzeit normalzeit wintertime", Word::WinterTime),
    (
        "nachdem bevor danach davor vorher nachher afterwards beforehand weekday weekdays werktag werktagen \
     wochentag feiertag feiertage feiertags feiertagen holiday thanksgiving",
        Word::Relative,
    ),
    (
        "gegen circa zirka ca etwa ungefähr ungefär cirka zirca around about approximately \
         approx roughly rund grob schätzungsweise",
        Word::About,
    ),
    ("so", Word::So),
    ("rum herum thereabouts drumherum", Word::Thereabouts),
    ("punkt schlag genau exakt pünktlich exactly sharp precisely", Word::Sharp),
];

pub(crate) const LINKS: &[(&str, Word)] = &[
    ("ab", Word::From),
    ("from starting", Word::FromEnglish),
    ("von vom", Word::Von),
    ("vor before", Word::Before),
    ("nach after", Word::After),
    ("past passed", Word::Past),
    ("to", Word::To),
    ("through thru", Word::Through),
    ("bis until till til", Word::Until),
    ("by", Word::By),
    ("frühestens frühstens earliest", Word::Earliest),
    ("spätestens spätstens latest längstens", Word::Latest),
    ("zwischen between", Word::Between),
    ("und and", Word::And),
    ("oder or bzw beziehungsweise", Word::Or),
    ("aber but jedoch", Word::But),
    ("in im during während", Word::In),
    ("innerhalb binnen within", Word::Within),
    ("am", Word::Am),
    ("an on ans", Word::On),
    ("auf onto", Word::Onto),
    ("der die das den dem des the", Word::Article),
    ("ein eine einen einem einer eines a ner nem nen", Word::One),
    ("zu zum zur", Word::Zu),
    ("of", Word::Of),
    ("für for", Word::For),
    ("über over", Word::Over),
    ("onwards onward aufwärts", Word::Onwards),
    (
        "lieber liebsten möglichst bevorzugt vorzugsweise idealerweise optimalerweise bestenfalls \
         preferably ideally rather preferred favourably",
        Word::Prefer,
    ),
    (
        "nicht not never nie niemals nimmer cant cannot dont keinesfalls keineswegs doesnt didnt isnt arent wont wouldnt \
         couldnt nich net",
        Word::Not,
    ),
    ("außer ausser except excluding kein keine keinen keinem keiner no ohne without", Word::Except),
    ("nein nee nö quatsch korrektur correction nope vielmehr sondern", Word::Correction),
    ("äh ähm öhm hm hmm ähem em oeh mh uh erm umm uhm hmmm ehm", Word::Hesitation),
    ("als than", Word::Than),
    ("statt anstatt stattdessen instead", Word::Instead),
    (
        "jederzeit täglich daily irgendwann anytime whenever sometime someday irgendwo",
        Word::AnyTime,
    ),
];

/// About time, but of no day or hour that could be known here.
pub(crate) const VAGUE: &str = "weihnachtsfeiertag weihnachtsfeiertages weihnachtstag \
    weihnachtstages osterfeiertag ostertag pfingstfeiertag pfingsttag feierabend feierabends geburtstag geburtstags hochzeit urlaub \
    ferien birthday vacation holidays demnächst neulich bald soon schulschluss dienstschluss utc gmt est pst edt pdt bst ramadan fasching karneval \
    frühling frühjahr sommer herbst winter spring summer autumn fall quartal payday";

/// What is counted, and is not told by the clock.
pub(crate) const COUNTED: &str = "person personen leute leuten mann frauen männer kind kinder \
    kindern kunde kunden termin termine terminen mal male stück euro prozent haarschnitt \
    haarschnitte strähnen people persons kids children child appointments appointment times \
    cuts haircuts haircut slots euros dollars pounds percent damen herren jungs mädchen \
    zentimeter centimeter cm freunde friends guests gäste gästen jährige jährigen jähriger \
    plätze töchter söhne schwestern stylisten";
