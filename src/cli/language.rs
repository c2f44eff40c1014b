//! The language of a run, and the rules' pages in it.

use std::env;

use crate::finding::{Language, RuleInfo};

/// The first that is set decides, as for other programs. Source: POSIX, "Internationalization Variables".
const LOCALES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language of the environment.
pub(super) fn usual() -> Language {
    let mut set = LOCALES.iter().filter_map(|name| env::var(name).ok());
    let locale = set.find(|locale| !locale.is_empty());
    let locale = locale.or_else(of_system).unwrap_or_default();
    Language::of_locale(&locale)
}

/// Programs that are started from a desktop have none of these variables there.
#[cfg(any(windows, target_os = "macos"))]
fn of_system() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn of_system() -> Option<String> {
    None
}

/// The pages in Chinese, by the ids of their rules.
const ZH_CN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages_zh_cn.rs"));

/// The page of a rule without its front matter; `None` where it is not translated.
pub(super) fn page(info: &RuleInfo, language: Language) -> Option<&'static str> {
    let pages = match language {
        Language::En => return None,
        Language::ZhCn => ZH_CN,
    };
    let (_, page) = pages.iter().find(|(id, _)| *id == info.id)?;
    let (_, body) = page.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(body.trim_start())
}
