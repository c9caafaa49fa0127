//! A host that signs nothing: the agent signs in, and its conversations are hints.

use super::*;

fn hint(name: &str) -> String {
    format!(r#"{{"conversation":"{name}","contacts":[{{"name":"{name}"}}]}}"#)
}

fn hinted(state: &mut State, seq: u32, name: &str) -> Vec<Effect> {
    state.step(Event::Hinted { seq, hint: hint(name) }, NOW)
}

/// A page whose host has just answered; with the session of a sign-in that the browser keeps, or without.
fn met(session: Option<&str>) -> State {
    let mut state = State::loading(NOW);
    let session = session.map(|text| SessionReply { session: text.into(), expires_in: 300 });
    state.step(Event::Began { session, card: None, problem: None }, NOW);
    assert_eq!(state.step(Event::Met { seq: None, can_insert: false, signs: false, moves: true }, NOW), []);
    state
}

fn session(text: &str) -> Result<Reply, Notice> {
    Ok(Reply::Session(SessionReply { session: text.into(), expires_in: 300 }))
}

/// What the one request among these effects asks, with which session, and of whom.
fn asks(effects: &[Effect]) -> (Ask, Option<&str>, Option<&String>) {
    let found = effects.iter().find_map(|effect| match effect {
        Effect::Fetch { ask, session, hint, .. } if *ask != Ask::Anew => {
            Some((ask.clone(), session.as_deref(), hint.as_ref()))
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("a request: {effects:?}"))
}

const CARD: Ask = Ask::Card { token: None, fresh: false };

#[test]
fn who_is_not_signed_in_is_asked_for_a_code_and_then_sees_the_card() {
    let mut state = met(None);
    assert!(!hinted(&mut state, 1, "Ada").iter().any(|effect| matches!(effect, Effect::Fetch { .. })));
    assert_eq!((&state.screen, &state.said), (&Screen::SignIn(None), &Said::SignIn));
    assert_eq!(act(&mut state, Act::SignIn(String::new())), [], "nothing typed is nothing sent");
    let effects = act(&mut state, Act::SignIn("ab0d-efg-h23".into()));
    assert_eq!(asks(&effects), (Ask::SignIn { code: "ab0d-efg-h23".into() }, None, None));
    assert!(state.is_signing_in());
    assert_eq!(act(&mut state, Act::SignIn("ab0d-efg-h23".into())), [], "twice is once");
    let effects = answer(&mut state, fetched(&effects), session("hers"));
    assert_eq!(asks(&effects), (CARD, Some("hers"), Some(&hint("Ada"))));
    assert_eq!(state.screen, Screen::Loading);
    answer(&mut state, fetched(&without_live(effects)), card_reply("Ada"));
    assert_eq!(shown(&state).name(), "Ada");
}

#[test]
fn the_organisations_provider_opens_a_window_whose_code_signs_in() {
    let mut state = met(None);
    hinted(&mut state, 1, "Ada");
    assert_eq!(act(&mut state, Act::Provider), [], "there is none");
    state.provider = Some("Acme".into());
    assert_eq!(act(&mut state, Act::Provider), [Effect::OpenProvider]);
    assert_eq!((state.at_provider, &state.said), (true, &Said::AtProvider));
    assert_eq!(act(&mut state, Act::Provider), [Effect::OpenProvider], "again, where no window came");
    let effects = act(&mut state, Act::SignIn("ab0d-efg-h23".into()));
    let effects = answer(&mut state, fetched(&effects), session("hers"));
    assert_eq!(asks(&effects), (CARD, Some("hers"), Some(&hint("Ada"))));
    assert!(!state.at_provider, "who has to sign in again is told how from the start");
    assert_eq!(act(&mut state, Act::Provider), [], "who is signed in needs no window");
}

#[test]
fn a_sign_in_that_the_browser_kept_takes_one_round_trip() {
    let mut state = met(Some("kept"));
    let effects = hinted(&mut state, 1, "Ada");
    assert_eq!(asks(&effects), (CARD, Some("kept"), Some(&hint("Ada"))));
    answer(&mut state, fetched(&without_live(effects)), card_reply("Ada"));
    // The next conversation goes by the same sign-in, in the session that the last card brought.
    let effects = hinted(&mut state, 2, "Ben");
    assert_eq!(state.screen, Screen::Loading, "nothing of Ada's stays");
    assert_eq!(asks(&effects), (CARD, Some("session of Ada"), Some(&hint("Ben"))));
    answer(&mut state, fetched(&without_live(effects)), card_reply("Ben"));
    let refresh = act(&mut state, Act::Refresh);
    assert_eq!(asks(&refresh).2, None, "the session has heard of Ben");
}

#[test]
fn a_refused_code_is_said_where_it_was_typed() {
    let mut state = met(None);
    hinted(&mut state, 1, "Ada");
    let effects = act(&mut state, Act::SignIn("wrong".into()));
    let effects = answer(&mut state, fetched(&effects), Err(notice("code_refused")));
    assert!(effects.contains(&Effect::Focus(CODE.into())));
    let Screen::SignIn(Some(problem)) = &state.screen else { panic!("still signing in: {:?}", state.screen) };
    assert_eq!(problem.notice.code, "code_refused");
    assert!(!state.is_signing_in());
}

#[test]
fn whoever_is_typing_goes_on_typing_and_sees_the_newest_conversation() {
    let mut state = met(None);
    hinted(&mut state, 1, "Ada");
    let before = state.screen.clone();
    assert!(!hinted(&mut state, 2, "Ben").iter().any(|effect| matches!(effect, Effect::Fetch { .. })));
    hinted(&mut state, 1, "Ada");
    assert_eq!(state.screen, before);
    let effects = act(&mut state, Act::SignIn("ab0d-efg-h23".into()));
    let effects = answer(&mut state, fetched(&effects), session("hers"));
    assert_eq!(asks(&effects), (CARD, Some("hers"), Some(&hint("Ben"))));
}

#[test]
fn a_session_that_ended_is_resumed_once_and_then_the_agent_signs_in_again() {
    let mut state = met(Some("kept"));
    let effects = hinted(&mut state, 1, "Ada");
    let effects = answer(&mut state, fetched(&without_live(effects)), Err(notice("session_expired")));
    assert_eq!(asks(&effects), (Ask::Resume, None, None));
    let resumed = answer(&mut state, fetched(&without_live(effects)), session("resumed"));
    assert_eq!(asks(&resumed), (CARD, Some("resumed"), Some(&hint("Ada"))));
    answer(&mut state, fetched(&without_live(resumed)), card_reply("Ada"));

    let effects = act(&mut state, Act::Refresh);
    let effects = answer(&mut state, fetched(&without_live(effects)), Err(notice("session_expired")));
    let effects = answer(&mut state, fetched(&without_live(effects)), Err(notice("sign_in_needed")));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Fetch { .. })));
    assert_eq!(state.screen, Screen::SignIn(None), "what was open is gone with the session");
}

#[test]
fn who_signs_out_leaves_nothing_of_anybody_and_a_new_conversation_does_not_stop_it() {
    let mut state = met(None);
    assert!(!state.can_sign_out());
    hinted(&mut state, 1, "Ada");
    let effects = act(&mut state, Act::SignIn("ab0d-efg-h23".into()));
    let effects = answer(&mut state, fetched(&effects), session("hers"));
    answer(&mut state, fetched(&without_live(effects)), card_reply("Ada"));
    assert!(state.can_sign_out());
    let leaving = act(&mut state, Act::SignOut);
    assert_eq!(asks(&leaving), (Ask::SignOut, Some("session of Ada"), None));
    assert_eq!(act(&mut state, Act::SignOut), [], "twice is once");
    let effects = hinted(&mut state, 2, "Ben");
    assert!(!effects.contains(&Effect::Cancel(fetched(&leaving))), "{effects:?}");
    let effects = answer(&mut state, fetched(&leaving), Ok(Reply::SignedOut));
    assert_eq!((&state.screen, &state.said), (&Screen::SignIn(None), &Said::SignIn));
    assert!(effects.contains(&Effect::Focus(TOP.into())) && !state.can_sign_out());
    let effects = act(&mut state, Act::SignIn("ef1g-hij-k34".into()));
    let effects = answer(&mut state, fetched(&effects), session("his"));
    assert_eq!(asks(&effects), (CARD, Some("his"), Some(&hint("Ben"))), "whoever signs in next sees what is open now");
}

#[test]
fn who_could_not_be_signed_out_is_told_and_still_signed_in() {
    let mut state = met(Some("kept"));
    let effects = hinted(&mut state, 1, "Ada");
    answer(&mut state, fetched(&without_live(effects)), card_reply("Ada"));
    let effects = act(&mut state, Act::SignOut);
    answer(&mut state, fetched(&effects), Err(notice("offline")));
    assert_eq!(state.problem().map(|it| it.code.as_str()), Some("offline"));
    assert!(state.can_sign_out() && shown(&state).name() == "Ada");
}
