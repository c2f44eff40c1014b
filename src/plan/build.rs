use super::{
    FilePlan, Given, GivenBy, InstanceKind, MemoryPlan, PodPlaces, PodPlan, RefusedBy, SpecPlan,
};
use crate::{
    eci::{EntryKind, Spec},
    judged::{self, JudgedApplication, JudgedPod},
    kube::{Mib, MilliCpu},
    lint::{self, LintOptions},
    source::OriginMap,
    spark::{
        Application, ContainerMemory, Memory, Origin, OverheadReason, Sourced, Stage, Unjudged,
    },
    written::{self, Part, UnjudgedText, Visit},
    yaml::ParseError,
};

/// The plan of one file. `None` when no Spark application is named in it.
#[must_use]
pub fn plan_bytes(bytes: &[u8], options: LintOptions<'_>) -> Option<FilePlan> {
    if !written::may_matter(bytes, options.form) {
        return None;
    }
    let mut plan = FilePlan::default();
    let (source, parts) = written::read(bytes, options.form);
    for part in &parts {
        let of_document = plan_document(source.slice(part.span), part, options);
        plan.applications += of_document.applications;
        plan.without_pods += of_document.without_pods;
        plan.not_judged += of_document.not_judged;
        plan.pods.extend(of_document.pods);
    }
    (plan.applications > 0 || plan.not_judged > 0).then_some(plan)
}

/// The plan of one part of a file by its text.
#[must_use]
pub fn plan_document(text: &str, part: &Part, options: LintOptions<'_>) -> FilePlan {
    let mut planner = Planner {
        options,
        plan: FilePlan::default(),
        entered: Vec::new(),
    };
    written::visit(text, part, &mut planner);
    planner.plan
}

struct Planner<'o> {
    options: LintOptions<'o>,
    plan: FilePlan,
    /// How many pods and unjudged texts were known when each text was entered that is still visited.
    entered: Vec<(usize, usize)>,
}

impl Visit for Planner<'_> {
    fn application(&mut self, source: &str, application: &Application<'_>, _: Option<&str>) {
        if self.options.patch_of.is_some() && !application.is_whole() {
            self.plan.not_judged += 1;
            return;
        }
        self.plan.applications += 1;
        let settings = self.options.settings;
        let rows = judged::judge(application, source, &settings.environment, rows);
        self.plan.without_pods += usize::from(rows.is_empty());
        self.plan.pods.extend(rows);
    }

    fn broken(&mut self, _: &ParseError, _: Option<&str>) {
        self.plan.not_judged += 1;
    }

    fn unjudged(&mut self, text: &UnjudgedText, _: Option<&str>) {
        self.plan.not_judged += 1;
        self.plan.unjudged_texts.push(text.place);
    }

    fn enter(&mut self, _: &OriginMap) {
        let plan = &self.plan;
        self.entered
            .push((plan.pods.len(), plan.unjudged_texts.len()));
    }

    fn leave(&mut self, map: &OriginMap) {
        let (pods, texts) = self.entered.pop().unwrap_or_default();
        for pod in self.plan.pods.split_off(pods) {
            self.plan.pods.push(pod.placed(map));
        }
        for text in &mut self.plan.unjudged_texts[texts..] {
            *text = map.place(*text).span;
        }
    }
}

fn rows(judged: &JudgedApplication<'_, '_>) -> Vec<PodPlan> {
    let refusals = judged.pods.iter().flat_map(|pod| pod.pod.unjudged());
    // What stops the application before it runs stops all of its pods.
    let common = refusals
        .filter(|refusal| {
            refusal
                .refused_by
                .is_some_and(|stage| stage <= Stage::DriverStart)
        })
        .min_by_key(|refusal| refusal.refused_by);
    let pods = judged.pods.iter();
    pods.map(|pod| row(pod, judged.application, common))
        .collect()
}

fn row(
    judged: &JudgedPod<'_, '_>,
    application: &Application<'_>,
    common: Option<&Unjudged>,
) -> PodPlan {
    let pod = judged.pod;
    let own = pod
        .unjudged()
        .filter(|refusal| refusal.refused_by.is_some());
    let own = own.min_by_key(|refusal| refusal.refused_by);
    let refused = common.or(own).and_then(|refusal| {
        Some(RefusedBy {
            stage: refusal.refused_by?.name(),
            message: refusal.message(),
        })
    });
    let by_limit = || {
        let low = judged.low_limits().into_iter().next()?;
        Some(RefusedBy {
            stage: Stage::ApiServer.name(),
            message: low.reason(pod.role.name()),
        })
    };
    let refused = refused.or_else(by_limit);
    let nothing = (MilliCpu(0), Mib(0));
    let needs = judged.size.requests().filter(|needs| *needs != nothing);
    let holds = |size: Option<Spec>| {
        let (size, (cpu, memory)) = (size?, needs?);
        Some(size.holds(cpu, memory))
    };
    let specs = judged.entries.iter().map(|entry| SpecPlan {
        spec: entry.entry.text.clone(),
        holds: holds(entry.size),
    });
    let cpu = |cpu: &Result<Option<Sourced<MilliCpu>>, Unjudged>| {
        Some(cpu.as_ref().ok()?.as_ref()?.value)
    };
    PodPlan {
        application: lint::subject(application),
        role: pod.role.name(),
        pods: pod.count.as_ref().ok().copied(),
        cpu_request: cpu(&pod.container.cpu_request),
        cpu_limit: cpu(&pod.container.cpu_limit),
        memory: memory(judged),
        needs,
        specs: specs.collect(),
        given: given(judged),
        billing: judged.billing(),
        refused,
        places: places(judged, application),
    }
}

fn places(judged: &JudgedPod<'_, '_>, application: &Application<'_>) -> PodPlaces {
    let pod = judged.pod;
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
    let specs = judged.specs();
    PodPlaces {
        object: application.object.span(),
        application: application.span,
        role: Some(pod.span),
        extent: pod.extent,
        heap: heap.and_then(place),
        specs: specs.map(|specs| specs.node.span()),
        sizes: written.chain(refused).filter_map(place).collect(),
    }
}

fn memory(judged: &JudgedPod<'_, '_>) -> MemoryPlan {
    let container = &judged.pod.container;
    let request = container.memory.as_ref().ok().and_then(Option::as_ref);
    let limit = container
        .memory_limit
        .as_ref()
        .ok()
        .and_then(Option::as_ref);
    let parts = request.and_then(ContainerMemory::computed);
    MemoryPlan {
        request: request.map(ContainerMemory::total),
        // Spark writes its request as the limit, too.
        limit: limit.map(|limit| limit.value).or(parts.map(Memory::total)),
        sum: judged.size.memory_sum.clone(),
        other_containers: judged.size.sidecar_memory,
    }
}

/// The first entry of the annotation decides; without one, the size of the containers.
fn given(judged: &JudgedPod<'_, '_>) -> Option<Given> {
    let Some(first) = judged.entries.first() else {
        let sizing = judged.size.sizing?;
        let default = judged.catalog.limits.default_instance;
        let (cpu, memory) = if sizing == (MilliCpu(0), Mib(0)) {
            (default.vcpu, default.memory)
        } else {
            sizing
        };
        return rounded(judged, cpu, memory);
    };
    let kind = match first.entry.kind {
        EntryKind::InstanceType => InstanceKind::InstanceType,
        _ => InstanceKind::Spec,
    };
    if let Some(size) = first.size {
        return Some(Given {
            name: first.entry.text.clone(),
            kind,
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
        kind: InstanceKind::Spec,
        vcpu: spec.vcpu,
        memory: spec.memory,
        by: GivenBy::Rounded,
    })
}
