//! An image or a document that stands in a conversation, on the wire.

use serde::{Deserialize, Serialize};

/// Largest file that a desk takes, in bytes; whoever sends one looks first.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;

/// What a file is, told from its bytes alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// `image/png`
    Png,
    /// `image/jpeg`
    Jpeg,
    /// `image/gif`
    Gif,
    /// `image/webp`
    Webp,
    /// `application/pdf`
    Pdf,
}

/// A file of a message. The message's text is the file's name, for readers that know nothing of files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Where it is: `GET /api/v1/files/{id}`. Whoever has it may read the file, so it goes nowhere else.
    pub id: String,
    /// Its name, with the ending that its kind has.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size.
    pub bytes: u64,
    /// Width of an image in pixels, as it is shown; none for a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height of an image in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}
