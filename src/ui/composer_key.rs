//! Which key press sends a message.

use web_sys::KeyboardEvent;

/// Whether this press sends: Enter without Shift, and not the Enter that ends an input method's composition.
///
/// Safari reports that last Enter with `isComposing` false and key code 229, so both are asked.
pub fn sends(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && !event.shift_key() && !event.is_composing() && event.key_code() != 229
}
