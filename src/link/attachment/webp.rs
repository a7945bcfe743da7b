//! WebP: chunks, of which only those that the picture needs are kept (RFC 9649).

use super::read::Bytes;

/// Bytes of a RIFF file before its first chunk.
const HEAD: usize = 12;
/// Bytes of a frame of an animation before its chunks.
const FRAME_HEAD: usize = 16;
/// What the extended head may announce once words are gone: a colour profile, clear parts, an animation.
const FLAGS: u8 = 0x20 | 0x10 | 0x02;

/// The picture alone; none where the chunks are not in order.
pub fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len() + 1);
    kept.resize(HEAD, 0);
    let mut has_pixels = false;
    let mut rest = content(bytes)?;
    while !rest.0.is_empty() {
        let (name, content) = chunk(&mut rest)?;
        match name {
            b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" | b"ANIM" => push(&mut kept, name, content),
            b"VP8X" => push(&mut kept, name, &without_words(content)?),
            b"ANMF" => push(&mut kept, name, &frame(content)?),
            _ => {}
        }
        has_pixels |= matches!(name, b"VP8 " | b"VP8L" | b"ANMF");
    }
    let length = u32::try_from(kept.len() - 8).ok()?;
    kept[..HEAD].copy_from_slice(&[b"RIFF", &length.to_le_bytes()[..], b"WEBP"].concat());
    dimensions(&kept).filter(|(width, height)| has_pixels && *width > 0 && *height > 0)?;
    Some(kept)
}

/// The width and height that the first chunk says.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let (name, content) = chunk(&mut content(bytes)?)?;
    let mut head = Bytes(content);
    match name {
        b"VP8X" => {
            head.take(4)?;
            Some((head.little_u24()? + 1, head.little_u24()? + 1))
        }
        b"VP8 " => {
            head.take(3)?;
            (head.take(3)? == b"\x9d\x01\x2a").then_some(())?;
            // The two high bits are a scale for showing it.
            Some((head.little_u16()? & 0x3fff, head.little_u16()? & 0x3fff))
        }
        b"VP8L" => {
            (head.byte()? == 0x2f).then_some(())?;
            let bits = head.little_u32()?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}

/// All chunks, as far as the file says it reaches.
fn content(bytes: &[u8]) -> Option<Bytes<'_>> {
    let mut rest = Bytes(bytes.strip_prefix(b"RIFF")?);
    let length = usize::try_from(rest.little_u32()?).ok()?;
    rest.take(length).and_then(|file| file.strip_prefix(b"WEBP")).map(Bytes)
}

/// The next chunk's name and content; the byte that makes an odd one even may be missing at the end.
fn chunk<'a>(rest: &mut Bytes<'a>) -> Option<(&'a [u8], &'a [u8])> {
    let name = rest.take(4)?;
    let length = usize::try_from(rest.little_u32()?).ok()?;
    let content = rest.take(length)?;
    if length % 2 == 1 {
        rest.byte();
    }
    Some((name, content))
}

fn push(kept: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    let length = u32::try_from(content.len()).expect("a chunk was read with a length of four bytes");
    kept.extend(name);
    kept.extend(length.to_le_bytes());
    kept.extend(content);
    kept.resize(kept.len() + content.len() % 2, 0);
}

fn without_words(head: &[u8]) -> Option<Vec<u8>> {
    let sizes = head.get(4..10)?;
    Some([&[head[0] & FLAGS, 0, 0, 0], sizes].concat())
}

/// One picture of an animation, which has chunks of its own.
fn frame(content: &[u8]) -> Option<Vec<u8>> {
    let mut rest = Bytes(content);
    let mut kept = rest.take(FRAME_HEAD)?.to_vec();
    while !rest.0.is_empty() {
        let (name, content) = chunk(&mut rest)?;
        if matches!(name, b"VP8 " | b"VP8L" | b"ALPH") {
            push(&mut kept, name, content);
        }
    }
    Some(kept)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The picture in [`file`].
    pub const PICTURE: &[u8] = b"VP8L\x09\0\0\0\x2f\x02\x40\0\0pixe\0";

    /// A little picture, 3 by 2, with a place in every chunk that may hold one.
    pub fn file(place: &[u8]) -> Vec<u8> {
        let mut file = vec![0; HEAD];
        push(&mut file, b"VP8X", b"\x2c\0\0\0\x02\0\0\x01\0\0");
        push(&mut file, b"ICCP", b"colours");
        file.extend(PICTURE);
        let frame = [&[0; FRAME_HEAD][..], PICTURE, b"XMP \x14\0\0\0", place].concat();
        push(&mut file, b"ANMF", if place.len() == 20 { &frame } else { &[0; FRAME_HEAD] });
        for name in [b"EXIF", b"XMP ", b"zzzz"] {
            push(&mut file, name, place);
        }
        let length = u32::try_from(file.len() - 8).unwrap().to_le_bytes();
        file[..HEAD].copy_from_slice(&[b"RIFF", &length[..], b"WEBP"].concat());
        file
    }

    #[test]
    fn the_head_no_longer_announces_words() {
        let stripped = strip(&file(b"")).unwrap();
        assert_eq!(stripped[HEAD..HEAD + 9], *b"VP8X\x0a\0\0\0\x20");
    }

    #[test]
    fn the_old_form_says_its_size_too() {
        let head = b"RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x03\x40\x02\x80";
        assert_eq!(dimensions(head), Some((3, 2)));
        assert_eq!(strip(head).as_deref(), Some(&head[..]));
    }
}
