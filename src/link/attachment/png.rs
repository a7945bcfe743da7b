//! PNG: chunks, of which only those that the picture needs are kept (<https://www.w3.org/TR/png-3/>).

use super::read::Bytes;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Beside the critical ones: colours, transparency, size on paper, animation. All that holds words or a time stays out.
const KEPT: [&[u8; 4]; 13] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"mDCV", b"cLLI",
    b"acTL", b"fcTL",
];

/// The picture alone; none where the chunks are not in order.
pub fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    dimensions(bytes).filter(|(width, height)| *width > 0 && *height > 0)?;
    let mut rest = Bytes(bytes.strip_prefix(SIGNATURE)?);
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend(SIGNATURE);
    let mut has_pixels = false;
    loop {
        let (name, chunk) = chunk(&mut rest)?;
        match name {
            b"IHDR" | b"PLTE" | b"IDAT" | b"fdAT" => kept.extend(chunk),
            b"IEND" if has_pixels => {
                kept.extend(chunk);
                return Some(kept);
            }
            name if KEPT.iter().any(|one| *one == name) => kept.extend(chunk),
            // A capital first letter says that no picture can be made without it.
            [first, ..] if first.is_ascii_uppercase() => return None,
            _ => {}
        }
        has_pixels |= name == b"IDAT";
    }
}

/// The width and height that the first chunk says.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = Bytes(bytes.strip_prefix(SIGNATURE)?);
    (rest.take(8)? == b"\0\0\0\x0dIHDR").then_some(())?;
    Some((rest.big_u32()?, rest.big_u32()?))
}

/// The next chunk's name, and all of it: length, name, content, check.
fn chunk<'a>(rest: &mut Bytes<'a>) -> Option<(&'a [u8], &'a [u8])> {
    let length = usize::try_from(Bytes(rest.0).big_u32()?).ok()?;
    let chunk = rest.take(length.checked_add(12)?)?;
    Some((&chunk[4..8], chunk))
}

#[cfg(test)]
pub mod tests {
    /// The chunk of pixels in [`file`].
    pub const PICTURE: &[u8] = b"\0\0\0\x06IDATpixels\0\0\0\0";

    fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], name, content, &[0; 4]].concat()
    }

    /// A little picture, 3 by 2, with a place in every chunk that may hold one.
    pub fn file(place: &[u8]) -> Vec<u8> {
        let mut file = super::SIGNATURE.to_vec();
        file.extend(chunk(b"IHDR", b"\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0"));
        for name in [b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"zzZz"] {
            file.extend(chunk(name, place));
        }
        file.extend(PICTURE);
        file.extend(chunk(b"tEXt", place));
        file.extend(chunk(b"IEND", b""));
        file
    }

    #[test]
    fn a_chunk_that_nobody_knows_but_the_picture_needs_is_refused() {
        let mut file = file(b"");
        let at = file.len() - 12;
        file.splice(at..at, chunk(b"NEED", b""));
        assert_eq!(super::strip(&file), None);
    }
}
