//! Times of day as people say them, in a salon that is open from nine to six.

use crate::phone::heard::{said, salon, starts};
use crate::support::harness::TestApp;
use serde_json::{Value, json};

/// A Thursday.
const DAY: &str = "2026-12-10";

fn ask(app: &TestApp, more: Value) -> Value {
    let mut args = json!({ "service": "Haarschnitt", "staff": "Emma", "date": DAY });
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.ask("call_1", "check_availability", args)
}

/// The times of day that are offered.
fn offered(answer: &Value) -> Vec<String> {
    let starts = starts(answer, "offers");
    assert!(starts.iter().all(|start| start.starts_with("12-10 ")), "{answer}");
    starts.into_iter().map(|start| start[6..].to_owned()).collect()
}

#[test]
fn a_time_to_the_minute_is_offered_first() {
    let app = salon();
    for (time, expected) in [
        ("halb drei", "14:30"),
        ("viertel nach zwei", "14:15"),
        ("dreiviertel drei", "14:45"),
        ("14 Uhr dreißig", "14:30"),
        ("1430", "14:30"),
        ("viertel drei", "14:15"),
        ("vierzehn Uhr dreißig", "14:30"),
        ("14.30", "14:30"),
        ("14h30", "14:30"),
        ("um viertel vor drei", "14:45"),
        ("half past two", "14:30"),
        ("2:30 pm", "14:30"),
        ("quarter to three", "14:45"),
        ("punkt fünfzehn Uhr", "15:00"),
    ] {
        let found = ask(&app, json!({ "time": time }));
        assert_eq!(found["status"], "ok", "{time}: {found}");
        assert_eq!(offered(&found)[0], expected, "{time}: {found}");
        said(&found);
    }
    // What is on no grid is understood to the minute all the same.
    for (time, told) in [("zehn vor halb vier", "15 Uhr 20"), ("fünf nach halb drei", "14 Uhr 35")]
    {
        let found = ask(&app, json!({ "time": time }));
        assert!(found["understood"].as_str().unwrap().contains(told), "{time}: {found}");
        assert!(said(&found).contains(told), "{time}: {found}");
    }
}

#[test]
fn an_hour_is_the_one_at_which_the_salon_is_open() {
    let app = salon();
    for (time, expected) in [
        ("2 Uhr", "14:00"),
        ("um drei", "15:00"),
        ("4", "16:00"),
        ("um eins", "13:00"),
        ("10 Uhr", "10:00"),
        ("elf", "11:00"),
        ("12 Uhr", "12:00"),
        ("9", "09:00"),
    ] {
        let found = ask(&app, json!({ "time": time }));
        assert_eq!(offered(&found).first().map(String::as_str), Some(expected), "{time}: {found}");
        let args = json!({ "service": "Haarschnitt", "staff": "Emma", "date": DAY, "time": time,
            "customer_name": "Kim Muster" });
        let booked = app.ask("call_1", "book_appointment", args);
        let start = format!("{DAY}T{expected}:00+01:00");
        assert_eq!(
            (&booked["status"], &booked["start"]),
            (&json!("booked"), &json!(start)),
            "{time}: {booked}"
        );
        let off = json!({ "appointment_id": booked["appointment_id"] });
        assert_eq!(app.ask("call_o", "cancel_appointment", off)["status"], "cancelled");
    }
    for (args, least, most) in [
        (json!({ "latest": "5 Uhr" }), "09:00", "17:00"),
        (json!({ "latest": "4" }), "09:00", "16:00"),
        (json!({ "latest": "bis eins" }), "09:00", "13:00"),
        (json!({ "earliest": "3 Uhr" }), "15:00", "17:15"),
        (json!({ "earliest": "ab vier" }), "16:00", "17:15"),
        (json!({ "earliest": "1", "latest": "3" }), "13:00", "15:00"),
    ] {
        let found = ask(&app, args.clone());
        let times = offered(&found);
        assert!(
            times.iter().all(|time| least <= time.as_str() && time.as_str() <= most),
            "{args}: {found}"
        );
        assert_eq!(times[0], least, "{args}: {found}");
    }
    // Open at neither, nobody guesses.
    for time in ["8 Uhr", "um sieben", "halb acht"] {
        let asked = ask(&app, json!({ "time": time }));
        assert_eq!(asked["status"], "invalid", "{time}: {asked}");
        said(&asked);
    }
}

#[test]
fn about_bounds_and_parts_of_the_day_are_windows() {
    let app = salon();
    for (time, least, most, told) in [
        ("ab 17 Uhr", "17:00", "17:15", "ab 17 Uhr"),
        ("nicht vor 16 Uhr", "16:00", "17:15", "ab 16 Uhr"),
        ("frühestens um drei", "15:00", "17:15", "ab 15 Uhr"),
        ("so gegen vier", "15:30", "16:30", "gegen 16 Uhr"),
        ("circa 11 Uhr", "10:30", "11:30", "gegen 11 Uhr"),
        ("so um halb drei herum", "14:00", "15:00", "gegen 14 Uhr 30"),
        ("ungefähr um zehn", "09:30", "10:30", "gegen 10 Uhr"),
        ("nachmittags", "12:00", "17:15", "Nachmittag"),
        ("am Vormittag", "09:00", "12:00", "Vormittag"),
        ("zwischen zehn und zwölf", "10:00", "12:00", "10"),
        ("spätestens um elf", "09:00", "11:00", "11 Uhr"),
        ("after 4 pm", "16:00", "17:15", "16"),
        ("in the morning", "09:00", "12:00", "Vormittag"),
    ] {
        let found = ask(&app, json!({ "time": time }));
        assert_eq!(found["status"], "ok", "{time}: {found}");
        let times = offered(&found);
        assert!(
            times.iter().all(|time| least <= time.as_str() && time.as_str() <= most),
            "{time}: {found}"
        );
        let heard = found["understood"].as_str().unwrap();
        assert!(heard.contains(told), "{time}: {heard}");
        assert!(said(&found).contains(told), "{time}: {found}");
    }
    // "Gegen" is nearest first, a time with its part of the day to the minute.
    assert_eq!(offered(&ask(&app, json!({ "time": "so gegen vier" })))[0], "16:00");
    assert_eq!(offered(&ask(&app, json!({ "time": "9 Uhr morgens" })))[0], "09:00");
    assert_eq!(offered(&ask(&app, json!({ "time": "3 Uhr nachmittags" })))[0], "15:00");
}

#[test]
fn as_early_and_as_late_as_possible() {
    let app = salon();
    let found = ask(&app, json!({ "time": "so früh wie möglich" }));
    assert_eq!(offered(&found)[0], "09:00", "{found}");
    let found = ask(&app, json!({ "time": "so spät wie möglich" }));
    assert_eq!(offered(&found)[0], "17:15", "{found}");
    let args = json!({ "service": "Haarschnitt", "staff": "Emma", "when": "so bald wie möglich" });
    let found = app.ask("call_2", "check_availability", args);
    assert_eq!(starts(&found, "offers")[0], "12-01 10:00", "{found}");
}
