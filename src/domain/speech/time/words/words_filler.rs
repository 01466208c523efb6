//! Words that say nothing about time and nothing about what is wanted: of a whole sentence they are left out.

/// German, folded when they are read in.
pub(crate) const GERMAN: &str = "ich du er es sie wir ihr ihnen ihm ihn mir mich dir dich uns \
    euch man mein meine meinen meinem meiner sein ihre ihren ihrem \
    habt hättet könntet wollt leider nochmal nochmals seit bereits momentan zurzeit maximal höchstens mindestens allerhöchstens max bitte gern gerne danke schön vielen dank hallo hi hey servus moin moinsen tschüss grüß gott \
    guten guter ja jo jap jawohl gut ok okay also dann da doch mal nur eben halt ganz so sehr \
    vielleicht eventuell evtl wohl eigentlich einfach noch schon auch denn nun na \
    naja tja halt bloß mindestens erst erstmal gleich wieder immer meist überhaupt \
    irgendwie irgendwas irgendein irgendeinen irgendeinem irgendeiner etwas was wann wie \
    wo ob dass das wenn falls weil hätte hätten hätt hatte hab habe haben hast hat will willst \
    wollen wollte wollten möchte möchten möcht würde würden würd werde werden wird wäre wären \
    wär bin ist sind sei war waren kann können könnte könnten könnt konnte soll sollte sollen \
    darf dürfte dürfen müsste muss brauche bräuchte brauch bräucht geht gehts gehen ginge ging \
    gänge passt passts passen passe passte klappt klappen klappts klappte kommen komme komm kommt kam käme \
    machen macht mach gehabt tragen trage trag trägt eintragen ein buchen buche buch reservieren \
    vereinbaren vereinbart ausmachen sagen sagt sag nehmen nehme nimm nehm sehen seht \
    sieht schau schaue schauen guck gucken gedacht dachte denke meine meinte frei freien freier \
    freies freie verfügbar möglich termin termine termins terminwunsch uhrzeit zeit zeiten zeitlich \
    zeitpunkt zeitraum zeitfenster slot slots platz lücke datum moment sekunde kalender bekommen \
    bekomme kriege kriegen krieg geben gibt gibts gäbe suche suchen suchst fragen frage wissen \
    weiß hier mit bei dabei drin rein raus aus ans vorbei vorbeikommen vorbeischauen hin her \
    besten super prima toll perfekt klasse recht lieb recht gegangen entweder sowohl als wie je \
    stehen steht anbieten bieten biete bietet haste hamse hammse tät täte täten jemand bisschen \
    besser spontan bräuchten brauchen laufe lauf wunsch wünsche wünschte gewünscht geplant \
    einmal dafür daher deshalb nämlich sonst ansonsten \
    gleiche gleichen mehr viel viele wenig beide beiden gegebenenfalls bestimmt sicher genauso \
    flexibel offen tagsüber ganztags eher nen nem ner son tue tun tu mez mesz \
    hauptsache zeige zeigen such finde finden überlegt überlegen";

/// English, folded when they are read in.
pub(crate) const ENGLISH: &str = "i you he she it we they me him us them my your our their its \
    id ill im ive youd youre its lets thats please thanks thank cheers hello hi hey good yes yeah \
    yep yup sure ok okay well then maybe perhaps possibly actually just only also even really \
    some any anything something somebody someone somewhere anyway what when how where whether if \
    that is are was were be been am being do does did done would could should can might \
    must shall will want wanted wants like love need needs needed have has had having got get \
    getting make making made come came coming book booking booked fit put see seeing take taking \
    go goes going work works working suit suits suitable fine great perfect lovely nice best \
    better possible available availability free open slot slots appointment appointments spot \
    space time times date there here up down into out with as than too very quite bit little \
    thinking thought think say said sorry excuse hoping hope wondering wonder looking look chance \
    may find give let tell know prefer either both whatever either else still yet again kind \
    sort schedule calendar reserve arrange set up plan planning try trying able ready \
    ya cause because so more most much many all right alright oh gosh er um \
    cet cest same flexible lot somehow";
