//! The specs that a pod requests.

use crate::{
    eci::{self, Availability, Catalog, EntryKind, Spec, SpecEntry, TypeKind, TypeStatus},
    source::Span,
    spark::Pair,
    text,
    text::Text,
};

/// An entry of `k8s.aliyun.com/eci-use-specs`.
pub struct SizedEntry {
    /// The entry.
    pub entry: SpecEntry,
    /// Its place.
    pub span: Span,
    /// How large it is: `None` for what ECI does not have, and where the size is unknown.
    pub size: Option<Spec>,
    /// How many GPUs an instance type has, where it has any and their number is known.
    pub gpus: Option<u64>,
    /// True for a spec that only some regions have.
    pub is_regional: bool,
    /// What is known about an ECS instance type; `None` for everything else.
    pub type_status: Option<TypeStatus>,
}

impl SizedEntry {
    /// True for an ECS instance type.
    #[must_use]
    pub fn is_type(&self) -> bool {
        self.entry.kind == EntryKind::InstanceType
    }

    /// True for an instance type with a GPU, a disk or an Arm processor.
    pub(super) fn is_special(&self) -> bool {
        let kind = self.type_kind();
        kind.is_some_and(|kind| kind != TypeKind::Ordinary)
    }

    /// What an instance has beside vCPU and memory; `None` where that is unknown.
    #[must_use]
    pub fn type_kind(&self) -> Option<TypeKind> {
        match (&self.entry.kind, &self.type_status) {
            (EntryKind::CpuMemory(_), _) => Some(TypeKind::Ordinary),
            (_, Some(TypeStatus::Known(kind))) => Some(*kind),
            _ => None,
        }
    }

    /// A label for the entry that says how much of something it has, such as `4096 MiB`.
    #[must_use]
    pub fn describe(&self, amount: impl Into<Text>) -> Text {
        let amount = amount.into();
        if self.is_regional {
            text!("{amount}, in some regions only", amount)
        } else {
            amount
        }
    }
}

pub(super) fn sized_entries(pair: &Pair<'_>, source: &str, catalog: &Catalog) -> Vec<SizedEntry> {
    let place = pair.node.part_spans(source);
    let sized = |entry: SpecEntry| {
        let availability = match &entry.kind {
            EntryKind::CpuMemory(spec) => catalog.availability(*spec),
            _ => None,
        };
        let size = match &entry.kind {
            EntryKind::CpuMemory(spec) => availability.map(|_| *spec),
            EntryKind::InstanceType => catalog.instance_type(&entry.text),
            EntryKind::Obsolete | EntryKind::Placeholder | EntryKind::Malformed { .. } => None,
        };
        let is_type = entry.kind == EntryKind::InstanceType;
        SizedEntry {
            span: place(entry.range.clone()),
            gpus: is_type.then(|| catalog.gpus(&entry.text)).flatten(),
            type_status: is_type.then(|| catalog.type_status(&entry.text)),
            entry,
            size,
            is_regional: availability == Some(Availability::SomeRegions),
        }
    };
    eci::parse_spec_list(&pair.value)
        .into_iter()
        .map(sized)
        .collect()
}
