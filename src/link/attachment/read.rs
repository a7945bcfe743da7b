//! Bytes read from the front, never past the end.

/// What is left to read.
#[derive(Clone, Copy)]
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next so many; none if there are fewer.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next one.
    pub fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    /// The next two, the greater first.
    pub fn big_u16(&mut self) -> Option<usize> {
        Some(usize::from(u16::from_be_bytes(self.take(2)?.try_into().ok()?)))
    }

    /// The next four, the greatest first.
    pub fn big_u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// The next two, the smaller first.
    pub fn little_u16(&mut self) -> Option<u32> {
        Some(u32::from(u16::from_le_bytes(self.take(2)?.try_into().ok()?)))
    }

    /// The next three, the smallest first.
    pub fn little_u24(&mut self) -> Option<u32> {
        let taken = self.take(3)?;
        Some(u32::from_le_bytes([taken[0], taken[1], taken[2], 0]))
    }

    /// The next four, the smallest first.
    pub fn little_u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}
