//! The owner's phrases: found where their words stand in a row, whatever stands around them.

use crate::decision::Phrases;
use crate::pack::Pack;
use crate::token::{Token, tokens};

/// Phrases taken apart into the hashes of their words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    urgent: Vec<Vec<u32>>,
    always: Vec<Vec<u32>>,
    never: Vec<Vec<u32>>,
}

impl Known {
    pub(crate) fn new(phrases: &Phrases, packs: &[Pack]) -> Self {
        let apart = |phrases: &[String]| {
            phrases.iter().map(|phrase| hashes(&tokens(phrase, packs))).filter(|it| !it.is_empty()).collect()
        };
        Self { urgent: apart(&phrases.urgent), always: apart(&phrases.always), never: apart(&phrases.never) }
    }

    pub(crate) fn is_urgent(&self, words: &[Token]) -> bool {
        holds(words, &self.urgent)
    }

    pub(crate) fn is_always_handed_over(&self, words: &[Token]) -> bool {
        holds(words, &self.always)
    }

    /// The words without the phrases that tell nothing.
    pub(crate) fn without_never(&self, mut words: Vec<Token>) -> Vec<Token> {
        for phrase in &self.never {
            while let Some(at) = find(&words, phrase) {
                words.drain(at..at + phrase.len());
            }
        }
        words
    }
}

fn hashes(words: &[Token]) -> Vec<u32> {
    words.iter().map(|word| word.hash).collect()
}

fn find(words: &[Token], phrase: &[u32]) -> Option<usize> {
    words
        .windows(phrase.len())
        .position(|part| part.iter().zip(phrase).all(|(word, hash)| word.hash == *hash))
}

fn holds(words: &[Token], phrases: &[Vec<u32>]) -> bool {
    phrases.iter().any(|phrase| find(words, phrase).is_some())
}
