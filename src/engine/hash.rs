//! Seeded hashing of text, and a flat map from such hashes to numbers.

/// The hash of `bytes` under `seed`: FNV-1a, then a finaliser so that the low bits can address a table.
///
/// It is the engine's own because decisions and compiled bases must be the same on every target and release.
pub(crate) fn hash(seed: u32, bytes: &[u8]) -> u32 {
    finish(bytes.iter().fold(start(seed), |state, byte| step(state, *byte)))
}

/// The state before the first byte.
pub(crate) fn start(seed: u32) -> u32 {
    0x811c_9dc5 ^ seed.wrapping_mul(0x9e37_79b9)
}

/// The state after one more byte.
pub(crate) fn step(state: u32, byte: u8) -> u32 {
    (state ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// Spreads a state over all bits (the finaliser of MurmurHash3); never 0, which [`Table`] keeps for "free".
pub(crate) fn finish(state: u32) -> u32 {
    let mut h = state;
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    (h ^ (h >> 16)).max(1)
}

/// The hash of two hashes in order, under `seed`.
pub(crate) fn pair(seed: u32, first: u32, second: u32) -> u32 {
    finish(start(seed) ^ first.wrapping_mul(0x9e37_79b1) ^ second.rotate_left(15).wrapping_mul(0x85eb_ca77))
}

/// Sorts the positions below `count` by a key each, equal keys by position, and gives back the positions.
///
/// The one sort of this room: each instance of the standard sort costs a visitor one or two kilobytes.
pub(crate) fn order(count: usize, key: &dyn Fn(usize) -> u32) -> Vec<usize> {
    let mut packed: Vec<u64> = (0..count).map(|at| u64::from(key(at)) << 32 | at as u64).collect();
    sort(&mut packed);
    packed.into_iter().map(|packed| packed as u32 as usize).collect()
}

/// The gaps of the sort, largest first (Ciura 2001, the larger ones each 2.25 times the one before).
const GAPS: [usize; 16] =
    [408_840, 181_707, 80_759, 35_893, 15_953, 7_090, 3_151, 1_577, 701, 301, 132, 57, 23, 10, 4, 1];

/// Shell's sort: of few numbers, as a text has, twice as fast as a heap sort, and of many fast enough.
#[inline(never)]
fn sort(packed: &mut [u64]) {
    for gap in GAPS {
        for from in gap..packed.len() {
            let (number, mut at) = (packed[from], from);
            while at >= gap && packed[at - gap] > number {
                packed[at] = packed[at - gap];
                at -= gap;
            }
            packed[at] = number;
        }
    }
}

/// A map from hashes to numbers with open addressing. It cannot be iterated, so no order can leak into a sum.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    slots: Vec<(u32, u32)>,
    len: usize,
}

impl Table {
    /// The number under `key`.
    pub(crate) fn get(&self, key: u32) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let (found, value) = self.slots[self.slot(key)];
        (found == key).then_some(value)
    }

    /// The number under `key`, set to `value` where there was none.
    pub(crate) fn get_or_insert(&mut self, key: u32, value: u32) -> u32 {
        if self.len * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(key);
        if self.slots[slot].0 != key {
            self.slots[slot] = (key, value);
            self.len += 1;
        }
        self.slots[slot].1
    }

    /// Sets the number under `key`.
    pub(crate) fn set(&mut self, key: u32, value: u32) {
        self.get_or_insert(key, value);
        let slot = self.slot(key);
        self.slots[slot].1 = value;
    }

    /// The slot that holds `key`, or the free one where it belongs; at most half of the slots are taken.
    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let larger = vec![(0, 0); (self.slots.len() * 2).max(64)];
        for (key, value) in std::mem::replace(&mut self.slots, larger) {
            if key != 0 {
                let slot = self.slot(key);
                self.slots[slot] = (key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_back_the_first_number_of_each_key() {
        let mut table = Table::default();
        for number in 0..5_000_u32 {
            assert_eq!(table.get_or_insert(hash(7, &number.to_le_bytes()), number), number);
        }
        for number in 0..5_000_u32 {
            assert_eq!(table.get(hash(7, &number.to_le_bytes())), Some(number));
            assert_eq!(table.get_or_insert(hash(7, &number.to_le_bytes()), 9), number);
        }
        assert_eq!(table.get(hash(8, b"absent")), None);
    }

    #[test]
    fn hashes_stay_what_they_were() {
        assert_eq!(
            [hash(0, b""), hash(1, b"card"), pair(2, 3, 4)],
            [2_872_998_923, 2_364_966_048, 3_682_636_383]
        );
        assert_ne!(pair(2, 3, 4), pair(2, 4, 3));
        assert_ne!(hash(1, b"card"), hash(2, b"card"));
    }
}
