//! A mount of a volume that is not there, and a volume that nothing mounts.

use std::collections::BTreeSet;

use crate::{
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::{JudgedApplication, JudgedPod},
    source::is_placeholder,
    spark::{Mount, MountedBy, is_local_dir},
    yaml::Node,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI618-unmatched-volume-name.md");

/// How the names of volumes start that Spark itself puts into a pod.
const OF_SPARK: [&str; 5] = ["spark-", "hadoop-", "krb5-", "pod-template-", "delegation-"];

/// How many slips of a letter a name may have.
const SLIPS: usize = 2;

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    if judged.form.is_unserved {
        return Vec::new();
    }
    let volumes = application_volumes(judged);
    let mut meant = BTreeSet::new();
    let mut found = Vec::new();
    for pod in &judged.pods {
        for mount in &pod.pod.skipped_mounts {
            if !is_placeholder(&mount.volume) {
                found.push(skipped(pod, mount, &volumes, &mut meant));
            }
        }
        found.extend(refused(judged, pod, &volumes, &mut meant));
    }
    found.extend(unused(judged, &volumes, &meant));
    found
}

/// The volumes of the application, by name.
fn application_volumes<'d>(judged: &JudgedApplication<'_, 'd>) -> Vec<(&'d str, Node<'d>)> {
    let spec = judged.application.spec.as_ref();
    let spec = spec.filter(|_| judged.has_role_fields());
    let volumes = spec.and_then(|spec| spec.value.get("volumes"));
    let volumes = volumes.into_iter().flat_map(Node::items);
    volumes
        .filter_map(|volume| {
            let name = volume.get("name")?;
            Some((name.scalar_text()?, name))
        })
        .collect()
}

/// A mount of a role without a volume of the application: the operator skips it.
fn skipped<'d>(
    pod: &JudgedPod<'_, 'd>,
    mount: &Mount,
    volumes: &[(&'d str, Node<'d>)],
    meant: &mut BTreeSet<&'d str>,
) -> Diagnostic {
    let role = pod.pod.role;
    let name = &mount.volume;
    let message = format!(
        "the application has no volume `{name}`: the operator skips this mount of the {role}, and `{}` is an ordinary folder of the image",
        mount.path
    );
    let diagnostic = Diagnostic::at(mount.span, "names no volume", message);
    let mounted = |volume: &str| {
        pod.pod
            .container
            .mounts
            .iter()
            .any(|own| own.volume == volume)
    };
    let free = volumes.iter().filter(|(volume, _)| !mounted(volume));
    let free: Vec<_> = free.copied().collect();
    if let Some((near, node)) = nearest(name, &free) {
        meant.insert(near);
        return diagnostic
            .related(node.span(), "this one is not mounted")
            .help(format!("write `{near}`"))
            .fix(rename(pod, mount, near));
    }
    let in_template = pod.pod.volumes.iter().any(|volume| volume.name == *name);
    diagnostic.help(if in_template {
        format!(
            "mount it in the container of the template, or write the volume below `volumes` of the application: the operator looks for `{name}` only there"
        )
    } else if free.is_empty() {
        format!("add a volume `{name}` to `volumes` of the application")
    } else {
        let names: Vec<_> = free.iter().map(|(name, _)| format!("`{name}`")).collect();
        format!(
            "add a volume `{name}` to `volumes` of the application, or mount {}",
            names.join(" or ")
        )
    })
}

/// Mounts of containers without a volume of the pod: the API server refuses the pod.
fn refused<'d>(
    judged: &JudgedApplication<'_, 'd>,
    pod: &JudgedPod<'_, 'd>,
    volumes: &[(&'d str, Node<'d>)],
    meant: &mut BTreeSet<&'d str>,
) -> Vec<Diagnostic> {
    let own = &pod.pod.container.mounts;
    let mut known: BTreeSet<&str> = pod.pod.volumes.iter().map(|volume| &*volume.name).collect();
    let brought = own.iter().filter(|mount| mount.by != MountedBy::Container);
    known.extend(brought.map(|mount| &*mount.volume));
    let spec = judged.application.spec.as_ref();
    let has_monitoring = spec.is_some_and(|spec| spec.value.get("monitoring").is_some());
    let is_known = |mount: &Mount| {
        let name = &*mount.volume;
        known.contains(name)
            || is_placeholder(name)
            || OF_SPARK.iter().any(|prefix| name.starts_with(prefix))
            || has_monitoring && name.ends_with("-vol")
    };
    let others = pod.pod.containers_beside().flat_map(|other| &other.mounts);
    let of_containers = own.iter().filter(|mount| mount.by == MountedBy::Container);
    let mounts = of_containers.chain(others);
    let mut told = BTreeSet::new();
    let mounts = mounts.filter(|mount| !is_known(mount) && told.insert(mount.span));
    let found = mounts.map(|mount| {
        let (name, role) = (&mount.volume, pod.pod.role);
        let message =
            format!("the {role}'s pod has no volume `{name}`: the API server refuses the pod");
        let diagnostic = Diagnostic::at(mount.span, "names no volume of the pod", message);
        if let Some((volume, node)) = volumes.iter().find(|(volume, _)| volume == name) {
            meant.insert(*volume);
            return diagnostic
                .related(node.span(), "a volume of the application")
                .help(format!(
                    "the operator adds `{name}` to the pod only if `volumeMounts` of the {role} mounts it, too: mount it there, or write the volume in the template"
                ));
        }
        let of_pod: Vec<_> = known.iter().map(|volume| (*volume, ())).collect();
        match nearest(name, &of_pod) {
            Some((near, ())) => diagnostic
                .help(format!("write `{near}`"))
                .fix(rename(pod, mount, near)),
            None => diagnostic.help(format!("add a volume `{name}`, or remove the mount")),
        }
    });
    found.collect()
}

/// Volumes of the application that no role mounts.
fn unused<'d>(
    judged: &JudgedApplication<'_, 'd>,
    volumes: &[(&'d str, Node<'d>)],
    meant: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let pods = || judged.pods.iter();
    // Where a role has no pod, or loses its mounts, what it would mount is not known.
    let roles = judged.application.kind.spec().roles;
    let is_lost = |pod: &JudgedPod<'_, '_>| {
        let mut lost = judged.form.dropped(&["volumeMounts"], pod.pod.role);
        lost.next().is_some()
    };
    let is_complete = judged.has_webhook() && judged.pods.len() == roles.len();
    if !is_complete || judged.is_open(None) || pods().any(is_lost) {
        return Vec::new();
    }
    let mounts = pods().flat_map(|pod| &pod.pod.container.mounts);
    let mounted: BTreeSet<&str> = mounts.map(|mount| &*mount.volume).collect();
    let unused = volumes.iter().filter(|(name, _)| {
        !mounted.contains(name) && !meant.contains(name) && !is_placeholder(name)
    });
    let found = unused.map(|(name, node)| {
        let is_local = is_local_dir(name);
        let effect = if is_local {
            "Spark keeps its shuffle data elsewhere"
        } else {
            "it is in no pod"
        };
        let message = format!("no role mounts the volume `{name}`: {effect}");
        let diagnostic = Diagnostic::at(node.span(), "not mounted", message).help(format!(
            "mount it with `volumeMounts: [{{name: {name}, mountPath: …}}]` of a role, or remove it"
        ));
        if is_local {
            diagnostic.severity(Severity::Warning)
        } else {
            diagnostic.severity(Severity::Info)
        }
    });
    found.collect()
}

/// The only name that is like this one: it differs in a letter or two, or one is the end of the other.
fn nearest<'n, T: Copy>(name: &str, known: &[(&'n str, T)]) -> Option<(&'n str, T)> {
    let is_end = |long: &str, short: &str| {
        long.strip_suffix(short)
            .is_some_and(|start| start.ends_with('-'))
    };
    let is_near = |other: &str| {
        is_end(other, name)
            || is_end(name, other)
            || other.replace('_', "-").eq_ignore_ascii_case(&name.replace('_', "-"))
            // Two letters make another word of a short one.
            || name.len() > 2 * SLIPS
                && name.len().abs_diff(other.len()) <= SLIPS
                && strsim::damerau_levenshtein(name, other) <= SLIPS
                && number(name) == number(other)
    };
    let mut near = known.iter().filter(|(other, _)| is_near(other));
    let first = near.next()?;
    near.next().is_none().then_some(*first)
}

/// `data-1` and `data-2` are two volumes, not a slip.
fn number(name: &str) -> &str {
    name.trim_start_matches(|letter: char| !letter.is_ascii_digit())
}

fn rename(pod: &JudgedPod<'_, '_>, mount: &Mount, name: &str) -> Option<Fix> {
    let edit = pod.fixer.editor()?.replace(mount.span, name);
    let title = format!("Mount `{name}`");
    pod.fixer.fix(Safety::Unsafe, title, [edit])
}
