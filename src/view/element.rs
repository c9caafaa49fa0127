//! One type for every element. The types that `view!` makes for each shape of an element weigh more in Wasm than all that
//! the card does; here a tag, attributes and a child are values. `html` calls this.
//!
//! Not for what keeps something of its own between two drawings (fields, what a click unfolds) and not for SVG.

use leptos::prelude::*;
use leptos::tachys::html::attribute::{Attribute, AttributeValue, NamedAttributeKey, NextAttribute};
use leptos::tachys::html::element::custom;
use leptos::tachys::renderer::{Rndr, types};
use std::borrow::Cow;

/// The name of an element.
#[derive(Clone, Copy)]
pub(super) struct Tag {
    /// As it stands in HTML.
    markup: &'static str,
    /// As the DOM calls it. An element whose tag has changed is made anew; the names must compare.
    dom: &'static str,
}

impl AsRef<str> for Tag {
    fn as_ref(&self) -> &str {
        if cfg!(target_arch = "wasm32") { self.dom } else { self.markup }
    }
}

macro_rules! tags {
    ($($name:ident $markup:literal)+) => {
        $(pub(super) const $name: Tag = Tag { markup: $markup, dom: stringify!($name) };)+
    };
}

tags! {
    A "a" BDI "bdi" BUTTON "button" CAPTION "caption" DD "dd" DIV "div" DL "dl" DT "dt" H1 "h1" H2 "h2" H3 "h3" H4 "h4"
    LI "li" P "p" SECTION "section" SPAN "span" TABLE "table" TBODY "tbody" TD "td" TH "th" THEAD "thead"
    TIME "time" TR "tr" UL "ul"
}

/// An attribute: its name, and its value where it is there at all.
pub(super) type Given = (&'static str, Option<Cow<'static, str>>);

/// An attribute that is always there, with a value that is always the same.
pub(super) const fn fixed(name: &'static str, value: &'static str) -> Given {
    (name, Some(Cow::Borrowed(value)))
}

/// An attribute with its own value.
pub(super) fn own(name: &'static str, value: Option<String>) -> Given {
    (name, value.map(Cow::Owned))
}

/// An element with what is in it.
pub(super) fn element(tag: Tag, given: Vec<Given>, child: AnyView) -> AnyView {
    let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
    custom(tag).add_any_attr(Attributes(given.collect())).child(child).into_any()
}

/// The attributes of an element, compared by name when it is drawn again.
#[derive(Clone)]
struct Attributes(Vec<(&'static str, Cow<'static, str>)>);

impl Attribute for Attributes {
    const MIN_LENGTH: usize = 0;
    type State = (types::Element, Self);
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len() + 4).sum()
    }

    fn to_html(self, buf: &mut String, _: &mut String, _: &mut String, _: &mut String) {
        for (name, value) in self.0 {
            // Escapes as `view!` does.
            AttributeValue::to_html(value.into_owned(), name, buf);
        }
    }

    fn hydrate<const FROM_SERVER: bool>(self, el: &types::Element) -> Self::State {
        self.build(el)
    }

    fn build(self, el: &types::Element) -> Self::State {
        for (name, value) in &self.0 {
            Rndr::set_attribute(el, name, value);
        }
        (el.clone(), self)
    }

    fn rebuild(self, (el, old): &mut Self::State) {
        for (name, _) in &old.0 {
            if self.0.iter().all(|(new, _)| new != name) {
                Rndr::remove_attribute(el, name);
            }
        }
        for attribute in &self.0 {
            if !old.0.contains(attribute) {
                Rndr::set_attribute(el, attribute.0, &attribute.1);
            }
        }
        *old = self;
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn keys(&self) -> Vec<NamedAttributeKey> {
        self.0.iter().map(|(name, _)| NamedAttributeKey::Attribute((*name).into())).collect()
    }
}

impl NextAttribute for Attributes {
    type Output<NewAttr: Attribute> = (Self, NewAttr);

    fn add_any_attr<NewAttr: Attribute>(self, new: NewAttr) -> (Self, NewAttr) {
        (self, new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_drawn_and_can_break_nothing() {
        let evil = Some("\"><script>".to_owned());
        let drawn = element(DIV, vec![fixed("class", "a"), own("title", evil), own("id", None)], "<b>".into_any());
        assert_eq!(drawn.to_html(), r#"<div class="a" title="&quot;&gt;&lt;script&gt;">&lt;b&gt;</div>"#);
    }
}
