//! What happens when somebody clicks in the preview: the card's own state machine, answered from what the proxy has sent.
//! Only the details of another order are asked for; nothing in it opens anything or leaves the panel.

use crate::dom;
use context_card_wire::settings::{Preview, PreviewOrder};
use context_card_wire::{Action, Card, CardReply, CustomerCard, Found, Handle, Linking, Notice, SessionReply};
use leptos::prelude::*;
use shopify_context_card::state::{Act, Ask, Details, Effect, Event, Place, Reply, Said, Screen, State};
use wasm_bindgen_futures::spawn_local;

/// The card as it is played.
#[derive(Clone, Copy)]
pub(super) struct Played {
    /// What is drawn.
    pub(super) state: RwSignal<State>,
    /// What the proxy has sent; none before.
    pub(super) given: RwSignal<Option<Preview>>,
    /// An order that was opened, and whose details have not come yet: `preview` asks for them.
    pub(super) wanted: RwSignal<Option<Wanted>>,
}

/// The details of an order, as the state machine waits for them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    /// The number of its question.
    id: u32,
    /// What the order is called on the card that is drawn.
    handle: Handle,
    /// What the proxy is asked for.
    pub(super) order: PreviewOrder,
}

/// What scrolls.
pub(super) const SCROLLER: &str = "fields-preview-card";

pub(super) fn now() -> f64 {
    js_sys::Date::now()
}

/// The customers that a store has found.
fn customers(found: &Found) -> &[CustomerCard] {
    match found {
        Found::Customer(customer) => std::slice::from_ref(&**customer),
        Found::Several(several) => several.as_slice(),
        Found::Nothing(_) | Found::Failed(_) => &[],
    }
}

/// What would ask the proxy for more is not offered.
fn tame(mut preview: Preview) -> Preview {
    for store in &mut preview.card.stores {
        let customers = match &mut store.found {
            Found::Customer(customer) => std::slice::from_mut(&mut **customer),
            Found::Several(several) => several.as_mut_slice(),
            Found::Nothing(_) | Found::Failed(_) => &mut [],
        };
        for customer in customers {
            (customer.handle, customer.linking, customer.orders.next) = (None, Linking::No, None);
        }
    }
    preview.card.search = false;
    preview.card.rest = None;
    preview.card.hints.clear();
    if let Some(order) = &mut preview.order {
        order.items.iter_mut().for_each(|item| item.product = None);
    }
    preview
}

impl Played {
    pub(super) fn new() -> Self {
        Self { state: RwSignal::new(State::loading(now())), given: RwSignal::new(None), wanted: RwSignal::new(None) }
    }

    /// Draws what has come. What is open stays open.
    pub(super) fn show(self, preview: Preview) {
        let preview = tame(preview);
        let (card, order) = (preview.card.clone(), preview.order.clone());
        self.given.set(Some(preview));
        self.state.update(|state| {
            // The session is a name only: with one, the card answers for itself and asks no host.
            let session = SessionReply { session: "preview".to_owned(), expires_in: 86_400 };
            state.step(Event::Began { session: Some(session), card: Some(Box::new(card)), problem: None }, now());
            state.said = Said::Nothing;
            renew_open(state, order);
        });
    }

    /// Whether the details of an order are there.
    fn has(self, handle: &Handle) -> bool {
        let details = |given: &Preview| given.order.as_ref().is_some_and(|order| order.handle == *handle);
        self.given.with_untracked(|given| given.as_ref().is_some_and(details))
    }

    /// The order of this handle on the card, by its shop and name.
    fn on_card(self, handle: &Handle) -> Option<PreviewOrder> {
        self.given.with_untracked(|given| {
            let mut stores = given.as_ref()?.card.stores.iter();
            stores.find_map(|store| {
                let row =
                    customers(&store.found).iter().flat_map(|it| &it.orders.rows).find(|row| row.handle == *handle)?;
                Some(PreviewOrder { shop: store.shop.clone(), name: row.name.clone() })
            })
        })
    }

    /// The order that is open, so that what is asked for anew has its details.
    pub(super) fn open_order(self) -> Option<PreviewOrder> {
        let handle = self.state.with_untracked(|state| match &state.screen {
            Screen::Card(shown) => match &shown.place {
                Place::Order(open) => Some(open.row.handle.clone()),
                _ => None,
            },
            _ => None,
        });
        self.on_card(&handle?)
    }

    /// The details have come, or why not. `gone` says that there is no such order any more.
    pub(super) fn opened(self, wanted: Wanted, answer: Result<Preview, Notice>, gone: impl Fn() -> String) {
        let result = answer.and_then(|preview| {
            let mut order = tame(preview).order.ok_or_else(|| not_here(&gone()))?;
            // As it is called on the card that is drawn: an owner's handles are others in each answer.
            order.handle = wanted.handle.clone();
            self.given.try_update(|given| {
                if let Some(given) = given {
                    given.order = Some(order.clone());
                }
            });
            Ok(Reply::Order(Box::new(order)))
        });
        if self.wanted.try_get_untracked().flatten().as_ref() == Some(&wanted) {
            self.happen(Event::Answer { id: wanted.id, result }, &gone());
        }
    }

    /// Before another person's card.
    pub(super) fn forget(self) {
        self.given.set(None);
        self.wanted.set(None);
        self.state.set(State::loading(now()));
    }

    /// Somebody clicked. `elsewhere`: what is said where that leads out of the preview.
    pub(super) fn act(self, act: Act, elsewhere: &str) {
        let scroll = dom::find::<web_sys::Element>(SCROLLER).map_or(0, |it| it.scroll_top());
        self.happen(Event::Act { act, scroll: f64::from(scroll) }, elsewhere);
    }

    fn happen(self, event: Event, elsewhere: &str) {
        let effects = self.state.try_update(|state| state.step(event, now())).unwrap_or_default();
        for effect in effects {
            match effect {
                Effect::Fetch { id, ask: Ask::Order { handle, .. }, .. }
                    if !self.has(&handle) && self.on_card(&handle).is_some() =>
                {
                    self.wanted.set(self.on_card(&handle).map(|order| Wanted { id, handle, order }));
                }
                Effect::Fetch { id, ask, .. } => {
                    let result = self.given.with_untracked(|given| answer(&ask, given.as_ref(), elsewhere));
                    self.happen(Event::Answer { id, result }, elsewhere);
                }
                Effect::Copy(text) => {
                    spawn_local(async move {
                        let ok = dom::copy(&text).await;
                        self.state.try_update(|state| state.step(Event::Copied { text, ok }, now()));
                        dom::later(2_200, move || {
                            self.state.try_update(|state| state.step(Event::Tick, now()));
                        });
                    });
                }
                Effect::Focus(id) => dom::focus_soon(id),
                Effect::Scroll(to) => {
                    if let Some(scroller) = dom::find::<web_sys::Element>(SCROLLER) {
                        scroller.set_scroll_top(to as i32);
                    }
                }
                _ => {}
            }
        }
    }
}

/// What is open is shown with the new fields. By its name: handles hold for one answer only.
fn renew_open(state: &mut State, order: Option<context_card_wire::OrderDetails>) {
    let Screen::Card(shown) = &mut state.screen else { return };
    if let (Place::Order(open), Some(order)) = (&mut shown.place, order)
        && open.row.name == order.name
    {
        open.row.handle = order.handle.clone();
        open.details = Details::Ready(Box::new(order));
    }
}

fn answer(ask: &Ask, given: Option<&Preview>, elsewhere: &str) -> Result<Reply, Notice> {
    let order = given.and_then(|given| given.order.as_ref());
    match (ask, given) {
        (Ask::Order { handle, .. }, _) if order.is_some_and(|order| order.handle == *handle) => {
            order.map(|order| Reply::Order(Box::new(order.clone()))).ok_or_else(|| not_here(elsewhere))
        }
        (Ask::Card { .. } | Ask::Anew, Some(given)) => Ok(Reply::Card(Box::new(again(&given.card)))),
        _ => Err(not_here(elsewhere)),
    }
}

fn again(card: &Card) -> CardReply {
    CardReply { session: None, expires_in: None, card: card.clone(), html: None }
}

fn not_here(message: &str) -> Notice {
    Notice {
        code: "no_match".to_owned(),
        message: message.to_owned(),
        admin: None,
        action: Action::Nothing,
        field: None,
        retry_in: None,
        reference: String::new(),
    }
}
