//! Container limits below requests: the API server rejects such pods.

use super::JudgedPod;
use crate::{
    source::Span,
    spark::{ContainerMemory, Origin, Sourced},
    yaml::Node,
};

/// A resource of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// CPU.
    Cpu,
    /// Memory.
    Memory,
}

/// A limit of a container below its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowLimit {
    /// The resource.
    pub resource: Resource,
    /// What the container requests, as people read it: `2 CPU`, `2432 MiB`.
    pub request: String,
    /// The setting of the request.
    pub request_origin: Origin,
    /// The most that the container may use.
    pub limit: String,
    /// The setting of the limit.
    pub limit_origin: Origin,
    /// The limit as it would have to be written.
    pub least: String,
    /// The name of a container beside Spark's; `None` for Spark's own.
    pub container: Option<String>,
}

impl LowLimit {
    /// What the API server rejects.
    #[must_use]
    pub fn reason(&self, role: &str) -> String {
        let owner = match self.container.as_deref() {
            None => format!("the {role}'s container"),
            Some(name) => format!("the container `{name}` of the {role}"),
        };
        let resource = match self.resource {
            Resource::Cpu => "CPU",
            Resource::Memory => "memory",
        };
        format!(
            "{resource} limit {} is below the request {} of {owner}",
            self.limit, self.request
        )
    }

    /// Where the limit is written.
    #[must_use]
    pub fn span(&self) -> Span {
        self.limit_origin.span
    }
}

impl JudgedPod<'_, '_> {
    /// The limits below requests.
    #[must_use]
    pub fn low_limits(&self) -> Vec<LowLimit> {
        let container = &self.pod.container;
        let mut found = Vec::new();
        if let (Ok(Some(request)), Ok(Some(limit))) = (&container.cpu_request, &container.cpu_limit)
        {
            found.extend(low(Resource::Cpu, request, limit, None));
        }
        if let (Ok(Some(request)), Ok(Some(limit))) = (&container.memory, &container.memory_limit) {
            let request = Sourced {
                value: request.total(),
                origin: match request {
                    ContainerMemory::Computed(memory) => memory.heap.origin.clone(),
                    ContainerMemory::Given(memory) => memory.origin.clone(),
                },
            };
            found.extend(low(Resource::Memory, &request, limit, None));
        }
        for other in self.pod.containers_beside() {
            let resources = &other.resources;
            if let (Some(request), Some(limit)) = (&resources.cpu_request, &resources.cpu_limit) {
                found.extend(low(Resource::Cpu, request, limit, Some(other.node)));
            }
            if let (Some(request), Some(limit)) =
                (&resources.memory_request, &resources.memory_limit)
            {
                found.extend(low(Resource::Memory, request, limit, Some(other.node)));
            }
        }
        for low in &mut found {
            if low.resource == Resource::Memory
                && let Some(limit) = self.below_one_mib(&low.limit_origin)
            {
                low.limit = limit;
            }
        }
        found
    }

    /// A limit of less than 1 MiB, which would be rounded up, as it is written.
    fn below_one_mib(&self, limit: &Origin) -> Option<String> {
        let text = self.fixer.source().get(limit.span.range())?;
        let text = text.trim_matches(['"', '\'']);
        let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let bytes: u64 = number.parse().ok()?;
        match &text[number.len()..] {
            "" if (1..1 << 20).contains(&bytes) => {
                Some(format!("{bytes} byte{}", if bytes == 1 { "" } else { "s" }))
            }
            "Ki" if (1..1 << 10).contains(&bytes) => Some(format!("{bytes} KiB")),
            // `memoryLimit` takes a size as Java writes it.
            "k" | "kb" if limit.setting == "memoryLimit" && (1..1 << 10).contains(&bytes) => {
                Some(format!("{bytes} KiB"))
            }
            _ => None,
        }
    }
}

fn low<T: Copy + Ord + ToString>(
    resource: Resource,
    request: &Sourced<T>,
    limit: &Sourced<T>,
    container: Option<Node<'_>>,
) -> Option<LowLimit> {
    let number = request.value.to_string();
    let (unit, least) = match resource {
        Resource::Cpu => (" CPU", number.clone()),
        // `memoryLimit` takes a size as Java writes it.
        Resource::Memory => {
            let mib = number.trim_end_matches(" MiB");
            let unit = if limit.origin.setting == "memoryLimit" {
                "m"
            } else {
                "Mi"
            };
            ("", format!("{mib}{unit}"))
        }
    };
    (limit.value < request.value).then(|| LowLimit {
        resource,
        request: format!("{number}{unit}"),
        request_origin: request.origin.clone(),
        limit: limit.value.to_string(),
        limit_origin: limit.origin.clone(),
        least,
        container: container.map(|container| {
            let name = container.get("name").and_then(Node::scalar_text);
            name.unwrap_or_default().to_owned()
        }),
    })
}
