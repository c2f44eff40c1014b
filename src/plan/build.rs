use super::{
    FilePlan, MemoryPlan, PodPlaces, PodPlan, RefusedBy, Runs, SpecPlan, WrittenValue,
    written as values,
};
use crate::{
    eci::Spec,
    judged::{self, JudgedApplication, JudgedPod},
    kube::{Mib, MilliCpu},
    lint::{self, LintOptions},
    source::OriginMap,
    spark::{Application, ContainerMemory, Memory, Origin, Sourced, Stage, Unjudged},
    written::{self, Part, UnjudgedText, Visit},
    yaml::ParseError,
};

/// The plan of one file. `None` if it has no Spark application.
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
        let map = OriginMap::starting_at(part.span.start);
        let pods = of_document.pods.into_iter();
        plan.pods.extend(pods.map(|pod| pod.placed(&map)));
    }
    for value in plan.pods.iter_mut().flat_map(PodPlan::values_mut) {
        value.locate(&source);
    }
    (plan.applications > 0 || plan.not_judged > 0).then_some(plan)
}

/// The plan of one document of a file.
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
    /// For each nested text that is being visited: the number of pods and unchecked texts when it was entered.
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
    // A refusal of the application stops all of its pods.
    let common = refusals
        .filter(|refusal| {
            refusal
                .refused_by
                .is_some_and(|stage| stage <= Stage::DriverStart)
        })
        .min_by_key(|refusal| refusal.refused_by);
    let Some(first) = judged.pods.first() else {
        return Vec::new();
    };
    let runs = Runs::new(judged.application, first.environment);
    let pods = judged.pods.iter();
    pods.map(|pod| row(pod, judged, &runs, common)).collect()
}

fn row(
    judged: &JudgedPod<'_, '_>,
    application: &JudgedApplication<'_, '_>,
    runs: &Runs,
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
        application: lint::subject(application.application),
        role: pod.role.name(),
        pods: pod.count.as_ref().ok().copied(),
        cpu_request: cpu(&pod.container.cpu_request),
        cpu_limit: cpu(&pod.container.cpu_limit),
        memory: memory(judged),
        needs,
        specs: specs.collect(),
        given: judged.given(),
        landing: judged.landing(),
        bill: judged.bill(),
        runs: runs.clone(),
        written: values::written(judged, application, common),
        origin: WrittenValue::new(pod.role.name(), String::new(), pod.span),
        refused,
        places: places(judged, application.application),
    }
}

fn places(judged: &JudgedPod<'_, '_>, application: &Application<'_>) -> PodPlaces {
    let pod = judged.pod;
    let memory = pod.container.memory.as_ref().ok().and_then(Option::as_ref);
    let heap = memory.and_then(ContainerMemory::computed);
    let heap = heap.map(|memory| &memory.heap.origin);
    let place = |origin: &Origin| origin.written.then_some(origin.span);
    PodPlaces {
        object: application.object.span(),
        application: application.span,
        role: Some(pod.span),
        extent: pod.extent,
        heap: heap.and_then(place),
        specs: judged.specs().map(|specs| specs.node.span()),
        sizes: values::of_container(judged)
            .filter_map(|(origin, _)| place(origin))
            .collect(),
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
        // Spark sets the limit to its request.
        limit: limit.map(|limit| limit.value).or(parts.map(Memory::total)),
        sum: judged.size.memory_sum.clone(),
        other_containers: judged.size.sidecar_memory,
    }
}
