//! What an agent sees: the inbox and one conversation beside what led to it (Leptos, WASM).

#[cfg(target_arch = "wasm32")]
mod page;

// A third of the default allocator's bytes.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[cfg(target_arch = "wasm32")]
fn main() {
    leptos::mount::mount_to_body(page::app);
}

/// The console runs in a browser; natively only its library builds, for the tests.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
