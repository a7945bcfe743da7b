//! What could be learnt.
mod impersonal;
pub use impersonal::Impersonal;
