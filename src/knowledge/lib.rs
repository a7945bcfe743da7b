//! The knowledge base: its file format, checks, importers, editions.
