//! What goes wrong with mail, text messages, the way from outside, the configuration, one at a time.

use crate::doctor::faults::nobody;
use crate::doctor::world::{Case, each_turns_its_own_line};
use crate::support::smtp::SmtpFault;

#[test]
fn how_customers_are_told() {
    each_turns_its_own_line(&[
        Case {
            what: "the mail server refuses the login",
            break_it: |world| world.smtp.always(Some(SmtpFault::Auth535)),
            turns: "mail",
            level: "fail",
            seen: "535 at the login",
            todo: "mail.password",
        },
        Case {
            what: "the mail server offers no STARTTLS",
            break_it: |world| world.smtp.always(Some(SmtpFault::NoStartTls)),
            turns: "mail",
            level: "fail",
            seen: "no STARTTLS",
            todo: "mail.security = \"tls\"",
        },
        Case {
            what: "no mail server is there",
            break_it: |world| {
                let port = nobody().rsplit_once(':').unwrap().1.to_owned();
                world.edit(
                    &format!("port = {}", world.smtp.address.port()),
                    &format!("port = {port}"),
                );
            },
            turns: "mail",
            level: "fail",
            seen: "connecting",
            todo: "mail.host",
        },
        Case {
            what: "the mail server is busy",
            break_it: |world| world.smtp.always(Some(SmtpFault::Greeting421)),
            turns: "mail",
            level: "fail",
            seen: "421",
            todo: "mail.host",
        },
        Case {
            what: "no money is left for text messages",
            break_it: |world| world.sms.set_credit(0),
            turns: "sms",
            level: "fail",
            seen: "Guthaben 0.00 EUR",
            todo: "aufladen",
        },
        Case {
            what: "little money is left",
            break_it: |world| world.sms.set_credit(312),
            turns: "sms",
            level: "warn",
            seen: "Guthaben 3.12 EUR",
            todo: "aufladen",
        },
        Case {
            what: "the gateway refuses the key",
            break_it: |world| world.sms.refuse_key(),
            turns: "sms",
            level: "fail",
            seen: "key is refused",
            todo: "sms.api_key",
        },
        Case {
            what: "text messages go into a folder",
            break_it: |world| world.edit("transport = \"seven\"", "transport = \"folder\""),
            turns: "sms",
            level: "warn",
            seen: "nicht verschickt",
            todo: "transport = \"seven\"",
        },
        Case {
            what: "nobody is told of alarms",
            break_it: |world| world.edit("mail = [\"inhaberin@salon.example\"]", "mail = []"),
            turns: "alerts",
            level: "warn",
            seen: "nur im Protokoll",
            todo: "chairside alerts test",
        },
    ]);
}

#[test]
fn the_way_from_outside() {
    each_turns_its_own_line(&[
        Case {
            what: "the public address leads to something else",
            break_it: |world| {
                let other = world.sandbox.base_url();
                world.edit(
                    &format!("public_url = \"{}\"", world.url),
                    &format!("public_url = \"{other}\""),
                );
                world.sandbox.unsubscribe_all();
                world
                    .sandbox
                    .subscribe(&format!("{other}/api/calcom/webhook"), Some("webhook-test-secret"));
            },
            turns: "public_address",
            level: "fail",
            seen: "etwas anderes als wir",
            todo: "Reverse-Proxy",
        },
        Case {
            what: "nobody is at the public address",
            break_it: |world| {
                let other = nobody();
                world.edit(
                    &format!("public_url = \"{}\"", world.url),
                    &format!("public_url = \"{other}\""),
                );
                world.sandbox.unsubscribe_all();
                world
                    .sandbox
                    .subscribe(&format!("{other}/api/calcom/webhook"), Some("webhook-test-secret"));
            },
            turns: "public_address",
            level: "fail",
            seen: "nicht erreichbar",
            todo: "Zertifikat",
        },
        Case {
            what: "no public address is known",
            break_it: |world| world.edit("public_url", "# public_url"),
            turns: "public_address",
            level: "warn",
            seen: "server.public_url ist nicht gesetzt",
            todo: "Reverse-Proxy",
        },
        Case {
            what: "the running program has another Retell key",
            break_it: |world| world.edit("key_test_retell", "key_of_another_workspace"),
            turns: "signature",
            level: "fail",
            seen: "401",
            todo: "retell.api_keys",
        },
    ]);
}

#[test]
fn the_configuration() {
    each_turns_its_own_line(&[
        Case {
            what: "a secret that the environment does not have",
            break_it: |world| {
                world.edit("\"key_test_retell\"", "\"env:CHAIRSIDE_NOT_SET_ANYWHERE\"")
            },
            turns: "configuration",
            level: "fail",
            seen: "CHAIRSIDE_NOT_SET_ANYWHERE",
            todo: "check-config",
        },
        Case {
            what: "a key that does not exist",
            break_it: |world| world.edit("[calcom]\n", "[calcom]\napi_kye = \"x\"\n"),
            turns: "configuration",
            level: "fail",
            seen: "api_kye",
            todo: "",
        },
    ]);
}
