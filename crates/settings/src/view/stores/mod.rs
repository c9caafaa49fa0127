//! The screen for stores.

use crate::app::Panel;
use leptos::prelude::*;

/// The screen.
pub(crate) fn screen(panel: Panel) -> impl IntoView {
    view! { <h2>{panel.word(|words| &words.stores.heading)}</h2> }
}
