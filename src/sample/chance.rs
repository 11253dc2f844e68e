//! Seeded chance: every draw of the sample comes from here, so that a seed always tells the same story.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A stream of draws that depends on a seed and a stream number alone.
pub(super) struct Chance(StdRng);

impl Chance {
    /// The stream `stream` of `seed`; streams of one seed do not resemble each other.
    pub(super) fn seeded(seed: u64, stream: u64) -> Self {
        let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ stream.rotate_left(32);
        Self(StdRng::seed_from_u64(mixed))
    }

    /// True in `percent` of a hundred draws.
    pub(super) fn percent(&mut self, percent: f64) -> bool {
        self.share() * 100.0 < percent
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// A whole number from `low` to `high`, both included; `low` where the span is empty.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            self.0.random_range(low..=high)
        }
    }

    /// A number from `low` to `high` that lies nearer to `low` the greater `power` is.
    pub(super) fn leaning(&mut self, low: i64, high: i64, power: f64) -> i64 {
        let share = self.share().powf(power);
        low + ((high - low) as f64 * share) as i64
    }

    /// One of `items`, which must not be empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.0.random_range(0..items.len())]
    }

    /// One of `choices` in proportion to its weight; there must be one.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(u32, T)]) -> T {
        let total = choices.iter().map(|(weight, _)| weight).sum::<u32>();
        let mut left = self.0.random_range(0..total);
        for (weight, value) in choices {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        choices[choices.len() - 1].1
    }
}

/// How many shares of a child are spread evenly over all children instead of drawn.
pub(super) const SPREAD: usize = 3;

/// Where the even spread of a seed starts.
pub(super) fn spread_start(seed: u64) -> [f64; SPREAD] {
    let mut chance = Chance::seeded(seed, u64::MAX);
    std::array::from_fn(|_| chance.share())
}

/// Numbers from 0 to 1 for child `index` that cover the unit cube evenly over all children, so that even a
/// small sample has the intended shares (an additive recurrence on the powers of the root of x⁴ = x + 1).
pub(super) fn spread(start: [f64; SPREAD], index: u32) -> [f64; SPREAD] {
    const STEPS: [f64; SPREAD] = [
        0.819_172_513_396_164_4,
        0.671_043_606_703_789_2,
        0.549_700_477_901_970_1,
    ];
    std::array::from_fn(|axis| (start[axis] + STEPS[axis] * f64::from(index)).fract())
}
