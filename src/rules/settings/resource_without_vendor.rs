//! A custom resource without a vendor.

use super::{Advice, refused};
use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    spark::Problem,
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = page!("ECI612-resource-without-vendor");

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
        let gpu = &judged.catalog.limits.gpu_resource;
        let gpu_vendor = gpu.split('/').next().unwrap_or_default();
        let fixer = judged.fixer;
        let edit = fixer.put("sparkConf", &[&vendor], &New::text(gpu_vendor));
        Advice {
            help: format!("add `{vendor}: {gpu_vendor}` to `sparkConf`"),
            fix: fixer.fix(
                Safety::Unsafe,
                format!("Add the vendor `{gpu_vendor}`"),
                [edit],
            ),
            alternatives: Vec::new(),
        }
    })
}
