//! Images and documents that visitor and agent send each other: in, checked on the way, and out, so that none can run.

use std::borrow::Cow;
use std::future::poll_fn;
use std::io::ErrorKind;
use std::pin::Pin;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LAST_MODIFIED,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use link::{ending, is_image, media_type};
use percent_encoding::percent_decode_str;
use protocol::{Author, FILE_BYTES, FileKind, NewMessage, Posted};
use serde::Deserialize;
use tower_http::services::ServeFile;

use super::caller::{SignedIn, Token};
use super::fault::Fault;
use super::visitor::{count_message, posted};
use crate::Desk;
use crate::files::{Arrival, Kept, Unkept};
use crate::request::{Invalid, check_message};
use crate::secret::{Hash, has_secret_form, new_secret};
use crate::store::{Agent, Caller, NewFile, Posting, Room, Uploader};
use crate::text::file_name;

/// A sender who is silent for so long is given up.
const SILENCE: Duration = Duration::from_secs(30);
/// A file that a browser opens by itself may do nothing at all.
const POLICY: &str = "default-src 'none'; sandbox";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The header that carries a file's name: in the address, every proxy on the way would write it into its log.
pub const FILE_NAME: HeaderName = HeaderName::from_static("tandem-file-name");

/// The file's name, and the id of its message.
pub struct Upload {
    name: String,
    message: String,
}

/// `?message=`
#[derive(Deserialize)]
struct Named {
    message: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Upload {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let query = Query::<Named>::from_request_parts(parts, state).await;
        let told = "`?message=` is the id of the file's message; it is needed, once.";
        let Query(Named { message }) = query.map_err(|_| Fault::Malformed(told.to_owned()))?;
        Ok(Self { name: name(&parts.headers)?, message })
    }
}

/// The name that the header carries, percent-encoded UTF-8.
fn name(headers: &HeaderMap) -> Result<String, Fault> {
    let header = headers.get(FILE_NAME).and_then(|value| value.to_str().ok());
    let name = header.and_then(|header| percent_decode_str(header).decode_utf8().ok());
    let told = "`Tandem-File-Name` is the file's name as percent-encoded UTF-8; it is needed.";
    name.map(Cow::into_owned).ok_or_else(|| Fault::Malformed(told.to_owned()))
}

/// Who sends it, kept apart from the request, which may end before the file is kept.
enum Sender {
    Visitor(Hash),
    Agent(Agent),
}

/// `POST /api/v1/conversations/{id}/files?message={id}`
pub async fn say(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    upload: Upload,
    request: Request,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    let counted = count_message(&desk, &id)?;
    let uploader = Uploader::Visitor(Caller { conversation: &id, token });
    let room = desk.store.takes_file(uploader, desk.file_bytes).await?;
    let kept = take(desk, id, Sender::Visitor(token), room, upload, request).await?;
    counted.keep();
    Ok(kept)
}

/// `POST /api/v1/agent/conversations/{id}/files?message={id}`
pub async fn reply(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    upload: Upload,
    request: Request,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    let room = desk.store.takes_file(Uploader::Agent(&id), desk.file_bytes).await?;
    take(desk, id, Sender::Agent(signed_in.agent), room, upload, request).await
}

/// `GET /api/v1/files/{file}`
pub async fn serve(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    if !has_secret_form(&id) {
        return Err(Fault::NotFound);
    }
    let stored = desk.store.file(&id).await?.ok_or(Fault::NotFound)?;
    let mut file = ServeFile::new(desk.files.path(&stored.disk_name));
    let mut response = match file.try_call(request).await {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Fault::NotFound),
        response => response?.map(Body::new),
    };
    if response.status().is_success() {
        guard(response.headers_mut(), stored.kind, &stored.name);
    }
    Ok(response)
}

async fn take(
    desk: Desk,
    conversation: String,
    sender: Sender,
    room: Option<Room>,
    upload: Upload,
    request: Request,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    match room.ok_or(Fault::NotFound)? {
        Room::Enough => {}
        Room::ConversationFull => return Err(Fault::ManyFiles),
        Room::DeskFull => {
            tracing::error!(
                "the files have as many bytes as the owner allows: raise --file-bytes or keep them shorter"
            );
            return Err(Fault::FilesFull);
        }
    }
    let place = desk.files.place(&conversation).ok_or(Fault::Crowded)?;
    let mut message = NewMessage {
        id: upload.message,
        text: "file".to_owned(),
        at: desk.now(),
        entry: None,
        confidence: None,
        team: None,
    };
    check_message(&mut message)?;
    let arrival = receive(desk.files.begin().await.map_err(unkept)?, request).await?;
    // From here on it goes to its end though the sender may have gone: otherwise a file could be kept whose message
    // nobody knows the fate of.
    let finishing = tokio::spawn(async move {
        let _place = place;
        let kept = desk.files.keep(arrival).await?;
        message.text = file_name(&upload.name, ending(kept.kind));
        post(&desk, &conversation, &sender, &message, kept).await
    });
    posted(finishing.await.map_err(std::io::Error::other)??)
}

/// Reads the body onto the disk, and gives up as soon as it can't become a file.
async fn receive(mut arrival: Arrival, request: Request) -> Result<Arrival, Fault> {
    let announced = announced(request.headers())?;
    let mut body = request.into_body();
    while let Some(bytes) = next(&mut body).await? {
        if arrival.length() + bytes.len() > FILE_BYTES {
            return Err(Fault::FileTooLarge);
        }
        arrival.write(bytes).await.map_err(unkept)?;
        if arrival.is_told() && arrival.kind().is_none() {
            return Err(Fault::FileKind);
        }
    }
    if announced.is_some_and(|length| length != arrival.length()) {
        return Err(Fault::Malformed("The body is not as long as `Content-Length` says.".to_owned()));
    }
    Ok(arrival)
}

/// The length that the sender announced, if any; one that is too large is not even begun.
fn announced(headers: &HeaderMap) -> Result<Option<usize>, Fault> {
    let text = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match text.map(|text| text.parse()).transpose() {
        Ok(Some(length)) if length > FILE_BYTES => Err(Fault::FileTooLarge),
        Ok(length) => Ok(length),
        Err(_) => Err(Fault::Malformed("`Content-Length` is a whole number.".to_owned())),
    }
}

/// The next bytes of a body; none at its end.
async fn next(body: &mut Body) -> Result<Option<Bytes>, Fault> {
    loop {
        let frame =
            tokio::time::timeout(SILENCE, poll_fn(|context| Pin::new(&mut *body).poll_frame(context)));
        match frame.await.map_err(|_| Fault::Slow)? {
            None => return Ok(None),
            Some(Err(_)) => {
                return Err(Fault::Malformed("The file did not come whole; send it again.".to_owned()));
            }
            // A frame without data carries trailers.
            Some(Ok(frame)) => {
                if let Ok(bytes) = frame.into_data() {
                    return Ok(Some(bytes));
                }
            }
        }
    }
}

/// Writes the message; the file goes again where no message came to hold it.
async fn post(
    desk: &Desk,
    conversation: &str,
    sender: &Sender,
    message: &NewMessage,
    kept: Kept,
) -> Result<Posting, Fault> {
    let Kept { disk_name, kind, bytes, hash, size } = kept;
    let file = NewFile { id: new_secret()?, disk_name: disk_name.clone(), kind, bytes, hash, size };
    let posting = match sender {
        Sender::Visitor(token) => {
            let caller = Caller { conversation, token: *token };
            desk.store.say(caller, message, Some(&file), desk.now()).await
        }
        Sender::Agent(agent) => desk.store.reply(conversation, agent, message, Some(&file), desk.now()).await,
    };
    if let Ok(posting) = &posting {
        let author = if matches!(sender, Sender::Visitor(_)) { Author::Visitor } else { Author::Agent };
        desk.metrics.said(author, posting);
    }
    // Where even that cannot be told, a later sweep finds out.
    if !matches!(posting, Ok(Posting::Kept(_))) && !desk.store.has_file(&disk_name).await.unwrap_or(true) {
        desk.files.remove(&[disk_name]).await.map_err(unkept)?;
    }
    Ok(posting?)
}

fn unkept(error: std::io::Error) -> Fault {
    Fault::Store(error.into())
}

impl From<Unkept> for Fault {
    fn from(unkept: Unkept) -> Self {
        match unkept {
            Unkept::Kind => Self::FileKind,
            Unkept::Broken(kind) => Self::Invalid(Invalid {
                field: "file".to_owned(),
                problem: format!(
                    "is a damaged {} image: open it in a program for pictures, save it anew and send that",
                    ending(kind)
                ),
            }),
            Unkept::Disk(error) => self::unkept(error),
        }
    }
}

/// What keeps a file from being anything but a picture or a document to save, whatever else its bytes could be read as.
fn guard(headers: &mut HeaderMap, kind: FileKind, name: &str) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(kind)));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    headers.remove(LAST_MODIFIED);
    let how = if is_image(kind) { "inline" } else { "attachment" };
    if let Ok(value) = HeaderValue::try_from(disposition(how, name)) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
}

/// How to show a file and under which name, by RFC 6266 and RFC 8187, with plain letters for old browsers.
fn disposition(how: &str, name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut coded = String::new();
    for byte in name.bytes() {
        match char::from(byte) {
            c if is_plain(c) => coded.push(c),
            _ => coded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        for (name, told) in [
            ("a.png", "inline; filename=\"a.png\"; filename*=UTF-8''a.png"),
            ("a\"; x=\".png", "inline; filename=\"a___x__.png\"; filename*=UTF-8''a%22%3B%20x%3D%22.png"),
            ("图.png", "inline; filename=\"_.png\"; filename*=UTF-8''%E5%9B%BE.png"),
        ] {
            assert_eq!(disposition("inline", name), told);
        }
    }
}
