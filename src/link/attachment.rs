//! What a file is, told from its bytes, and the file without what it says of places, cameras and people.
//!
//! Nothing here decodes a picture: the walk goes from block to block of the file, keeps those that the picture needs
//! and leaves the others out. What is not known is left out too, and what stands behind the end is cut off.

mod gif;
mod jpeg;
mod png;
mod read;
mod webp;

use protocol::FileKind;

/// What the bytes are by their first dozen; none for all that is not on our list.
pub fn sniff(bytes: &[u8]) -> Option<FileKind> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(FileKind::Png),
        [0xff, 0xd8, 0xff, ..] => Some(FileKind::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(FileKind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(FileKind::Webp),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(FileKind::Pdf),
        _ => None,
    }
}

/// A picture without the place, the camera, comments and whatever else is not the picture; none where the bytes are no
/// sound file of that kind. A document comes back as it was.
///
/// Which way up a photograph is stays. Doing it twice changes nothing more.
pub fn strip(kind: FileKind, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match kind {
        FileKind::Png => png::strip(&bytes),
        FileKind::Jpeg => jpeg::strip(&bytes),
        FileKind::Gif => gif::strip(&bytes),
        FileKind::Webp => webp::strip(&bytes),
        FileKind::Pdf => (sniff(&bytes) == Some(FileKind::Pdf)).then_some(bytes),
    }
}

/// Width and height in pixels as the picture is shown, a photograph that lies on its side set upright; none for a document
/// or where they can't be read.
pub fn dimensions(kind: FileKind, bytes: &[u8]) -> Option<(u32, u32)> {
    let (width, height) = match kind {
        FileKind::Png => png::dimensions(bytes),
        FileKind::Jpeg => jpeg::dimensions(bytes).map(|(width, height)| match jpeg::orientation(bytes) {
            Some(5..=8) => (height, width),
            _ => (width, height),
        }),
        FileKind::Gif => gif::dimensions(bytes),
        FileKind::Webp => webp::dimensions(bytes),
        FileKind::Pdf => None,
    }?;
    (width > 0 && height > 0).then_some((width, height))
}

/// The media type that a file of a kind is served with.
pub fn media_type(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Png => "image/png",
        FileKind::Jpeg => "image/jpeg",
        FileKind::Gif => "image/gif",
        FileKind::Webp => "image/webp",
        FileKind::Pdf => "application/pdf",
    }
}

/// How the name of a file of a kind ends, without the dot.
pub fn ending(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Png => "png",
        FileKind::Jpeg => "jpg",
        FileKind::Gif => "gif",
        FileKind::Webp => "webp",
        FileKind::Pdf => "pdf",
    }
}

/// Whether a file of a kind can be shown where it stands.
pub fn is_image(kind: FileKind) -> bool {
    kind != FileKind::Pdf
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [FileKind; 5] =
        [FileKind::Png, FileKind::Jpeg, FileKind::Gif, FileKind::Webp, FileKind::Pdf];
    /// What a camera writes of a place; no byte of it may be left.
    const PLACE: &[u8] = b"GPS-48.8584N-2.2945E";

    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    /// Strips one little file that tells of a place, and checks what is left.
    fn check(kind: FileKind, file: &[u8], picture: &[&[u8]]) -> Vec<u8> {
        assert_eq!(sniff(file), Some(kind));
        assert!(holds(file, PLACE), "{kind:?}: the test tells of a place");
        let stripped = strip(kind, file.to_vec()).expect("a sound file");
        assert!(!holds(&stripped, PLACE) && !holds(&stripped, b"GPS"), "{kind:?}: a place is left");
        for part in picture {
            assert!(holds(&stripped, part), "{kind:?}: the picture lost {part:?}");
        }
        let lies = kind == FileKind::Jpeg && jpeg::orientation(file).is_some_and(|way| way >= 5);
        assert_eq!(dimensions(kind, &stripped), Some(if lies { (2, 3) } else { (3, 2) }), "{kind:?}");
        assert_eq!(strip(kind, stripped.clone()).as_ref(), Some(&stripped), "{kind:?}: twice is once");
        stripped
    }

    /// A file, and the parts of it that make the picture.
    type Sample = (FileKind, Vec<u8>, Vec<&'static [u8]>);

    fn files() -> [Sample; 4] {
        [
            (FileKind::Png, png::tests::file(PLACE), vec![png::tests::PICTURE]),
            (FileKind::Jpeg, jpeg::tests::file(PLACE, 6), vec![jpeg::tests::FRAME, jpeg::tests::SCAN]),
            (FileKind::Gif, gif::tests::file(PLACE), vec![gif::tests::PICTURE]),
            (FileKind::Webp, webp::tests::file(PLACE), vec![webp::tests::PICTURE]),
        ]
    }

    #[test]
    fn no_byte_of_a_place_is_left_and_the_picture_is() {
        for (kind, file, picture) in files() {
            check(kind, &file, &picture);
        }
    }

    #[test]
    fn a_photograph_stays_the_right_way_up() {
        for orientation in 2..=8 {
            let file = jpeg::tests::file(PLACE, orientation);
            let stripped = check(FileKind::Jpeg, &file, &[jpeg::tests::SCAN]);
            assert_eq!(jpeg::orientation(&stripped), Some(orientation));
        }
        let stripped = check(FileKind::Jpeg, &jpeg::tests::file(PLACE, 1), &[]);
        assert!(!holds(&stripped, b"Exif"), "the usual way up needs no words");
    }

    #[test]
    fn half_a_file_is_none() {
        for (kind, file, _) in files() {
            let whole = strip(kind, file.clone()).expect("a sound file");
            for length in 0..file.len() {
                if let Some(part) = strip(kind, file[..length].to_vec()) {
                    // Only what stands behind the picture may be missing.
                    assert_eq!(part, whole, "{kind:?} {length}");
                }
            }
        }
    }

    #[test]
    fn what_stands_behind_the_end_is_cut_off() {
        for (kind, mut file, _) in files() {
            let whole = strip(kind, file.clone());
            file.extend(b"<script>alert(1)</script>");
            assert_eq!(strip(kind, file), whole, "{kind:?}");
        }
    }

    #[test]
    fn only_what_is_on_the_list_is_known() {
        for (bytes, kind) in [
            (&b"%PDF-1.7\n"[..], Some(FileKind::Pdf)),
            (b" %PDF-1.7\n", None),
            (b"<html><script>", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"MZ\x90\x00", None),
            (b"GIF88a", None),
            (b"RIFF\x00\x00\x00\x00WAVE", None),
            (b"\x00\x00\x00\x1cftypheic", None),
            (b"PK\x03\x04", None),
            (b"", None),
        ] {
            assert_eq!(sniff(bytes), kind, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_stripped_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for kind in KINDS {
                holds_good(kind, bytes.clone())?;
            }
        }

        #[test]
        fn a_file_with_any_bytes_changed_is_stripped_or_refused(
            which in 0..4_usize,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            cut in any::<prop::sample::Index>(),
            is_cut in any::<bool>(),
        ) {
            let (kind, mut file, _) = files()[which].clone();
            for (at, byte) in changes {
                let at = at.index(file.len());
                file[at] = byte;
            }
            if is_cut {
                file.truncate(cut.index(file.len()));
            }
            holds_good(kind, file)?;
        }
    }

    fn holds_good(kind: FileKind, bytes: Vec<u8>) -> Result<(), TestCaseError> {
        dimensions(kind, &bytes);
        if let Some(stripped) = strip(kind, bytes) {
            prop_assert_eq!(sniff(&stripped), Some(kind));
            prop_assert_eq!(strip(kind, stripped.clone()), Some(stripped));
        }
        Ok(())
    }
}
