//! A custom resource without its vendor.

use super::{Advice, refused};
use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    spark::Problem,
    yaml::New,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI612-resource-without-vendor.md");

/// The vendor of the only GPUs that ECI has.
const GPU_VENDOR: &str = "nvidia.com";

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, &[Problem::Vendor], |refused| {
        let resource = refused.origin.setting.trim_end_matches(".amount");
        let vendor = format!("{resource}.vendor");
        if resource.rsplit('.').next() != Some("gpu") {
            let help = format!(
                "add `{vendor}` to `sparkConf`: the part before the `/` of the resource's name in Kubernetes"
            );
            return help.into();
        }
        let fixer = judged.fixer;
        let edit = fixer.put("sparkConf", &[&vendor], &New::text(GPU_VENDOR));
        Advice {
            help: format!("add `{vendor}: {GPU_VENDOR}` to `sparkConf`"),
            fix: fixer.fix(
                Safety::Unsafe,
                format!("Add the vendor `{GPU_VENDOR}`"),
                [edit],
            ),
        }
    })
}
