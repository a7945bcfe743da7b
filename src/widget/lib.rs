//! What a visitor sees: the panel, mounted by the loader.
