//! Every way to say no: a status and safe words out (RFC 9457), the cause to the log.

use std::any::Any;
use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::{Problem, Role, Status};

use crate::AccountError;
use crate::identity::WrongIdentity;
use crate::password::PasswordError;
use crate::request::Invalid;
use crate::store::{StoreError, Trouble};

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";
/// Seconds to wait while the disk is full: somebody has to make room.
const FULL_RETRY_S: u32 = 30;

/// Why a request was not carried out.
#[derive(Debug)]
pub enum Fault {
    /// The request cannot be read.
    Malformed(String),
    /// The body is JSON, but of another shape.
    Shape(String),
    /// A field holds what it may not.
    Invalid(Invalid),
    /// No bearer token, or one that cannot be one.
    Token,
    /// A webhook that is not signed by the desk elsewhere, or was long ago.
    Unsigned,
    /// No agent is signed in.
    SignedOut,
    /// The sign-in code is unknown, used or too old.
    Code,
    /// The login is unknown or the password another.
    Password,
    /// The old password is wrong or missing, and the session was not begun by a one-time code just now.
    OldPassword,
    /// It takes this role at least.
    Role(Role),
    /// It takes an agent who is bound to no site.
    Bound,
    /// The page's origin may not do this.
    Origin,
    /// No such thing, or another visitor's.
    NotFound,
    /// The desk has no knowledge base of the site.
    NoKnowledge,
    /// The owner of the page's site has not switched insights on at the desk.
    InsightsOff,
    /// Too many digests; the seconds to wait.
    TooManyDigests(u32),
    /// The path takes other methods.
    Method,
    /// The request took too long to arrive.
    Slow,
    /// Another agent owns the conversation.
    Owned,
    /// The action makes no sense where the conversation stands.
    NotNow(Status),
    /// The conversation is as long as it may get.
    TooLong,
    /// The visitor had taken it back.
    Erased,
    /// The body is too large.
    TooLarge,
    /// The body is of another media type.
    MediaType,
    /// The file is larger than any may be.
    FileTooLarge,
    /// The file's bytes are of no kind that may be sent.
    FileKind,
    /// The conversation has as many files as it may.
    ManyFiles,
    /// All files together have as many bytes as the owner allows.
    FilesFull,
    /// The visitor writes faster than anybody does; the seconds to wait.
    TooManyMessages(u32),
    /// An agent, or all together, keep as many replies as they may.
    ManyReplies,
    /// The same key or id with another body.
    KeyReused,
    /// Another agent has the login.
    LoginTaken,
    /// Nobody could let agents in any more.
    LastOwner,
    /// The account is shut.
    Disabled,
    /// The code that a visitor's address was sent is wrong, too old, or void.
    ContactCode,
    /// Another owner was faster.
    Stale,
    /// Pages of any origin would be let in, and nobody said twice that this is meant.
    AnyOrigin,
    /// Too many wrong codes or passwords; the seconds to wait.
    TooManyTries(u32),
    /// The route is a socket's.
    Upgrade,
    /// As many sockets are open as the desk bears.
    Sockets,
    /// Too many sign in at once.
    Crowded,
    /// Too many new conversations; the seconds to wait.
    TooManyNew(u32),
    /// The token that says who a visitor is.
    Identity(WrongIdentity),
    /// The desk was asked to stop.
    Draining,
    /// The store cannot keep anything now.
    NotReady,
    /// The store could not.
    Store(StoreError),
    /// A fault of ours, already in the log.
    Broken,
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<WrongIdentity> for Fault {
    fn from(wrong: WrongIdentity) -> Self {
        Self::Identity(wrong)
    }
}

impl From<Invalid> for Fault {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<AccountError> for Fault {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Invalid(invalid) => Self::Invalid(invalid),
            AccountError::Unknown => Self::NotFound,
            AccountError::LoginTaken => Self::LoginTaken,
            AccountError::LastOwner => Self::LastOwner,
            AccountError::Disabled => Self::Disabled,
            AccountError::Role(role) => Self::Role(role),
            AccountError::Store(error) => Self::Store(error),
            AccountError::Random(error) => error.into(),
        }
    }
}

impl From<PasswordError> for Fault {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Crowded => Self::Crowded,
            PasswordError::Broken => Self::Broken,
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(cause = %error, "the system refused");
        Self::Broken
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Self::Store(error) = &self {
            tracing::error!(cause = %error, "the store could not do what was asked");
        }
        let (status, kind, title) = self.kind();
        let mut response = problem(status, kind, title, self.detail(), self.field());
        if let Some(seconds) = self.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if matches!(self, Self::Token) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl Fault {
    /// Whether it answers a wrong code or password.
    pub fn is_guess(&self) -> bool {
        matches!(self, Self::Code | Self::Password)
    }

    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed", "The request cannot be read"),
            Self::Shape(_) => (StatusCode::UNPROCESSABLE_ENTITY, "shape", "The body has another shape"),
            Self::Invalid(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "A field holds what it may not")
            }
            Self::Token => (StatusCode::UNAUTHORIZED, "token", "A visitor's token is needed"),
            Self::Unsigned => {
                (StatusCode::UNAUTHORIZED, "unsigned", "The webhook is not signed as it should be")
            }
            Self::SignedOut => (StatusCode::UNAUTHORIZED, "signed-out", "No agent is signed in"),
            Self::Code => (StatusCode::UNAUTHORIZED, "code", "The sign-in code is not good"),
            Self::Password => (StatusCode::UNAUTHORIZED, "password", "Login or password is not right"),
            Self::OldPassword => (StatusCode::FORBIDDEN, "old-password", "The old password is not right"),
            Self::Role(_) => (StatusCode::FORBIDDEN, "role", "It takes another role"),
            Self::Bound => (StatusCode::FORBIDDEN, "bound", "It takes an account of all sites"),
            Self::Origin => (StatusCode::FORBIDDEN, "origin", "This page may not do that"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is nothing here"),
            Self::NoKnowledge => {
                (StatusCode::NOT_FOUND, "no-knowledge", "The desk has no knowledge base of this site")
            }
            Self::InsightsOff => {
                (StatusCode::FORBIDDEN, "insights-off", "Insights are off for this page's site")
            }
            Self::TooManyDigests(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-digests", "Too many digests")
            }
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method", "The path takes other methods"),
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, "slow", "The request took too long"),
            Self::Owned => (StatusCode::CONFLICT, "owned", "Another agent has the conversation"),
            Self::NotNow(_) => (StatusCode::CONFLICT, "not-now", "The conversation stands elsewhere"),
            Self::TooLong => (StatusCode::CONFLICT, "too-long", "The conversation is full"),
            Self::Erased => (StatusCode::GONE, "erased", "The visitor had taken this back"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::MediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "The body must be JSON"),
            Self::FileTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "file-too-large", "The file is too large"),
            Self::FileKind => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "file-kind", "Files of this kind cannot be sent")
            }
            Self::ManyFiles => (StatusCode::CONFLICT, "many-files", "The conversation has no room for files"),
            Self::FilesFull => (StatusCode::CONFLICT, "files-full", "The desk has no room for files"),
            Self::TooManyMessages(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-messages", "Too many messages")
            }
            Self::ManyReplies => (StatusCode::CONFLICT, "many-replies", "There is no room for another reply"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "key-reused", "The key was used before"),
            Self::LoginTaken => (StatusCode::CONFLICT, "login-taken", "Another agent has the login"),
            Self::LastOwner => (StatusCode::CONFLICT, "last-owner", "This is the last owner"),
            Self::Disabled => (StatusCode::CONFLICT, "disabled", "The account is disabled"),
            Self::ContactCode => (StatusCode::UNPROCESSABLE_ENTITY, "contact-code", "The code is not good"),
            Self::Stale => (StatusCode::CONFLICT, "changed-meanwhile", "Another owner changed it meanwhile"),
            Self::AnyOrigin => (StatusCode::CONFLICT, "any-origin", "Any page would be let in"),
            Self::TooManyTries(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "Too many wrong codes or passwords")
            }
            Self::Upgrade => (StatusCode::UPGRADE_REQUIRED, "upgrade", "This is a WebSocket's address"),
            Self::Sockets => (StatusCode::SERVICE_UNAVAILABLE, "sockets", "Too many sockets are open"),
            Self::Crowded => (StatusCode::SERVICE_UNAVAILABLE, "busy", "The desk is busy"),
            Self::TooManyNew(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-conversations", "Too many new conversations")
            }
            Self::Identity(_) => (StatusCode::UNAUTHORIZED, "identity", "The identity is not good"),
            Self::Draining => (StatusCode::SERVICE_UNAVAILABLE, "draining", "The desk is stopping"),
            Self::NotReady => (StatusCode::SERVICE_UNAVAILABLE, "not-ready", "The desk is not ready"),
            Self::Store(error) => match error.trouble() {
                Trouble::Full => {
                    (StatusCode::SERVICE_UNAVAILABLE, "full", "The desk cannot keep anything now")
                }
                Trouble::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", "The desk is busy"),
                Trouble::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken", "The desk failed"),
            },
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken", "The desk failed"),
        }
    }

    fn detail(&self) -> Cow<'static, str> {
        match self {
            Self::Malformed(detail) | Self::Shape(detail) => detail.clone().into(),
            Self::Invalid(Invalid { field, problem }) => format!("`{field}` {problem}").into(),
            Self::Token => "Send `Authorization: Bearer` with at least 128 random bits as base64url.".into(),
            Self::Unsigned => "Check the secret of the webhook at both ends, and the clocks.".into(),
            Self::SignedOut => "Sign in with your password, or open a sign-in link.".into(),
            Self::Code => {
                "A link works once and for 15 minutes; ask an owner for a new one, or start the desk again."
                    .into()
            }
            Self::Password => "Try again, or ask an owner for a sign-in link.".into(),
            Self::OldPassword => {
                "Send the password until now as `old`, or sign in with a one-time code and set the new one \
                 within 15 minutes."
                    .into()
            }
            Self::Role(Role::Owner) => "Ask an owner: only owners may do this.".into(),
            Self::Role(_) => "Ask a lead or an owner: agents may not do this.".into(),
            Self::Bound => "Ask somebody who is bound to no site: this is of all sites.".into(),
            Self::Origin => {
                "Start the desk with this page's origin allowed (`--origin https://shop.example`); \
                             agents' requests come from the desk's own pages only."
                    .into()
            }
            Self::NotFound => "Check the address and whose it is.".into(),
            Self::NoKnowledge => {
                "Start the desk with `--knowledge FILE`, or let the page name the file itself.".into()
            }
            Self::InsightsOff => {
                "Nothing was kept. Take `data-insights` out of the page's tag, or switch insights on in the site's settings."
                    .into()
            }
            Self::TooManyDigests(seconds) => format!("Tell it in {seconds} seconds, or not at all.").into(),
            Self::Method => "The `Allow` header names the methods.".into(),
            Self::Slow => "Send it again.".into(),
            Self::Owned => "Ask that agent to release it.".into(),
            Self::NotNow(status) => format!("It is {} now; look again.", status_words(*status)).into(),
            Self::TooLong => "Begin a new conversation.".into(),
            Self::Erased => "Ask for a person again with a new key.".into(),
            Self::TooLarge => {
                "At most 1 MiB for a handoff, 64 KiB for all else: leave out the oldest messages.".into()
            }
            Self::MediaType => "Send `Content-Type: application/json`.".into(),
            Self::FileTooLarge => "At most 10 MiB: send a smaller picture, or part of the document.".into(),
            Self::FileKind => {
                "Send PNG, JPEG, GIF, WebP or PDF; the bytes decide, not the name: save it anew as one of these.".into()
            }
            Self::ManyFiles => "At most 50 files and 100 MiB of them: begin a new conversation.".into(),
            Self::FilesFull => "Words still get through; the owner can make room for files.".into(),
            Self::TooManyMessages(seconds) => format!("Send it again in {seconds} seconds.").into(),
            Self::ManyReplies => "At most 500 of one's own and 500 for everybody: delete some first.".into(),
            Self::KeyReused => {
                "The same key or id came with another body: make a new one for a new thing.".into()
            }
            Self::Upgrade => "Send `Connection: Upgrade` and `Upgrade: websocket`.".into(),
            Self::Sockets => "Ask by `GET /api/v1/conversations/{id}` meanwhile.".into(),
            Self::LoginTaken => "Choose another login.".into(),
            Self::LastOwner => {
                "Without an owner nobody lets agents in: make another agent an owner first.".into()
            }
            Self::Disabled => "Enable the account first.".into(),
            Self::Crowded => "Try again in a second.".into(),
            Self::ContactCode => {
                "A code is good for 15 minutes and five tries; leave the address again for a new one.".into()
            }
            Self::Stale => "Look at what holds now, and change that.".into(),
            Self::AnyOrigin => {
                "Send `any_origin: true` too if every page of the world may reach the desk as this site.".into()
            }
            Self::TooManyTries(seconds) => format!("Try again in {seconds} seconds.").into(),
            Self::TooManyNew(seconds) => {
                format!("Try again in {seconds} seconds; what is under way goes on.").into()
            }
            Self::Identity(wrong) => format!("{wrong}.").into(),
            Self::Draining => "Ask another desk, or this one when it is back.".into(),
            Self::NotReady => "It cannot keep anything now; the desk's log has the cause.".into(),
            Self::Store(error) => match error.trouble() {
                Trouble::Full => {
                    "Nothing of this request was kept; it works again when there is room.".into()
                }
                Trouble::Busy => "Nothing of this request was kept; try again.".into(),
                Trouble::Broken => "The desk's log has the cause.".into(),
            },
            Self::Broken => "The desk's log has the cause.".into(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Invalid(invalid) => Some(invalid.field.clone()),
            _ => None,
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooManyTries(seconds)
            | Self::TooManyNew(seconds)
            | Self::TooManyMessages(seconds)
            | Self::TooManyDigests(seconds) => Some(*seconds),
            Self::Sockets => Some(30),
            Self::Crowded | Self::Draining | Self::NotReady => Some(1),
            Self::Store(error) => match error.trouble() {
                Trouble::Full => Some(FULL_RETRY_S),
                Trouble::Busy => Some(1),
                Trouble::Broken => None,
            },
            _ => None,
        }
    }
}

fn status_words(status: Status) -> &'static str {
    match status {
        Status::Requested => "waiting for an agent",
        Status::Assigned => "with an agent",
        Status::Returned => "back with the assistant",
        Status::Resolved => "settled",
        Status::Expired => "expired",
        Status::Watched => "with the assistant",
    }
}

/// A problem for a status that none of our own words fit, as axum's and tower's own answers.
pub fn plain_problem(status: StatusCode) -> Response {
    let title = status.canonical_reason().unwrap_or("The request failed");
    problem(status, "http", title, Cow::Borrowed("Check the request."), None)
}

/// The answer after a panic, whose words may hold a visitor's, so that they go nowhere.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request's handler panicked");
    Fault::Broken.into_response()
}

fn problem(
    status: StatusCode,
    kind: &str,
    title: &str,
    detail: Cow<'static, str>,
    field: Option<String>,
) -> Response {
    let problem = Problem {
        kind: format!("/problems/{kind}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: Some(detail.into_owned()),
        field,
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response()
}
