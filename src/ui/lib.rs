//! What widget and console both show and do in the browser.
