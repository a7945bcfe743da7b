//! Whole-product journeys in a real browser, and the data they use.
