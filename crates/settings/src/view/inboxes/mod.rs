//! The screen for inboxes.

use crate::app::Panel;
use leptos::prelude::*;

/// The screen.
pub(crate) fn screen(panel: Panel) -> impl IntoView {
    view! { <h2>{panel.word(|words| &words.inboxes.heading)}</h2> }
}
