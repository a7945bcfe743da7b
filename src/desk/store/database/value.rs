//! What is bound to a statement, in the few types that both engines hold.

/// A value, or the lack of one of its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `INTEGER` in a file, `BIGINT` at a server; truth too, as 0 and 1.
    Integer(Option<i64>),
    /// `REAL` in a file, `DOUBLE PRECISION` at a server.
    Real(Option<f64>),
    /// `TEXT`.
    Text(Option<String>),
    /// `BLOB` in a file, `BYTEA` at a server.
    Blob(Option<Vec<u8>>),
}

impl Value {
    /// As a server keeps it: texts without the character NUL, for which it has no room and which says nothing to a reader.
    pub fn at_server(mut self) -> Self {
        if let Self::Text(Some(text)) = &mut self {
            text.retain(|sign| sign != '\0');
        }
        self
    }
}

/// What can be bound.
pub trait Bind {
    /// The lack of one.
    const NULL: Value;

    /// As it is bound.
    fn value(self) -> Value;
}

macro_rules! bind {
    ($($type:ty => $kind:ident, $into:expr;)*) => {$(
        impl Bind for $type {
            const NULL: Value = Value::$kind(None);

            fn value(self) -> Value {
                let into: fn($type) -> _ = $into;
                Value::$kind(Some(into(self)))
            }
        }
    )*};
}

bind! {
    i64 => Integer, |number| number;
    u32 => Integer, i64::from;
    bool => Integer, i64::from;
    f64 => Real, |number| number;
    String => Text, |text| text;
    &str => Text, str::to_owned;
    Vec<u8> => Blob, |bytes| bytes;
    &[u8] => Blob, <[u8]>::to_vec;
}

impl Bind for Value {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        self
    }
}

impl<T: Bind> Bind for Option<T> {
    const NULL: Value = T::NULL;

    fn value(self) -> Value {
        self.map_or(T::NULL, T::value)
    }
}

impl<T: Bind + Clone> Bind for &T {
    const NULL: Value = T::NULL;

    fn value(self) -> Value {
        self.clone().value()
    }
}
