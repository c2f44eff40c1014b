//! `.Capabilities`: the cluster for which a chart is rendered.
//!
//! Source: `pkg/chart/common/capabilities.go` of Helm 4.1.4, and what `helm template` of that version prints.

use std::rc::Rc;

use super::version;
use crate::gotemplate::{Call, Object, Value};

/// The cluster for which a chart is rendered.
#[derive(Clone, Debug)]
pub struct Capabilities {
    kube_version: KubeVersion,
    api_versions: ApiVersions,
}

impl Default for Capabilities {
    /// The defaults of `helm template`, plus the operators for Spark.
    fn default() -> Self {
        let versions = API_VERSIONS.iter().chain(&SPARK);
        Self {
            kube_version: KubeVersion {
                version: "v1.35.0".to_owned(),
                normalized: "v1.35.0".to_owned(),
                major: "1".to_owned(),
                minor: "35".to_owned(),
            },
            api_versions: ApiVersions(versions.map(|version| (*version).to_owned()).collect()),
        }
    }
}

impl Capabilities {
    /// The same with another version of Kubernetes. `None` if the version is invalid.
    #[must_use]
    pub fn with_kube_version(mut self, text: &str) -> Option<Self> {
        let numbers = text.trim().trim_start_matches('v');
        let end = numbers
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(numbers.len());
        let parsed = version::parse(&numbers[..end])?;
        let version = format!("v{}", text.trim_start_matches('v'));
        self.kube_version = KubeVersion {
            version,
            normalized: format!("v{}.{}.{}", parsed.major, parsed.minor, parsed.patch),
            major: parsed.major.to_string(),
            minor: parsed.minor.to_string(),
        };
        Some(self)
    }

    /// Checks a version of Kubernetes.
    ///
    /// # Errors
    /// The text is not a version.
    pub fn check_kube_version(text: &str) -> Result<(), String> {
        match Self::default().with_kube_version(text) {
            Some(_) => Ok(()),
            None => Err(format!(
                "`{text}` is not a version of Kubernetes such as `1.31`"
            )),
        }
    }

    /// The same with more API versions, such as `example.com/v1` or `example.com/v1/Example`.
    #[must_use]
    pub fn with_api_versions<'v>(mut self, versions: impl IntoIterator<Item = &'v str>) -> Self {
        self.api_versions
            .0
            .extend(versions.into_iter().map(str::to_owned));
        self
    }

    /// The options that make `helm template` assume the same cluster.
    pub(super) fn options(&self) -> impl Iterator<Item = String> {
        let kube_version = format!("--kube-version={}", self.kube_version.version);
        let versions = self.api_versions.0.iter();
        // Helm adds its own API versions.
        let others = versions.filter(|version| !API_VERSIONS.contains(&version.as_str()));
        let others = others.map(|version| format!("--api-versions={version}"));
        std::iter::once(kube_version).chain(others)
    }

    /// The version of Kubernetes that requirements are checked against.
    pub(super) fn kube_version(&self) -> &str {
        &self.kube_version.normalized
    }
}

#[derive(Clone, Debug)]
struct KubeVersion {
    version: String,
    normalized: String,
    major: String,
    minor: String,
}

#[derive(Clone, Debug)]
struct ApiVersions(Vec<String>);

#[derive(Clone, Debug)]
struct HelmVersion;

const HELM_VERSION: [(&str, &str); 5] = [
    ("Version", "v4.1.4"),
    ("GitCommit", "05fa37973dc9e42b76e1d2883494c87174b6074f"),
    ("GitTreeState", "clean"),
    ("GoVersion", "go1.25.9"),
    ("KubeClientVersion", "v1.35"),
];

/// What `helm template` of version 4.1.4 prints for `.Capabilities.APIVersions`.
const API_VERSIONS: [&str; 57] = [
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "autoscaling/v2beta1",
    "autoscaling/v2beta2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha1",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// The operators for Spark: of Kubeflow, and of Apache.
const SPARK: [&str; 14] = [
    "sparkoperator.k8s.io/v1beta2",
    "sparkoperator.k8s.io/v1beta2/SparkApplication",
    "sparkoperator.k8s.io/v1beta2/ScheduledSparkApplication",
    "sparkoperator.k8s.io/v1alpha1",
    "sparkoperator.k8s.io/v1alpha1/SparkConnect",
    "spark.apache.org/v1",
    "spark.apache.org/v1/SparkApplication",
    "spark.apache.org/v1/SparkCluster",
    "spark.apache.org/v1beta1",
    "spark.apache.org/v1beta1/SparkApplication",
    "spark.apache.org/v1beta1/SparkCluster",
    "spark.apache.org/v1alpha1",
    "spark.apache.org/v1alpha1/SparkApplication",
    "spark.apache.org/v1alpha1/SparkCluster",
];

fn object(object: impl Object + 'static) -> Value {
    Value::Object(Rc::new(object))
}

fn no_method(arguments: &[Value], value: Value) -> Result<Value, String> {
    if arguments.is_empty() {
        Ok(value)
    } else {
        Err("it takes no arguments".to_owned())
    }
}

impl Object for Capabilities {
    fn type_name(&self) -> &'static str {
        "*common.Capabilities"
    }

    fn field(&self, name: &str) -> Option<Value> {
        Some(match name {
            "KubeVersion" => object(self.kube_version.clone()),
            "APIVersions" => object(self.api_versions.clone()),
            "HelmVersion" => object(HelmVersion),
            _ => return None,
        })
    }

    fn call(&self, _: &mut Call<'_>, _: &str, _: &[Value]) -> Option<Result<Value, String>> {
        None
    }

    fn printed(&self) -> String {
        let KubeVersion {
            version,
            normalized,
            major,
            minor,
        } = &self.kube_version;
        let versions = self.api_versions.printed();
        let helm = HelmVersion.printed();
        format!("{{{{{version} {normalized} {major} {minor}}} {versions} {helm}}}")
    }
}

impl Object for KubeVersion {
    fn type_name(&self) -> &'static str {
        "common.KubeVersion"
    }

    fn field(&self, name: &str) -> Option<Value> {
        Some(Value::text(match name {
            "Version" => &self.version,
            "Major" => &self.major,
            "Minor" => &self.minor,
            _ => return None,
        }))
    }

    fn call(
        &self,
        _: &mut Call<'_>,
        method: &str,
        arguments: &[Value],
    ) -> Option<Result<Value, String>> {
        let value = match method {
            "GitVersion" => Value::text(&self.version),
            "String" => Value::text(&self.normalized),
            _ => return None,
        };
        Some(no_method(arguments, value))
    }

    fn printed(&self) -> String {
        self.normalized.clone()
    }
}

impl Object for ApiVersions {
    fn type_name(&self) -> &'static str {
        "common.VersionSet"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(
        &self,
        _: &mut Call<'_>,
        method: &str,
        arguments: &[Value],
    ) -> Option<Result<Value, String>> {
        if method != "Has" {
            return None;
        }
        Some(match arguments {
            [Value::Text(version)] => {
                let has = self.0.iter().any(|own| own == version.as_str());
                Ok(Value::bool(has))
            }
            _ => Err("it takes one string".to_owned()),
        })
    }

    fn entries(&self) -> Option<Vec<(String, Value)>> {
        let versions = self.0.iter().enumerate();
        Some(
            versions
                .map(|(at, version)| (at.to_string(), Value::text(version)))
                .collect(),
        )
    }

    fn printed(&self) -> String {
        format!("[{}]", self.0.join(" "))
    }
}

impl Object for HelmVersion {
    fn type_name(&self) -> &'static str {
        "version.BuildInfo"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let (_, value) = HELM_VERSION.iter().find(|(field, _)| *field == name)?;
        Some(Value::text(value))
    }

    fn call(&self, _: &mut Call<'_>, _: &str, _: &[Value]) -> Option<Result<Value, String>> {
        None
    }

    fn printed(&self) -> String {
        format!("{{{}}}", HELM_VERSION.map(|(_, value)| value).join(" "))
    }
}
