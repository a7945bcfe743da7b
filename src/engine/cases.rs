//! Cases: utterances and what the engine must make of them.
