//! The screen for fields.

use crate::app::Panel;
use leptos::prelude::*;

/// The screen.
pub(crate) fn screen(panel: Panel) -> impl IntoView {
    view! { <h2>{panel.word(|words| &words.fields.heading)}</h2> }
}
