//! The site's FAQ as it came: JSON that the browser parses, a spreadsheet's CSV, or the page's own JSON-LD.

use js_sys::{Array, Object, Reflect, Uint8Array};
use knowledge::{Node, Reading, Value};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, Response, TextDecoder, TextDecoderOptions, window};

/// Objects and lists nested deeper than this are cut: no FAQ is, a hostile file may be.
const DEEPEST: u32 = 32;

/// No visitor should wait for a larger FAQ than this, bytes: 8 MB, some 20,000 entries.
const FAQ_BYTES: usize = 8_000_000;

/// A FAQ as it came, by its form.
pub enum Faq {
    /// Our own JSON.
    Ours(Node),
    /// schema.org's FAQPage.
    Page(Node),
    /// A spreadsheet's CSV, which is what no JSON object is taken for.
    Table(String),
}

#[wasm_bindgen]
extern "C" {
    /// The browser's own, which web-sys counts as unstable; every browser has had it since 2023.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// How a FAQ begins that `tandem build` has compressed.
pub const PACKED: &[u8] = b"\x1f\x8b";

/// The bytes in a gzip file, by the browser's own reader.
///
/// # Errors
/// The browser's where the file is damaged or the browser has no such reader.
pub async fn unpack(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let reader = DecompressionStream::new("gzip")?;
    let packed = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)))?;
    let packed = packed.body().ok_or(JsValue::UNDEFINED)?;
    let unpacked = packed.pipe_through(reader.unchecked_ref());
    let unpacked = Response::new_with_opt_readable_stream(Some(&unpacked))?.array_buffer()?;
    Ok(Uint8Array::new(&JsFuture::from(unpacked).await?).to_vec())
}

/// Tells the form of a FAQ file from its bytes.
///
/// # Errors
/// With the browser's own words where JSON is broken, or with the limit where the file is too large.
pub fn parse(bytes: &[u8]) -> Result<Faq, String> {
    if bytes.len() > FAQ_BYTES {
        return Err("it has more than 8 MB".to_owned());
    }
    let text = decode(bytes);
    let start = text.trim_start();
    // A host's page for what it doesn't have, often sent as if all were well: no table begins so.
    if start.starts_with('<') {
        return Err("it is a web page".to_owned());
    }
    if !start.starts_with(['{', '[']) {
        return Ok(Faq::Table(text));
    }
    let parsed = js_sys::JSON::parse(&text).map_err(|error| message(&error))?;
    let node = node(&parsed, 0);
    Ok(match &node.value {
        Value::Object(fields) if fields.iter().all(|(key, _)| key != "@context" && key != "@type") => {
            Faq::Ours(node)
        }
        _ => Faq::Page(node),
    })
}

/// Reads the FAQPage JSON-LD that the host page itself carries.
pub fn read_page() -> Reading {
    let found = window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector_all("script[type='application/ld+json']").ok());
    let scripts =
        found.map(|list| (0..list.length()).filter_map(move |at| list.get(at))).into_iter().flatten();
    let texts =
        scripts.filter_map(|script| script.dyn_ref::<HtmlElement>().and_then(|script| script.text_content()));
    let documents: Vec<Node> =
        texts.filter_map(|text| js_sys::JSON::parse(&text).ok()).map(|parsed| node(&parsed, 0)).collect();
    knowledge::read_faq_page(&documents)
}

/// UTF-16 by its mark or by the zeros of its ASCII characters, else UTF-8 if it is sound, else GB18030: what
/// spreadsheets write.
fn decode(bytes: &[u8]) -> String {
    let label = match (bytes, bytes.iter().position(|byte| *byte == 0)) {
        ([0xFF, 0xFE, ..], _) => "utf-16le",
        ([0xFE, 0xFF, ..], _) => "utf-16be",
        (_, Some(first)) if first % 2 == 1 => "utf-16le",
        (_, Some(_)) => "utf-16be",
        _ => "utf-8",
    };
    decode_as(bytes, label).or_else(|| decode_as(bytes, "gb18030")).unwrap_or_default()
}

fn decode_as(bytes: &[u8], label: &str) -> Option<String> {
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    TextDecoder::new_with_label_and_options(label, &options).ok()?.decode_with_u8_array(bytes).ok()
}

fn message(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| String::from(error.message()))
}

/// The browser's parsed value as the checker's unchecked node.
fn node(value: &JsValue, depth: u32) -> Node {
    Node { value: if depth > DEEPEST { Value::Null } else { inner(value, depth) }, line: None }
}

fn inner(value: &JsValue, depth: u32) -> Value {
    if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(flag) = value.as_bool() {
        Value::Bool(flag)
    } else if Array::is_array(value) {
        Value::List(Array::from(value).iter().map(|item| node(&item, depth + 1)).collect())
    } else if let Some(object) = value.dyn_ref::<Object>() {
        let field =
            |key: JsValue| Some((key.as_string()?, node(&Reflect::get(object, &key).ok()?, depth + 1)));
        Value::Object(Object::keys(object).iter().filter_map(field).collect())
    } else {
        Value::Null
    }
}
