use super::{Given, Landing, MemorySum, Runs, WrittenValue};
use crate::{
    eci::Bill,
    finding::Subject,
    kube::{Mib, MilliCpu},
    source::{OriginMap, Quality, Span},
    spark::Count,
};

/// The plan of one file.
#[derive(Debug, Default)]
pub struct FilePlan {
    /// One row per application and role, in the order of the file.
    pub pods: Vec<PodPlan>,
    /// The number of Spark applications, with and without pods.
    pub applications: usize,
    /// The number of them without pods, because they have no `spec`.
    pub without_pods: usize,
    /// The number of documents with a Spark application that could not be checked.
    pub not_judged: usize,
    /// The places of the texts among them.
    pub unjudged_texts: Vec<Span>,
}

impl FilePlan {
    /// Adds the rows of another text.
    pub fn add(&mut self, other: Self) {
        self.pods.extend(other.pods);
        self.applications += other.applications;
        self.without_pods += other.without_pods;
        self.not_judged += other.not_judged;
    }
}

/// One role of one application.
#[derive(Clone, Debug)]
pub struct PodPlan {
    /// The application.
    pub application: Subject,
    /// `driver`, `executor`, …
    pub role: &'static str,
    /// The number of pods; `None` if it is unknown.
    pub pods: Option<Count>,
    /// The CPU request of Spark's container.
    pub cpu_request: Option<MilliCpu>,
    /// The CPU limit of Spark's container.
    pub cpu_limit: Option<MilliCpu>,
    /// The memory of the pod.
    pub memory: MemoryPlan,
    /// The requests of all containers of the pod together.
    pub needs: Option<(MilliCpu, Mib)>,
    /// The entries of the annotation.
    pub specs: Vec<SpecPlan>,
    /// The instance that ECI provides, if the pod runs there and the instance is known.
    pub given: Option<Given>,
    /// Where the pod runs.
    pub landing: Landing,
    /// What ECI charges for.
    pub bill: Bill,
    /// When and how long the application runs.
    pub runs: Runs,
    /// The values that all of this depends on.
    pub written: Vec<WrittenValue>,
    /// Why the pod is refused, and at which stage.
    pub refused: Option<RefusedBy>,
    /// The place of the role, else of the application.
    pub origin: WrittenValue,
    /// Places in the text.
    pub places: PodPlaces,
}

impl PodPlan {
    /// All values with a place.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut WrittenValue> {
        self.written.iter_mut().chain([&mut self.origin])
    }

    /// Moves the places to the files that the text was built of.
    #[must_use]
    pub fn placed(mut self, map: &OriginMap) -> Self {
        let places = &mut self.places;
        let place = |span: Span| map.place(span).span;
        places.object = place(places.object);
        places.application = place(places.application);
        // A part of a string has no place that can be shown.
        let known = |span: Span| {
            let place = map.place(span);
            (place.quality != Quality::Near).then_some(place.span)
        };
        places.role = places.role.and_then(known);
        places.extent = place(places.extent);
        places.heap = places.heap.and_then(known);
        places.specs = places.specs.and_then(known);
        places.sizes = places.sizes.iter().copied().filter_map(known).collect();
        for value in self.values_mut() {
            value.span = place(value.span);
        }
        self
    }
}

/// The places of a pod in the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodPlaces {
    /// The application as a whole.
    pub object: Span,
    /// Its name, else its kind.
    pub application: Span,
    /// The role's key, or what replaces it, if its place is known.
    pub role: Option<Span>,
    /// From the role's key to the end of its value.
    pub extent: Span,
    /// The size of the heap, if it is written.
    pub heap: Option<Span>,
    /// The value of the annotation that requests specs.
    pub specs: Option<Span>,
    /// All values that determine the pod's size.
    pub sizes: Vec<Span>,
}

/// The memory of Spark's container, and of the others.
#[derive(Clone, Debug, Default)]
pub struct MemoryPlan {
    /// The request of Spark's container.
    pub request: Option<Mib>,
    /// The limit of Spark's container.
    pub limit: Option<Mib>,
    /// The requests of all containers together, part by part.
    pub sum: Option<MemorySum>,
    /// The requests of the other containers.
    pub other_containers: Mib,
}

/// An entry of the annotation that requests specs.
#[derive(Clone, Debug)]
pub struct SpecPlan {
    /// The text of the entry.
    pub spec: String,
    /// Whether the pod fits; `None` if one of the two sizes is unknown.
    pub holds: Option<bool>,
}

/// The refusal of a pod.
#[derive(Clone, Debug)]
pub struct RefusedBy {
    /// `spark-submit`, `driver-pod`, …
    pub stage: &'static str,
    /// The reason.
    pub message: String,
}
