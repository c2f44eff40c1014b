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
    /// How many Spark applications there are, with pods or without.
    pub applications: usize,
    /// How many of them have no pods, as they have no spec.
    pub without_pods: usize,
    /// How many documents name a Spark application and could not be judged.
    pub not_judged: usize,
    /// Where the texts among them are.
    pub unjudged_texts: Vec<Span>,
}

impl FilePlan {
    /// Adds what another text asks for.
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
    /// How many there will be; `None` where that is not known.
    pub pods: Option<Count>,
    /// CPU that Spark's container asks for.
    pub cpu_request: Option<MilliCpu>,
    /// The most CPU that it may use.
    pub cpu_limit: Option<MilliCpu>,
    /// Memory.
    pub memory: MemoryPlan,
    /// What all containers of the pod together ask for.
    pub needs: Option<(MilliCpu, Mib)>,
    /// The entries of the annotation.
    pub specs: Vec<SpecPlan>,
    /// The instance that ECI gives, where it runs there and the instance is known.
    pub given: Option<Given>,
    /// Where it runs.
    pub landing: Landing,
    /// What ECI bills it for.
    pub bill: Bill,
    /// When the application runs, and how long.
    pub runs: Runs,
    /// The values on which all of this depends.
    pub written: Vec<WrittenValue>,
    /// Who refuses the pod, and why.
    pub refused: Option<RefusedBy>,
    /// Where the role is written, else the application.
    pub origin: WrittenValue,
    /// Where it is written.
    pub places: PodPlaces,
}

impl PodPlan {
    /// All values with a place.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut WrittenValue> {
        self.written.iter_mut().chain([&mut self.origin])
    }

    /// The same about the places where its text is written.
    #[must_use]
    pub fn placed(mut self, map: &OriginMap) -> Self {
        let places = &mut self.places;
        let place = |span: Span| map.place(span).span;
        places.object = place(places.object);
        places.application = place(places.application);
        // What is somewhere in a string is at no place that can be shown.
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

/// Where a pod is written: places in the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodPlaces {
    /// The application as a whole.
    pub object: Span,
    /// Its name, else its kind.
    pub application: Span,
    /// The role's key, or what stands for it, where its place is known.
    pub role: Option<Span>,
    /// From the role's key to the end of its value.
    pub extent: Span,
    /// The size of the heap, where one is written.
    pub heap: Option<Span>,
    /// The annotation that asks for specs, where there is one: its value.
    pub specs: Option<Span>,
    /// All values from which the pod's size comes.
    pub sizes: Vec<Span>,
}

/// Memory of Spark's container, and of the others.
#[derive(Clone, Debug, Default)]
pub struct MemoryPlan {
    /// Asked for.
    pub request: Option<Mib>,
    /// At most.
    pub limit: Option<Mib>,
    /// What all containers together ask for, part by part.
    pub sum: Option<MemorySum>,
    /// What the other containers ask for.
    pub other_containers: Mib,
}

/// An entry of the annotation.
#[derive(Clone, Debug)]
pub struct SpecPlan {
    /// As it is written.
    pub spec: String,
    /// Whether it holds the pod; `None` where one of the two is not known.
    pub holds: Option<bool>,
}

/// Who refuses a pod.
#[derive(Clone, Debug)]
pub struct RefusedBy {
    /// `spark-submit`, `driver-pod`, …
    pub stage: &'static str,
    /// Why.
    pub message: String,
}
