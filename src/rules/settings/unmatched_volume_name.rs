//! A mount of an unknown volume, and a volume that nothing mounts.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::{JudgedApplication, JudgedPod},
    source::is_placeholder,
    spark::{Mount, MountedBy, is_local_dir},
    yaml::{Kind, Node},
};

pub(in crate::rules) const PAGE: &str = page!("ECI618-unmatched-volume-name");

/// How the names of volumes start that Spark itself puts into a pod.
const OF_SPARK: [&str; 5] = ["spark-", "hadoop-", "krb5-", "pod-template-", "delegation-"];

/// How many typos a name may have.
const SLIPS: usize = 2;
/// Comparing letters takes longer than all else: for how many mounts of a pod the volume that was meant is looked for,
/// and how long a name may be, which is as long as Kubernetes allows.
const COMPARED: usize = 100;
const LONGEST_NAME: usize = 63;
/// How many volumes a finding names.
const NAMED: usize = 3;

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let spec = judged.application.spec.as_ref();
    let written = spec.and_then(|spec| spec.value.get("volumes"));
    // What the names in something else than a list are is not known.
    let is_list = written.is_none_or(|volumes| matches!(volumes.kind(), Kind::Sequence));
    if judged.form.is_unserved || !is_list {
        return Vec::new();
    }
    let volumes = application_volumes(judged);
    let mut meant = Meant::default();
    let mut found = Vec::new();
    for pod in &judged.pods {
        found.extend(skipped(pod, &volumes, &mut meant));
        found.extend(refused(judged, pod, &volumes, &mut meant));
    }
    found.extend(unused(judged, &volumes, &meant));
    found
}

/// The volumes that findings about mounts name: that nothing mounts them is the same mistake.
#[derive(Default)]
struct Meant<'d> {
    names: BTreeSet<&'d str>,
    /// Of those that differ from a mount in their number only.
    stems: BTreeSet<&'d str>,
}

impl Meant<'_> {
    fn includes(&self, name: &str) -> bool {
        self.names.contains(name) || self.stems.contains(stem(name))
    }
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

/// Mounts of a role without a volume of the application: the operator skips them.
fn skipped<'d>(
    pod: &JudgedPod<'_, 'd>,
    volumes: &[(&'d str, Node<'d>)],
    meant: &mut Meant<'d>,
) -> Vec<Diagnostic> {
    let skipped = &pod.pod.skipped_mounts;
    if skipped.is_empty() {
        return Vec::new();
    }
    let mounts = &pod.pod.container.mounts;
    let mounted: BTreeSet<&str> = mounts.iter().map(|mount| &*mount.volume).collect();
    let free = volumes.iter().filter(|(name, _)| !mounted.contains(name));
    let free: Vec<_> = free.copied().collect();
    let mut siblings: BTreeMap<&str, Vec<(&'d str, Node<'d>)>> = BTreeMap::new();
    for volume in &free {
        siblings.entry(stem(volume.0)).or_default().push(*volume);
    }
    let of_pod: BTreeSet<&str> = pod.pod.volumes.iter().map(|volume| &*volume.name).collect();
    let skipped = skipped.iter();
    let skipped = skipped.filter(|mount| !is_placeholder(&mount.volume));
    let found = skipped.enumerate().map(|(at, mount)| {
        let name = &*mount.volume;
        let diagnostic = skipped_mount(pod, mount);
        if let Some((near, node)) = nearest(at, name, &free) {
            meant.names.insert(near);
            return diagnostic
                .related(node.span(), "this one is not mounted")
                .help(format!("write `{near}`"))
                .fix(rename(pod, mount, near));
        }
        if of_pod.contains(name) {
            return diagnostic.help(format!(
                "mount it in the container of the template, or write the volume below `volumes` of the application: the operator looks for `{name}` only there"
            ));
        }
        let siblings = siblings.get(stem(name)).map_or(&[][..], Vec::as_slice);
        if let Some((sibling, _)) = siblings.first() {
            meant.stems.insert(stem(sibling));
        }
        let instead = if siblings.is_empty() { &free } else { siblings };
        let related = siblings.iter().take(NAMED);
        related
            .fold(diagnostic, |diagnostic, (_, node)| {
                diagnostic.related(node.span(), "this one is not mounted")
            })
            .help(format!(
                "add a volume `{name}` to `volumes` of the application{}",
                or_mount(instead)
            ))
    });
    found.collect()
}

fn skipped_mount(pod: &JudgedPod<'_, '_>, mount: &Mount) -> Diagnostic {
    let (name, role) = (&mount.volume, pod.pod.role);
    let instead = match &*mount.path {
        "" => String::new(),
        path => format!(", and `{path}` is an ordinary folder of its container"),
    };
    let message =
        format!("unknown volume `{name}`: the operator skips this mount of the {role}{instead}");
    Diagnostic::at(mount.span, "no such volume", message)
}

fn or_mount(volumes: &[(&str, Node<'_>)]) -> String {
    let names = volumes.iter().take(NAMED);
    let mut names: Vec<_> = names.map(|(name, _)| format!("`{name}`")).collect();
    if names.is_empty() {
        return String::new();
    }
    if volumes.len() > NAMED {
        names.push("another one that is not mounted".to_owned());
    }
    format!(", or mount {}", names.join(" or "))
}

/// Mounts of containers without a volume of the pod: the API server rejects the pod.
fn refused<'d>(
    judged: &JudgedApplication<'_, 'd>,
    pod: &JudgedPod<'_, 'd>,
    volumes: &[(&'d str, Node<'d>)],
    meant: &mut Meant<'d>,
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
    let of_pod: Vec<_> = known.iter().map(|volume| (*volume, ())).collect();
    let of_application: BTreeMap<&str, Node<'d>> = volumes.iter().rev().copied().collect();
    let found = mounts.enumerate().map(|(at, mount)| {
        let (name, role) = (&mount.volume, pod.pod.role);
        let message =
            format!("unknown volume `{name}` in the {role}'s pod: the API server rejects the pod");
        let diagnostic = Diagnostic::at(mount.span, "no such volume in the pod", message);
        if let Some((volume, node)) = of_application.get_key_value(&**name) {
            meant.names.insert(*volume);
            return diagnostic
                .related(node.span(), "a volume of the application")
                .help(format!(
                    "the operator adds `{name}` to the pod only if `volumeMounts` of the {role} also mounts it: mount it there, or write the volume in the template"
                ));
        }
        match nearest(at, name, &of_pod) {
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
    meant: &Meant<'_>,
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
        !mounted.contains(name) && !meant.includes(name) && !is_placeholder(name)
    });
    let found = unused.map(|(name, node)| {
        let is_local = is_local_dir(name);
        let effect = if is_local {
            "Spark keeps its shuffle data elsewhere"
        } else {
            "it is added to no pod"
        };
        let message = format!("unused volume `{name}`: no role mounts it, and {effect}");
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

/// The only name that is like that of this mount: it differs in a letter or two, or one is the end of the other.
fn nearest<'n, T: Copy>(at: usize, name: &str, known: &[(&'n str, T)]) -> Option<(&'n str, T)> {
    if at >= COMPARED {
        return None;
    }
    let is_end = |long: &str, short: &str| {
        long.strip_suffix(short)
            .is_some_and(|start| start.ends_with('-'))
    };
    let is_same = |other: &str| {
        let mut pairs = name.bytes().zip(other.bytes());
        let is_dash = |letter: u8| letter == b'-' || letter == b'_';
        name.len() == other.len()
            && pairs.all(|(a, b)| a.eq_ignore_ascii_case(&b) || is_dash(a) && is_dash(b))
    };
    let is_near = |other: &str| {
        is_end(other, name)
            || is_end(name, other)
            || is_same(other)
            // In a short name, two other letters are more likely another name.
            || (2 * SLIPS + 1..=LONGEST_NAME).contains(&name.len())
                && name.len().abs_diff(other.len()) <= SLIPS
                && number(name) == number(other)
                && strsim::damerau_levenshtein(name, other) <= SLIPS
    };
    let mut near = known.iter().filter(|(other, _)| is_near(other));
    let first = near.next()?;
    near.next().is_none().then_some(*first)
}

/// `data-1` and `data-2` are two volumes, not a typo.
fn number(name: &str) -> &str {
    name.trim_start_matches(|letter: char| !letter.is_ascii_digit())
}

/// What `data`, `data-1` and `data-2` have in common.
fn stem(name: &str) -> &str {
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    name.trim_end_matches(['-', '_'])
}

fn rename(pod: &JudgedPod<'_, '_>, mount: &Mount, name: &str) -> Option<Fix> {
    let edit = pod.fixer.editor()?.replace(mount.span, name);
    let title = format!("Mount `{name}`");
    pod.fixer.fix(Safety::Unsafe, title, [edit])
}
