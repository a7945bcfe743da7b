//! What the site owner wrote into the script tag.

use js_sys::{Array, Reflect};
use knowledge::triage::{CLARIFY, PRECISION, sensitivity};
use protocol::Triage;
use wasm_bindgen::{JsCast, JsValue};

/// The settings, checked; an unknown value counts as absent.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `data-name`: what the panel calls the site; else the knowledge base's name.
    pub name: Option<String>,
    /// `data-desk`: the desk's base URL, absolute, ending in a slash.
    pub desk: Option<String>,
    /// `data-contact`: https, mailto or tel links, checked by the loader.
    pub contacts: Vec<String>,
    /// `data-handoff="ask"`: always ask before anything is passed on.
    pub ask_first: bool,
    /// `data-supervise="on"`: agents may read along, and the visitor is told.
    pub supervise: bool,
    /// `data-insights="on"`, with a desk and unless the browser says that its user wants no tracking: what a visit came to is
    /// told at its end, and the visitor is told of that. The value is `data-insights-share`: how much of the questions that
    /// ended well is told in words, 0 to 1.
    pub insights: Option<f64>,
    /// `data-precision`, `data-sensitivity`, `data-clarify`; `data-urgent`, `data-always`, `data-never`: phrases, separated by
    /// semicolons. They go before the dials of the FAQ.
    pub triage: Triage,
    /// `data-debug`: show beside the panel how each decision came about.
    pub debug: bool,
    /// `data-starters`: entry ids for the starter questions; else the first three entries.
    pub starters: Vec<String>,
    /// `data-speaks`: the languages that the team answers in, BCP 47; any where it is empty.
    pub speaks: Vec<String>,
    /// `data-knowledge`: a URL, or `page`.
    pub knowledge: Option<String>,
    /// The visitor's language as the page says it, BCP 47.
    pub language: String,
    /// `Tandem('identify', …)`: travels with a handoff only.
    pub attributes: Vec<(String, String)>,
    /// The loader's functions.
    pub hooks: Hooks,
}

/// What the widget calls in the loader.
#[derive(Clone, Debug, Default)]
pub struct Hooks {
    /// `emit(name, detail)` raises the DOM event `tandem:name`.
    pub emit: Option<js_sys::Function>,
    /// `unread(count)` draws the badge.
    pub unread: Option<js_sys::Function>,
    /// The launcher, which gets the focus back.
    pub launcher: Option<web_sys::HtmlElement>,
}

impl Config {
    /// Reads the loader's options; what is missing stays at its default.
    pub fn read(options: &JsValue) -> Self {
        let settings = get(options, "settings");
        let list = |key: &str, between: &[char]| -> Vec<String> {
            let text = text(&settings, key).unwrap_or_default();
            text.split(between).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let is_on = |key: &str| text(&settings, key).as_deref() == Some("on");
        let phrases = |key: &str| list(key, &[';', '；']);
        let desk = text(&settings, "desk").and_then(|desk| desk_base(&desk));
        let insights = is_on("insights") && desk.is_some() && !wants_no_tracking();
        Self {
            name: text(&settings, "name"),
            desk,
            contacts: Array::from(&get(options, "contacts"))
                .iter()
                .filter_map(|url| url.as_string())
                .collect(),
            ask_first: text(&settings, "handoff").as_deref() == Some("ask"),
            supervise: is_on("supervise"),
            insights: insights.then(|| number(&settings, "insightsShare").unwrap_or(0.0)),
            triage: Triage {
                precision: number(&settings, "precision").filter(|share| PRECISION.contains(share)),
                sensitivity: text(&settings, "sensitivity").and_then(|word| sensitivity(&word)),
                clarify: number(&settings, "clarify")
                    .filter(|times| CLARIFY.contains(times))
                    .map(|times| times as u32),
                urgent: phrases("urgent"),
                always: phrases("always"),
                never: phrases("never"),
            },
            debug: get(&settings, "debug").as_string().is_some_and(|debug| debug != "off"),
            starters: list("starters", &[',', ' ']),
            speaks: list("speaks", &[',', ' ']),
            knowledge: text(&settings, "knowledge"),
            language: text(&settings, "lang").or_else(|| text(options, "language")).unwrap_or_default(),
            attributes: attributes(&get(&settings, "identity")),
            hooks: Hooks {
                emit: get(options, "emit").dyn_into().ok(),
                unread: get(options, "unread").dyn_into().ok(),
                launcher: get(options, "launcher").dyn_into().ok(),
            },
        }
    }

    /// Whether a person can be reached at all.
    pub fn has_person(&self) -> bool {
        self.desk.is_some() || !self.contacts.is_empty()
    }
}

/// Whether the browser says so for its user: Global Privacy Control, or the older Do Not Track.
fn wants_no_tracking() -> bool {
    let navigator = get(&js_sys::global(), "navigator");
    get(&navigator, "globalPrivacyControl").as_bool() == Some(true)
        || get(&navigator, "doNotTrack").as_string().as_deref() == Some("1")
}

/// Text values of a plain object, as `identify` gets them; anything else in it is passed over.
pub fn attributes(object: &JsValue) -> Vec<(String, String)> {
    if !object.is_object() {
        return Vec::new();
    }
    let pair = |key: JsValue| {
        let value = Reflect::get(object, &key).ok()?;
        let text = value
            .as_string()
            .or_else(|| value.as_f64().map(|_| String::from(js_sys::JsString::from(value))))?;
        Some((key.as_string()?, text))
    };
    Reflect::own_keys(object).map(|keys| keys.iter().filter_map(pair).collect()).unwrap_or_default()
}

/// A property of a JS object; undefined where there is none.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string().filter(|text| !text.is_empty())
}

fn number(object: &JsValue, key: &str) -> Option<f64> {
    text(object, key).map(|text| js_sys::Number::from(JsValue::from(text)).value_of())
}

/// The desk's base made absolute against the page, so that a later `pushState` changes nothing.
fn desk_base(desk: &str) -> Option<String> {
    let page = web_sys::window()?.document()?.base_uri().ok().flatten()?;
    let url = web_sys::Url::new_with_base(desk, &page).ok()?.href();
    Some(if url.ends_with('/') { url } else { url + "/" })
}
