//! The small signs: Tandem's two discs, and a shape with a word for each feeling, so that colour is never alone.

use console::words::Words;
use console::{Degree, Feeling, degree};
use leptos::html::span;
use leptos::prelude::*;

/// Tandem's mark: software and person overlap. The shapes are the style sheet's; built here, as an empty element in
/// `view!` would become `innerHTML`.
pub fn product_mark() -> impl IntoView {
    span().class("mark").aria_hidden("true")
}

/// A feeling as a shape and a word.
pub fn mood_mark(feeling: Feeling, words: &'static Words) -> impl IntoView {
    span().class(["mood ", class_of(feeling)].concat()).child(feeling_words(feeling, words))
}

/// The feeling's word.
pub fn feeling_words(feeling: Feeling, words: &'static Words) -> &'static str {
    match feeling {
        Feeling::Angry => words.angry,
        Feeling::Anxious => words.anxious,
        Feeling::Dejected => words.dejected,
        Feeling::Calm => words.calm,
        Feeling::Glad => words.glad,
    }
}

fn class_of(feeling: Feeling) -> &'static str {
    match feeling {
        Feeling::Angry => "angry",
        Feeling::Anxious => "anxious",
        Feeling::Dejected => "dejected",
        Feeling::Calm => "calm",
        Feeling::Glad => "glad",
    }
}

/// A signal from 0 to 1 in a word; none if it isn't worth one.
pub fn degree_word(signal: f64, words: &'static Words) -> Option<&'static str> {
    match degree(signal) {
        Degree::None => None,
        Degree::Slight => Some(words.degree_slight),
        Degree::Clear => Some(words.degree_clear),
        Degree::Strong => Some(words.degree_strong),
    }
}
