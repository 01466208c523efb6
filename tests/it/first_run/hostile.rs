//! Two browsers at once, steps out of order, the same form twice, forms from elsewhere, links that are none, and what no
//! salon is called.

use crate::first_run::world::{Empty, STEPS, again, finish};
use crate::page::people::PASSWORD;
use crate::support::visitor::Visitor;
use chairside::config::Config;

#[test]
fn a_link_is_good_once_and_nothing_else_lets_in() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut other = Visitor::at(&served.url);
    let early = other.open(&served.link).form("/setup/").with("name", "Zoe");
    for odd in ["/setup/x", "/setup/%00", &served.link[..served.link.len() - 1], "/setup/"] {
        assert_eq!(other.get(odd).status, 404, "{odd}");
    }
    // What cannot be a name or a password leaves the link good.
    for (name, password) in
        [("", PASSWORD), ("<b>", PASSWORD), ("Zoe", "kurz"), ("Zoe", "zoe zoe zoe")]
    {
        let seen = other.send(&early.clone().with("name", name).with("password", password));
        assert_eq!(seen.status, 400, "{name} {password}: {}", seen.html);
        assert!(!seen.html.contains("<b>"), "{}", seen.html);
    }
    let mut visitor = empty.owner(&served);
    // From now on it is somebody's, and the other one's form comes too late.
    assert_eq!(other.send(&early.with("password", PASSWORD)).status, 404);
    assert_eq!(other.get(&served.link).status, 404);
    for step in STEPS {
        let address = format!("/begin/{step}");
        assert_eq!(other.get(&address).location, "/", "{step}");
        assert_eq!(other.post(&address, &[("name", "x")]).status, 401, "{step}");
    }
    assert_eq!(other.post("/begin", &[]).status, 401);
    assert!(other.get("/").text().contains("Der Link wurde schon benutzt"));
    // Who has used it goes on by it.
    assert_eq!(visitor.get(&served.link).location, "/begin/salon");
}

#[test]
fn steps_are_taken_in_order_and_a_form_must_be_ours() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    let token = visitor.open("/begin/salon").form("/begin/salon").fields["token"].clone();
    for step in &STEPS[1..] {
        let address = format!("/begin/{step}");
        assert_eq!(visitor.get(&address).location, "/begin/salon", "{step}");
        assert_eq!(visitor.post(&address, &[("token", &token)]).location, "/begin/salon");
    }
    assert_eq!(visitor.get("/begin").location, "/begin/salon");
    assert_eq!(visitor.post("/begin", &[("token", &token)]).location, "/begin");
    let form = empty.filled(&mut visitor, "salon");
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://127.0.0.1"),
        ("sec-fetch-site", "cross-site"),
    ] {
        visitor.headers = vec![(name.to_owned(), value.to_owned())];
        assert_eq!(visitor.send(&form).status, 403, "{name} {value}");
    }
    visitor.headers.clear();
    for token in ["", "x", &token[..32]] {
        assert_eq!(visitor.send(&form.clone().with("token", token)).status, 403, "{token}");
    }
    assert_eq!(visitor.post_bytes("/begin/salon", "application/json", b"{}").status, 400);
    assert_eq!(visitor.get("/begin/calcom").location, "/begin/salon", "nothing was taken");
    // The same form twice is the same answer.
    assert_eq!(visitor.send(&form).location, "/begin/calcom");
    assert_eq!(visitor.send(&form).location, "/begin/calcom");
}

/// All faults of a step at once, each at its field, and what was typed is still there.
#[test]
fn what_no_salon_is_called_is_told_at_its_field() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    let form = empty.filled(&mut visitor, "salon");
    let odd = form
        .with("name", "a\u{7}b")
        .with("branch", &"x".repeat(101))
        .with("time_zone", "Europe/Berln")
        .with("country_code", "Germany")
        .with("language", "fr")
        .with("monday", "9-18");
    let seen = visitor.send(&odd);
    assert_eq!(seen.status, 400);
    for id in ["name", "branch", "time_zone", "country_code", "language", "hours"] {
        assert!(seen.html.contains(&format!("id=\"{id}-fault\"")), "{id}: {}", seen.html);
    }
    assert!(seen.text().contains("Meintest du Europe/Berlin?"), "{}", seen.text());
    assert_eq!(seen.form("/begin/salon").fields["country_code"], "Germany");
    // In English to who reads English, and as a file's reader would be told.
    visitor.headers = vec![("accept-language".to_owned(), "en".to_owned())];
    let text = visitor.send(&odd).text();
    assert!(text.contains("company.country_code must be a plus"), "{text}");
    assert_eq!(visitor.get("/begin/calcom").location, "/begin/salon");
    assert_eq!(empty.files(), [""; 0]);
}

/// Whatever people are called, the file says it, and the salon is served with it.
#[test]
fn odd_names_are_written_as_they_are() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    let odd = "\"\"\" 'Zoë' \\ # [[x]] = {y} 💇 <script>";
    let form = empty.filled(&mut visitor, "salon").with("name", odd).with("branch", "☂");
    assert_eq!(visitor.send(&form).status, 303);
    empty.answer(&mut visitor, "calcom");
    let form = empty.filled(&mut visitor, "people");
    let form = form.with("p2.name", odd).with("p3.name", "李雷").with("p4.name", "李雷");
    let seen = visitor.send(&form);
    assert_eq!(seen.status, 303, "{}", seen.html);
    let seen = visitor.open("/begin/services");
    assert!(!seen.html.contains("<script>"), "{}", seen.html);
    let form = empty.filled(&mut visitor, "services").with("s0.name", odd);
    assert_eq!(visitor.send(&form).status, 303);
    empty.answer(&mut visitor, "retell");
    assert_eq!(finish(&mut visitor).status, 303);
    let config = Config::load(&empty.at("appliance.toml")).unwrap();
    assert_eq!((config.company.name.as_str(), config.branches[0].name.as_str()), (odd, "☂"));
    let names: Vec<&str> = config.staff.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Emma Vogel", "Juergen Weiss", odd, "李雷", "李雷"]);
    assert!(config.services.iter().any(|one| one.name == odd));
    assert_eq!(again(&served, &visitor).open("/welcome").status, 200);
}

/// Somebody goes back and takes away who does a service: that is asked once more.
#[test]
fn an_answer_that_makes_another_one_wrong_is_asked_again() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    empty.answer_all(&mut visitor);
    let form = visitor.open("/begin/people").form("/begin/people");
    let form = form.without("p0.on").without("p1.on").with("p2.name", "Ida Neu");
    assert_eq!(visitor.send(&form).location, "/begin");
    assert_eq!(visitor.get("/begin").location, "/begin/services");
    let seen = visitor.get("/begin/services");
    assert!(seen.text().contains("Wer macht das?"), "{}", seen.text());
    let token = seen.form("/begin/services").fields["token"].clone();
    assert_eq!(visitor.post("/begin", &[("token", &token)]).location, "/begin");
    assert_eq!(empty.files(), [""; 0]);
}

#[test]
fn of_two_last_forms_at_once_one_sets_up() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    empty.answer_all(&mut visitor);
    let form = visitor.open("/begin").form("/begin");
    let statuses = std::thread::scope(|scope| {
        let both = [visitor.clone(), visitor.clone()].map(|mut one| {
            let form = form.clone();
            scope.spawn(move || one.send(&form).status)
        });
        both.map(|one| one.join().unwrap())
    });
    // The second one may come to the salon itself, which knows no such form.
    assert!(
        statuses.contains(&303) && statuses.iter().all(|one| [303, 404].contains(one)),
        "{statuses:?}"
    );
    assert_eq!(again(&served, &visitor).open("/welcome").status, 200);
}
