//! **Who gets what**: the one rule by which a message goes as a mail, as a text message, or nowhere.

use crate::domain::language::Language;
use crate::domain::message::kind::Kind;
use crate::domain::people::number_type::{NumberType, number_type};
use crate::domain::people::person::{Email, Phone};
use crate::domain::stored::stored_enum;

/// How a customer can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub email: Option<Email>,
    pub phone: Option<Phone>,
}

/// Which way is taken where both are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Mail, else a text message.
    MailFirst,
    /// A text message, else mail.
    SmsFirst,
    MailOnly,
    SmsOnly,
}

/// How the salon wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wishes {
    pub order: Order,
    /// Whether mail goes anywhere.
    pub mail: bool,
    /// Whether text messages go anywhere.
    pub sms: bool,
    pub sms_to_unknown_numbers: bool,
    /// Whether this kind of message is told at all.
    pub told: [bool; 4],
    /// Whether Cal.com knows the customers' own addresses, and so writes to them itself.
    pub calcom_knows_addresses: bool,
}

impl Wishes {
    /// Whether anything goes out by any way.
    pub fn sends_anything(&self) -> bool {
        self.mail || self.sms
    }

    fn tells(&self, kind: Kind) -> bool {
        let place = Kind::ALL.iter().position(|one| *one == kind);
        place.and_then(|place| self.told.get(place)).copied().unwrap_or_default()
    }
}

/// Which way a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Mail(Email),
    Sms(Phone),
    Nowhere(Why),
}

stored_enum! {
    /// Why a message goes nowhere. None of these is an error.
    pub enum Why {
        /// Neither an address nor a number is known.
        NoContact = "no_contact",
        /// The only number is a landline.
        Landline = "landline",
        /// Nobody can tell whether the only number is mobile.
        UnknownNumber = "unknown_number",
        /// The salon does not want it told, or not by this way.
        SwitchedOff = "switched_off",
        /// Cal.com knows the customer's address and tells it.
        CalcomTells = "calcom_tells",
    }
}

impl Why {
    /// For people.
    pub fn told(self, language: Language) -> &'static str {
        match self {
            Why::NoContact => language.pick("keine Adresse, keine Nummer", "no address, no number"),
            Why::Landline => language.pick("Festnetz", "landline"),
            Why::UnknownNumber => {
                language.pick("ob mobil, weiß niemand", "nobody can tell whether it is mobile")
            }
            Why::SwitchedOff => language.pick("abgeschaltet", "switched off"),
            Why::CalcomTells => language.pick("Cal.com schreibt selbst", "Cal.com tells it"),
        }
    }
}

/// Which way a message goes.
pub fn way(kind: Kind, contact: &Contact, wishes: &Wishes) -> Way {
    if !wishes.tells(kind) {
        return Way::Nowhere(Why::SwitchedOff);
    }
    if contact.email.is_none() && contact.phone.is_none() {
        return Way::Nowhere(Why::NoContact);
    }
    let (mail, sms) = (by_mail(kind, contact, wishes), by_sms(contact, wishes));
    match (wishes.order, mail, sms) {
        // Not twice by two senders.
        (_, Err(Why::CalcomTells), _) => Way::Nowhere(Why::CalcomTells),
        (Order::MailFirst | Order::MailOnly, Ok(email), _)
        | (Order::SmsFirst, Ok(email), Err(_)) => Way::Mail(email),
        (Order::SmsFirst | Order::SmsOnly, _, Ok(phone))
        | (Order::MailFirst, Err(_), Ok(phone)) => Way::Sms(phone),
        (Order::MailOnly, Err(why), _) => Way::Nowhere(why),
        (Order::SmsFirst | Order::SmsOnly | Order::MailFirst, _, Err(why)) => Way::Nowhere(why),
    }
}

fn by_mail(kind: Kind, contact: &Contact, wishes: &Wishes) -> Result<Email, Why> {
    let email = contact.email.clone().ok_or(Why::NoContact)?;
    // Cal.com reminds nobody unless a workflow says so.
    if wishes.calcom_knows_addresses && kind != Kind::Reminder {
        return Err(Why::CalcomTells);
    }
    if wishes.mail { Ok(email) } else { Err(Why::SwitchedOff) }
}

fn by_sms(contact: &Contact, wishes: &Wishes) -> Result<Phone, Why> {
    let phone = contact.phone.clone().ok_or(Why::NoContact)?;
    if !wishes.sms {
        return Err(Why::SwitchedOff);
    }
    match number_type(&phone) {
        NumberType::Mobile => Ok(phone),
        NumberType::Landline => Err(Why::Landline),
        NumberType::Unknown if wishes.sms_to_unknown_numbers => Ok(phone),
        NumberType::Unknown => Err(Why::UnknownNumber),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(email: Option<&str>, phone: Option<&str>) -> Contact {
        Contact {
            email: email.map(|text| Email::parse(text).unwrap()),
            phone: phone.map(|text| Phone::parse(text, "+49").unwrap()),
        }
    }

    const WISHES: Wishes = Wishes {
        order: Order::MailFirst,
        mail: true,
        sms: true,
        sms_to_unknown_numbers: false,
        told: [true, true, true, false],
        calcom_knows_addresses: false,
    };

    fn told(way: &Way) -> &'static str {
        match way {
            Way::Mail(_) => "mail",
            Way::Sms(_) => "sms",
            Way::Nowhere(why) => why.as_str(),
        }
    }

    #[test]
    fn who_gets_what() {
        let mail = Some("zoe@kundin.example");
        let (mobile, landline, odd) =
            (Some("+4915112345678"), Some("+493023125101"), Some("+12025550123"));
        let order = |order| Wishes { order, ..WISHES };
        let (sms_first, mail_only, sms_only) =
            (order(Order::SmsFirst), order(Order::MailOnly), order(Order::SmsOnly));
        let no_sms = Wishes { sms: false, ..WISHES };
        let no_mail = Wishes { mail: false, ..WISHES };
        let unknown = Wishes { sms_to_unknown_numbers: true, ..WISHES };
        let calcom = Wishes { calcom_knows_addresses: true, ..WISHES };
        let reminded = Wishes { told: [true; 4], ..calcom };
        let confirmed = Kind::Confirmed;
        for (kind, email, phone, wishes, expected) in [
            (confirmed, mail, mobile, WISHES, "mail"),
            (confirmed, None, mobile, WISHES, "sms"),
            (confirmed, None, landline, WISHES, "landline"),
            (confirmed, None, odd, WISHES, "unknown_number"),
            (confirmed, None, odd, unknown, "sms"),
            (confirmed, None, None, WISHES, "no_contact"),
            (confirmed, mail, mobile, sms_first, "sms"),
            (confirmed, mail, landline, sms_first, "mail"),
            (confirmed, None, mobile, mail_only, "no_contact"),
            (confirmed, mail, None, sms_only, "no_contact"),
            (confirmed, mail, mobile, no_mail, "sms"),
            (confirmed, None, mobile, no_sms, "switched_off"),
            (confirmed, mail, mobile, calcom, "calcom_tells"),
            (confirmed, None, mobile, calcom, "sms"),
            (Kind::Reminder, mail, mobile, WISHES, "switched_off"),
            (Kind::Reminder, mail, mobile, reminded, "mail"),
            (Kind::Cancelled, mail, None, WISHES, "mail"),
        ] {
            let way = way(kind, &contact(email, phone), &wishes);
            assert_eq!(told(&way), expected, "{kind:?} {email:?} {phone:?} {wishes:?}");
        }
    }
}
