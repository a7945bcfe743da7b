//! Of a visitor's tabs one listens to the desk; the others follow by what it keeps. The one that is seen leads.

use std::cell::RefCell;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, window};

use crate::app::App;

/// The lock that the leading tab holds; the browser gives it to the next as soon as a tab is gone.
const LOCK: &str = "tandem:desk";

thread_local! {
    static LEAD: RefCell<Lead> = RefCell::default();
}

#[derive(Default)]
struct Lead {
    /// Whether this tab has asked for the lock.
    asked: bool,
    leads: bool,
    /// Gives the lock back.
    release: Option<Function>,
    /// Hears when the tab is shown.
    shown: Option<Closure<dyn Fn(Event)>>,
}

/// Whether this tab is the one that listens. Asks for it the first time, and follows up by [`App::keep_in_touch`].
///
/// Where the browser has no locks (a page without TLS) or keeps nothing, each tab listens for itself.
pub fn leads(app: App) -> bool {
    let asked = LEAD.with_borrow_mut(|lead| std::mem::replace(&mut lead.asked, true));
    if !asked {
        // A tab that is behind waits for its turn; one that is seen takes it.
        if app.look().keeps() && ask(app, is_shown()) {
            when_shown(app);
        } else {
            LEAD.with_borrow_mut(|lead| lead.leads = true);
        }
    }
    LEAD.with_borrow(|lead| lead.leads)
}

/// Whether no other tab listens in place of this one.
pub fn may_listen() -> bool {
    LEAD.with_borrow(|lead| lead.leads || !lead.asked)
}

/// Lets another tab lead.
pub fn resign() {
    let lead = LEAD.take();
    if let (Some(document), Some(shown)) = (document(), &lead.shown) {
        let _ =
            document.remove_event_listener_with_callback("visibilitychange", shown.as_ref().unchecked_ref());
    }
    if let Some(release) = lead.release {
        // It can be called once more without harm.
        let _ = release.call0(&JsValue::NULL);
    }
}

/// Asks for the lock; false where there are none.
fn ask(app: App, steal: bool) -> bool {
    let Some(locks) = locks() else { return false };
    let Ok(request) = Reflect::get(&locks, &"request".into()).and_then(JsCast::dyn_into::<Function>) else {
        return false;
    };
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"steal".into(), &steal.into());
    let held = Closure::once_into_js(move |_: JsValue| -> Promise {
        Promise::new(&mut |release, _| {
            LEAD.with_borrow_mut(|lead| {
                lead.leads = true;
                lead.release = Some(release);
            });
            wasm_bindgen_futures::spawn_local(async move { app.keep_in_touch() });
        })
    });
    let lost = Closure::once(move |_: JsValue| {
        LEAD.with_borrow_mut(|lead| (lead.leads, lead.release) = (false, None));
        app.keep_in_touch();
        ask(app, false);
    });
    let Ok(request) = request.call3(&locks, &LOCK.into(), &options, &held) else { return false };
    // Freed by the browser when the promise is.
    let _ = Promise::from(request).catch(&lost);
    lost.forget();
    true
}

fn when_shown(app: App) {
    let shown = Closure::<dyn Fn(Event)>::new(move |_| {
        if is_shown() {
            if !LEAD.with_borrow(|lead| lead.leads) {
                ask(app, true);
            }
            app.keep_in_touch();
        }
    });
    if let Some(document) = document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", shown.as_ref().unchecked_ref());
    }
    LEAD.with_borrow_mut(|lead| lead.shown = Some(shown));
}

/// Whether the visitor can see this tab.
pub fn is_shown() -> bool {
    document().is_none_or(|document| !document.hidden())
}

fn document() -> Option<Document> {
    window()?.document()
}

fn locks() -> Option<JsValue> {
    let navigator = Reflect::get(&window()?.into(), &"navigator".into()).ok()?;
    Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)
}
