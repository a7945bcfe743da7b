//! Elements of one type: built at once, kept current by the effects of Leptos' reactive core.
//
// Leptos' own views give every element a type of its own, and the browser downloads code for each: with them
// 68 of the widget's 352 KB of code, before compression, drew nothing but differed in type. Here there is one type.

use std::any::Any;
use std::cell::RefCell;

use reactive_graph::effect::RenderEffect;
use reactive_graph::owner::{Owner, on_cleanup};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, Node};

/// The namespace of drawings.
const SVG: &str = "http://www.w3.org/2000/svg";

/// An element under construction, and the handle to it afterwards. Text is inserted as text, never as HTML.
#[derive(Clone, Debug)]
pub struct El {
    element: Element,
}

/// A new element of the page.
pub fn el(tag: &str) -> El {
    El { element: document().create_element(tag).expect_throw("the tags are valid names") }
}

/// A new element of a drawing.
pub fn svg_el(tag: &str) -> El {
    El { element: document().create_element_ns(Some(SVG), tag).expect_throw("the tags are valid names") }
}

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect_throw("a widget runs in a page")
}

impl El {
    /// A handle to an element that stands already.
    pub fn of(element: Element) -> Self {
        Self { element }
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// The element as the type that its tag has in the DOM.
    pub fn cast<T: JsCast>(&self) -> T {
        self.element.clone().unchecked_into()
    }

    /// Sets the classes.
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        set(&self.element, name, Some(value));
        self
    }

    /// Keeps an attribute current; none takes it away.
    pub fn attr_with(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        let element = self.element.clone();
        follow(move || set(&element, name, value().as_deref()));
        self
    }

    /// Adds text.
    pub fn text(self, text: &str) -> Self {
        append(&self.element, &document().create_text_node(text));
        self
    }

    /// Adds text and keeps it current.
    pub fn text_with(self, text: impl Fn() -> String + 'static) -> Self {
        let node = document().create_text_node("");
        append(&self.element, &node);
        follow(move || node.set_data(&text()));
        self
    }

    /// Adds an element.
    pub fn child(self, child: El) -> Self {
        append(&self.element, &child.element);
        self
    }

    /// Adds elements in order.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            append(&self.element, &child.element);
        }
        self
    }

    /// Adds an element that is made anew whenever what it reads changes, or none.
    pub fn child_with(self, make: impl Fn() -> Option<El> + 'static) -> Self {
        let place: Node = document().create_text_node("").into();
        append(&self.element, &place);
        let shown: RefCell<Option<Element>> = RefCell::new(None);
        follow(move || {
            let next = make().map(|el| el.element);
            if let Some(before) = shown.replace(next.clone()) {
                before.remove();
            }
            if let (Some(next), Some(parent)) = (next, place.parent_node()) {
                // The place is the parent's own child, so the insertion holds.
                let _ = parent.insert_before(&next, Some(&place));
            }
        });
        self
    }

    /// Keeps one child a key, in the keys' order: rows that stay are left as they are, new ones are made.
    ///
    /// Made for a log, which grows at its end and is cut at its beginning; another order is mended by moving.
    pub fn rows(self, keys: impl Fn() -> Vec<String> + 'static, make: impl Fn(&str) -> El + 'static) -> Self {
        let parent = self.element.clone();
        let rows: RefCell<Vec<(String, Element, Owner)>> = RefCell::new(Vec::new());
        let owner = Owner::current().unwrap_or_default();
        follow(move || {
            let keys = keys();
            let mut before = rows.take();
            before.retain(|(key, element, _)| {
                let stays = keys.contains(key);
                if !stays {
                    element.remove();
                }
                stays
            });
            let mut after = Vec::with_capacity(keys.len());
            for key in keys {
                let row = match before.iter().position(|(known, ..)| *known == key) {
                    Some(at) => before.swap_remove(at),
                    None => {
                        // Each row lives as long as it is shown, not as long as this run of the effect.
                        let own = owner.child();
                        let made = own.with(|| make(&key)).element;
                        append(&parent, &made);
                        (key, made, own)
                    }
                };
                after.push(row);
            }
            rows.replace(after);
        });
        self
    }

    /// Hears an event for as long as the element is shown.
    pub fn on(self, name: &'static str, hear: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(hear);
        // Only a name that is no string could fail here.
        let _ = self.element.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        keep(Box::new(closure));
        self
    }
}

/// Runs now, and again whenever what it reads changes, until its part of the page is taken down.
pub fn follow(run: impl Fn() + 'static) {
    // One boxed type, so that the effect's code is downloaded once.
    let run: Box<dyn FnMut(Option<()>)> = Box::new(move |_| run());
    keep(Box::new(RenderEffect::new(run)));
}

thread_local! {
    /// What is kept, by its number; a place that is free holds nothing.
    static KEPT: RefCell<Vec<Option<Box<dyn Any>>>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a closure or an effect until its part of the page is taken down.
//
// Leptos' own store for what is bound to one thread asks for the thread's number, and that brings 6 KB of std.
fn keep(thing: Box<dyn Any>) {
    let number = KEPT.with_borrow_mut(|kept| {
        let free = kept.iter().position(Option::is_none).unwrap_or(kept.len());
        if free == kept.len() {
            kept.push(None);
        }
        kept[free] = Some(thing);
        free
    });
    on_cleanup(move || {
        // Dropped after the store is let go of: what goes may keep or let go of others.
        let gone = KEPT.with_borrow_mut(|kept| kept.get_mut(number).and_then(Option::take));
        drop(gone);
    });
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // The names are ours and valid.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn append(parent: &Element, child: &Node) {
    // A fresh node can always be appended.
    let _ = parent.append_child(child);
}
