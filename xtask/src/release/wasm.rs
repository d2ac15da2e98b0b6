//! The names in a WebAssembly module: what it imports and what it exports.
//!
//! The binary format is that of the WebAssembly core specification, §5.5. Nothing else of it is
//! looked at.

use anyhow::{Context, Result, bail};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const IMPORT_SECTION: u8 = 2;
const EXPORT_SECTION: u8 = 7;
const FUNCTION: u8 = 0;

/// A module whose imports and exports may be changed, as long as the imports stay in order.
#[derive(Debug, PartialEq)]
pub(super) struct Module {
    pub(super) imports: Vec<Import>,
    pub(super) exports: Vec<Export>,
    /// All sections; the two that are read are empty here.
    sections: Vec<(u8, Vec<u8>)>,
}

/// An imported function.
#[derive(Debug, PartialEq)]
pub(super) struct Import {
    pub(super) module: String,
    pub(super) name: String,
    type_index: u32,
}

/// An exported function, memory or table.
#[derive(Debug, PartialEq)]
pub(super) struct Export {
    pub(super) name: String,
    kind: u8,
    index: u32,
}

impl Module {
    /// Reads a module that imports nothing but functions.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        let body = bytes.strip_prefix(HEADER).context("no WebAssembly")?;
        let mut module = Self {
            imports: Vec::new(),
            exports: Vec::new(),
            sections: Vec::new(),
        };
        let mut reader = Reader(body);
        while !reader.0.is_empty() {
            let id = reader.byte()?;
            let length = reader.number()?;
            let content = reader.bytes(length)?;
            let mut section = Reader(content);
            match id {
                IMPORT_SECTION => module.imports = section.list(Reader::import)?,
                EXPORT_SECTION => module.exports = section.list(Reader::export)?,
                _ => {
                    module.sections.push((id, content.to_owned()));
                    continue;
                }
            }
            module.sections.push((id, Vec::new()));
        }
        Ok(module)
    }

    /// The module in its binary format.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = HEADER.to_owned();
        for (id, content) in &self.sections {
            let content = match *id {
                IMPORT_SECTION => self.import_section()?,
                EXPORT_SECTION => self.export_section()?,
                _ => content.clone(),
            };
            bytes.push(*id);
            write_bytes(&mut bytes, &content)?;
        }
        Ok(bytes)
    }

    fn import_section(&self) -> Result<Vec<u8>> {
        let mut content = Vec::new();
        write_number(&mut content, self.imports.len().try_into()?);
        for import in &self.imports {
            write_bytes(&mut content, import.module.as_bytes())?;
            write_bytes(&mut content, import.name.as_bytes())?;
            content.push(FUNCTION);
            write_number(&mut content, import.type_index);
        }
        Ok(content)
    }

    fn export_section(&self) -> Result<Vec<u8>> {
        let mut content = Vec::new();
        write_number(&mut content, self.exports.len().try_into()?);
        for export in &self.exports {
            write_bytes(&mut content, export.name.as_bytes())?;
            content.push(export.kind);
            write_number(&mut content, export.index);
        }
        Ok(content)
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, length: u32) -> Result<&'a [u8]> {
        let (bytes, rest) = self
            .0
            .split_at_checked(length.try_into()?)
            .context("the WebAssembly ends too early")?;
        self.0 = rest;
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = self.bytes(1)?.first();
        byte.copied().context("the WebAssembly ends too early")
    }

    /// An unsigned number in LEB128 (§5.2.2).
    fn number(&mut self) -> Result<u32> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("a number in the WebAssembly is too long")
    }

    fn name(&mut self) -> Result<String> {
        let length = self.number()?;
        Ok(str::from_utf8(self.bytes(length)?)?.to_owned())
    }

    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        (0..self.number()?).map(|_| item(self)).collect()
    }

    fn import(&mut self) -> Result<Import> {
        let (module, name) = (self.name()?, self.name()?);
        if self.byte()? != FUNCTION {
            bail!("the WebAssembly imports {name}, which is no function")
        }
        let type_index = self.number()?;
        Ok(Import {
            module,
            name,
            type_index,
        })
    }

    fn export(&mut self) -> Result<Export> {
        Ok(Export {
            name: self.name()?,
            kind: self.byte()?,
            index: self.number()?,
        })
    }
}

fn write_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn write_bytes(bytes: &mut Vec<u8>, content: &[u8]) -> Result<()> {
    write_number(bytes, content.len().try_into()?);
    bytes.extend(content);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "env" "f" (func)) (memory 1) (export "mem" (memory 0)) (export "f" (func 0)))`
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x09\x01\x03env\x01f\0\0\
        \x05\x03\x01\0\x01\
        \x07\x0b\x02\x03mem\x02\0\x01f\0\0";

    #[test]
    fn an_unchanged_module_keeps_its_bytes() {
        let module = Module::parse(MODULE).unwrap();
        assert_eq!(module.imports[0].module, "env");
        assert_eq!(module.imports[0].name, "f");
        assert_eq!(module.exports[0].name, "mem");
        assert_eq!(module.to_bytes().unwrap(), MODULE);
    }

    #[test]
    fn changed_names_are_written() {
        let mut module = Module::parse(MODULE).unwrap();
        module.imports[0].name = "x".repeat(200);
        module.exports.remove(0);
        let written = module.to_bytes().unwrap();
        assert_eq!(Module::parse(&written).unwrap(), module);
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(Module::parse(b"<!doctype html>").is_err());
        assert!(Module::parse(&MODULE[..MODULE.len() - 1]).is_err());
        // An imported memory.
        assert!(Module::parse(b"\0asm\x01\0\0\0\x02\x08\x01\x01e\x01m\x02\0\x01").is_err());
    }
}
