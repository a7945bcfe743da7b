//! GIF: blocks, of which only those that the picture needs are kept (<https://www.w3.org/Graphics/GIF/spec-gif89a.txt>).

use super::read::Bytes;

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
/// How long a picture is shown, and which colour is clear.
const CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// The applications that say how often to repeat; all others hold words, as XMP does.
const REPEATS: [&[u8]; 2] = [b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0"];

/// The picture alone; none where the blocks are not in order. A trailer that many programs forget is added.
pub fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    dimensions(bytes).filter(|(width, height)| *width > 0 && *height > 0)?;
    let mut rest = Bytes(bytes);
    let head = rest.take(13)?;
    // One byte more for a trailer that was forgotten.
    let mut kept = Vec::with_capacity(bytes.len() + 1);
    kept.extend(head);
    kept.extend(rest.take(colours(head[10]))?);
    let mut has_pixels = false;
    while !rest.0.is_empty() && rest.0[0] != TRAILER {
        let (block, is_picture) = block(&mut rest)?;
        kept.extend(block);
        has_pixels |= is_picture;
    }
    kept.push(TRAILER);
    has_pixels.then_some(kept)
}

/// The width and height of the screen that all pictures of the file are drawn on.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = Bytes(bytes);
    matches!(rest.take(6)?, b"GIF87a" | b"GIF89a").then_some(())?;
    Some((rest.little_u16()?, rest.little_u16()?))
}

/// The next block, empty where it is left out, and whether it is a picture.
fn block<'a>(rest: &mut Bytes<'a>) -> Option<(&'a [u8], bool)> {
    let start = rest.0;
    let is_kept = match rest.byte()? {
        IMAGE => {
            let table = colours(rest.take(9)?[8]);
            rest.take(table + 1)?;
            true
        }
        EXTENSION => match rest.byte()? {
            CONTROL => true,
            APPLICATION => REPEATS.iter().any(|name| rest.0.starts_with(name)),
            _ => false,
        },
        _ => return None,
    };
    loop {
        match rest.byte()? {
            0 => break,
            length => rest.take(usize::from(length))?,
        };
    }
    let block = &start[..start.len() - rest.0.len()];
    Some((if is_kept { block } else { &[] }, is_kept && block[0] == IMAGE))
}

/// Bytes of the table of colours that a byte of flags announces.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

#[cfg(test)]
pub mod tests {
    /// The picture in [`file`], with how long it is shown.
    pub const PICTURE: &[u8] =
        b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x03\0\x02\0\0\x02\x06pixels\0";

    fn words(label: u8, name: &[u8], place: &[u8]) -> Vec<u8> {
        let sub = |bytes: &[u8]| [&[u8::try_from(bytes.len()).unwrap()][..], bytes].concat();
        [&[0x21, label][..], &sub(name), &sub(place), &[0]].concat()
    }

    /// A little picture, 3 by 2, with a place in every block that may hold one.
    pub fn file(place: &[u8]) -> Vec<u8> {
        let mut file = b"GIF89a\x03\0\x02\0\x80\0\0colour".to_vec();
        file.extend(words(0xfe, b"comment", place));
        file.extend(words(0xff, b"XMP DataXMP", place));
        file.extend(words(0x01, b"0123456789ab", place));
        file.extend(PICTURE);
        file.extend(words(0xfe, b"comment", place));
        file.push(0x3b);
        file.extend(place);
        file
    }

    #[test]
    fn a_forgotten_trailer_is_added() {
        let file = file(b"");
        let end = file.len() - 1;
        assert_eq!(file[end], 0x3b);
        assert_eq!(super::strip(&file[..end]), super::strip(&file));
    }
}
