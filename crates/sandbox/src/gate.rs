//! A gate that a test closes: whoever comes waits until it opens, and the test can see that somebody waits.

use tokio::sync::watch;

/// Open until it is held.
#[derive(Debug)]
pub(crate) struct Gate {
    held: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { held: watch::Sender::new(false), waiting: watch::Sender::new(0) }
    }
}

impl Gate {
    pub(crate) fn hold(&self, held: bool) {
        self.held.send_replace(held);
    }

    /// Whether it is held, and how many wait.
    pub(crate) fn status(&self) -> (bool, usize) {
        (*self.held.borrow(), *self.waiting.borrow())
    }

    /// Returns once the gate is open.
    pub(crate) async fn passed(&self) {
        let mut held = self.held.subscribe();
        if !*held.borrow_and_update() {
            return;
        }
        let _place = Place::take(&self.waiting);
        // The sender lives as long as the gate, so this can't fail while somebody waits.
        let _ = held.wait_for(|held| !held).await;
    }

    /// Returns once somebody waits at the gate.
    pub(crate) async fn reached(&self) {
        let mut waiting = self.waiting.subscribe();
        let _ = waiting.wait_for(|many| *many > 0).await;
    }
}

/// One that waits; given back when it passes or gives up.
struct Place<'a>(&'a watch::Sender<usize>);

impl<'a> Place<'a> {
    fn take(waiting: &'a watch::Sender<usize>) -> Self {
        waiting.send_modify(|many| *many += 1);
        Self(waiting)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|many| *many -= 1);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::Gate;

    #[tokio::test]
    async fn who_waits_is_seen_and_who_gives_up_is_not() {
        let gate = Gate::default();
        gate.passed().await;
        gate.hold(true);
        {
            let mut waits = pin!(gate.passed());
            tokio::select! { biased; () = waits.as_mut() => panic!("it is closed"), () = gate.reached() => {} }
            assert_eq!(gate.status(), (true, 1));
        }
        assert_eq!(gate.status(), (true, 0));
        let mut waits = pin!(gate.passed());
        tokio::select! { biased; () = waits.as_mut() => panic!("it is closed"), () = gate.reached() => {} }
        gate.hold(false);
        waits.await;
        assert_eq!(gate.status(), (false, 0));
    }
}
