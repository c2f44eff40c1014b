//! How large a value may be, as far as it is known before an expression is evaluated.

use std::rc::Rc;

use super::limits::assumed;

/// The largest a value may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Size {
    /// Bytes, if it is a text.
    pub(super) text: u64,
    /// Items or keys, if it has any.
    pub(super) items: u64,
    /// The largest item; that of what comes from outside, if it is not known.
    item: Option<Rc<Size>>,
}

impl Size {
    /// A value from outside.
    pub(super) fn outside() -> Self {
        Self {
            text: assumed::TEXT,
            items: assumed::LIST,
            item: None,
        }
    }

    /// A number or the like; a few bytes when it is written as a text.
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

    /// The larger of both.
    pub(super) fn join(&self, other: &Self) -> Self {
        let item = match (&self.item, &other.item) {
            (Some(one), Some(other)) => Some(Rc::new(one.join(other))),
            // A value without items has no item that counts.
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

    /// The steps that it takes to look at all of it.
    pub(super) fn steps(&self) -> u64 {
        let item = self.item.as_ref().map_or(1, |item| item.steps());
        looked_at(self.text).saturating_add(self.items.saturating_mul(item))
    }
}

/// The steps that it takes to look at so many bytes.
pub(super) fn looked_at(bytes: u64) -> u64 {
    bytes / 10 + 1
}
