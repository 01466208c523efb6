//! The table of staff files, good and bad.

use crate::domain::people::staff_csv::{FILE_MAX_BYTES, StaffRow, parse};

fn faults(bytes: &[u8]) -> Vec<String> {
    let found = parse(bytes).faults;
    found.into_iter().map(|fault| format!("{}: {}", fault.line, fault.sentence)).collect()
}

fn row(line: u64, key: &str, name: &str, emails: &[&str], branch: &str, active: bool) -> StaffRow {
    StaffRow {
        line,
        key: key.into(),
        name: name.into(),
        emails: emails.iter().map(|email| (*email).to_owned()).collect(),
        branch: (!branch.is_empty()).then(|| branch.to_owned()),
        active,
    }
}

#[test]
fn every_shape_of_file_gives_the_same_rows() {
    let wanted = vec![
        row(2, "ayse", "Ayşe Özgür", &["ayse@salon.example", "a@privat.example"], "mitte", true),
        row(3, "lena", "Lena Groß", &[], "", false),
    ];
    let comma = "key,name,emails,branch,active\n\
        ayse,Ayşe Özgür,Ayse@Salon.example a@privat.example,mitte,yes\n\
        lena,Lena Groß,,,no\n";
    let german = "\u{feff}Kürzel;Name;E-Mail;Filiale;aktiv\r\n\
        ayse;\"Ayşe  Özgür\";ayse@salon.example|a@privat.example;mitte;ja\r\n\
        lena;Lena Groß;;;nein\r\n;;;;\r\n";
    let turned = "aktiv\tFiliale\tE-Mail-Adressen\tNAME\tSchlüssel\r\
        x\tmitte\tayse@salon.example | a@privat.example\tAyşe Özgür\tayse\r\
        0\t\t\tLena Groß\tlena";
    let quoted = "\"key\",\"name\",\"emails\",\"branch\",\"active\"\n\
        \"ayse\",\"Ayşe Özgür\",\"ayse@salon.example a@privat.example\",\"mitte\",\"TRUE\"\n\
        \"lena\",\"Lena Groß\",\"\",\"\",\"FALSE\"\n";
    for text in [comma, german, turned, quoted] {
        let file = parse(text.as_bytes());
        assert_eq!((file.rows, file.faults), (wanted.clone(), vec![]), "{text}");
    }
    let short = parse("name;key\nKim Muster;kim\n".as_bytes());
    assert_eq!(short.rows, [row(2, "kim", "Kim Muster", &[], "", true)]);
    let quoted = parse("key,name\nkim,\"Muster, Kim \"\"Kimmy\"\"\"\n".as_bytes());
    assert_eq!(quoted.rows[0].name, "Muster, Kim \"Kimmy\"");
}

#[test]
fn every_fault_is_told_with_its_line_and_all_at_once() {
    let text = "key;name;emails;branch;active\n\
        emma;Emma Vogel;emma@salon.example;mitte;ja\n\
        \n\
        emma;Emma Zwei;;;\n\
        kim;;kim@salon.example;;vielleicht\n\
        kim-2;Kim Muster;kim@salon.example nonsense;;ja\n\
        ;Ohne Schlüssel;;;\n\
        jürgen;Jürgen Weiß;a@b.example a@b.example;;\n\
        zwei;Zu;viel;mitte;ja;mehr\n\
        drei;123;;;\n";
    let wanted = [
        "4: the key emma is on line 2 already",
        "5: \"vielleicht\" says neither yes nor no: active is yes, no, ja, nein",
        "5: the name is empty",
        "6: \"nonsense\" is no e-mail address; several are parted by blanks or |",
        "6: kim@salon.example is on line 5 already",
        "7: the key is empty",
        "8: a@b.example is there twice",
        "8: the key \"jürgen\" must be letters without dots or marks, digits, - and _, at most 64",
        "9: \"viel\" is no e-mail address; several are parted by blanks or |",
        "9: the line has 6 fields, the head line 5",
        "10: the name \"123\": a name has at least one letter",
    ];
    assert_eq!(faults(text.as_bytes()), wanted);
}

#[test]
fn heads_that_cannot_be_read_are_told() {
    for (text, wanted) in [
        ("", &["1: the file is empty; its first line must name the columns"][..]),
        ("\n\n  \n", &["1: the file is empty; its first line must name the columns"]),
        ("key;emails\n", &["1: the column \"name\" is missing"]),
        (
            "\nkey;name;Lohn;NAME\n",
            &[
                "2: the column \"NAME\" is there twice",
                "2: there is no column \"Lohn\"; the columns are key, name, emails, branch, active",
            ],
        ),
    ] {
        assert_eq!(faults(text.as_bytes()), wanted, "{text:?}");
    }
    assert!(faults(b"\xff\xfek\0e\0y\0")[0].contains("UTF-16"));
    assert!(faults(&vec![b'a'; FILE_MAX_BYTES + 1])[0].contains("longer than"));
}

#[test]
fn latin_1_is_refused_with_the_line_and_the_way_out() {
    let text = b"key;name;branch\nemma;Emma Vogel;mitte\njw;J\xfcrgen Wei\xdf;mitte\nkm;K\xe4the;nirgends\n";
    let found = faults(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("3: the name \"J\u{fffd}rgen Wei\u{fffd}\" is not UTF-8"));
    assert!(found[0].ends_with("save the file as \"CSV UTF-8\""));
    assert!(found[1].starts_with("4: "));
}

#[test]
fn a_quote_that_is_never_closed_is_told_where_it_opens() {
    let text = "key,name\nemma,\"Emma Vogel\nkim,Kim Muster\n";
    let found = faults(text.as_bytes());
    let wanted = "2: a field goes on over the end of the line; is a quote missing?";
    assert_eq!(found, [wanted]);
    let later = "key,name\n\"a\",\"b\nc\"\n,\n\nx,\n";
    assert_eq!(faults(later.as_bytes())[1], "6: the name is empty");
}
