//! Upper bounds on the sizes of values, as far as they are known before evaluation.

use std::rc::Rc;

use super::limits::assumed;

/// The maximum size of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Size {
    /// Bytes, if it is a string.
    pub(super) text: u64,
    /// Items or keys, if it has any.
    pub(super) items: u64,
    /// The largest item; `None` means the size of an outside value.
    item: Option<Rc<Size>>,
}

impl Size {
    /// The size of a value from outside.
    pub(super) fn outside() -> Self {
        Self {
            text: assumed::TEXT,
            items: assumed::LIST,
            item: None,
        }
    }

    /// The size of a number or similar; a few bytes as a string.
    pub(super) fn scalar() -> Self {
        Self::text(32)
    }

    pub(super) fn text(bytes: u64) -> Self {
        Self {
            text: bytes,
            ..Self::default()
        }
    }

    pub(super) fn list(items: u64, item: Self) -> Self {
        Self {
            text: 0,
            items,
            item: Some(Rc::new(item)),
        }
    }

    pub(super) fn item(&self) -> Self {
        self.item
            .as_ref()
            .map_or_else(Self::outside, |item| (**item).clone())
    }

    /// The maximum of both.
    pub(super) fn join(&self, other: &Self) -> Self {
        let item = match (&self.item, &other.item) {
            (Some(one), Some(other)) => Some(Rc::new(one.join(other))),
            // The items of an empty list do not count.
            (Some(one), None) if other.items == 0 => Some(Rc::clone(one)),
            (None, Some(other)) if self.items == 0 => Some(Rc::clone(other)),
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => Some(Rc::new(one.join(&Self::outside()))),
        };
        Self {
            text: self.text.max(other.text),
            items: self.items.max(other.items),
            item,
        }
    }

    /// The steps for reading all of it.
    pub(super) fn steps(&self) -> u64 {
        let item = self.item.as_ref().map_or(1, |item| item.steps());
        looked_at(self.text).saturating_add(self.items.saturating_mul(item))
    }
}

/// The steps for reading this many bytes.
pub(super) fn looked_at(bytes: u64) -> u64 {
    bytes / 10 + 1
}
