//! Any input, output or key of a map in a data action, in every form that it has, spoilt by hand: exactly the findings for
//! that mistake appear, each at exactly that text, and no other.

use std::collections::HashSet;

use flowvet::diagnostic::Severity;
use proptest::prelude::*;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::project::Project;
use super::terraform::FORMS;

/// Where a data action names something.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// The properties of the input contract.
    Inputs,
    /// The inputs that the request body uses.
    UsedInputs,
    /// The keys of the translation map.
    Translations,
    /// The keys of its defaults.
    Defaults,
    /// The names from the map that the success template uses.
    UsedTranslations,
    /// The keys of the success template.
    TemplateKeys,
    /// The properties of the output contract.
    Outputs,
}

const PARTS: [Part; 7] = [
    Part::Inputs,
    Part::UsedInputs,
    Part::Translations,
    Part::Defaults,
    Part::UsedTranslations,
    Part::TemplateKeys,
    Part::Outputs,
];

/// What is done to a name.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    Rename,
    OtherCase,
    Drop,
}

/// Two names for each part; `None` leaves one out.
type Names = [[Option<String>; 2]; 7];

/// A data action that sends two inputs, and takes two values out of the answer.
fn data_action(names: &Names) -> Value {
    let of = |part: Part| &names[part as usize];
    let object = |part: Part, value: fn(usize) -> Value| -> Map<String, Value> {
        let present = of(part).iter().zip(0..).filter_map(|(name, number)| Some((name.clone()?, value(number))));
        present.collect()
    };
    let members = |written: &dyn Fn(usize) -> Option<String>| {
        format!("{{\n  {}\n}}\n", (0..2).filter_map(written).collect::<Vec<_>>().join(",\n  "))
    };
    let body = members(&|number| {
        let input = of(Part::UsedInputs)[number].as_ref()?;
        Some(format!("\"field{number}\": \"$esc.jsonString(${{input.{input}}})\""))
    });
    let template = members(&|number| {
        let key = of(Part::TemplateKeys)[number].as_ref()?;
        Some(format!("\"{key}\": ${{{}}}", of(Part::UsedTranslations)[number].as_ref()?))
    });
    let schema = |part| json!({"type": "object", "properties": object(part, |_| json!({"type": "string"}))});
    json!({
        "name": "Order State",
        "config": {
            "request": {
                "requestUrlTemplate": "https://api.example/orders",
                "requestType": "POST",
                "headers": {},
                "requestTemplate": body,
            },
            "response": {
                "translationMap": object(Part::Translations, |number| json!(format!("$.orders.field{number}"))),
                "translationMapDefaults": object(Part::Defaults, |_| json!("\"\"")),
                "successTemplate": template,
            },
        },
        "contract": {
            "input": {"inputSchema": schema(Part::Inputs)},
            "output": {"successSchema": schema(Part::Outputs)},
        },
    })
}

/// A finding: its level, its rule, the text that it covers, and the part of the data action that it stands in.
type Found = (Severity, &'static str, String, Part);

/// How the parts of a data action begin, whatever the form.
const SECTIONS: [(&str, Part); 6] = [
    ("requesttemplate", Part::UsedInputs),
    ("translationmap", Part::Translations),
    ("translationmapdefaults", Part::Defaults),
    ("successtemplate", Part::TemplateKeys),
    ("contractinput", Part::Inputs),
    ("contractoutput", Part::Outputs),
];

/// The part that a text which ends here has come to.
fn part_behind(text: &str) -> Part {
    let simple = text.to_lowercase().replace('_', "");
    let simple = simple.replace("inputschema", "contractinput").replace("successschema", "contractoutput");
    let found = SECTIONS.iter().filter_map(|(word, part)| Some(((simple.rfind(word)?, word.len()), *part)));
    let part =
        found.max_by_key(|(place, _)| *place).map(|(_, part)| part).expect("a finding in a part of the data action");
    if part == Part::TemplateKeys && text.ends_with("${") { Part::UsedTranslations } else { part }
}

fn findings(file: &str, text: &str) -> Vec<Found> {
    let found = Project::new(&[(file, text)]).outcome().diagnostics.into_iter().map(|it| {
        let span = it.primary.location.place.span.range();
        let covered = text[span.clone()].to_owned();
        (it.severity, it.rule, covered, part_behind(&text[..span.start]))
    });
    let mut found: Vec<Found> = found.collect();
    found.sort_by(|one, other| (one.1, &one.2).cmp(&(other.1, &other.2)));
    found
}

/// What is wrong when the name `old` of a part is `new` instead.
fn expected(part: Part, mistake: Mistake, old: &str, new: &str) -> Vec<Found> {
    let error = |rule, name: &str, part| (Severity::Error, rule, name.to_owned(), part);
    let warning = |rule, name: &str, part| (Severity::Warning, rule, name.to_owned(), part);
    let is_dropped = mistake == Mistake::Drop;
    let unknown_key = |name: &str| {
        let found = if mistake == Mistake::OtherCase { error } else { warning };
        vec![found("output-not-in-schema", name, Part::TemplateKeys)]
    };
    // An entry that the template uses in another case is not called unused.
    let unused = |name: &str| {
        let found = (mistake != Mistake::OtherCase).then(|| warning("unused-translation", name, Part::Translations));
        found.into_iter().collect::<Vec<_>>()
    };
    match part {
        Part::Inputs => vec![error("undefined-input", old, Part::UsedInputs)],
        Part::UsedInputs | Part::Defaults if is_dropped => Vec::new(),
        Part::UsedInputs => vec![error("undefined-input", new, Part::UsedInputs)],
        Part::Defaults => vec![error("orphan-default", new, Part::Defaults)],
        Part::Translations => {
            let found =
                [error("orphan-default", old, Part::Defaults), error("undefined-output", old, Part::UsedTranslations)];
            found.into_iter().chain(unused(new).into_iter().filter(|_| !is_dropped)).collect()
        }
        Part::UsedTranslations if is_dropped => unused(old),
        Part::UsedTranslations => {
            std::iter::once(error("undefined-output", new, Part::UsedTranslations)).chain(unused(old)).collect()
        }
        Part::TemplateKeys => unknown_key(new),
        Part::Outputs => unknown_key(old),
    }
}

/// The file and the text of a data action in JSON and in every form of Terraform.
fn forms(action: &Value) -> Vec<(&'static str, String)> {
    let in_terraform = FORMS.into_iter().map(|form| (form.file(), form.write(action)));
    std::iter::once(("action.json", action.to_string())).chain(in_terraform).collect()
}

/// What is wrong with the findings after a mistake was made in a data action with these names. The two names of a part
/// get every second form each.
fn complaints(right: &Names, part: Part, number: usize, mistake: Mistake, new: &str) -> Vec<String> {
    let old = right[part as usize][number].clone().unwrap();
    let new = if mistake == Mistake::OtherCase { old.to_uppercase() } else { new.to_owned() };
    let mut wrong = right.clone();
    wrong[part as usize][number] = (mistake != Mistake::Drop).then(|| new.clone());
    let expected = expected(part, mistake, &old, &new);
    let complaint = |(file, text): (&'static str, String)| {
        let found = findings(file, &text);
        (found != expected).then(|| format!("{mistake:?} of `{old}` in {part:?}: {found:?}, not {expected:?}\n{text}"))
    };
    forms(&data_action(&wrong)).into_iter().skip(number).step_by(2).filter_map(complaint).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1, ..ProptestConfig::default() })]

    #[test]
    fn every_mistake_in_a_data_action_yields_exactly_its_findings(
        names in prop::collection::hash_set("[a-z][a-zA-Z0-9]{7}", 7),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let lower: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        prop_assume!(lower.len() == names.len());
        // All names have one length, so that none of them stands in another.
        let [input, other_input, translation, other_translation, output, other_output, new] = &names[..] else {
            panic!("seven names")
        };
        let right = PARTS.map(|part| {
            let (one, other) = match part {
                Part::Inputs | Part::UsedInputs => (input, other_input),
                Part::Translations | Part::Defaults | Part::UsedTranslations => (translation, other_translation),
                Part::TemplateKeys | Part::Outputs => (output, other_output),
            };
            [Some(one.clone()), Some(other.clone())]
        });
        for (file, text) in forms(&data_action(&right)) {
            prop_assert_eq!(findings(file, &text), [], "{}", text);
        }
        let mistakes = [Mistake::Rename, Mistake::OtherCase, Mistake::Drop];
        let all = PARTS.into_iter().flat_map(|part| mistakes.map(|mistake| (part, mistake)));
        // A member of the template is dropped with its key and its value.
        let all: Vec<_> = all.filter(|it| *it != (Part::TemplateKeys, Mistake::Drop)).collect();
        let complaints: Vec<String> = all
            .into_par_iter()
            .flat_map_iter(|(part, mistake)| (0..2).flat_map(|number| complaints(&right, part, number, mistake, new)).collect::<Vec<_>>())
            .collect();
        prop_assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    }
}
