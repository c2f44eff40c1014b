//! The ECS instance types that ECI supports.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use super::{
    Spec, TypeKind, TypeRow,
    table::{Table, number, parse},
};
use crate::yaml::Node;

/// The table of instance types. It is parsed on demand, because few applications name one.
#[derive(Clone, Debug)]
pub(super) struct InstanceTypes {
    pub(super) families: Vec<FamilyRow>,
    pub(super) retired: Vec<String>,
    pub(super) sizes: HashMap<String, u64>,
    pub(super) irregular_sizes: Vec<String>,
    pub(super) types: BTreeMap<String, TypeRow>,
}

#[derive(Clone, Debug)]
pub(super) struct FamilyRow {
    pub(super) name: String,
    pub(super) kind: TypeKind,
    pub(super) gib_per_vcpu: Option<u64>,
    pub(super) card: Option<String>,
}

impl InstanceTypes {
    pub(super) fn built_in() -> &'static Self {
        static TYPES: LazyLock<InstanceTypes> = LazyLock::new(|| {
            let types = parse(include_str!("../../rules/catalog/instance-types.yaml"));
            InstanceTypes::from_table(Table(types.root()))
        });
        &TYPES
    }

    fn from_table(types: Table<'_>) -> Self {
        Self {
            families: types
                .list("families")
                .flat_map(|row| {
                    let gib_per_vcpu = row.0.get("gib-per-vcpu").map(number);
                    let kind = TypeKind::from_name(row.text("kind"));
                    let card = row.0.get("card").and_then(Node::as_str);
                    row.names("names").into_iter().map(move |name| FamilyRow {
                        name,
                        kind,
                        gib_per_vcpu,
                        card: card.map(str::to_owned),
                    })
                })
                .collect(),
            retired: types.names("retired"),
            sizes: types
                .table("sizes")
                .0
                .entries()
                .into_iter()
                .map(|size| (size.key.into_owned(), number(size.value)))
                .collect(),
            irregular_sizes: types.names("irregular-sizes"),
            types: types
                .list("types")
                .map(|row| {
                    let size = Spec::parse(row.text("vcpu"), row.text("memory-gib"));
                    let size = size.expect("a size");
                    let gpus = row.0.get("gpus").map(number);
                    (row.text("name").to_owned(), TypeRow { size, gpus })
                })
                .collect(),
        }
    }
}
