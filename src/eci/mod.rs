//! What Alibaba Cloud ECI offers and how pods get there, from the tables in `rules/catalog/`.

mod annotation;
mod catalog;
mod instance_type;
mod instance_types;
mod larger_type;
mod limits;
mod placement;
mod price;
mod region;
mod resource_policy;
mod shared_catalog;
mod spec;
mod spec_list;
mod table;
mod value_advice;

pub use annotation::{Annotation, ImageCache, Status, Value};
pub use catalog::{Availability, Catalog, Nearest};
pub use instance_type::{TypeKind, TypeRow, TypeStatus};
pub use limits::{LIMITS, LimitKind, Limits};
pub use placement::{BurstAnnotation, Carries, KnownLabel, NodeFamily, NodeLabel, PodLabel};
pub use price::{Bill, Billing, Contract, PriceList, Unpriced};
pub use region::{RegionalSpecs, Regions};
pub use resource_policy::ResourcePolicy;
pub use shared_catalog::SharedCatalog;
pub use spec::Spec;
pub use spec_list::{EntryKind, Meant, SpecEntry, parse_spec_list};

/// The annotation that asks for specs, one or several separated by commas.
pub const USE_SPECS: &str = "k8s.aliyun.com/eci-use-specs";

/// The annotation that names families of instance types.
pub const INSTANCE_FAMILY: &str = "k8s.aliyun.com/eci-instance-family";
