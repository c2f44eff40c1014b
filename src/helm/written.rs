//! The output of a template of a chart, and where each part of it is written.

use std::sync::Arc;

use crate::{
    gotemplate::{NO_VALUE, Text, Trace},
    inputs::Files,
    source::{MappedText, Origin, OriginMap, Quality, SourceFile, Span},
};

/// The output of a template.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The text; Helm parses it as YAML.
    pub text: String,
    /// The place to look at for each part: in the values if the template only passes them on, otherwise in the
    /// template.
    pub map: OriginMap,
    /// The text or action of a template that writes each part.
    pub templates: OriginMap,
    /// The place in a values file from which each part comes; that of the template if there is none.
    pub values: OriginMap,
    /// The documents whose places are guesses.
    pub approximate: Vec<Span>,
}

/// The places of a rendered text. A place that claims to be exact is verified against the file.
pub(super) fn written(text: &Text, files: &Files<'_>) -> Written {
    // Helm removes what Go prints for a missing value.
    let text = text.replaced(NO_VALUE, &Text::plain(""));
    let mut maps = [(); 3].map(|()| MappedText::default());
    for (range, trace) in text.pieces() {
        let part = &text.as_str()[range];
        let trace = proved(trace, part, files);
        let template = trace.template.or(trace.value);
        let value = trace.value.or(trace.template);
        let passes_on = trace
            .value
            .is_some_and(|value| value.quality == Quality::Exact);
        let place = if passes_on { value } else { template };
        for (map, origin) in maps.iter_mut().zip([place, template, value]) {
            write(map, part, origin, files);
        }
    }
    let [(text, map), (_, templates), (_, values)] = maps.map(MappedText::finish);
    Written {
        text,
        map,
        templates,
        values,
        approximate: Vec::new(),
    }
}

fn proved(trace: Trace, part: &str, files: &Files<'_>) -> Trace {
    let prove = |origin: Origin| {
        // Inside a packed chart there is a place, but nothing can be fixed there.
        let is_exact = origin.quality == Quality::Exact
            && !files.is_packed(origin.file)
            && files
                .get(origin.file)
                .text
                .as_str()
                .get(origin.span.range())
                == Some(part);
        if is_exact { origin } else { origin.made() }
    };
    Trace {
        template: trace.template.map(prove),
        value: trace.value.map(prove),
    }
}

fn write(map: &mut MappedText, part: &str, origin: Option<Origin>, files: &Files<'_>) {
    match origin {
        Some(Origin {
            file,
            span,
            quality: Quality::Exact,
        }) => map.copy_from(files.get(file), span),
        Some(origin) => {
            let file: &Arc<SourceFile> = files.get(origin.file);
            map.write_from(part, file, origin.span, origin.quality);
        }
        None => map.write(part, Span::default(), Quality::Near),
    }
}
