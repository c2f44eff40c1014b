//! Lists the rules' pages in Chinese for the program: a page can be added without a list that names it.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let folder = Path::new(&root).join("rules/zh-CN");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.display());
    // The library alone shows no pages, and has to be small.
    if env::var_os("CARGO_FEATURE_CLI").is_none() {
        return Ok(());
    }
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Beside the pages there is their list.
        if name.starts_with("ECI") && name.ends_with(".md") {
            pages.push(path);
        }
    }
    pages.sort();
    let mut list = "&[\n".to_owned();
    for page in pages {
        let stem = page.file_stem().unwrap_or_default().to_string_lossy();
        let id = stem.split('-').next().unwrap_or_default();
        // A literal, with the backslashes of Windows doubled.
        let page = page.to_string_lossy();
        writeln!(list, "    ({id:?}, include_str!({page:?})),")?;
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("pages_zh_cn.rs"), list)?;
    Ok(())
}
