//! Visits to start from: a salon takes one over and changes its minutes.

use crate::domain::service::catalogue::{
    BookedAs, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};

/// A visit to start from. Its composition passes `check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// For commands.
    pub key: &'static str,
    /// As a salon would call it, in German.
    pub name: &'static str,
    /// What it is made of.
    pub composition: Composition,
}

/// A step as it is written below: name, minutes, pause behind it.
type Step = (&'static str, u32, u32);

/// All of them, in the order in which they are shown.
pub fn templates() -> Vec<Template> {
    use PausePolicy::{Blocked, Flexible, Free};
    let template = |key, name, policy, buffer_minutes, steps: &[Step]| Template {
        key,
        name,
        composition: Composition { segments: segments(steps), policy, buffer_minutes },
    };
    vec![
        template(
            "colour-cut",
            "Ansatzfarbe, Waschen, Schneiden, Föhnen",
            Free,
            0,
            &[
                ("Ansatz färben", 30, 30),
                ("Auswaschen", 15, 0),
                ("Schneiden", 30, 15),
                ("Föhnen", 30, 0),
            ],
        ),
        template(
            "root-colour-long",
            "Ansatzfarbe bei langem Haar",
            Free,
            0,
            &[
                ("Ansatz färben", 40, 30),
                ("Auswaschen", 15, 0),
                ("Spitzen schneiden", 40, 15),
                ("Föhnen", 30, 0),
            ],
        ),
        template(
            "highlights",
            "Foliensträhnen mit Glossing",
            Flexible,
            10,
            &[
                ("Folien setzen", 60, 35),
                ("Auswaschen und Glossing", 20, 10),
                ("Schneiden", 30, 0),
                ("Styling", 35, 0),
            ],
        ),
        template(
            "perm",
            "Dauerwelle",
            Free,
            0,
            &[
                ("Wickeln", 45, 20),
                ("Fixieren", 10, 10),
                ("Abwickeln und Auswaschen", 15, 0),
                ("Schneiden und Föhnen", 40, 0),
            ],
        ),
        // The customer lies under the towel, and is not left alone.
        template(
            "mens-cut-hot-towel",
            "Herrenschnitt mit heißem Tuch",
            Blocked,
            5,
            &[("Schneiden", 25, 0), ("Heißes Tuch auflegen", 5, 5), ("Konturen und Finish", 10, 0)],
        ),
    ]
}

/// The one with this key.
pub fn template(key: &str) -> Option<Template> {
    templates().into_iter().find(|template| template.key == key)
}

fn segments(steps: &[Step]) -> Vec<ServiceSegment> {
    let keys = (0..steps.len()).filter_map(SegmentKey::nth);
    keys.zip(steps)
        .map(|(key, (name, minutes, pause))| ServiceSegment {
            key,
            name: (*name).to_owned(),
            minutes: *minutes,
            pause_after_minutes: *pause,
            performer: Performer::Same,
            booked_as: BookedAs::Staff,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_template_can_be_saved_as_it_is() {
        let all = templates();
        assert_eq!(all.len(), 5);
        let keys: BTreeSet<&str> = all.iter().map(|template| template.key).collect();
        assert_eq!(keys.len(), all.len());
        for found in all {
            let faults = found.composition.clone().check().err();
            assert_eq!(faults, None, "{}", found.key);
            assert!(found.composition.is_composite(), "{}", found.key);
            assert_eq!(template(found.key), Some(found));
        }
        assert_eq!(template("colour"), None);
    }

    /// Minutes with pauses, number of segments, pauses in all, policy.
    #[test]
    fn the_templates_are_as_promised() {
        for (key, minutes, segments, pauses, policy) in [
            ("colour-cut", 150, 4, 45, PausePolicy::Free),
            ("root-colour-long", 170, 4, 45, PausePolicy::Free),
            ("highlights", 190, 4, 45, PausePolicy::Flexible),
            ("perm", 140, 4, 30, PausePolicy::Free),
            ("mens-cut-hot-towel", 45, 3, 5, PausePolicy::Blocked),
        ] {
            let Composition { segments: steps, policy: found, .. } =
                template(key).unwrap().composition.clone();
            let sum: u32 = steps.iter().map(|step| step.pause_after_minutes).sum();
            assert_eq!(template(key).unwrap().composition.minutes(), minutes, "{key}");
            assert_eq!((steps.len(), sum, found), (segments, pauses, policy), "{key}");
        }
    }
}
