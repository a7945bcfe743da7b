//! JPEG: segments, of which only those that the picture needs are kept (ITU T.81, annex B; Exif 2.32).

use super::read::Bytes;

/// Start and end of the picture, and of a scan.
const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
const COMMENT: u8 = 0xfe;
/// Exif's tag for which way up, and its type of two bytes.
const ORIENTATION: u32 = 0x0112;
const SHORT: u32 = 3;

/// One step through the file.
enum Part<'a> {
    /// A marker with its content, the length left out.
    Segment(u8, &'a [u8]),
    /// Coded pixels behind a scan's head.
    Pixels(&'a [u8]),
    End,
}

/// The picture alone and, unless it is the usual one, which way up; none where the segments are not in order.
pub fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    dimensions(bytes).filter(|(width, height)| *width > 0 && *height > 0)?;
    let turned = orientation(bytes).filter(|way| *way != 1);
    let mut walk = Walk::begin(bytes)?;
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend([0xff, START]);
    let (mut has_pixels, mut is_headed) = (false, false);
    loop {
        let part = walk.next()?;
        // It stands behind the first segment where that is APP0, which must come first.
        if !is_headed && !matches!(part, Part::Segment(APP0, _)) {
            is_headed = true;
            turned.into_iter().for_each(|way| kept.extend(turn(way)));
        }
        match part {
            Part::Segment(APP0, content) if !is_headed => {
                kept.extend(jfif(content).map(|content| segment(APP0, &content)).unwrap_or_default());
            }
            Part::Segment(marker, content) if is_kept(marker, content) => {
                kept.extend(segment(marker, content))
            }
            Part::Segment(..) => {}
            Part::Pixels(pixels) => {
                has_pixels = true;
                kept.extend(pixels);
            }
            Part::End if has_pixels => {
                kept.extend([0xff, END]);
                return Some(kept);
            }
            Part::End => return None,
        }
    }
}

/// The width and height that the frame's head says.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut walk = Walk::begin(bytes)?;
    loop {
        match walk.next()? {
            Part::Segment(marker, content) if is_frame(marker) => {
                let mut head = Bytes(content.get(1..)?);
                let (height, width) = (head.big_u16()?, head.big_u16()?);
                return Some((u32::try_from(width).ok()?, u32::try_from(height).ok()?));
            }
            Part::Segment(..) => {}
            Part::Pixels(_) | Part::End => return None,
        }
    }
}

/// Which way up, 1 to 8, as the first Exif segment that says it does.
pub fn orientation(bytes: &[u8]) -> Option<u8> {
    let mut walk = Walk::begin(bytes)?;
    loop {
        match walk.next()? {
            Part::Segment(APP1, content) => {
                if let Some(way) = content.strip_prefix(b"Exif\0\0").and_then(way_up) {
                    return Some(way);
                }
            }
            Part::Segment(..) => {}
            Part::Pixels(_) | Part::End => return None,
        }
    }
}

struct Walk<'a> {
    rest: Bytes<'a>,
    is_in_scan: bool,
}

impl<'a> Walk<'a> {
    fn begin(bytes: &'a [u8]) -> Option<Self> {
        Some(Self { rest: Bytes(bytes.strip_prefix(&[0xff, START])?), is_in_scan: false })
    }

    fn next(&mut self) -> Option<Part<'a>> {
        if std::mem::take(&mut self.is_in_scan) {
            let length = self.rest.0.windows(2).position(ends_pixels)?;
            return self.rest.take(length).map(Part::Pixels);
        }
        (self.rest.byte()? == 0xff).then_some(())?;
        let mut marker = self.rest.byte()?;
        while marker == 0xff {
            marker = self.rest.byte()?;
        }
        match marker {
            END => return Some(Part::End),
            // Those without a length have no business outside of a scan.
            0x00 | 0x01 | 0xd0..=START => return None,
            _ => {}
        }
        let length = self.rest.big_u16()?.checked_sub(2)?;
        self.is_in_scan = marker == SCAN;
        Some(Part::Segment(marker, self.rest.take(length)?))
    }
}

/// Within pixels `FF` is followed by a zero or a restart; before a marker it may be repeated.
fn ends_pixels(pair: &[u8]) -> bool {
    pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff)
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

fn is_kept(marker: u8, content: &[u8]) -> bool {
    match marker {
        APP2 => content.starts_with(b"ICC_PROFILE\0"),
        APP14 => content.starts_with(b"Adobe"),
        APP0..=APP15 | COMMENT => false,
        _ => true,
    }
}

/// A JFIF head without its small picture, which may show what was cut away.
fn jfif(content: &[u8]) -> Option<Vec<u8>> {
    let head = content.get(..12).filter(|head| head.starts_with(b"JFIF\0"))?;
    Some([head, &[0, 0]].concat())
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a segment was read with a length of two bytes");
    [&[0xff, marker][..], &length.to_be_bytes(), content].concat()
}

/// The smallest Exif segment that says which way up.
fn turn(way: u8) -> Vec<u8> {
    let tiff: [u8; 26] =
        [b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0];
    segment(APP1, &[b"Exif\0\0", &tiff[..]].concat())
}

/// Which way up, from the first directory of a TIFF file in either order of bytes.
fn way_up(tiff: &[u8]) -> Option<u8> {
    let is_big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u32> {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(u32::from(if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
    };
    let long: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let offset = if is_big { u32::from_be_bytes(long) } else { u32::from_le_bytes(long) };
    let directory = usize::try_from(offset).ok()?;
    let count = usize::try_from(short(directory)?).ok()?;
    let entries = (0..count).map(|at| directory + 2 + at * 12);
    let mut found = entries.map_while(|at| Some((short(at)?, short(at + 2)?, short(at + 8)?)));
    let (_, _, way) = found.find(|(tag, kind, _)| (*tag, *kind) == (ORIENTATION, SHORT))?;
    u8::try_from(way).ok().filter(|way| (1..=8).contains(way))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The frame's head in [`file`].
    pub const FRAME: &[u8] = b"\xff\xc0\x00\x08\x08\x00\x02\x00\x03\x00";
    /// The scan in [`file`], with a restart and a stuffed byte.
    pub const SCAN: &[u8] = b"\xff\xda\x00\x04\x01\x02pix\xff\x00els\xff\xd0more";

    /// A little picture, 3 by 2, with a place in every segment that may hold one.
    pub fn file(place: &[u8], way: u8) -> Vec<u8> {
        let directory = [0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, way, 0, 0, 0]
            .split_first()
            .map(|(_, entry)| entry.to_vec())
            .unwrap();
        let exif = [b"Exif\0\0II*\0\x08\0\0\0\x01\0", &directory[..], &[0; 4], b"GPS", place].concat();
        let mut file = vec![0xff, START];
        file.extend(segment(APP0, &[b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01", place].concat()));
        file.extend(segment(APP0, &[b"JFXX\0", place].concat()));
        file.extend(segment(APP1, &exif));
        file.extend(segment(APP1, &[b"http://ns.adobe.com/xap/1.0/\0", place].concat()));
        file.extend(segment(APP2, b"ICC_PROFILE\0\x01\x01colours"));
        file.extend(segment(APP2, &[b"MPF\0", place].concat()));
        file.extend(segment(0xed, &[b"Photoshop 3.0\0", place].concat()));
        file.extend(segment(APP14, b"Adobe\0\x64\0\0\0\0\x01"));
        file.extend(segment(COMMENT, place));
        file.extend(FRAME);
        file.extend(SCAN);
        file.extend(segment(COMMENT, place));
        file.extend([0xff, 0xff, END]);
        file.extend(place);
        file
    }

    #[test]
    fn colours_and_the_printers_mark_stay() {
        let stripped = strip(&file(b"x", 1)).unwrap();
        for part in [&b"ICC_PROFILE\0\x01\x01colours"[..], b"Adobe\0\x64", b"JFIF\0"] {
            assert!(stripped.windows(part.len()).any(|window| window == part), "{part:?}");
        }
    }

    #[test]
    fn a_directory_that_leads_astray_says_nothing() {
        for tiff in [
            &b"MM\0*\xff\xff\xff\xff"[..],
            b"MM\0*\0\0\0\x08\xff\xff",
            b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0",
            b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\x06\0\0",
            b"XX\0*\0\0\0\x08",
            b"",
        ] {
            assert_eq!(way_up(tiff), None, "{tiff:?}");
        }
    }
}
