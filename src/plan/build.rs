use super::{FilePlan, Given, GivenBy, MemoryPlan, PodPlaces, PodPlan, Price, RefusedBy, SpecPlan};
use crate::{
    eci::{self, EntryKind, PriceList, Spec},
    judged::{Form, JudgedPod},
    kube::{Mib, MilliCpu},
    lint::{self, Settings},
    source::Span,
    spark::{
        self, Application, ContainerMemory, Count, Memory, Origin, OverheadReason, Placeholder,
        Pod, Sourced, Stage, Unjudged, documents,
    },
    yaml::ParseError,
};

/// What an ECI instance has where nothing at all is asked for.
///
/// Source: `help.aliyun.com/zh/eci/user-guide/specify-the-number-of-vcpus-and-memory-size-to-create-a-pod-1`.
const DEFAULT: Spec = Spec {
    vcpu: MilliCpu(2000),
    memory: Mib(4096),
};

/// How a plan is made.
#[derive(Clone, Copy, Debug)]
pub struct PlanOptions<'o> {
    /// What is known about the operator and the cluster.
    pub settings: &'o Settings,
    /// The prices to reckon with.
    pub prices: Option<&'o PriceList>,
    /// True for a patch, which is no whole application.
    pub is_patch: bool,
}

/// The plan of one file. `None` when no Spark application is named in it.
#[must_use]
pub fn plan_bytes(bytes: &[u8], options: PlanOptions<'_>) -> Option<FilePlan> {
    if !lint::may_matter(bytes) {
        return None;
    }
    let mut plan = FilePlan::default();
    let (source, chunks) = documents::read(bytes);
    for chunk in &chunks {
        let of_document = plan_document(source.slice(chunk.span), chunk.error.as_ref(), options);
        plan.not_judged += of_document.not_judged;
        plan.pods.extend(of_document.pods);
    }
    (!plan.pods.is_empty() || plan.not_judged > 0).then_some(plan)
}

/// The plan of one document: its text, and what keeps it from being parsed before that is tried.
#[must_use]
pub fn plan_document(text: &str, error: Option<&ParseError>, options: PlanOptions<'_>) -> FilePlan {
    let mut planner = Planner {
        options,
        plan: FilePlan::default(),
    };
    documents::visit(text, error, &mut planner);
    planner.plan
}

struct Planner<'o> {
    options: PlanOptions<'o>,
    plan: FilePlan,
}

impl documents::Visit for Planner<'_> {
    fn application(&mut self, source: &str, application: &Application<'_>, _: Option<&str>) {
        if self.options.is_patch {
            self.plan.not_judged += 1;
            return;
        }
        let pods = spark::submission(application, self.options.settings.pods).pods;
        let refusals = || pods.iter().flat_map(Pod::unjudged);
        // What stops the application before it runs stops all of its pods.
        let common = refusals()
            .filter(|refusal| {
                refusal
                    .refused_by
                    .is_some_and(|stage| stage <= Stage::DriverStart)
            })
            .min_by_key(|refusal| refusal.refused_by);
        let form = Form::default();
        for pod in &pods {
            let environment = &self.options.settings.environment;
            let judged = JudgedPod::new(pod, source, environment, &form);
            let row = row(&judged, application, common, self.options.prices);
            self.plan.pods.push(row);
        }
    }

    fn broken(&mut self, _: &ParseError, _: Option<&str>) {
        self.plan.not_judged += 1;
    }

    fn template(&mut self, _: Span, _: &Placeholder) {
        self.plan.not_judged += 1;
    }
}

fn row(
    judged: &JudgedPod<'_, '_>,
    application: &Application<'_>,
    common: Option<&Unjudged>,
    prices: Option<&PriceList>,
) -> PodPlan {
    let pod = judged.pod;
    let own = pod
        .unjudged()
        .filter(|refusal| refusal.refused_by.is_some());
    let own = own.min_by_key(|refusal| refusal.refused_by);
    let refused = common.or(own).and_then(|refusal| {
        Some(RefusedBy {
            stage: refusal.refused_by?.name(),
            message: refusal.message.clone(),
        })
    });
    let nothing = (MilliCpu(0), Mib(0));
    let needs = pod.requests().filter(|needs| *needs != nothing);
    let holds = |size: Option<Spec>| {
        let (size, (cpu, memory)) = (size?, needs?);
        Some(size.holds(cpu, memory))
    };
    let specs = judged.entries.iter().map(|entry| SpecPlan {
        spec: entry.entry.text.clone(),
        holds: holds(entry.size),
    });
    let specs = specs.collect();
    let given = given(judged);
    let pods = pod.count.as_ref().ok().copied();
    let cpu = |cpu: &Result<Option<Sourced<MilliCpu>>, Unjudged>| {
        Some(cpu.as_ref().ok()?.as_ref()?.value)
    };
    PodPlan {
        application: lint::subject(application),
        role: pod.role.field(),
        pods,
        cpu_request: cpu(&pod.container.cpu_request),
        cpu_limit: cpu(&pod.container.cpu_limit),
        memory: memory(pod),
        needs,
        specs,
        price: prices
            .zip(given.as_ref())
            .and_then(|(prices, given)| price(prices, given, pods)),
        given,
        refused,
        places: places(pod, application),
    }
}

fn places(pod: &Pod<'_>, application: &Application<'_>) -> PodPlaces {
    let container = &pod.container;
    let request = container.memory.as_ref().ok().and_then(Option::as_ref);
    let parts = request.and_then(ContainerMemory::computed);
    let given = match request {
        Some(ContainerMemory::Given(given)) => Some(&given.origin),
        _ => None,
    };
    let overhead = parts.and_then(|memory| match &memory.overhead.reason {
        OverheadReason::Explicit(origin) => Some(origin),
        OverheadReason::Share { factor, .. } => factor.origin.as_ref(),
    });
    let memory_limit = container.memory_limit.as_ref().ok();
    let heap = parts.map(|memory| &memory.heap.origin);
    let of_memory = [
        heap,
        given,
        overhead,
        parts.and_then(|memory| Some(&memory.off_heap.as_ref()?.origin)),
        parts.and_then(|memory| Some(&memory.pyspark.as_ref()?.origin)),
        memory_limit.and_then(|limit| Some(&limit.as_ref()?.origin)),
    ];
    let of_cpu = [&container.cpu_request, &container.cpu_limit]
        .map(|cpu| Some(&cpu.as_ref().ok()?.as_ref()?.origin));
    let written = of_memory.into_iter().chain(of_cpu).flatten();
    let refused = pod.unjudged().map(|refusal| &refusal.origin);
    let place = |origin: &Origin| origin.written.then_some(origin.span);
    let specs = pod.annotation(eci::USE_SPECS);
    PodPlaces {
        object: application.object.span(),
        application: application.span,
        role: pod.span,
        extent: pod.extent,
        heap: heap.and_then(place),
        specs: specs.map(|specs| specs.node.span()),
        sizes: written.chain(refused).filter_map(place).collect(),
    }
}

fn memory(pod: &Pod<'_>) -> MemoryPlan {
    let container = &pod.container;
    let request = container.memory.as_ref().ok().and_then(Option::as_ref);
    let limit = container
        .memory_limit
        .as_ref()
        .ok()
        .and_then(Option::as_ref);
    let parts = request.and_then(ContainerMemory::computed);
    let part = |of: fn(&Memory) -> &Option<Sourced<Mib>>| Some(of(parts?).as_ref()?.value);
    MemoryPlan {
        request: request.map(ContainerMemory::total),
        // Spark writes its request as the limit, too.
        limit: limit.map(|limit| limit.value).or(parts.map(Memory::total)),
        heap: parts.map(|memory| memory.heap.value),
        overhead: parts.map(|memory| memory.overhead.mib),
        off_heap: part(|memory| &memory.off_heap),
        pyspark: part(|memory| &memory.pyspark),
        other_containers: pod.sidecar_requests().1,
    }
}

/// The first entry of the annotation decides; without one, the size of the containers.
fn given(judged: &JudgedPod<'_, '_>) -> Option<Given> {
    let Some(first) = judged.entries.first() else {
        let (cpu, memory) = judged.pod.sizing()?;
        let is_nothing = cpu == MilliCpu(0) && memory == Mib(0);
        let (cpu, memory) = if is_nothing {
            (DEFAULT.vcpu, DEFAULT.memory)
        } else {
            (cpu, memory)
        };
        return rounded(judged, cpu, memory);
    };
    if let Some(size) = first.size {
        return Some(Given {
            name: first.entry.text.clone(),
            vcpu: size.vcpu,
            memory: size.memory,
            by: GivenBy::Asked,
        });
    }
    match first.entry.kind {
        EntryKind::CpuMemory(spec) => rounded(judged, spec.vcpu, spec.memory),
        _ => None,
    }
}

fn rounded(judged: &JudgedPod<'_, '_>, cpu: MilliCpu, memory: Mib) -> Option<Given> {
    let spec = judged.rounded_up(cpu, memory)?;
    Some(Given {
        name: spec.to_string(),
        vcpu: spec.vcpu,
        memory: spec.memory,
        by: GivenBy::Rounded,
    })
}

/// `None` for an instance type: ECI bills those by the prices of ECS.
fn price(prices: &PriceList, given: &Given, pods: Option<Count>) -> Option<Price> {
    if given.name.starts_with("ecs.") {
        return None;
    }
    let pod_hour = prices.hour(Spec {
        vcpu: given.vcpu,
        memory: given.memory,
    });
    Some(Price {
        pod_hour,
        first_hour: pods.map(|pods| f64::from(pods.initial) * pod_hour),
        most_hour: pods.and_then(|pods| Some(f64::from(pods.max?) * pod_hour)),
    })
}
