//! The browser's time and chance, in one place so that the pure rooms get them as arguments.

/// Unix milliseconds by the visitor's clock.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Uniform from 0 to 1; for jitter, not for secrets.
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// Waits; `ms` below 0 counts as 0.
pub async fn sleep_ms(ms: f64) {
    gloo_timers::future::TimeoutFuture::new(ms.clamp(0.0, f64::from(u32::MAX)) as u32).await;
}

const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A secret of 132 random bits from the browser's own source, 22 characters that are safe in a URL.
///
/// A page without a secure random source gets none, and with it no handoff.
pub fn random_id() -> Option<String> {
    let mut bytes = [0u8; 22];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    // 64 divides 256, so the low six bits are uniform.
    Some(bytes.iter().map(|byte| char::from(URL_SAFE[usize::from(byte & 63)])).collect())
}

/// Runs before the browser draws next: by then what was just changed is in the page.
pub fn next_frame(run: impl FnOnce() + 'static) {
    let run = wasm_bindgen::closure::Closure::once_into_js(run);
    if let Some(window) = web_sys::window() {
        // Only a window that is going away refuses.
        let _ = window.request_animation_frame(wasm_bindgen::JsCast::unchecked_ref(&run));
    }
}
