use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use super::{
    CustomRule, RuleOptions, annotations, capacity, description::Description, documents, features,
    page, placement, settings, spec,
};
use crate::{
    finding::{Diagnostic, RuleInfo},
    judged::{JudgedApplication, JudgedPod},
};

/// A rule.
pub struct Rule {
    /// The id: `ECI101`.
    pub id: Cow<'static, str>,
    /// How it is run.
    pub check: Check,
    description: Description,
}

impl Rule {
    fn built_in(page: &'static str, check: Check) -> Arc<Self> {
        Arc::new(Self {
            id: page::id(page).into(),
            check,
            description: Description::of_page(page),
        })
    }

    /// A rule that a team wrote.
    #[must_use]
    pub fn custom(info: RuleInfo, rule: CustomRule) -> Arc<Self> {
        Arc::new(Self {
            id: info.id.clone().into(),
            check: Check::Custom(Box::new(rule)),
            description: Description::known(info),
        })
    }

    /// What its page says.
    #[must_use]
    pub fn info(&self) -> &Arc<RuleInfo> {
        self.description.info()
    }

    /// Its options; `set` holds those that differ from the page, by name.
    #[must_use]
    pub fn options<'s>(&'s self, set: Option<&'s BTreeMap<String, u64>>) -> RuleOptions<'s> {
        RuleOptions::new(&self.description, set)
    }
}

/// Whether the rule with an id is on.
pub type IsOn<'o> = &'o dyn Fn(&str) -> bool;

/// How a rule is run.
pub enum Check {
    /// By the linter itself.
    Linter,
    /// On each application.
    Application(fn(&JudgedApplication<'_, '_>) -> Vec<Diagnostic>),
    /// On each pod.
    Pod(fn(&JudgedPod<'_, '_>) -> Vec<Diagnostic>),
    /// On each pod that is meant for ECI, where what is reported depends on which other rules are on.
    EciPodBeside(fn(&JudgedPod<'_, '_>, IsOn<'_>) -> Vec<Diagnostic>),
    /// On each pod that is meant for ECI.
    EciPod(fn(&JudgedPod<'_, '_>) -> Vec<Diagnostic>),
    /// Likewise, with the application, for rules that compare pods.
    EciPodOf(fn(&JudgedApplication<'_, '_>, &JudgedPod<'_, '_>) -> Vec<Diagnostic>),
    /// On each pod that is meant for ECI, with the rule's options.
    EciPodWithOptions(fn(&JudgedPod<'_, '_>, RuleOptions<'_>) -> Vec<Diagnostic>),
    /// On each pod or each application, as its `on` says.
    Custom(Box<CustomRule>),
}

macro_rules! rules {
    ($($check:ident $group:ident::$name:ident,)*) => {
        vec![$(Rule::built_in($group::$name::PAGE, rules!(@ $check $group $name))),*]
    };
    (@ Linter $group:ident $name:ident) => { Check::Linter };
    (@ $check:ident $group:ident $name:ident) => { Check::$check($group::$name::check) };
}

/// The built-in rules, by id.
#[must_use]
pub fn all() -> &'static [Arc<Rule>] {
    static RULES: LazyLock<Vec<Arc<Rule>>> = LazyLock::new(|| {
        rules![
            Linter documents::invalid_yaml,
            Pod documents::not_judged,
            Linter documents::unused_suppression,
            Application documents::duplicate_key,
            Application documents::unserved_api_version,
            Application documents::invalid_field_type,
            Application documents::unknown_field,
            Application documents::airflow_template,
            Application documents::missing_field,
            Application documents::repeated_item,
            Application documents::invalid_metadata,
            Linter documents::custom_rule_not_judged,
            EciPodBeside placement::missing_node_selector,
            EciPod placement::missing_toleration,
            EciPod placement::toleration_mismatch,
            EciPod placement::node_selector_mismatch,
            Application placement::node_selector_conflict,
            EciPod placement::affinity_excludes_eci,
            EciPod placement::vnode_mismatch,
            EciPod placement::eci_label_overrides,
            EciPod placement::deprecated_eci_label,
            Application placement::webhook_only_placement,
            EciPod placement::toleration_only,
            Pod placement::driver_elsewhere,
            Pod placement::acs_pod,
            EciPod placement::unavailable_topology,
            EciPod spec::unsupported_spec,
            EciPod spec::malformed_spec,
            EciPod spec::too_many_specs,
            EciPod spec::mixed_spec_kinds,
            EciPod spec::unknown_instance_type,
            EciPod spec::retired_instance_type,
            EciPod spec::instance_type_requirement,
            EciPod spec::regional_spec,
            EciPod spec::spot_spec,
            EciPod spec::no_spec,
            EciPodWithOptions spec::single_spec,
            EciPod spec::obsolete_spec_annotation,
            EciPod spec::too_many_gpus,
            EciPod spec::gpu_resource_name,
            EciPod capacity::cores_exceed_spec,
            EciPod capacity::memory_exceeds_spec,
            EciPod capacity::memory_overhead_exceeds_spec,
            EciPod capacity::pod_too_large,
            EciPodWithOptions capacity::oversized_spec,
            EciPod capacity::memory_limit_exceeds_spec,
            EciPod capacity::memory_used_as_disk,
            EciPod annotations::unknown_annotation,
            EciPod annotations::invalid_annotation_value,
            EciPod annotations::output_only_annotation,
            EciPod annotations::deprecated_annotation,
            Application annotations::misplaced_annotation,
            EciPod annotations::conflicting_annotations,
            Application annotations::image_cache_missing,
            Application annotations::image_cache_one_role,
            Application annotations::image_cache_defeated,
            EciPod annotations::image_cache_both_ways,
            EciPod annotations::spot_driver,
            EciPod annotations::spot_price_limit,
            EciPod annotations::spot_without_fallback,
            EciPodOf annotations::one_address_for_many,
            EciPod annotations::private_pool_without_type,
            EciPod features::host_path,
            EciPod features::host_network,
            EciPod features::privileged,
            Application features::node_port,
            EciPod features::too_many_containers,
            EciPod features::too_many_volumes,
            EciPod features::reserved_port,
            EciPod features::ephemeral_storage,
            Application features::external_shuffle_service,
            EciPod features::capability_or_sysctl,
            EciPod features::disk_with_late_binding,
            EciPod features::too_many_disks,
            EciPod features::host_namespaces,
            Pod settings::invalid_memory_string,
            Pod settings::heap_too_small,
            Pod settings::core_limit_below_request,
            Pod settings::invalid_quantity,
            Application settings::template_needs_spark_3,
            Application settings::invalid_name,
            Application settings::denied_spark_conf,
            Application settings::shadowed_spark_conf,
            Pod settings::dynamic_allocation_bounds,
            Application settings::dynamic_allocation_without_tracking,
            Application settings::client_mode,
            Pod settings::resource_without_vendor,
            Application settings::unknown_spark_conf,
            Application settings::invalid_spark_conf_value,
            Application settings::overwritten_spark_conf,
            Application settings::refused_java_options,
            Pod settings::memory_limit_below_request,
            Application settings::unmatched_volume_name,
            Pod settings::mounted_twice,
            Application settings::allocation_rate,
        ]
    });
    &RULES
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_page_is_a_rule_and_each_rule_has_its_page() {
        let pages = std::fs::read_dir("rules")
            .expect("the pages")
            .filter_map(|entry| {
                let name = entry
                    .expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8");
                let page = name
                    .strip_suffix(".md")
                    .filter(|page| page.starts_with("ECI"));
                page.map(str::to_owned)
            });
        let rules = all()
            .iter()
            .map(|rule| format!("{}-{}", rule.info().id, rule.info().name));
        assert_eq!(
            rules.collect::<BTreeSet<_>>(),
            pages.collect::<BTreeSet<_>>()
        );
        assert!(
            all().is_sorted_by(|one, next| one.info().id < next.info().id),
            "rules stand in the order of their ids"
        );
    }
}
