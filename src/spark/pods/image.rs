//! The image of Spark's own container.

use std::borrow::Cow;

use crate::{
    spark::{Image, Role, conf::Conf},
    yaml::Node,
};

/// The image that Spark sets. A template's image remains only in an application that is not submitted.
///
/// Sources: `BasicDriverFeatureStep` and `BasicExecutorFeatureStep` of Spark 3.0 to 4.1; `imageOption`,
/// `driverConfOption` and `executorConfOption` in `submission.go` of kubeflow/spark-operator v2.5.2.
pub(super) fn image<'d>(
    conf: &Conf<'d>,
    role: Role,
    spec: Option<Node<'d>>,
    role_fields: Option<Node<'d>>,
    own: Option<Node<'d>>,
) -> Option<Image<'d>> {
    let of_conf = |key: &str| {
        let setting = conf.get(key)?;
        Some(Image {
            name: setting.value.clone(),
            span: setting.span,
        })
    };
    let field = |node: Option<Node<'d>>| of_container(node?);
    field(role_fields)
        .or_else(|| of_conf(&format!("spark.kubernetes.{role}.container.image")))
        .or_else(|| of_conf("spark.kubernetes.container.image"))
        .or_else(|| field(spec))
        .or_else(|| field(own))
}

/// The `image` of a container, a role or a spec.
pub(super) fn of_container(node: Node<'_>) -> Option<Image<'_>> {
    let node = node.get("image")?;
    Some(Image {
        name: Cow::Borrowed(node.scalar_text()?),
        span: node.span(),
    })
}
