use super::Spec;
use crate::{text, text::Text};

/// An instance type that is listed by its name.
#[derive(Clone, Debug)]
pub struct TypeRow {
    /// Its vCPU and memory.
    pub size: Spec,
    /// Its GPUs, where it has any.
    pub gpus: Option<u64>,
}

/// What an ECS instance type has beside vCPU and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// Nothing.
    Ordinary,
    /// GPUs.
    Gpu,
    /// Disks of its own.
    LocalDisk,
    /// Arm processors.
    Arm,
}

impl TypeKind {
    /// The kind behind a name in the catalogue.
    pub(super) fn from_name(name: &str) -> Self {
        match name {
            "gpu" => Self::Gpu,
            "local-disk" => Self::LocalDisk,
            "arm" => Self::Arm,
            _ => Self::Ordinary,
        }
    }

    /// What messages call a type of this kind.
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

/// What is known about an instance type, by its family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeStatus {
    /// ECI takes it.
    Known(TypeKind),
    /// ECI took it once.
    Retired,
    /// It is not in the catalogue.
    Unknown {
        /// The type that was probably meant.
        meant: Option<String>,
    },
}
