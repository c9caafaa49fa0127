//! The one place that puts a [`Problem`] into words.

use super::Text;
use context_card_wire::{Notice, Problem};

impl Text {
    /// A problem as it stands on the card and in error answers. `reference` finds the occasion in the log; it is empty
    /// where nothing failed.
    #[must_use]
    pub fn notice(&self, problem: &Problem, reference: &str) -> Notice {
        let (mut name, mut n, mut field, mut retry_in) = (String::new(), String::new(), None, None);
        match problem {
            Problem::ScopeMissing { scope } => name.clone_from(scope),
            Problem::Throttled { seconds } => {
                n = self.count(u64::from(*seconds));
                retry_in = Some(*seconds);
            }
            Problem::MoreFound { shown } => n = self.count(u64::from(*shown)),
            Problem::NotSignedIn { reason } => name.clone_from(reason),
            Problem::BadRequest { field: place, reason } => {
                name.clone_from(reason);
                field.clone_from(place);
            }
            Problem::NotConfigured
            | Problem::SwitchedOff
            | Problem::NoContact
            | Problem::NoMatch
            | Problem::NotVerified
            | Problem::MatchingOff
            | Problem::NothingToLink
            | Problem::BadSearch
            | Problem::NothingFound
            | Problem::SeveralMatches
            | Problem::ProtectedData
            | Problem::OlderThan60Days
            | Problem::StoreFrozen
            | Problem::StoreUnreachable
            | Problem::StoreGone
            | Problem::Disconnected
            | Problem::ReconnectNeeded
            | Problem::SessionExpired
            | Problem::EmbeddingNotAllowed
            | Problem::NotAllowed
            | Problem::NotFound
            | Problem::SignInNeeded
            | Problem::CodeRefused
            | Problem::HintOnly
            | Problem::TooManyRequests
            | Problem::Conflict
            | Problem::Internal => {}
        }
        let gaps = [("name", name.as_str()), ("n", n.as_str())];
        let words = self.words().problem(problem.code());
        Notice {
            code: problem.code().to_owned(),
            message: words.map_or_else(|| problem.to_string(), |words| words.agent.fill(&gaps)),
            admin: words.and_then(|words| words.admin.as_ref()).map(|message| message.fill(&gaps)),
            action: problem.action(),
            field,
            retry_in,
            reference: reference.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;
    use context_card_wire::Action;

    #[test]
    fn every_problem_has_a_whole_sentence_and_what_an_admin_can_do() {
        let text = Text::of(&Locale::default());
        for problem in Problem::every() {
            let notice = text.notice(&problem, "r1");
            assert_eq!(notice.code, problem.code());
            assert!(notice.message.ends_with('.') && !notice.message.contains(['{', '}']), "{}", notice.message);
            let admin = notice.admin.unwrap_or_default();
            assert!(!admin.contains(['{', '}']), "{admin}");
            assert!(problem.action() != Action::AskAdmin || admin.ends_with('.'), "{} for the admin", problem.code());
            assert_eq!(notice.reference, "r1");
        }
    }

    #[test]
    fn says_which_scope_how_long_and_which_field() {
        let text = Text::of(&Locale::default());
        let scope = text.notice(&Problem::ScopeMissing { scope: "read_orders".into() }, "");
        assert!(scope.admin.unwrap().contains("read_orders"));
        let wait = text.notice(&Problem::Throttled { seconds: 7 }, "");
        assert!(wait.message.contains(" 7 s") && wait.retry_in == Some(7));
        let protected = text.notice(&Problem::ProtectedData, "").admin.unwrap();
        for kind in ["public app", "store's admin", "Dev Dashboard"] {
            assert!(protected.contains(kind), "what to do depends on the app: {protected}");
        }
        let bad = text.notice(&Problem::BadRequest { field: Some("token".into()), reason: "it is missing".into() }, "");
        assert_eq!(bad.field.as_deref(), Some("token"));
    }
}
