use super::*;

fn saved() -> CardConfig {
    CardConfig { version: 4, ..CardConfig::default() }
}

#[test]
fn the_order_card_takes_one_to_three_fields() {
    let mut work = Work::new(saved(), false);
    let list = List::OrderCard;
    assert_eq!(work.can_add(list), Err(Refused::Full));
    assert!(!work.add(list, "order.note"), "a fourth field is refused");
    assert!(work.remove(list, "order.total"));
    assert_eq!(work.can_add(list), Ok(()));
    assert!(work.remove(list, "order.number"));
    assert_eq!(work.can_remove(list), Err(Refused::LeastOne));
    assert!(!work.remove(list, "order.delivery_status"));
    assert_eq!(work.ids(list), &["order.delivery_status"]);
}

#[test]
fn details_never_have_fewer_than_three_and_which_three_is_free() {
    for (list, more) in [(List::OrderDetails, "order.note"), (List::CustomerDetails, "customer.note")] {
        let mut work = Work::new(saved(), false);
        assert_eq!(work.can_remove(list), Err(Refused::LeastThree));
        let first = work.ids(list)[0].clone();
        assert!(!work.remove(list, &first));
        assert!(work.add(list, more));
        assert!(work.remove(list, &first), "four, so that any of the first three can go");
        assert_eq!(work.ids(list).len(), 3);
        assert_eq!(work.to_save().check(), Ok(()));
    }
}

#[test]
fn a_field_is_chosen_once_and_metafields_have_an_end() {
    let mut work = Work::new(saved(), false);
    let list = List::OrderDetails;
    assert_eq!(work.can_add_field(list, "order.created"), Err(Refused::Twice));
    for n in 0..METAFIELDS {
        assert!(work.add(list, &format!("order.metafields.custom.k{n}")));
    }
    assert_eq!(work.to_save().check(), Ok(()), "as many as the rules allow");
    assert_eq!(work.can_add_field(list, "order.metafields.custom.last"), Err(Refused::FullOfMetafields));
    assert_eq!(work.can_add_field(list, "order.note"), Ok(()));
    let mut one_more = work.to_save();
    one_more.order_details.push("order.metafields.custom.last".into());
    assert!(one_more.check().is_err(), "the number is that of the rules");
}

#[test]
fn every_step_can_be_undone_and_done_again() {
    let mut work = Work::new(saved(), false);
    assert!(!work.is_dirty() && !work.can_undo() && !work.undo());
    assert!(work.shift(List::OrderCard, 0, 2));
    assert!(work.add(List::OrderDetails, "order.note"));
    assert!(work.replace(&CardConfig { order_card: vec!["order.note".into()], ..CardConfig::default() }));
    let last = work.lists().clone();
    assert!(work.undo() && work.undo());
    assert_eq!(work.ids(List::OrderCard), &["order.total", "order.delivery_status", "order.number"]);
    assert!(work.undo() && !work.undo());
    assert!(!work.is_dirty());
    assert!(work.redo() && work.redo() && work.redo() && !work.redo());
    assert_eq!(work.lists(), &last);
    work.undo();
    work.remove(List::OrderCard, "order.total");
    assert!(!work.can_redo(), "a new step ends what could be done again");
}

#[test]
fn what_changes_nothing_is_no_step() {
    let mut work = Work::new(saved(), false);
    assert!(!work.shift(List::OrderCard, 1, 1) && !work.shift(List::OrderCard, 0, 3));
    assert!(!work.replace(&CardConfig { version: 9, ..saved() }));
    assert!(!work.can_undo());
}

#[test]
fn saving_keeps_what_was_changed_meanwhile() {
    let mut work = Work::new(saved(), false);
    work.add(List::OrderDetails, "order.note");
    let sent = work.to_save();
    assert_eq!(sent.version, 4);
    work.add(List::OrderDetails, "order.tags");
    work.was_saved(CardConfig { version: 5, ..sent });
    assert!(work.is_dirty());
    assert!(work.undo() && !work.is_dirty());
    assert_eq!(work.to_save().version, 5);
}

#[test]
fn discarding_can_be_undone() {
    let mut work = Work::new(saved(), false);
    work.add(List::OrderDetails, "order.note");
    work.discard();
    assert!(!work.is_dirty());
    assert!(work.undo() && work.is_dirty());
}

#[test]
fn an_inbox_without_a_choice_of_its_own_is_told_to_have_one_first() {
    let mut work = Work::new(saved(), true);
    assert_eq!(work.can_add(List::OrderDetails), Err(Refused::NotOwn));
    assert_eq!(work.can_remove(List::OrderDetails), Err(Refused::NotOwn));
    assert!(!work.shift(List::OrderCard, 0, 1) && !work.is_dirty());
    work.choose_own();
    assert!(work.is_own() && work.is_dirty(), "the same fields, but of its own");
    assert!(work.shift(List::OrderCard, 0, 1));
    assert!(work.undo() && work.undo() && !work.is_own());
    work.redo();
    work.was_saved(CardConfig { version: 1, ..work.to_save() });
    assert!(!work.inherits() && !work.is_dirty());
}

#[test]
fn of_two_admins_the_second_decides() {
    let mut work = Work::new(saved(), false);
    work.add(List::OrderDetails, "order.note");
    let theirs = CardConfig { version: 5, order_card: vec!["order.total".into()], ..CardConfig::default() };
    work.somebody_saved(theirs.clone());
    assert!(work.is_behind() && work.is_dirty());
    assert_eq!(work.to_save().version, 4, "until one is chosen, saving is refused");
    assert_eq!(work.began_from(), &saved());

    let mut mine = work.clone();
    mine.keep_mine();
    assert!(!mine.is_behind());
    assert_eq!(mine.to_save().version, 5);
    assert!(mine.ids(List::OrderDetails).contains(&"order.note".to_owned()));

    work.take_theirs();
    assert!(!work.is_behind() && !work.is_dirty());
    assert_eq!(work.ids(List::OrderCard), &["order.total"]);
    assert!(work.undo(), "mine is not lost");
    assert_eq!(work.to_save().version, 5);
}

#[test]
fn a_draft_outlives_a_reload() {
    let mut work = Work::new(saved(), false);
    assert_eq!(work.draft(), None);
    work.add(List::OrderDetails, "order.note");
    let draft = work.draft().expect("something is unsaved");

    let mut again = Work::new(saved(), false);
    assert!(again.resume(&draft));
    assert_eq!(again.to_save(), work.to_save());
    assert!(again.undo() && !again.is_dirty(), "taking it up can be undone");

    let newer = CardConfig { version: 6, ..saved() };
    let mut late = Work::new(newer, false);
    assert!(late.resume(&draft) && late.is_behind(), "somebody else has saved since");
    assert_eq!(late.to_save().version, 4);
    late.discard();
    assert_eq!(late.to_save().version, 6);
}

#[test]
fn a_draft_that_says_nothing_counts_for_nothing() {
    let mut work = Work::new(saved(), false);
    work.add(List::OrderDetails, "order.note");
    let draft = work.draft().expect("something is unsaved");
    let mut there = Work::new(CardConfig { version: 5, ..work.to_save() }, false);
    assert!(!there.resume(&draft), "it is saved by now");
    let mut work = Work::new(saved(), false);
    for wrong in
        ["", "{}", r#"{"from":1}"#, &draft.replace("order.note", "order.colour"), &draft.replace("now", "then")]
    {
        assert!(!work.resume(wrong), "{wrong}");
    }
    assert!(!work.is_dirty() && !work.can_undo());
}

#[test]
fn drafts_are_kept_apart() {
    let keys = [draft_key("a", "ada", None), draft_key("a", "ada", Some("i_1")), draft_key("a", "bob", None)];
    assert!(keys[0] != keys[1] && keys[0] != keys[2]);
}
