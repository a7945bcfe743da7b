//! An image or a document on screen: the image in a place that is kept free for it, the document by name and size.

use protocol::{Attachment, FileKind};

use crate::element::{El, el, svg_el};

/// The largest that an image is shown in a conversation, CSS pixels; a press opens it whole.
const WIDEST: f64 = 280.0;
const TALLEST: f64 = 280.0;
/// The least, so that it can be seen and pressed.
const LEAST: f64 = 24.0;
/// A sheet of paper with a folded corner, on a 20 by 20 ground.
const SHEET: &str = "M5 2.5h6.5L15.5 6.5V17.5H5zM11.5 2.5v4h4";

/// A file of a conversation as a link that opens a new tab. `source` is where an image comes from, empty for a document;
/// `link` is where the file is, and none until the desk has it. An image that can't be had, perhaps since the page's policy
/// forbids it, is told by its name.
pub fn attachment_view(file: &Attachment, source: &str, link: impl Fn() -> Option<String> + 'static) -> El {
    let place = el("a").attr("target", "_blank").attr("rel", "noopener noreferrer").attr_with("href", link);
    if source.is_empty() {
        return told(place, file);
    }
    let (width, height) = shown_size(file.width.unwrap_or(0), file.height.unwrap_or(0));
    let image = el("img")
        .attr("alt", &file.name)
        .attr("width", &width.to_string())
        .attr("height", &height.to_string())
        .attr("loading", "lazy")
        .attr("decoding", "async")
        .attr("referrerpolicy", "no-referrer")
        .attr("src", source);
    let (shown, lost, file) = (place.clone(), image.clone(), file.clone());
    let image = image.on("error", move |_| {
        lost.element().remove();
        told(shown.clone(), &file);
    });
    place.class("picture").child(image)
}

/// A file by its name and size.
fn told(place: El, file: &Attachment) -> El {
    let sheet = svg_el("svg").attr("viewBox", "0 0 20 20").attr("aria-hidden", "true");
    let note = [kind_word(file.kind), ", ", &size_words(file.bytes)].concat();
    let name = el("span").class("file-name").attr("dir", "auto").text(&file.name);
    let words = el("span").child(name).child(el("span").class("file-size").text(&note));
    place.class("file").child(sheet.child(svg_el("path").attr("d", SHEET))).child(words)
}

fn kind_word(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Png => "PNG",
        FileKind::Jpeg => "JPEG",
        FileKind::Gif => "GIF",
        FileKind::Webp => "WebP",
        FileKind::Pdf => "PDF",
    }
}

/// The width and height, CSS pixels, in which an image of so many pixels is shown: whole, never enlarged.
fn shown_size(width: u32, height: u32) -> (u32, u32) {
    let (width, height) = (f64::from(width), f64::from(height));
    if width == 0.0 || height == 0.0 {
        return (WIDEST as u32, TALLEST as u32);
    }
    let scale = (WIDEST / width).min(TALLEST / height).min(1.0);
    let shown = |length: f64| (length * scale).max(LEAST) as u32;
    (shown(width), shown(height))
}

/// A size as people say it: `3 KB`, `1.4 MB`.
pub fn size_words(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024);
    if kilobytes < 1024 {
        return [&kilobytes.to_string(), " KB"].concat();
    }
    let tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
    let (whole, part) = (tenths / 10, tenths % 10);
    if part == 0 {
        return [&whole.to_string(), " MB"].concat();
    }
    [&whole.to_string(), ".", &part.to_string(), " MB"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_shown_whole_and_never_enlarged() {
        for (pixels, shown) in [
            ((100, 50), (100, 50)),
            ((2800, 1400), (280, 140)),
            ((1000, 4000), (70, 280)),
            ((10_000, 10), (280, 24)),
            ((1, 1), (24, 24)),
            ((0, 0), (280, 280)),
        ] {
            assert_eq!(shown_size(pixels.0, pixels.1), shown, "{pixels:?}");
        }
    }

    #[test]
    fn a_size_is_said_as_people_say_it() {
        for (bytes, said) in [
            (1, "1 KB"),
            (1024, "1 KB"),
            (1025, "2 KB"),
            (1024 * 1024 - 1, "1 MB"),
            (1024 * 1024, "1 MB"),
            (1_500_000, "1.4 MB"),
            (10 * 1024 * 1024, "10 MB"),
        ] {
            assert_eq!(size_words(bytes), said, "{bytes}");
        }
    }
}
