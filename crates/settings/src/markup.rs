//! What `view!` of `crates/markup` draws with: one type for every element, where Leptos has one for every shape of an element.
//! A type brings a dozen functions along, to be built, changed, moved and dropped; here a tag, what it has and what is in it
//! are values. What changes by itself is a boxed function, so that there is one type of effect, too.
//!
//! Drawn again, an element stays where it was written at the same place in the program (`number`), and only what is different
//! is changed; else it is made anew. That is what Leptos does, which goes by the type.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::element::ElementType;
use leptos::tachys::html::event::EventDescriptor;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr, types};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use send_wrapper::SendWrapper;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// Something to draw, as any view.
pub(crate) fn child<V: IntoRender>(view: V) -> AnyView
where
    V::Output: RenderHtml + Send,
{
    view.into_render().into_any()
}

/// A text that is always the same.
#[inline(never)]
pub(crate) fn text(text: &'static str) -> AnyView {
    text.into_any()
}

/// Something that is drawn anew whenever it changes.
pub(crate) fn live<V: IntoRender>(mut draw: impl FnMut() -> V + Send + 'static) -> AnyView
where
    V::Output: RenderHtml + Send,
{
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || child(draw()));
    draw.into_any()
}

/// What an attribute, a class, a property or a part of the style is set to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Nothing,
    Is(bool),
    Text(Cow<'static, str>),
}

/// A value that is found out again whenever it changes.
type Find = Box<dyn FnMut() -> Value>;

/// A value, fixed or not.
pub(crate) enum Given {
    Fixed(Value),
    Live(Find),
}

/// What can stand behind an attribute's name. A function is asked again whenever what it reads changes.
pub(crate) trait Give {
    fn give(self) -> Given;
}

impl Give for bool {
    fn give(self) -> Given {
        Given::Fixed(Value::Is(self))
    }
}

impl Give for &'static str {
    fn give(self) -> Given {
        Given::Fixed(Value::Text(Cow::Borrowed(self)))
    }
}

impl Give for String {
    fn give(self) -> Given {
        Given::Fixed(Value::Text(Cow::Owned(self)))
    }
}

impl<T: Give> Give for Option<T> {
    fn give(self) -> Given {
        self.map_or(Given::Fixed(Value::Nothing), Give::give)
    }
}

impl<T: Give, F: FnMut() -> T + 'static> Give for F {
    fn give(mut self) -> Given {
        Given::Live(Box::new(move || match self().give() {
            Given::Fixed(value) => value,
            Given::Live(mut find) => find(),
        }))
    }
}

/// What of an element is set.
#[derive(Clone, Copy)]
enum Part {
    Attribute,
    Class,
    Style,
    Property,
}

/// Sets a part to a value, where it was set to another one or not at all.
fn set(el: &types::Element, part: Part, name: &str, old: Option<&Value>, new: &Value) {
    if old == Some(new) {
        return;
    }
    match (part, new) {
        (Part::Attribute, Value::Text(text)) => Rndr::set_attribute(el, name, text),
        (Part::Attribute, Value::Is(true)) => Rndr::set_attribute(el, name, ""),
        (Part::Attribute, _) if old.is_some() => Rndr::remove_attribute(el, name),
        (Part::Attribute, _) => {}
        (Part::Class, Value::Is(true)) => Rndr::add_class(&Rndr::class_list(el), name),
        (Part::Class, _) => Rndr::remove_class(&Rndr::class_list(el), name),
        (Part::Style, Value::Text(text)) => Rndr::set_css_property(&Rndr::style(el), name, text),
        (Part::Style, _) => Rndr::remove_css_property(&Rndr::style(el), name),
        (Part::Property, Value::Text(text)) => Rndr::set_property(el, name, &JsValue::from_str(text)),
        (Part::Property, Value::Is(is)) => Rndr::set_property(el, name, &JsValue::from_bool(*is)),
        (Part::Property, Value::Nothing) => Rndr::set_property(el, name, &JsValue::NULL),
    }
}

/// A part as it is on the page.
enum Set {
    Fixed(Value),
    Live(RenderEffect<Value>),
}

impl Set {
    fn new(el: &types::Element, part: Part, name: &'static str, old: Option<Value>, given: Given) -> Self {
        match given {
            Given::Fixed(value) => {
                set(el, part, name, old.as_ref(), &value);
                Self::Fixed(value)
            }
            Given::Live(mut find) => {
                let el = el.clone();
                let follow = move |old: Option<Value>| {
                    let new = find();
                    set(&el, part, name, old.as_ref(), &new);
                    new
                };
                Self::Live(RenderEffect::new_with_value(follow, old))
            }
        }
    }

    /// What it is set to; nobody follows it any more.
    fn end(self) -> Option<Value> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Live(effect) => effect.take_value(),
        }
    }
}

/// What is done on an event.
type Act = Box<dyn FnMut(types::Event)>;

/// A listener, and what it does by now.
struct Heard {
    act: Rc<RefCell<Option<Act>>>,
    /// Takes the listener off the element when it is dropped.
    _remove: RemoveEventHandler<types::Element>,
}

impl Heard {
    fn new(el: &types::Element, name: &str, act: Act) -> Self {
        let act = Rc::new(RefCell::new(Some(act)));
        let shared = act.clone();
        let hear = move |event: types::Event| {
            // It is out while it runs: what it does may draw this element again, with another act.
            let Some(mut act) = shared.borrow_mut().take() else { return };
            act(event);
            shared.borrow_mut().get_or_insert(act);
        };
        Self { act, _remove: Rndr::add_event_listener(el, name, Box::new(hear)) }
    }
}

/// An element, to be drawn. What the macro calls most is never put into its callers: there are a thousand of them.
pub(crate) struct Element(SendWrapper<Box<Parts>>);

/// What is done with the element itself, once it is there.
type Is = Box<dyn FnOnce(&types::Element)>;

struct Parts {
    tag: &'static str,
    number: u32,
    given: Vec<(Part, &'static str, Given)>,
    heard: Vec<(Cow<'static, str>, Act)>,
    is: Option<Is>,
    inside: Vec<AnyView>,
}

impl Element {
    /// An element. `number`: where it is written in the program.
    #[inline(never)]
    pub(crate) fn new(tag: &'static str, number: u32) -> Self {
        let (given, heard, inside) = (Vec::new(), Vec::new(), Vec::new());
        Self(SendWrapper::new(Box::new(Parts { tag, number, given, heard, is: None, inside })))
    }

    #[inline(never)]
    fn part(&mut self, part: Part, name: &'static str, given: Given) {
        self.0.given.push((part, name, given));
    }

    /// An attribute that is always the same.
    #[inline(never)]
    pub(crate) fn fixed(&mut self, name: &'static str, value: &'static str) {
        self.attribute(name, value);
    }

    /// An attribute.
    pub(crate) fn attribute(&mut self, name: &'static str, value: impl Give) {
        self.part(Part::Attribute, name, value.give());
    }

    /// A class that it has or has not: `class:open=…`.
    pub(crate) fn class(&mut self, name: &'static str, value: impl Give) {
        self.part(Part::Class, name, value.give());
    }

    /// A part of its style: `style:width=…`.
    pub(crate) fn style(&mut self, name: &'static str, value: impl Give) {
        self.part(Part::Style, name, value.give());
    }

    /// A property: `prop:value=…`.
    pub(crate) fn property(&mut self, name: &'static str, value: impl Give) {
        self.part(Part::Property, name, value.give());
    }

    /// What is done on an event: `on:click=…`.
    pub(crate) fn on<E: EventDescriptor>(&mut self, event: E, mut act: impl FnMut(E::EventType) + 'static)
    where
        E::EventType: JsCast,
    {
        self.hear(event.name(), Box::new(move |event| act(event.unchecked_into())));
    }

    #[inline(never)]
    fn hear(&mut self, event: Cow<'static, str>, act: Act) {
        self.0.heard.push((event, act));
    }

    /// Tells which element it has become: `node_ref=…`.
    pub(crate) fn is<E: ElementType>(&mut self, node: impl NodeRefContainer<E>) {
        self.0.is = Some(Box::new(move |el| node.load(el)));
    }

    /// What is in it, one after the other.
    #[inline(never)]
    pub(crate) fn child(&mut self, child: AnyView) {
        self.0.inside.push(child);
    }

    /// The element as any view.
    #[inline(never)]
    pub(crate) fn done(self) -> AnyView {
        self.into_any()
    }
}

/// An element on the page.
pub(crate) struct Drawn {
    el: types::Element,
    number: u32,
    set: Vec<Set>,
    heard: Vec<Heard>,
    inside: Vec<AnyViewState>,
}

impl Render for Element {
    type State = Drawn;

    fn build(self) -> Drawn {
        let Parts { tag, number, given, heard, is, inside } = *self.0.take();
        let el = Rndr::create_element(tag, None);
        let set = given.into_iter().map(|(part, name, given)| Set::new(&el, part, name, None, given)).collect();
        let heard = heard.into_iter().map(|(name, act)| Heard::new(&el, &name, act)).collect();
        let mut inside: Vec<_> = inside.into_iter().map(Render::build).collect();
        inside.iter_mut().for_each(|child| child.mount(&el, None));
        if let Some(is) = is {
            is(&el);
        }
        Drawn { el, number, set, heard, inside }
    }

    fn rebuild(self, state: &mut Drawn) {
        if self.0.number != state.number {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
            return;
        }
        let Parts { given, heard, is, inside, .. } = *self.0.take();
        let old = std::mem::take(&mut state.set).into_iter().map(Set::end);
        let both = given.into_iter().zip(old);
        state.set = both.map(|((part, name, given), old)| Set::new(&state.el, part, name, old, given)).collect();
        for ((_, act), heard) in heard.into_iter().zip(&state.heard) {
            heard.act.replace(Some(act));
        }
        for (child, state) in inside.into_iter().zip(&mut state.inside) {
            child.rebuild(state);
        }
        if let Some(is) = is {
            is(&state.el);
        }
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.el.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.el.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.el.insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        vec![self.el.clone()]
    }
}

/// Nothing adds attributes from outside.
impl AddAnyAttr for Element {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

/// Drawn in browsers only; what Leptos asks for beside is not done.
impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Drawn {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
