//! The card in the browser: feeds the state machine with what happens, and does what it asks for.

use crate::client::{self, With};
use crate::decode::{self, Decode, get};
use crate::dom;
use crate::error::CardError;
use crate::host::{Host, Met};
use crate::pace::Pace;
use crate::sight;
use crate::state::{Act, CHUNK, CODE, Effect, Event, FIELD, NUMBER, State, TOP};
use crate::view::{self, Look};
use context_card_wire::{Card, Notice, SessionReply, Words};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Document, KeyboardEvent, MessageEvent, Window};

/// So long a host may take to answer.
const HOST_TAKES: f64 = 10_000.0;

#[wasm_bindgen]
extern "C" {
    /// What the boot script hands over; see `host/mod.rs`.
    pub type Boot;
    #[wasm_bindgen(method, getter)]
    fn page(this: &Boot) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn nonce(this: &Boot) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn session(this: &Boot) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn expires_in(this: &Boot) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    fn card(this: &Boot) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn problem(this: &Boot) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn click(this: &Boot) -> Option<Click>;
    #[wasm_bindgen(method, getter)]
    fn host(this: &Boot) -> Option<Met>;
    #[wasm_bindgen(method, getter)]
    fn tree(this: &Boot) -> Document;
    #[wasm_bindgen(method, getter)]
    fn around(this: &Boot) -> Window;

    /// A button that was clicked before Wasm was there.
    pub type Click;
    #[wasm_bindgen(method, getter)]
    fn act(this: &Click) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn arg(this: &Click) -> Option<String>;
}

/// Everything that lives as long as the page.
struct App {
    state: State,
    words: Words,
    nonce: String,
    /// The page, as the boot script read it.
    page: JsValue,
    host: Option<Host>,
    running: Vec<(u32, AbortController)>,
    /// The streams that tell of changes: the newest, and until it is there, the one before it.
    live: Vec<AbortController>,
    redraw: ArcTrigger,
    /// Of the requests.
    pace: Pace,
    timer: i32,
    /// How often the focus was moved on purpose.
    moved: u32,
    host_shows: bool,
}

impl App {
    /// What stands before each of the proxy's paths, and the inbox.
    fn place(&self) -> [String; 2] {
        ["base", "inbox"].map(|name| get(&self.page, name).as_string().unwrap_or_default())
    }
}

thread_local! {
    static APP: RefCell<Option<App>> = const { RefCell::new(None) };
}

fn with<T>(work: impl FnOnce(&mut App) -> T) -> Option<T> {
    APP.with_borrow_mut(|app| app.as_mut().map(work))
}

/// Draws the card, and from here on answers for it.
pub(crate) fn start(boot: &Boot) -> Result<(), CardError> {
    dom::settle(boot.tree(), boot.around());
    let root = dom::root().ok_or(CardError::NoRoot)?;
    let card: Option<Box<Card>> = Decode::decode(&boot.card()).ok_or(CardError::Handover("card"))?;
    let problem: Option<Notice> = Decode::decode(&boot.problem()).ok_or(CardError::Handover("problem"))?;
    let session = boot.session().map(|session| SessionReply { session, expires_in: boot.expires_in().unwrap_or(300) });
    let redraw = ArcTrigger::new();
    let mut state = State::loading(dom::now());
    state.shut = dom::is_shut();
    state.provider = get(&get(&boot.page(), "sign_in"), "provider").as_string();
    let app = App {
        state,
        words: decode::words(&get(&boot.page(), "words")),
        page: boot.page(),
        nonce: boot.nonce().unwrap_or_default(),
        host: None,
        running: Vec::new(),
        live: Vec::new(),
        redraw: redraw.clone(),
        pace: Pace::default(),
        timer: 0,
        moved: 0,
        host_shows: true,
    };
    APP.set(Some(app));
    // Before the first drawing, so that the card which is there already is drawn once and the same.
    happen(Event::Began { session, card, problem });
    if let Some(host) = boot.host() {
        meet(&host)?;
    }
    let (focused, typed) = (dom::focused(), dom::typed(FIELD));
    root.set_text_content(None);
    leptos::mount::mount_to(root.clone(), move || {
        move || {
            redraw.track();
            with(|app| view::card(&Look { words: &app.words, state: &app.state }))
        }
    })
    .forget();
    // What was typed before the program was there, and where.
    if let Some(text) = typed {
        dom::fill(FIELD, &text);
    }
    if let Some(id) = focused {
        dom::focus(&id);
    }
    listen(&root)?;
    sight::begin(|sights, held| happen(Event::Seen { sights, held }))?;
    if let Some(click) = boot.click()
        && let Some(act) = waited(&click.act().unwrap_or_default(), &click.arg().unwrap_or_default())
        && act.can_wait()
    {
        act_now(act);
    }
    Ok(())
}

/// A host has answered.
pub(crate) fn meet(met: &Met) -> Result<(), CardError> {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let heard = with(|app| app.host.as_mut().map(|host| host.hear(&event)));
        heard.flatten().into_iter().flatten().for_each(happen);
    });
    let page = with(|app| app.page.clone()).ok_or(CardError::NotStarted)?;
    let (host, events) = Host::meet(&page, met, &hear)?;
    hear.forget();
    with(|app| app.host = Some(host)).ok_or(CardError::NotStarted)?;
    events.into_iter().for_each(happen);
    Ok(())
}

/// One listener for every button, one for the keyboard, one for the page being hidden.
fn listen(root: &web_sys::HtmlElement) -> Result<(), CardError> {
    on(root, "click", |event| {
        if let Some(url) = dom::link_of(&event)
            && with(|app| app.host.as_mut().is_some_and(|host| host.open(&url))) == Some(true)
        {
            event.prevent_default();
        }
        if let Some((act, arg)) = dom::act_of(&event)
            && let Some(act) = read(&act, &arg)
        {
            act_now(act);
        }
    })?;
    on(root, "keydown", |event| {
        // A key that only ends a word of an input method is not meant for the card.
        let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| !key.is_composing()) else { return };
        let act = match key.key().as_str() {
            "Escape" if !event.default_prevented() => Some(Act::Back),
            "Enter" => match dom::focused() {
                Some(id) if id == FIELD => read("find", ""),
                Some(id) if id == CODE => read("code", ""),
                Some(id) => id.strip_prefix(NUMBER).and_then(|store| read("number", store)),
                None => None,
            },
            _ => None,
        };
        if let Some(act) = act {
            act_now(act);
        }
    })?;
    on(&dom::around(), "focus", |_| look_again())?;
    // It comes up from the document.
    on(&dom::around(), "visibilitychange", |_| {
        let shows = with(|app| app.host_shows).unwrap_or(true);
        happen(Event::Visible(shows));
        look_again();
    })
}

/// The agent may have changed something at the host meanwhile.
fn look_again() {
    if !dom::document().hidden() {
        with(|app| app.host.as_mut().map(Host::look_again));
    }
}

/// What was done before the program was there. A number that was typed comes with it: its field has been drawn anew.
fn waited(act: &str, arg: &str) -> Option<Act> {
    match (act, arg.split_once('.')) {
        ("number", Some((store, number))) => {
            dom::fill(&[NUMBER, store].concat(), number);
            read(act, store)
        }
        _ => read(act, arg),
    }
}

/// What a button says; one that searches says it of its field.
fn read(act: &str, arg: &str) -> Option<Act> {
    match act {
        "find" => {
            let act = Act::parse("search", &dom::typed(FIELD)?)?;
            if matches!(&act, Act::Search(text) if text.is_empty()) {
                dom::focus(FIELD);
                return None;
            }
            Some(act)
        }
        "code" => Act::parse(act, &dom::typed(CODE)?),
        "number" => Act::parse(act, &[arg, ".", &dom::typed(&[NUMBER, arg].concat())?].concat()),
        _ => {
            if act == "filter" {
                // A number and a filter are not both in use.
                dom::fill(&[NUMBER, arg.split('.').next()?].concat(), "");
            }
            Act::parse(act, arg)
        }
    }
}

fn on(target: &web_sys::EventTarget, name: &str, work: fn(web_sys::Event)) -> Result<(), CardError> {
    let listener = Closure::<dyn FnMut(web_sys::Event)>::new(work);
    let done = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
    done.map_err(|_| CardError::Listener)
}

fn act_now(act: Act) {
    let scroll = dom::around().scroll_y().unwrap_or(0.0);
    happen(Event::Act { act, scroll });
}

/// Something happened.
fn happen(event: Event) {
    let (focused, moved) = (dom::focused(), with(|app| app.moved));
    let effects = with(|app| {
        let event = match event {
            // Hidden by the host, or by the browser: either is enough.
            Event::Visible(shows) => {
                app.host_shows = shows;
                Event::Visible(shows && !dom::document().hidden())
            }
            event => event,
        };
        let effects = app.state.step(event, dom::now());
        // What has not changed is compared text by text while drawing, and left alone.
        app.redraw.notify();
        dom::never(app.timer);
        if let Some(wait) = app.state.next_tick() {
            app.timer = dom::later(wait, || happen(Event::Tick));
        }
        effects
    });
    let effects = effects.unwrap_or_default();
    // Where something else gets the focus, that is where it belongs.
    let focused = focused.filter(|_| !effects.iter().any(|effect| matches!(effect, Effect::Focus(_))));
    effects.into_iter().for_each(carry_out);
    dom::later(0.0, move || {
        // Drawing may have replaced the element that had the focus, or made another thing of it; the keyboard must not
        // begin anew, nor be on something else. Where it was moved meanwhile, it stays.
        if let Some(id) = focused
            && with(|app| app.moved) == moved
            && (dom::lost_focus() || dom::focused().is_some_and(|now| now != id))
            && !dom::focus(&id)
            && dom::lost_focus()
        {
            dom::focus(TOP);
        }
        sight::watch();
        let height = dom::root().map_or(0, |root| root.offset_height());
        with(|app| {
            let host = app.host.as_mut()?;
            host.tell_height(height);
            host.tell_problem(app.state.problem().map(|it| [it.code.clone(), it.reference.clone()]));
            Some(())
        });
    });
}

/// Does what the state machine asks for.
fn carry_out(effect: Effect) {
    match effect {
        Effect::Fetch { id, ask, session, seq, whom, hint } => {
            let Ok(controller) = AbortController::new() else { return };
            let signal = controller.signal();
            let with_it = with(|app| {
                app.running.push((id, controller));
                let origin = app.host.as_ref().and_then(|host| host.origin.clone());
                let [base, inbox] = app.place();
                With {
                    session,
                    seq,
                    whom,
                    hint,
                    base,
                    inbox,
                    nonce: app.nonce.clone(),
                    origin,
                    offline: app.words.offline.clone(),
                }
            });
            let Some(with_it) = with_it else { return };
            let fetch = move || {
                // What has waited may not be wanted any more.
                if !signal.aborted() {
                    spawn_local(async move {
                        let result = client::ask(ask, with_it, signal).await;
                        with(|app| app.running.retain(|(running, _)| *running != id));
                        happen(Event::Answer { id, result });
                    });
                }
            };
            match with(|app| app.pace.exceeds(dom::now())).flatten() {
                Some(wait) => drop(dom::later(wait, fetch)),
                None => fetch(),
            }
        }
        Effect::Cancel(id) => {
            let controller = with(|app| {
                let at = app.running.iter().position(|(running, _)| *running == id)?;
                Some(app.running.swap_remove(at).1)
            });
            if let Some(controller) = controller.flatten() {
                controller.abort();
            }
        }
        Effect::Listen(session) => {
            let Ok(controller) = AbortController::new() else { return };
            with(|app| app.live.push(controller.clone()));
            let Some([base, _]) = with(|app| app.place()) else { return };
            spawn_local(async move {
                let opened = client::listen(&base, &session, controller.signal(), || happen(Event::Changed)).await;
                let newest = with(|app| {
                    let at = app.live.iter().position(|other| *other == controller)?;
                    app.live.remove(at);
                    Some(at == app.live.len())
                });
                // One whose place was taken, or that was stopped, is not missed.
                if newest.flatten() == Some(true) {
                    happen(Event::Silent { opened });
                }
            });
        }
        Effect::Deafen => {
            for controller in with(|app| std::mem::take(&mut app.live)).into_iter().flatten() {
                controller.abort();
            }
        }
        Effect::TellNext(token) => {
            let said = with(|app| {
                let [base, _] = app.place();
                (base, app.nonce.clone(), app.host.as_ref().and_then(|host| host.origin.clone()))
            });
            if let Some((base, nonce, origin)) = said {
                spawn_local(client::tell_next(base, token, nonce, origin));
            }
        }
        Effect::AskHost { seq } => match with(|app| app.host.as_mut().and_then(|host| host.ask_token(seq))).flatten() {
            Some(id) => give_up_later(id),
            None => happen(Event::Token { seq, token: None }),
        },
        Effect::Insert { seq, text } => {
            match with(|app| app.host.as_mut().map(|host| host.insert(seq, text))).flatten() {
                Some(Ok(id)) => give_up_later(id),
                Some(Err(event)) => happen(event),
                None => {}
            }
        }
        Effect::Display(full) => drop(with(|app| app.host.as_mut().map(|host| host.display(full)))),
        Effect::Notify(done) => drop(with(|app| {
            let text = view::said(&Look { words: &app.words, state: &app.state });
            app.host.as_mut().map(|host| host.notify(done, &text))
        })),
        Effect::Copy(text) => spawn_local(async move {
            let ok = dom::copy(&text).await;
            happen(Event::Copied { text, ok });
        }),
        // After the drawing, which happens between this task and the next.
        Effect::Focus(id) => {
            dom::later(0.0, move || {
                with(|app| app.moved += 1);
                if !dom::focus(&id) && dom::lost_focus() {
                    dom::focus(TOP);
                }
            });
        }
        Effect::OpenProvider => {
            let [base, inbox] = with(|app| app.place()).unwrap_or_default();
            dom::code_from(&[&base, "/sign-in/", &inbox].concat(), |code| act_now(Act::SignIn(code)));
        }
        Effect::Fill(text) => {
            dom::later(0.0, move || dom::fill(FIELD, &text));
        }
        Effect::Scroll(to) => {
            dom::later(0.0, move || dom::around().scroll_to_with_x_and_y(0.0, to));
        }
        Effect::Pass(rows) => {
            dom::later(0.0, move || {
                let height = dom::height(".full") / CHUNK as f64;
                dom::around().scroll_by_with_x_and_y(0.0, rows as f64 * height);
            });
        }
    }
}

fn give_up_later(id: u32) {
    dom::later(HOST_TAKES, move || {
        let event = with(|app| app.host.as_mut().and_then(|host| host.give_up(id)));
        if let Some(event) = event.flatten() {
            happen(event);
        }
    });
}
