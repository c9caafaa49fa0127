//! Reads the proxy's answers: from what `JSON.parse` made of them into the wire's types. `client` and `app` call this.
//!
//! serde derives two ways to read a struct: as a map, with all its keys to be told apart, and as a sequence, field by field.
//! The first weighs several times as much, and there are some eighty structs. So a struct is read as the sequence of its
//! fields, each looked up by its name; what is not there ends the sequence for that one field, and serde takes its default.
//!
//! What no type of the wire needs is refused: numbers without a type, bytes, maps but those of texts.

use js_sys::{Array, Object, Reflect};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer as _, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};

/// A value is not what it should be. What exactly is not said: nobody could do anything about it, and the words would weigh
/// more than all the rest here.
#[derive(Debug, thiserror::Error)]
#[error("an answer can't be read")]
pub struct Unreadable;

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// Reads a value.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Unreadable> {
    T::deserialize(Given(value))
}

/// A value that is read from.
struct Given(JsValue);

impl Given {
    fn text(&self) -> Result<String, Unreadable> {
        self.0.as_string().ok_or(Unreadable)
    }

    /// A whole number that is not below zero.
    fn number(&self) -> Result<u64, Unreadable> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and not negative")]
        self.0.as_f64().filter(|it| *it >= 0.0 && it.fract() == 0.0).map(|it| it as u64).ok_or(Unreadable)
    }

    fn items(&self) -> Result<Items, Unreadable> {
        Ok(Items { of: self.0.dyn_ref::<Array>().ok_or(Unreadable)?.clone(), at: 0 })
    }

    /// The names and values of an object.
    fn entries(&self) -> Result<Items, Unreadable> {
        Ok(Items { of: Object::entries(self.0.dyn_ref::<Object>().ok_or(Unreadable)?), at: 0 })
    }

    /// The variant of an enum: a name alone, or an object with one entry.
    fn variant(&self) -> Result<Entry, Unreadable> {
        match self.0.as_string() {
            Some(name) => Ok(Entry { name, value: JsValue::UNDEFINED }),
            None => self.entries()?.entry().ok_or(Unreadable),
        }
    }
}

impl<'de> de::Deserializer<'de> for Given {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.0.as_bool().ok_or(Unreadable)?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_f64(self.0.as_f64().ok_or(Unreadable)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() || self.0.is_undefined() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, v: V) -> Result<V::Value, Unreadable> {
        v.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(Texts { entries: self.entries()?, value: JsValue::UNDEFINED })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if !self.0.is_object() {
            return Err(Unreadable);
        }
        visitor.visit_seq(Fields { of: self.0, left: fields.iter() })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i8 i16 i32 i64 f32 char bytes byte_buf unit unit_struct tuple tuple_struct identifier }
}

/// The fields of a struct, in the order in which it declares them.
struct Fields {
    of: JsValue,
    left: std::slice::Iter<'static, &'static str>,
}

impl Fields {
    fn pull(&mut self) -> Option<JsValue> {
        let name = self.left.next()?;
        Reflect::get(&self.of, &(*name).into()).ok().filter(|value| !value.is_undefined())
    }
}

impl<'de> de::SeqAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        self.pull().map(|value| seed.deserialize(Given(value))).transpose()
    }
}

/// The items of an array.
struct Items {
    of: Array,
    at: u32,
}

impl Items {
    fn pull(&mut self) -> Option<JsValue> {
        let at = self.at;
        self.at += 1;
        (at < self.of.length()).then(|| self.of.get(at))
    }

    fn entry(&mut self) -> Option<Entry> {
        let entry: Array = self.pull()?.unchecked_into();
        Some(Entry { name: entry.get(0).as_string()?, value: entry.get(1) })
    }
}

impl<'de> de::SeqAccess<'de> for Items {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        self.pull().map(|value| seed.deserialize(Given(value))).transpose()
    }
}

/// A map from texts.
struct Texts {
    entries: Items,
    value: JsValue,
}

impl<'de> de::MapAccess<'de> for Texts {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some(Entry { name, value }) = self.entries.entry() else { return Ok(None) };
        self.value = value;
        seed.deserialize(Given(name.into())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(Given(self.value.clone()))
    }
}

/// An entry of an object, and so a variant with what is in it.
struct Entry {
    name: String,
    value: JsValue,
}

impl<'de> de::EnumAccess<'de> for Entry {
    type Error = Unreadable;
    type Variant = Given;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Given), Unreadable> {
        let name: StrDeserializer<'_, Unreadable> = self.name.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, Given(self.value)))
    }
}

impl<'de> de::VariantAccess<'de> for Given {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], v: V) -> Result<V::Value, Unreadable> {
        de::Deserializer::deserialize_struct(self, "", fields, v)
    }
}
