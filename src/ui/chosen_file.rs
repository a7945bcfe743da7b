//! A file that somebody chose, pasted or dropped: looked at and stripped before anything of it leaves the page.

use js_sys::{Array, Uint8Array};
use protocol::{Attachment, FILE_BYTES, FileKind};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

use crate::reflect::{call, get};

/// What a chooser of files offers. Spelled out, since to `image/*` an iPhone gives HEIC, which few others can show.
pub const ACCEPTED: &str = "image/jpeg,image/png,image/webp,image/gif,application/pdf";
/// So many files may be chosen in one go: each is held in memory until the desk has it.
pub const FILES_AT_ONCE: usize = 10;

/// A file as it may leave the page: of a kind that is taken, not too large, without place and camera.
pub struct ChosenFile {
    /// Its name on the disk it came from.
    pub name: String,
    /// What it is, by its bytes.
    pub kind: FileKind,
    /// What is sent of it.
    pub bytes: Uint8Array,
    /// An image's width and height as it is shown, pixels.
    pub size: Option<(u32, u32)>,
}

impl ChosenFile {
    /// The file as a message tells of it; the desk gives it an id once it is there.
    pub fn attachment(&self) -> Attachment {
        Attachment {
            id: String::new(),
            name: self.name.clone(),
            kind: self.kind,
            bytes: u64::from(self.bytes.length()),
            width: self.size.map(|(width, _)| width),
            height: self.size.map(|(_, height)| height),
        }
    }
}

/// Why a file stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Neither an image nor a PDF, whatever it is called.
    Kind,
    /// Over [`FILE_BYTES`].
    Large,
    /// It can't be read, or is no sound image.
    Broken,
}

/// A file's own name.
pub fn name_of(file: &JsValue) -> String {
    get(file, "name").as_string().unwrap_or_default()
}

/// Reads a file and takes out of it what is not the picture.
///
/// # Errors
/// [`Unfit`] where it may not be sent.
pub async fn prepare(file: &JsValue) -> Result<ChosenFile, Unfit> {
    let length = get(file, "size").as_f64().unwrap_or_default();
    if length > FILE_BYTES as f64 {
        return Err(Unfit::Large);
    }
    let reading = call(file, "arrayBuffer", &[]).map_err(|_| Unfit::Broken)?;
    let read = JsFuture::from(js_sys::Promise::resolve(&reading)).await.map_err(|_| Unfit::Broken)?;
    let bytes = Uint8Array::new(&read).to_vec();
    let kind = link::sniff(&bytes).ok_or(Unfit::Kind)?;
    let stripped = link::strip(kind, bytes).ok_or(Unfit::Broken)?;
    let size = link::dimensions(kind, &stripped);
    Ok(ChosenFile { name: name_of(file), kind, bytes: Uint8Array::from(&stripped[..]), size })
}

/// The files of a list that the browser gives.
pub fn files_in(list: &JsValue) -> Vec<JsValue> {
    if list.is_object() { Array::from(list).iter().collect() } else { Vec::new() }
}

/// The files that a paste brings, unless it is formatted text, which office programs put there as a picture too.
pub fn pasted_files(event: &Event) -> Vec<JsValue> {
    let data = get(event, "clipboardData");
    let holds = |kind: &str| !get_data(&data, kind).is_empty();
    if holds("text/plain") && holds("text/html") {
        return Vec::new();
    }
    files_in(&get(&data, "files"))
}

fn get_data(data: &JsValue, kind: &str) -> String {
    let text = call(data, "getData", &[&kind.into()]).ok();
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Whether what is dragged over the page are files. Their bytes are not to be had before they are dropped.
pub fn drags_files(event: &Event) -> bool {
    let kinds = get(&get(event, "dataTransfer"), "types");
    kinds.is_object() && Array::from(&kinds).iter().any(|kind| kind == "Files")
}

/// The files that were dropped.
pub fn dropped_files(event: &Event) -> Vec<JsValue> {
    files_in(&get(&get(event, "dataTransfer"), "files"))
}
