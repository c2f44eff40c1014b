//! Two volumes with the same mount path, or with the same name.

use std::collections::BTreeMap;

use crate::{
    finding::Diagnostic,
    judged::JudgedPod,
    source::is_placeholder,
    spark::{Mount, MountedBy, Role},
};

pub(in crate::rules) const PAGE: &str = page!("ECI619-mounted-twice");

/// Where Spark mounts its own settings into the driver.
///
/// Source: `KubernetesClientApplication` of Spark.
const CONF_DIR: &str = "/opt/spark/conf";

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if judged.form.is_unserved {
        return Vec::new();
    }
    let pod = judged.pod;
    let own = &pod.container.mounts;
    let owner = format!("the {}'s container", pod.role);
    let mut found = same_path(judged, own, &owner);
    found.extend(same_config_map(judged, own));
    found.extend(conf_dir(judged, own));
    for other in pod.containers_beside() {
        let name = other
            .node
            .get("name")
            .and_then(crate::yaml::Node::scalar_text);
        let owner = format!(
            "the container `{}` of the {}",
            name.unwrap_or_default(),
            pod.role
        );
        found.extend(same_path(judged, &other.mounts, &owner));
    }
    found
}

/// The API server compares paths letter by letter.
fn same_path(judged: &JudgedPod<'_, '_>, mounts: &[Mount], owner: &str) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, &Mount> = BTreeMap::new();
    let mut found = Vec::new();
    for mount in mounts.iter().filter(|mount| is_known(mount)) {
        let Some(first) = known.get(&*mount.path) else {
            known.insert(&mount.path, mount);
            continue;
        };
        // One setting, written as a field and as the setting that it becomes.
        let are_settings = [first, &mount].map(|mount| mount.by == MountedBy::Setting);
        if are_settings == [true; 2] && first.volume == mount.volume {
            continue;
        }
        let what = if first.volume == mount.volume {
            format!("`{}` twice", mount.volume)
        } else {
            format!("`{}` and `{}`", first.volume, mount.volume)
        };
        let message = format!(
            "duplicate mount path `{}`: {owner} mounts {what} there, and the API server rejects the pod",
            mount.path
        );
        let diagnostic = Diagnostic::at(mount.path_span, "the same path again", message)
            .related(first.path_span, "the first")
            .help("mount one of them at another path, or remove it");
        found.push(judged.with_role(diagnostic));
    }
    found
}

/// Each entry of `configMaps` brings a volume, named by the config map.
fn same_config_map(judged: &JudgedPod<'_, '_>, mounts: &[Mount]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, &Mount> = BTreeMap::new();
    let mut found = Vec::new();
    let maps = mounts
        .iter()
        .filter(|mount| mount.by == MountedBy::ConfigMap);
    for mount in maps.filter(|mount| is_known(mount)) {
        match known.get(&*mount.volume) {
            // With the same path it is already reported as a duplicate path.
            Some(first) if first.path != mount.path => {
                let message = format!(
                    "duplicate volume `{}`: the {} mounts its config map twice, and the API server rejects the pod",
                    mount.volume, judged.pod.role
                );
                let diagnostic = Diagnostic::at(mount.span, "the same config map again", message)
                    .related(first.span, "the first")
                    .help("mount it once, or write a volume and two `volumeMounts` of it");
                found.push(diagnostic);
            }
            Some(_) => {}
            None => {
                known.insert(&mount.volume, mount);
            }
        }
    }
    found
}

fn conf_dir(judged: &JudgedPod<'_, '_>, mounts: &[Mount]) -> Option<Diagnostic> {
    let pod = judged.pod;
    let is_built_by_spark =
        matches!(&pod.container.memory, Ok(Some(memory)) if memory.computed().is_some());
    if pod.role != Role::Driver || !is_built_by_spark {
        return None;
    }
    let mount = mounts.iter().find(|mount| mount.path == CONF_DIR)?;
    let message = format!(
        "duplicate mount path `{CONF_DIR}`: the driver's container mounts `{}` where Spark mounts its own settings, and the API server rejects the pod",
        mount.volume
    );
    let diagnostic = Diagnostic::at(mount.path_span, "Spark also mounts there", message).help(
        "mount it at another path; `sparkConfigMap` mounts a config map at `/etc/spark/conf`, and `sparkConf` takes single settings",
    );
    Some(judged.with_role(diagnostic))
}

fn is_known(mount: &Mount) -> bool {
    !mount.path.is_empty() && !is_placeholder(&mount.path) && !is_placeholder(&mount.volume)
}
