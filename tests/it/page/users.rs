//! The owner lets others in.

use crate::support::visitor::{Visitor, page_app};

#[test]
fn the_owner_lets_somebody_in_who_chooses_a_password() {
    let app = page_app();
    let mut owner = Visitor::of(&app, "owner");
    let form = owner.open("/users").form("/users");
    let odd = owner.send(&form.clone().with("name", "<b>"));
    assert_eq!(odd.status, 400);
    let made = owner.send(&form.clone().with("name", "nadine").with("role", "desk"));
    let link = made.links("http").remove(0);
    let path = link.split_once("/setup/").map(|(_, secret)| format!("/setup/{secret}")).unwrap();
    assert_eq!(owner.send(&form.with("name", "nadine")).status, 409);

    let mut nadine = Visitor::stranger(&app);
    let choose = nadine.open(&path).form(&path);
    let short = nadine.send(&choose.clone().with("password", "kurz"));
    assert_eq!(short.status, 400);
    let choose = short.form(&path).with("password", "schere und kamm");
    let first = nadine.send_and_see(&choose);
    assert!(first.text().contains("nadine · Empfang"), "{}", first.text());
    assert_eq!(Visitor::stranger(&app).get(&path).status, 404, "good once");

    let reset = owner.open("/users").form("/users/nadine/reset");
    assert_eq!(owner.send(&reset).status, 200);
    let out = nadine.get("/today");
    assert_eq!((out.status, out.location.as_str()), (303, "/login?next=%2Ftoday"));
}
