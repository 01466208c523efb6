//! Whether a telephone number is mobile, as far as its first digits tell: text messages to a landline cost money and are
//! read aloud, or go nowhere.

use crate::domain::people::phone::Phone;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberType {
    /// It takes text messages.
    Mobile,
    /// It takes none, or reads them aloud.
    Landline,
    /// The plan of its country does not tell, or is not known here.
    Unknown,
}

/// A country whose plan tells mobile numbers from others: its code, and how its mobile numbers go on.
struct Plan {
    country: &'static str,
    mobile: &'static [&'static str],
}

/// The plans as the regulators publish them, without what pagers had. What is not mobile by them counts as landline: free
/// numbers, services and numbers that nobody has yet are no better for a text message.
const PLANS: [Plan; 8] = [
    Plan { country: "+49", mobile: &["15", "160", "162", "163", "17"] },
    Plan {
        country: "+43",
        mobile: &[
            "650", "651", "652", "653", "655", "657", "659", "660", "661", "663", "664", "665",
            "666", "667", "668", "669", "670", "676", "677", "678", "679", "680", "681", "688",
            "689", "69",
        ],
    },
    Plan { country: "+41", mobile: &["75", "76", "77", "78", "79"] },
    Plan { country: "+423", mobile: &["7"] },
    Plan { country: "+352", mobile: &["6"] },
    Plan { country: "+33", mobile: &["6", "7"] },
    Plan { country: "+31", mobile: &["6"] },
    Plan {
        country: "+48",
        mobile: &["45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88"],
    },
];

/// What a number is.
pub fn number_type(phone: &Phone) -> NumberType {
    let number = phone.as_str();
    // No country code begins like another one.
    let own = |plan: &&Plan| number.starts_with(plan.country);
    let Some(plan) = PLANS.iter().find(own) else { return NumberType::Unknown };
    let rest = number.strip_prefix(plan.country).unwrap_or_default();
    match plan.mobile.iter().any(|start| rest.starts_with(start)) {
        true => NumberType::Mobile,
        false => NumberType::Landline,
    }
}

#[cfg(test)]
mod tests {
    use super::NumberType::{Landline, Mobile, Unknown};
    use super::{PLANS, number_type};
    use crate::domain::people::phone::Phone;

    #[test]
    fn the_first_digits_tell() {
        for (number, expected) in [
            ("+4915112345678", Mobile),
            ("+491601234567", Mobile),
            ("+491712345678", Mobile),
            ("+493023125101", Landline),
            ("+4932211234567", Landline),
            ("+4916812345678", Landline),
            ("+498001234567", Landline),
            ("+436641234567", Mobile),
            ("+43699123456", Mobile),
            ("+4315123456", Landline),
            ("+43720123456", Landline),
            ("+41791234567", Mobile),
            ("+41442345678", Landline),
            ("+41800123456", Landline),
            ("+4237912345", Mobile),
            ("+4232345678", Landline),
            ("+33612345678", Mobile),
            ("+33123456789", Landline),
            ("+12025550123", Unknown),
            ("+447700900123", Unknown),
            ("+79161234567", Unknown),
        ] {
            assert_eq!(number_type(&Phone::parse(number, "+49").unwrap()), expected, "{number}");
        }
    }

    #[test]
    fn no_country_is_taken_for_another() {
        for one in &PLANS {
            let like = PLANS.iter().filter(|other| other.country.starts_with(one.country));
            assert_eq!(like.count(), 1, "{}", one.country);
        }
    }
}
