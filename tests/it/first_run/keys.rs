//! Keys, tried at once: what is told of each that does not work, and that nothing is lost by it.

use crate::first_run::world::Empty;
use crate::support::visitor::Visitor;
use chairside::sandbox::retell::fault::RetellFault;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use std::time::Duration;

/// What stands above the form.
fn told(visitor: &mut Visitor, empty: &Empty, step: &str) -> (u16, String, bool) {
    let form = empty.filled(visitor, step);
    let seen = visitor.send(&form);
    (seen.status, seen.text(), seen.html.contains("value=\"untried\""))
}

#[test]
fn what_calcom_says_of_a_key_is_told_in_a_sentence() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    empty.answer(&mut visitor, "salon");
    let people = || FaultOn::operation(Operation::People);
    type Switch<'a> = (&'a str, Box<dyn Fn() + 'a>, &'a str, bool);
    let cases: Vec<Switch> = vec![
        ("401", Box::new(|| empty.calcom.revoke_key()), "nicht an (401)", false),
        (
            "403",
            Box::new(|| empty.calcom.forbid(&[Operation::People], false)),
            "nicht genug (403)",
            false,
        ),
        ("429", fault(&empty, people(), "429=30"), "(429)", true),
        ("500", fault(&empty, people(), "error-500-before"), "keine brauchbare Antwort", true),
        ("half an answer", fault(&empty, people(), "cut-body"), "keine brauchbare Antwort", true),
        ("another page", fault(&empty, people(), "html-200"), "keine brauchbare Antwort", true),
        (
            "elsewhere",
            fault(&empty, people(), "redirect=http://x.example/"),
            "nicht Cal.com",
            false,
        ),
        ("silence", fault(&empty, people(), "never-arrives"), "Cal.com", true),
    ];
    for (case, switch, sentence, may_go_untried) in cases {
        switch();
        let (status, text, untried) = told(&mut visitor, &empty, "calcom");
        assert_eq!((status, untried), (400, may_go_untried), "{case}: {text}");
        assert!(text.contains(sentence), "{case}: {text}");
        empty.calcom.restore_key();
        empty.calcom.clear_faults();
        assert_eq!(visitor.get("/begin/people").location, "/begin/calcom", "{case}: not answered");
    }
    // Nobody there at all.
    let form = empty.filled(&mut visitor, "calcom").with("base_url", "http://127.0.0.1:9");
    let text = visitor.send(&form).text();
    assert!(text.contains("nicht zu erreichen"), "{text}");
    // What was typed is asked for no more, and goes on untried where somebody says so.
    let form = visitor.open("/begin/calcom").form("/begin/calcom");
    let form = form.with("base_url", "http://127.0.0.1:9").with("do", "untried");
    assert_eq!(visitor.send(&form).location, "/begin/people");
    empty.answer(&mut visitor, "calcom");
    assert!(visitor.open("/begin/people").html.contains("Emma Vogel"));
}

/// While Cal.com hangs, somebody else is answered, and the one who waits hears of it.
#[test]
fn a_calcom_that_hangs_is_given_up() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    empty.answer(&mut visitor, "salon");
    let on = FaultOn::operation(Operation::People);
    empty.calcom.fault(Fault::once(on, FaultKind::HoldBefore));
    let form = empty.filled(&mut visitor, "calcom");
    std::thread::scope(|scope| {
        let mut waiting = visitor.clone();
        let asked = scope.spawn(move || waiting.send(&form));
        assert!(empty.calcom.wait_for_held(1, Duration::from_secs(20)));
        assert_eq!(visitor.get("/begin/salon").status, 200);
        let seen = asked.join().unwrap();
        assert_eq!(seen.status, 400, "{}", seen.html);
        assert!(seen.html.contains("value=\"untried\""), "{}", seen.text());
    });
    empty.calcom.release();
}

#[test]
fn what_retell_says_of_a_key_is_told_in_a_sentence() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    for step in ["salon", "calcom", "people", "services"] {
        empty.answer(&mut visitor, step);
    }
    for (name, sentence, may_go_untried) in [
        ("401", "nicht an (401)", false),
        ("402", "Zahlungsart", true),
        ("422", "antwortet nicht Retell", false),
        ("429", "(429)", true),
        ("500", "Störung (500)", true),
        ("half-an-answer", "keine ganze Antwort", true),
        ("never-arrives", "keine ganze Antwort", true),
        ("html-200", "antwortet nicht Retell", false),
        ("redirect", "antwortet nicht Retell", false),
    ] {
        empty.retell.always(RetellFault::parse(name));
        let (status, text, untried) = told(&mut visitor, &empty, "retell");
        assert_eq!((status, untried), (400, may_go_untried), "{name}: {text}");
        assert!(text.contains(sentence), "{name}: {text}");
        assert_eq!(visitor.get("/begin").location, "/begin/retell", "{name}: not answered");
    }
    empty.retell.always(None);
    let wrong = empty.filled(&mut visitor, "retell").with("api_key", "key_wrong");
    assert!(visitor.send(&wrong).text().contains("nicht an (401)"));
    empty.answer(&mut visitor, "retell");
}

fn fault<'a>(empty: &'a Empty, on: FaultOn, name: &'static str) -> Box<dyn Fn() + 'a> {
    let what = FaultKind::parse(name).unwrap();
    Box::new(move || empty.calcom.fault(Fault::always(on.clone(), what.clone())))
}
