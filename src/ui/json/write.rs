//! From serde's shapes to JSON text; the browser escapes the texts and writes the fractions.

use serde::Serialize;
use serde::ser::{
    Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    Serializer,
};
use wasm_bindgen::JsValue;

use super::Mismatch;

/// Writes one value at the end of a text.
pub struct Writer<'a>(pub &'a mut String);

/// Writes the parts of a list or an object, with what closes it.
pub struct Parts<'a> {
    text: &'a mut String,
    first: bool,
    close: &'static str,
}

impl Writer<'_> {
    /// As the browser writes it: escaped text, a fraction, or `null` for what is no number.
    fn by_browser(self, value: &JsValue) -> Result<(), Mismatch> {
        self.0.push_str(&String::from(js_sys::JSON::stringify(value).map_err(|_| Mismatch)?));
        Ok(())
    }

    fn push(self, text: &str) -> Result<(), Mismatch> {
        self.0.push_str(text);
        Ok(())
    }
}

impl<'a> Writer<'a> {
    fn open(self, open: &str, close: &'static str) -> Parts<'a> {
        self.0.push_str(open);
        Parts { text: self.0, first: true, close }
    }

    fn variant(self, name: &str) -> Result<&'a mut String, Mismatch> {
        self.0.push('{');
        Writer(self.0).serialize_str(name)?;
        self.0.push(':');
        Ok(self.0)
    }
}

impl Parts<'_> {
    fn separate(&mut self) {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.separate();
        value.serialize(Writer(self.text))
    }

    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Mismatch> {
        self.separate();
        Writer(self.text).serialize_str(key)?;
        self.text.push(':');
        value.serialize(Writer(self.text))
    }

    fn close(self) -> Result<(), Mismatch> {
        self.text.push_str(self.close);
        Ok(())
    }
}

/// Every number is written by the browser.
macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<(), Mismatch> {
            self.by_browser(&JsValue::from_f64(value as f64))
        })*
    };
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Mismatch;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Impossible<(), Mismatch>;
    type SerializeTupleVariant = Impossible<(), Mismatch>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    // Every whole number of the protocol is below 2^53, where JSON's numbers are exact.
    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64
    }

    fn serialize_bool(self, value: bool) -> Result<(), Mismatch> {
        self.push(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Result<(), Mismatch> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Mismatch> {
        self.by_browser(&JsValue::from_str(value))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Mismatch> {
        Err(Mismatch)
    }

    fn serialize_none(self) -> Result<(), Mismatch> {
        self.push("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Mismatch> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Mismatch> {
        self.push("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Mismatch> {
        self.push("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Mismatch> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Mismatch> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Mismatch> {
        let text = self.variant(variant)?;
        value.serialize(Writer(text))?;
        text.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Mismatch> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, Mismatch> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, Mismatch> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Mismatch> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Mismatch> {
        Ok(Writer(self.variant(variant)?).open("{", "}}"))
    }
}

impl SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = Mismatch;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.item(value)
    }
    fn end(self) -> Result<(), Mismatch> {
        self.close()
    }
}

impl SerializeTuple for Parts<'_> {
    type Ok = ();
    type Error = Mismatch;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.item(value)
    }
    fn end(self) -> Result<(), Mismatch> {
        self.close()
    }
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Mismatch;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Mismatch> {
        self.item(key)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.text.push(':');
        value.serialize(Writer(self.text))
    }
    fn end(self) -> Result<(), Mismatch> {
        self.close()
    }
}

impl SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = Mismatch;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Mismatch> {
        self.field(key, value)
    }
    fn end(self) -> Result<(), Mismatch> {
        self.close()
    }
}

impl SerializeStructVariant for Parts<'_> {
    type Ok = ();
    type Error = Mismatch;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Mismatch> {
        self.field(key, value)
    }
    fn end(self) -> Result<(), Mismatch> {
        self.close()
    }
}
