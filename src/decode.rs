//! Reads the proxy's answers: from what `JSON.parse` made of them into the wire's types.
//!
//! Written out, since a derived deserialiser for these types would be the greater part of the card's bytes. The
//! compiler keeps it complete: a struct is built from all of its fields, and a field that is missing here does not
//! build. Everything is optional but what can't be drawn without.

use context_card_wire::{
    Action, Answer, Badge, Bar, Card, CardReply, Cursor, CustomerCard, Field, Found, Grade, Handle, Hint, History,
    LineItem, Link, Linking, Match, MatchedBy, Moment, Money, Notice, OrderDetails, OrderPage, OrderRow, Parcel,
    Picture, ProductDetails, SessionReply, Step, StoreCard, Tone, Value, Words,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Something that can be read from a JavaScript value; none where it is something else.
pub trait Decode: Sized {
    /// Reads it.
    fn decode(value: &JsValue) -> Option<Self>;
}

/// The value of a property; undefined where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() {
        Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// A property that must be there.
fn need<T: Decode>(object: &JsValue, name: &str) -> Option<T> {
    T::decode(&get(object, name))
}

/// A text; empty where there is none.
fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

impl Decode for String {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl Decode for bool {
    fn decode(value: &JsValue) -> Option<Self> {
        Some(value.is_truthy())
    }
}

impl Decode for f64 {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_f64()
    }
}

impl Decode for u32 {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_f64().filter(|number| *number >= 0.0).map(|number| number as Self)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: &JsValue) -> Option<Self> {
        if value.is_null() || value.is_undefined() { Some(None) } else { T::decode(value).map(Some) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &JsValue) -> Option<Self> {
        if value.is_undefined() {
            return Some(Self::new());
        }
        value.dyn_ref::<Array>()?.iter().map(|item| T::decode(&item)).collect()
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(value: &JsValue) -> Option<Self> {
        T::decode(value).map(Self::new)
    }
}

/// A struct from the properties of the same names.
macro_rules! object {
    ($($type:ident { $($field:ident),+ })+) => {
        $(impl Decode for $type {
            fn decode(value: &JsValue) -> Option<Self> {
                Some(Self { $($field: need(value, stringify!($field))?),+ })
            }
        })+
    };
}

/// An enum of names.
macro_rules! name {
    ($($type:ident { $($text:literal => $variant:ident),+ })+) => {
        $(impl Decode for $type {
            fn decode(value: &JsValue) -> Option<Self> {
                Some(match value.as_string()?.as_str() { $($text => Self::$variant,)+ _ => return None })
            }
        })+
    };
}

object! {
    CardReply { session, expires_in, card, html }
    SessionReply { session, expires_in }
    Card { contact, people, person, stores, notice, rest, search, hints }
    Hint { text, query }
    StoreCard { name, shop, as_of, found, notices }
    CustomerCard { handle, name, guest, tags, matched, figures, url, answer, orders, details, linking }
    Match { by, grade, value, text }
    Answer { order, text, reply }
    OrderPage { rows, next, count, hidden }
    OrderRow { handle, name, fields }
    OrderDetails { handle, name, url, as_of, fields, timeline, parcels, items, more_items, notices }
    Step { text, at, tone }
    ProductDetails { title, url, picture, as_of, fields, notices }
    History { title, bars, note }
    Bar { label, count, text }
    Parcel { title, fields }
    LineItem { title, quantity, picture, product, fields }
    Field { id, label, value }
    Money { amount, currency, text, presentment }
    Moment { at, text, exact }
    Badge { code, text, tone }
    Link { text, url }
    Picture { url, alt }
}

name! {
    MatchedBy { "email" => Email, "phone" => Phone, "order_number" => OrderNumber, "link" => Link, "search" => Search }
    Linking { "no" => No, "offer" => Offer, "linked" => Linked }
    Grade { "verified" => Verified, "unverified" => Unverified }
    Tone { "positive" => Positive, "caution" => Caution, "critical" => Critical, "info" => Info, "neutral" => Neutral }
    Action { "nothing" => Nothing, "retry" => Retry, "choose" => Choose, "reopen" => Reopen, "ask_admin" => AskAdmin }
}

impl Decode for Handle {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_string().map(Self)
    }
}

impl Decode for Cursor {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_string().map(Self)
    }
}

impl Decode for Notice {
    fn decode(value: &JsValue) -> Option<Self> {
        Some(Self {
            code: need(value, "code")?,
            message: need(value, "message")?,
            admin: need(value, "admin")?,
            // What only the API's other callers see has no action.
            action: need(value, "action").unwrap_or(Action::Nothing),
            field: need(value, "field")?,
            retry_in: need(value, "retry_in")?,
            reference: text(value, "reference"),
        })
    }
}

/// The one property of an object that stands for an enum with values: its name and what is in it.
fn variant(value: &JsValue) -> Option<(String, JsValue)> {
    let entry: Array = Object::entries(value.dyn_ref::<Object>()?).get(0).dyn_into().ok()?;
    Some((entry.get(0).as_string()?, entry.get(1)))
}

impl Decode for Found {
    fn decode(value: &JsValue) -> Option<Self> {
        let (name, value) = variant(value)?;
        Some(match name.as_str() {
            "customer" => Self::Customer(Decode::decode(&value)?),
            "several" => Self::Several(Decode::decode(&value)?),
            "nothing" => Self::Nothing(Decode::decode(&value)?),
            "failed" => Self::Failed(Decode::decode(&value)?),
            _ => return None,
        })
    }
}

impl Decode for Value {
    fn decode(value: &JsValue) -> Option<Self> {
        let (name, value) = variant(value)?;
        Some(match name.as_str() {
            "text" => Self::Text(Decode::decode(&value)?),
            "money" => Self::Money(Decode::decode(&value)?),
            "date" => Self::Date(Decode::decode(&value)?),
            "badge" => Self::Badge(Decode::decode(&value)?),
            "link" => Self::Link(Decode::decode(&value)?),
            "image" => Self::Image(Decode::decode(&value)?),
            "list" => Self::List(Decode::decode(&value)?),
            "blank" => Self::Blank(Decode::decode(&value)?),
            _ => return None,
        })
    }
}

/// The interface's words; one that is missing stays empty.
pub(crate) fn words(value: &JsValue) -> Words {
    Words::from_keys(|key| text(value, key))
}
