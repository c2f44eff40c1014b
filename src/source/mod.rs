//! A file's text and the places in it: byte spans, lines and columns.
//!
//! All later stages use only [`Span`]s; lines and columns are computed at the output, in the unit of its format.

mod columns;
mod decode;
mod edit;
mod letters;
mod offset;
mod origin;
mod origin_map;
mod placeholder;
mod position;
mod span;
mod text;

pub use columns::Columns;
pub use decode::{DecodeError, Encoding};
pub use edit::{Edit, Edited, apply_edits};
pub use letters::{looks_like, odd_letter};
pub use offset::{line_start, offset};
pub use origin::{FileId, Origin};
pub(crate) use origin_map::is_one_file;
pub use origin_map::{MappedText, OriginMap, Place, Quality, SourceFile};
pub use placeholder::{is_number_placeholder, is_placeholder};
pub use position::{ColumnUnit, Position};
pub use span::Span;
pub use text::SourceText;
