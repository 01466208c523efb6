//! A step in which a key is asked for that is tried at once: what Cal.com's and Retell's have in common.

use crate::domain::Result;
use crate::frontdesk::first_run::answers::{Fields, Step};
use crate::frontdesk::first_run::at_calcom::{Found, Trouble};
use crate::http::first_run::came::{Came, next, typed};
use crate::http::first_run::shown::{Field, Shown, input};
use crate::http::page::base::ask::go;
use crate::http::page::base::form::Form;
use crate::server::message::Response;
use maud::{Markup, html};

const KEY: &str = "api_key";
const URL: &str = "base_url";

/// A step with a key.
pub(crate) struct Keyed {
    pub step: Step,
    /// Where those are whose key it is, unless another address is named.
    pub usual_url: &'static str,
    pub page: fn(&Came, &Shown) -> Response,
}

impl Keyed {
    /// The step as it was answered before; else with what is proposed.
    pub fn show(&self, came: &Came, proposed: Fields) -> Response {
        let answers = came.first.answers();
        let shown = match answers.of(self.step) {
            Some(fields) => Shown {
                faults: came.first.faults(&answers, self.step, came.language),
                fields: fields.clone(),
                ..Shown::default()
            },
            None => {
                let mut fields = proposed;
                fields.insert(URL.to_owned(), self.usual_url.to_owned());
                Shown { fields, ..Shown::default() }
            }
        };
        (self.page)(came, &shown)
    }

    /// Takes the step, once `look` has tried address and key. A key that was taken before stays if none is typed; what could
    /// not be tried is taken untried if a person says so.
    pub fn take(
        &self,
        came: &Came,
        form: &Form,
        look: impl FnOnce(&str, &str) -> std::result::Result<Option<Found>, Trouble>,
    ) -> Result<Response> {
        let mut fields = typed(form);
        let key = or(&mut fields, KEY, || came.first.known_key(self.step));
        let url = or(&mut fields, URL, || self.usual_url.to_owned());
        let answers = came.first.answers().with(self.step, fields.clone());
        let faults = came.first.faults(&answers, self.step, came.language);
        if !faults.is_empty() {
            return Ok((self.page)(came, &Shown { fields, faults, ..Shown::default() }));
        }
        let found = match look(&url, &key) {
            Ok(found) => found,
            Err(Trouble::Untried(_)) if form.get("do") == "untried" => None,
            Err(trouble) => {
                let may_go_untried = matches!(trouble, Trouble::Untried(_));
                let (Trouble::Wrong(told) | Trouble::Untried(told)) = trouble;
                // So that it need not be copied once more where it was not the key's fault.
                if may_go_untried {
                    came.first.remember_key(self.step, &key);
                }
                let told = Some(told);
                let shown = Shown { fields, told, may_go_untried, ..Shown::default() };
                return Ok((self.page)(came, &shown));
            }
        };
        came.first.take(self.step, fields, found);
        Ok(go(&next(came.first)))
    }

    /// The key's field.
    pub fn key_field(&self, came: &Came, shown: &Shown, label: &str) -> Markup {
        let hint = match came.first.known_key(self.step).as_str() {
            "" => "",
            _ => came.pick(
                "Leer lassen: der von eben bleibt.",
                "Leave it empty: the one from before stays.",
            ),
        };
        input(shown, Field::text(KEY, label).kind("password").hint(hint))
    }

    /// The field of the address, folded away as long as it is the usual one.
    pub fn url_field(&self, came: &Came, shown: &Shown, summary: &str) -> Markup {
        let url = shown.get(URL);
        html! {
            details open[url != self.usual_url && !url.is_empty()] {
                summary { (summary) }
                (input(shown, Field::text(URL, came.pick("Adresse", "Address")).example(self.usual_url)))
            }
        }
    }
}

/// What stands in a field, trimmed; where nothing does, something else is put there.
fn or(fields: &mut Fields, name: &str, other: impl FnOnce() -> String) -> String {
    let typed = fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    if !typed.is_empty() {
        return typed;
    }
    let other = other();
    fields.insert(name.to_owned(), other.clone());
    other
}
