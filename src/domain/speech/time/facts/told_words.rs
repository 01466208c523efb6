//! The words by which a circumstance is told from a wish.

use crate::domain::text::word_list::WordList;

/// Say that something is wished for, or is possible.
pub(super) static WISH: WordList = WordList::of(
    "brauche brauch braucht braeuchte braeucht braeuchten brauchen moechte moecht moechten haette haett haetten haettest
    wuerde wuerd wuerden wollen gern gerne lieber bitte please like love need needs want wants wish hoping buchen book
    thinking wondering gedacht dachte fragen hope ask opening openings
    eintragen reservieren passt passen passte passts klappt klappts ginge geht gehts would id could koennte koennten
    prefer preferably liebsten waere waer sagen nehme nehmen nehm nimm suits suit works fine good perfect super prima
    toll egal wunsch wunschtermin wunschtag ideal optimal favourite favorite frei free available zeit flexibel flexible schaffe schaff kann koennen can termin
    appointment haarschnitt haircut",
);
/// Of those, the ones that a reason may hold as well: `weil ich vorher nicht kann`, `weil ich einen Termin habe`.
pub(super) static IN_REASONS: WordList = WordList::of(
    "kann koennen can termin appointment good fine frei free geht works gern gerne zeit schaffe schaff",
);
/// Of those, the ones that something else may be the object of: `ich habe um zwei einen Termin beim Arzt`.
pub(super) static THINGS: WordList = WordList::of("termin appointment");
/// Only German.
pub(super) static WILL: WordList = WordList::of("will");
pub(super) static COME: WordList = WordList::of("komme komm kommen come");
pub(super) static CALLER: WordList = WordList::of("ich ichs wir i im ive id ill we were weve");
pub(super) static THEY: WordList = WordList::of("er sie es he she they der die");
pub(super) static GOING: WordList = WordList::of("going gonna about");
pub(super) static TO: WordList = WordList::of("to");
pub(super) static SAY: WordList = WordList::of("say ask book take sagen nehmen");
pub(super) static WANTED: WordList = WordList::of("wollte wanted");
pub(super) static TOO_MUCH: WordList = WordList::of("zu too");
/// Of such a thing it may be wished all the same.
pub(super) static WANTS: WordList =
    WordList::of("brauche braeuchte moechte haette wuerde want need bitte please would like");
pub(super) static NEARBY: WordList = WordList::of("town nearby");
pub(super) static THE: WordList = WordList::of("der eurer ihrer");
pub(super) static TOWN: WordList = WordList::of("stadt naehe gegend ecke");
pub(super) static DAY: WordList = WordList::of(
    "day monday tuesday wednesday thursday friday saturday sunday morning afternoon im",
);
pub(super) static OFF: WordList = WordList::of("off");
pub(super) static USUALLY: WordList =
    WordList::of("sonst normalerweise gewoehnlich immer usually normally always meistens");
/// Of a flight as well.
pub(super) static GOES: WordList = WordList::of("geht gehen works");
pub(super) static OTHERS: WordList = WordList::of("mein meine unser unsere my our der die the");
pub(super) static MUST: WordList = WordList::of("muss muessen must have got gotta");
pub(super) static BE: WordList = WordList::of("sein be");
pub(super) static NO_VISIT: WordList = WordList::of(
    "arbeite arbeiten fahre fahren fliege fliegen verreise verreisen heirate heiraten ziehe hole holen bringe bringen
    lerne studiere trainiere spiele verreist fly working flying moving travel travelling drive driving leaving married",
);
pub(super) static CHAIR: WordList =
    WordList::of("chair stuhl drin dran here there fertig finished done");
pub(super) static AM: WordList = WordList::of("bin sind");
pub(super) static BACK: WordList = WordList::of("then da");
pub(super) static COULD: WordList = WordList::of(
    "koennte koennten kann can could id gern gerne lieber geht ginge passt free frei zeit haarschnitt haircut",
);
/// Where one is that is not the salon.
pub(super) static PLACES: WordList = WordList::of(
    "arzt aerztin zahnarzt physio arbeit schule kita kindergarten uni training yoga sport fitness meeting besprechung zug
    bus bahnhof flughafen flieger flug bahn amt bank werkstatt schicht dienst unterricht vorlesung kurs chor probe
    doctor doctors dentist dentists gym airport station office school class college meeting train flight work shift
    physio physiotherapie krankengymnastik therapie massage elternabend vorstellungsgespraech pruefung klausur interview
    lecture rehearsal football practice therapy exam",
);
pub(super) static LEAVES: WordList =
    WordList::of("geht faehrt fliegt kommt goes leaves departs is ist starts beginnt");
pub(super) static THEN: WordList = WordList::of("da then dann");
pub(super) static RATHER: WordList = WordList::of("lieber besser rather better");
pub(super) static I: WordList = WordList::of("i ive weve my");
/// Where one comes that is not to the salon.
pub(super) static ELSEWHERE: WordList = WordList::of(
    "an aus schule uni kita zurueck heim raus hause weg wieder home back out zug bus train office buero arbeit work los fort",
);
/// Whose appointment it is.
pub(super) static HERE: WordList = WordList::of("euch ihnen dir you");
pub(super) static NOT: WordList =
    WordList::of("nicht nich net nie not never cant cannot dont wont kein keine keinen no");
/// Of what must be done somewhere else: `I need to be out by six`.
pub(super) static NEED: WordList = WordList::of("need needs");
pub(super) static AWAY: WordList = WordList::of(
    "out leave go back home pick catch head collect gone off work school airport station",
);
/// Where somebody is, or a bus: `der ist um zehn da`.
pub(super) static ARRIVED: WordList = WordList::of("da dort there here");
/// Behind which what somebody else would like is told: `mein Mann meinte Samstag, aber`.
pub(super) static SUGGESTED: WordList =
    WordList::of("meinte sagte fand schlug empfahl suggested said thought recommended");
/// Who is no caller and no visitor: `a friend of mine goes to Emma, but I'd like`.
pub(super) static FRIENDS: WordList = WordList::of(
    "freund freundin freunde freundinnen kollege kollegin nachbarin nachbar schwester mutter mann frau tochter bekannte
    friend friends colleague neighbour neighbor sister mother mum mom husband wife daughter partner",
);
pub(super) static VISITS: WordList =
    WordList::of("geht war ist schwoert goes went swears sees uses is was loves liebt mag");
/// Said of what is wished for by the caller.
pub(super) static I_WANT: WordList = WordList::of("id ill ich mir i me");
pub(super) static RATHER_WANT: WordList = WordList::of(
    "moechte haette wuerde lieber nehme nehm will like prefer rather want love take would",
);
/// What the caller does elsewhere.
pub(super) static DOES: WordList = WordList::of(
    "bring teach teaching unterrichte arbeite arbeit arbeiten fahr flieg hol zieh muss muessen bin sind war waren habe hab haben hatte hatten fahre fahren fliege fliegen
    verreise verreisen heirate heiraten ziehe hole holen bringe bringen verreist esse lerne studiere trainiere spiele
    must leave fly got start finish close gotta working leaving flying going driving meeting
    picking ive weve go get travel travelling away",
);
/// The same, of words that are German ones as well.
pub(super) static DOES_ENGLISH: WordList =
    WordList::of("im am work have had was be getting having moving");
/// What others do.
pub(super) static THEY_DO: WordList = WordList::of(
    "kommt bringt faehrt hat haben muss muessen heiratet holt fliegt arbeitet gets arrives has leaves starts opens closes
    brings drops picks takes lands heiraten kommen besucht feiert visits marries ends finishes are sind",
);
/// Compare with a time that was said, and say why.
pub(super) static RELATIVE: WordList = WordList::of(
    "vorher davor danach nachher hinterher spaeter frueher eher da later before afterwards after earlier sooner beforehand
    then",
);
/// Of those, the ones that stand before a time as well.
pub(super) static PREPOSITIONS: WordList = WordList::of("before after");
pub(super) static BEHIND: WordList = WordList::of("that i we im ive my he she they");
pub(super) static THAN: WordList = WordList::of("als than");
pub(super) static IS: WordList = WordList::of(
    "ist is its sind are war waere wird bin hat has have habe hab muss must schaffe schaff",
);
/// The same as before.
pub(super) static TOO: WordList = WordList::of("auch too ebenfalls either genauso aswell");

/// What speaks against a day, a time or a person.
pub(super) static BAD: WordList = WordList::of(
    "geschlossen closed bloed doof schlecht unguenstig bad awkward schwierig stressig voll ausgebucht unmoeglich impossible
    ungeschickt knapp teuer hektisch busy unpraktisch",
);
/// The same behind `zu`, `too`.
pub(super) static BAD_TOO_MUCH: WordList = WordList::of(
    "schnell kurz teuer lang laut frueh spaet voll weit grob fast short early late busy rough expensive far",
);
/// Behind which a wish is told that is given up by now.
pub(super) static FIRST: WordList =
    WordList::of("erst eigentlich zuerst urspruenglich originally first initially anfangs");
pub(super) static GIVEN_UP: WordList = WordList::of("ueberlegt gedacht gesagt thinking");
/// What was.
pub(super) static WAS: WordList = WordList::of(
    "hat hatte hatten war waren haben did was had has were used wurde wollte saw went sah ging kam",
);
/// Last time.
pub(super) static BEFORE: WordList =
    WordList::of("zuletzt previously bisher damals vorletztes used");
pub(super) static LAST: WordList =
    WordList::of("letztes letzten letzte letztens last vorige voriges");
pub(super) static TIME: WordList = WordList::of("mal time male times");
/// Whom something was done to.
pub(super) static TO_ME: WordList = WordList::of("mir mich uns my me meine meinen mein");
pub(super) static DONE: WordList = WordList::of(
    "gemacht geschnitten gefaerbt gefoehnt bedient frisiert getoent gestylt verschnitten did cut done coloured colored dyed",
);
