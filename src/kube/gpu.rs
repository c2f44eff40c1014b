/// True for the name of a GPU resource, or of a part of a GPU: `nvidia.com/gpu`, `aliyun.com/gpu-mem`,
/// `nvidia.com/mig-1g.5gb`.
#[must_use]
pub fn is_gpu(resource: &str) -> bool {
    let Some((_, name)) = resource.split_once('/') else {
        return false;
    };
    name.contains("gpu") || name.starts_with("mig-")
}
