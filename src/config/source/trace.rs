//! Finds a struct's shape by watching how it is read: what it asks for is what may stand there. So files, variables and
//! help cannot know other keys than the structs do.

use crate::config::source::shape::{Field, Shape};
use serde::de::value::{Error, StrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserializer, forward_to_deserialize_any};
use std::any::type_name;
use std::cell::RefCell;

/// The name by which a secret's type is known.
const SECRET: &str = "Secret";
/// Stands for any key of a map.
const ANY_KEY: &str = "any";

/// The shape of a type that is read from sections.
pub(crate) fn shape<T: DeserializeOwned>() -> Result<Shape, String> {
    let told = |error: Error| format!("{} cannot be traced: {error}", type_name::<T>());
    let mut shape = traced::<T>(None).map_err(told)?;
    // A key without a default is one without which reading fails.
    mark_required::<T>(&mut shape, "");
    Ok(shape)
}

fn mark_required<T: DeserializeOwned>(shape: &mut Shape, path: &str) {
    match shape {
        Shape::Section(fields) => {
            for field in fields {
                let own = format!("{path}.{}", field.name);
                field.is_required = traced::<T>(Some(&own)).is_err();
                mark_required::<T>(&mut field.shape, &own);
            }
        }
        Shape::List(each) | Shape::Map(each) => mark_required::<T>(each, path),
        _ => {}
    }
}

/// Reads a type once, leaving one key out.
fn traced<T: DeserializeOwned>(omit: Option<&str>) -> Result<Shape, Error> {
    let slot = RefCell::new(None);
    T::deserialize(Tracer { slot: &slot, path: String::new(), omit })?;
    slot.into_inner().ok_or_else(|| Error::custom("nothing was asked for"))
}

struct Tracer<'a> {
    slot: &'a RefCell<Option<Shape>>,
    path: String,
    omit: Option<&'a str>,
}

impl Tracer<'_> {
    fn put(&self, shape: Shape) {
        *self.slot.borrow_mut() = Some(shape);
    }

    fn whole(&self, least: impl Into<i128>, most: impl Into<i128>) {
        self.put(Shape::Whole { least: least.into(), most: most.into() });
    }
}

macro_rules! whole {
    ($($method:ident $visit:ident $number:ty),*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.whole(<$number>::MIN, <$number>::MAX);
            visitor.$visit(1)
        }
    )* };
}

impl<'de> Deserializer<'de> for Tracer<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("a key takes anything, which has no shape"))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.put(Shape::Bool);
        visitor.visit_bool(false)
    }

    whole!(
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64, deserialize_i64 visit_i64 i64, deserialize_i32 visit_i32 i32
    );

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.put(Shape::Text);
        visitor.visit_str("")
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name != SECRET {
            return visitor.visit_newtype_struct(self);
        }
        self.put(Shape::Secret);
        let text: StrDeserializer<Error> = "".into_deserializer();
        visitor.visit_newtype_struct(text)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let slot = RefCell::new(None);
        let each = Tracer { slot: &slot, path: self.path.clone(), omit: self.omit };
        let value = visitor.visit_seq(One(Some(each)))?;
        self.put(Shape::List(Box::new(slot.take().unwrap_or(Shape::Text))));
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let slot = RefCell::new(None);
        let each = Tracer { slot: &slot, path: self.path.clone(), omit: self.omit };
        let value = visitor.visit_map(One(Some(each)))?;
        self.put(Shape::Map(Box::new(slot.take().unwrap_or(Shape::Text))));
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let mut fields = Vec::new();
        let keys = Keys { of: &self, names: names.iter(), name: "", fields: &mut fields };
        let value = visitor.visit_map(keys)?;
        self.put(Shape::Section(fields));
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.put(Shape::Word(words));
        visitor.visit_enum(Word(words.first().copied().unwrap_or_default()))
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
        ignored_any
    }
}

/// The keys of a section, one after the other.
struct Keys<'a, 'b> {
    of: &'a Tracer<'b>,
    names: std::slice::Iter<'static, &'static str>,
    name: &'static str,
    fields: &'a mut Vec<Field>,
}

impl<'de> MapAccess<'de> for Keys<'_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let of = self.of;
        let is_omitted = |name: &str| of.omit == Some(format!("{}.{name}", of.path).as_str());
        let Some(name) = self.names.find(|name| !is_omitted(name)) else { return Ok(None) };
        self.name = name;
        let name: StrDeserializer<Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let slot = RefCell::new(None);
        let path = format!("{}.{}", self.of.path, self.name);
        let value = seed.deserialize(Tracer { slot: &slot, path, omit: self.of.omit })?;
        if let Some(shape) = slot.take() {
            self.fields.push(Field { name: self.name, shape, is_required: false });
        }
        Ok(value)
    }
}

/// A list or a map of one.
struct One<'a>(Option<Tracer<'a>>);

impl<'de> SeqAccess<'de> for One<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0.take().map(|tracer| seed.deserialize(tracer)).transpose()
    }
}

impl<'de> MapAccess<'de> for One<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let key: StringDeserializer<Error> = ANY_KEY.to_owned().into_deserializer();
        self.0.as_ref().map(|_| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let tracer = self.0.take().ok_or_else(|| Error::custom("there is one value alone"))?;
        seed.deserialize(tracer)
    }
}

struct Word(&'static str);

impl<'de> EnumAccess<'de> for Word {
    type Error = Error;
    type Variant = Word;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Word), Error> {
        let word: StrDeserializer<Error> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Error> {
        Err(Error::custom("a word has no value"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("a word has no values"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        Err(Error::custom("a word has no keys"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "read, not used")]
    struct Whole {
        name: String,
        #[serde(default)]
        port: u16,
        inner: Inner,
        #[serde(default)]
        list: Vec<Inner>,
        far: Option<i64>,
        #[serde(default)]
        headers: BTreeMap<String, Secret>,
        #[serde(skip)]
        skipped: bool,
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "read, not used")]
    struct Inner {
        way: Way,
        #[serde(default)]
        key: Secret,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Way {
        Up,
        Down,
    }

    #[derive(Deserialize, Default)]
    #[allow(dead_code, reason = "read, not used")]
    struct Secret(String);

    #[test]
    fn a_struct_tells_what_it_wants() {
        let field = |name, shape, is_required| Field { name, shape, is_required };
        let inner = || {
            let words: &'static [&'static str] = &["up", "down"];
            Shape::Section(vec![
                field("way", Shape::Word(words), true),
                field("key", Shape::Secret, false),
            ])
        };
        let whole = Shape::Section(vec![
            field("name", Shape::Text, true),
            field("port", Shape::Whole { least: 0, most: 65_535 }, false),
            field("inner", inner(), true),
            field("list", Shape::List(Box::new(inner())), false),
            field("far", Shape::Whole { least: i64::MIN.into(), most: i64::MAX.into() }, false),
            field("headers", Shape::Map(Box::new(Shape::Secret)), false),
        ]);
        assert_eq!(shape::<Whole>().unwrap(), whole);
    }
}
