//! The form of the configuration file: its JSON schema and its documentation come from here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::{rule_entry::RuleEntry, schema::rules_schema};
use crate::{eci, judged};

/// Configuration of spark-eci-lint.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct ConfigFile {
    /// The versions of spark-eci-lint that this file is written for, such as `>=0.1, <2`.
    pub(super) required_version: Option<String>,
    /// The kind of cluster.
    pub(super) cluster: Option<Cluster>,
    /// The region, such as `cn-hangzhou`: some specs are offered only in some.
    pub(super) region: Option<String>,
    /// Where driver and executors are to run: one word for both, or one for each.
    pub(super) placement: Option<PlacementEntry>,
    /// The version of the Spark inside the operator, which builds the driver's pod.
    pub(super) operator_spark_version: Option<String>,
    /// The currency of list prices.
    pub(super) currency: Option<Currency>,
    /// Rules by their ids or names: a severity, `off`, or a mapping with `severity`, `ignorable` and
    /// the rule's own options.
    #[schemars(schema_with = "rules_schema")]
    pub(super) rules: BTreeMap<String, RuleEntry>,
    /// Whether a suppression counts only with a reason.
    pub(super) require_reason: Option<bool>,
    /// The only files to be checked, as patterns of `.gitignore`, relative to this file's folder.
    pub(super) include: Vec<String>,
    /// Files that are not to be checked, as patterns of `.gitignore`, relative to this file's folder.
    pub(super) exclude: Vec<String>,
    /// What is different for some files. Later ones win.
    pub(super) overrides: Vec<Override>,
    /// What ECI has learnt since the built-in tables were made.
    pub(super) extend: Extend,
}

/// What is different for some files.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Override {
    /// The files, as patterns of `.gitignore`, relative to this file's folder.
    pub(super) paths: Vec<String>,
    /// The kind of cluster.
    #[serde(default)]
    pub(super) cluster: Option<Cluster>,
    /// The region.
    #[serde(default)]
    pub(super) region: Option<String>,
    /// Where driver and executors are to run.
    #[serde(default)]
    pub(super) placement: Option<PlacementEntry>,
    /// The version of the Spark inside the operator.
    #[serde(default)]
    pub(super) operator_spark_version: Option<String>,
    /// The currency of list prices.
    #[serde(default)]
    pub(super) currency: Option<Currency>,
    /// Rules by their ids or names.
    #[serde(default)]
    #[schemars(schema_with = "rules_schema")]
    pub(super) rules: BTreeMap<String, RuleEntry>,
    /// Whether a suppression counts only with a reason.
    #[serde(default)]
    pub(super) require_reason: Option<bool>,
}

/// What is added to the built-in tables.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Extend {
    /// Specs that every region has, such as `2-5Gi`.
    pub(super) specs: Vec<String>,
    /// Instance types with their sizes.
    pub(super) instance_types: Vec<InstanceType>,
    /// Keys of annotations that ECI reads.
    pub(super) annotations: Vec<String>,
}

/// An instance type with its size.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct InstanceType {
    /// The type, such as `ecs.c10i.large`.
    pub(super) name: String,
    /// Its vCPU.
    pub(super) vcpu: u64,
    /// Its memory in GiB.
    pub(super) memory_gib: u64,
}

/// The kind of cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Cluster {
    /// Container Service for Kubernetes, with virtual nodes for ECI
    Ack,
    /// ACK Serverless: every pod runs on ECI
    AckServerless,
    /// A cluster of one's own with `VNode`
    Vnode,
}

/// Where pods are to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// On ECI and nowhere else
    Required,
    /// On nodes of the cluster, or on ECI when these are full
    Allowed,
    /// On nodes of the cluster
    Off,
}

/// A currency of list prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Currency {
    /// Chinese yuan: regions in China.
    #[serde(alias = "cny")]
    CNY,
    /// US dollars: regions elsewhere.
    #[serde(alias = "usd")]
    USD,
}

impl Cluster {
    /// What rules call it.
    #[must_use]
    pub fn kind(self) -> judged::Cluster {
        match self {
            Self::Ack => judged::Cluster::Ack,
            Self::AckServerless => judged::Cluster::AckServerless,
            Self::Vnode => judged::Cluster::Vnode,
        }
    }

    /// The name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ack => "ack",
            Self::AckServerless => "ack-serverless",
            Self::Vnode => "vnode",
        }
    }
}

impl Placement {
    /// What rules call it.
    #[must_use]
    pub fn kind(self) -> judged::Placement {
        match self {
            Self::Required => judged::Placement::Required,
            Self::Allowed => judged::Placement::Allowed,
            Self::Off => judged::Placement::Off,
        }
    }

    /// The name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Allowed => "allowed",
            Self::Off => "off",
        }
    }
}

impl Currency {
    /// The code under which the catalogue has its prices.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::CNY => "CNY",
            Self::USD => "USD",
        }
    }
}

/// Where the roles are to run.
#[derive(Clone, Copy, Debug, Default, JsonSchema)]
#[schemars(untagged)]
pub(super) enum PlacementEntry {
    /// Both alike.
    Both(Placement),
    /// Each on its own.
    Each {
        /// Where drivers, servers and masters are to run.
        driver: Option<Placement>,
        /// Where executors and workers are to run.
        executor: Option<Placement>,
    },
    #[default]
    #[schemars(skip)]
    Unset,
}

impl PlacementEntry {
    pub(super) fn driver(self) -> Option<Placement> {
        match self {
            Self::Both(both) => Some(both),
            Self::Each { driver, .. } => driver,
            Self::Unset => None,
        }
    }

    pub(super) fn executor(self) -> Option<Placement> {
        match self {
            Self::Both(both) => Some(both),
            Self::Each { executor, .. } => executor,
            Self::Unset => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PlacementOfEach {
    #[serde(default)]
    driver: Option<Placement>,
    #[serde(default)]
    executor: Option<Placement>,
}

// By hand, as a derived one could not say which of the two forms is wrong, and where.
impl<'de> Deserialize<'de> for PlacementEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = PlacementEntry;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`required`, `allowed` or `off`, or a mapping of driver and executor")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PlacementEntry, E> {
                let deserializer = de::value::StrDeserializer::new(text);
                Placement::deserialize(deserializer).map(PlacementEntry::Both)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PlacementEntry, A::Error> {
                let each =
                    PlacementOfEach::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(PlacementEntry::Each {
                    driver: each.driver,
                    executor: each.executor,
                })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// A spec of the file.
pub(super) fn spec(text: &str) -> Option<eci::Spec> {
    match &eci::parse_spec_list(text)[..] {
        [entry] => match entry.kind {
            eci::EntryKind::CpuMemory(spec) => Some(spec),
            _ => None,
        },
        _ => None,
    }
}
