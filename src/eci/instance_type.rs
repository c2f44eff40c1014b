use super::Spec;
use crate::{text, text::Text};

/// An instance type of the table.
#[derive(Clone, Debug)]
pub struct TypeRow {
    pub size: Spec,
    /// The number of GPUs, if it has any.
    pub gpus: Option<u64>,
}

/// What an ECS instance type has besides vCPU and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// Nothing.
    Ordinary,
    /// It has GPUs.
    Gpu,
    /// It has local disks.
    LocalDisk,
    /// It has Arm processors.
    Arm,
}

impl TypeKind {
    /// Parses the kind in the catalogue.
    pub(super) fn from_name(name: &str) -> Self {
        match name {
            "gpu" => Self::Gpu,
            "local-disk" => Self::LocalDisk,
            "arm" => Self::Arm,
            _ => Self::Ordinary,
        }
    }

    /// The name in messages, with an article.
    #[must_use]
    pub fn a_type(self) -> Text {
        match self {
            Self::Ordinary => text!("an ordinary type"),
            Self::Gpu => text!("a GPU type"),
            Self::LocalDisk => text!("a local-disk type"),
            Self::Arm => text!("an Arm type"),
        }
    }
}

/// What is known about an instance type from its family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeStatus {
    /// ECI supports it.
    Known(TypeKind),
    /// ECI supported it in the past.
    Retired,
    /// It is not in the catalogue.
    Unknown {
        /// The type that was probably meant.
        meant: Option<String>,
    },
}
