//! The conversation with a person, downloaded when it is needed: what is done with it then, and what where it can't be had.

use protocol::Author;
use wasm_bindgen_futures::spawn_local;

use crate::app::{App, Part};
use crate::conversation::{Chip, Turn};
use crate::later::{self, Person};

impl App {
    /// Does what needs the conversation with a person: at once where it is here, else when it has been downloaded.
    pub fn with_person_part(self, run: Box<dyn FnOnce(&'static Person)>) {
        let here = self.look().person;
        if let Some(person) = here {
            run(person);
            return;
        }
        let forgotten = self.look().forgotten;
        spawn_local(async move {
            let part = later::person().await;
            if self.look().stopped {
                return;
            }
            let is_over = self.look().forgotten != forgotten;
            match part {
                Ok(person) => {
                    self.take_person_part(person);
                    if !is_over {
                        run(person);
                    }
                }
                Err(later::Missing) if is_over => {}
                Err(later::Missing) => self.without_person_part(),
            }
        });
    }

    /// The conversation with a person has come.
    pub fn take_person_part(self, person: &'static Person) {
        if self.look().person.is_none() {
            (person.begin)(self);
            self.change(Part::Desk, |state| state.person = Some(person));
        }
    }

    /// The visitor may soon want a person: what that takes is fetched meanwhile, and a failure is told only then.
    pub fn expect_person(self) {
        if self.look().person.is_none() {
            spawn_local(async move {
                if let Ok(person) = later::person().await {
                    self.take_person_part(person);
                }
            });
        }
    }

    /// Says what failed, with a button for another try and the owner's own links.
    fn without_person_part(self) {
        let mut text = self.say("person_missing");
        for url in &self.look().config.contacts {
            let label = self.look().contact_label(url);
            // Markdown links to no telephone; the words say its number.
            let line = if url.starts_with("tel:") { label } else { ["[", &label, "](", url, ")"].concat() };
            text += &["\n\n", &line].concat();
        }
        let mut turn = Turn::new(Author::Assistant, text);
        turn.chips = vec![Chip::Person];
        self.add(turn);
    }
}
