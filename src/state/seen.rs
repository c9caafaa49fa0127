//! What can be seen of the lists of orders, and so which of their rows are drawn.
//!
//! Of a long list only the rows near the eye are in the document. Rows come and go in chunks: each chunk keeps its
//! place and its height whether its rows are drawn or not, so nothing moves, and the focus stays where it is.

use super::{Effect, Screen, State};

/// So many rows are drawn, or left out, together. `.chunk` in `www/card.css` has their height.
pub const CHUNK: usize = 10;

/// What can be seen of a list, as the browser last said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The chunks that are on screen; none before the browser said so.
    pub(super) chunks: Vec<usize>,
    /// The chunk with the focus: it stays, wherever the list is scrolled to.
    held: Option<usize>,
    /// Whether the end of the list is on screen.
    foot: Option<bool>,
    /// Changes with every page that was read on: each has an end of its own.
    pub turned: bool,
}

impl Seen {
    /// Whether the rows of this chunk are drawn, in a list of so many rows.
    #[must_use]
    pub fn draws(&self, chunk: usize, rows: usize) -> bool {
        // The last chunk has its height from its rows, unless it is full.
        let full = (chunk + 1) * CHUNK <= rows;
        let near = |seen: &usize| seen.abs_diff(chunk) <= 1;
        let first = self.chunks.is_empty() && chunk < 2;
        !full || first || self.held == Some(chunk) || self.chunks.iter().any(near)
    }

    /// The next page has come. Where its end is on screen at once, whoever scrolled here wants to go on.
    pub(super) const fn turn(&mut self) {
        self.foot = Some(false);
        self.turned = !self.turned;
    }

    /// Rows have come in at the top. Who reads further down stays with what they read.
    pub(super) fn pass(&self, rows: usize, out: &mut Vec<Effect>) {
        if rows > 0 && !self.chunks.is_empty() && !self.chunks.contains(&0) {
            out.push(Effect::Pass(rows));
        }
    }
}

/// A part of a list has come into view, or gone out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The list of this section.
    pub store: usize,
    /// Which chunk; none for the end of the list.
    pub chunk: Option<usize>,
    /// Whether it is in view now.
    pub seen: bool,
}

impl State {
    /// The browser says what can be seen of the lists. `held`: the chunk with the focus.
    pub(super) fn see(&mut self, sights: &[Sight], held: Option<(usize, usize)>, out: &mut Vec<Effect>) {
        let Screen::Card(shown) = &mut self.screen else { return };
        // What is open in place of the lists hides them; they are found again as they were.
        if !shown.place.is_list() {
            return;
        }
        let mut reached = Vec::new();
        let last = shown.sections.iter().rposition(|section| section.open);
        for Sight { store, chunk, seen } in sights {
            let Some(section) = shown.sections.get_mut(*store) else { continue };
            match chunk {
                Some(chunk) => {
                    section.seen.chunks.retain(|other| other != chunk);
                    if *seen {
                        section.seen.chunks.push(*chunk);
                    }
                }
                None => {
                    // Come to by scrolling; what was there from the start has the button. So have lists with an
                    // open section below them: that would never be reached.
                    let comes = *seen && section.seen.foot == Some(false) && Some(*store) == last;
                    if comes && !section.listed.failed() {
                        reached.push(*store);
                    }
                    section.seen.foot = Some(*seen);
                }
            }
        }
        for (store, section) in shown.sections.iter_mut().enumerate() {
            section.seen.held = held.filter(|(of, _)| *of == store).map(|(_, chunk)| chunk);
        }
        for store in reached {
            self.more(store, false, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_near_the_eye_are_drawn_and_those_with_the_focus() {
        let drawn = |seen: &Seen, rows: usize| -> Vec<usize> {
            (0..rows.div_ceil(CHUNK)).filter(|chunk| seen.draws(*chunk, rows)).collect()
        };
        assert_eq!(drawn(&Seen::default(), 0), Vec::<usize>::new());
        assert_eq!(drawn(&Seen::default(), 10), [0]);
        assert_eq!(drawn(&Seen::default(), 5_000), [0, 1], "before the browser has said anything");
        let at = |chunks: &[usize], held| Seen { chunks: chunks.to_vec(), held, ..Seen::default() };
        assert_eq!(drawn(&at(&[0], None), 5_000), [0, 1]);
        assert_eq!(drawn(&at(&[250, 251], None), 5_000), [249, 250, 251, 252]);
        assert_eq!(drawn(&at(&[499], None), 5_000), [498, 499]);
        assert_eq!(drawn(&at(&[250], Some(3)), 5_000), [3, 249, 250, 251]);
        assert_eq!(drawn(&at(&[0], None), 5_003), [0, 1, 500], "the last rows have no height of their own");
        let most = drawn(&at(&[100, 101, 102], Some(0)), 5_003).len() * CHUNK;
        assert!(most <= 80, "{most} rows are too many");
    }
}
