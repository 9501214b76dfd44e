//! `padded-name`: an attribute name starts or ends with an invisible character.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use super::support::rename::rename;
use super::support::wording::describe_use;
use crate::artifact::Access;
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::rules::context::WorkspaceContext;
use crate::rules::rule::{Group, Meta, Rule};
use crate::text::invisible::{padding, trim};
use crate::wording::quote;
use crate::workspace::analysis::unpadded;
use crate::workspace::{AttributeUseRef, Spelling};

pub(super) struct PaddedName;

static META: Meta = Meta {
    name: "padded-name",
    group: Group::Names,
    severity: Severity::Error,
    recommended: true,
    unnecessary: false,
    options: &[],
    since: "0.1.0",
    summary: "An attribute name starts or ends with an invisible character",
    page: r#"## What it does

Reports a name that starts or ends with a space, a control character, a no-break space or a character without width. It
is an error if the project also uses the name without them, and a warning if it only uses the padded spelling.

## Why is this a problem?

Genesys Cloud stores names unchanged, so `orderNumber` and `orderNumber` followed by a space are two attributes. The two look alike in Architect, in a script and in a report.

## Example

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: "orderNumber "
                    value:
                      exp: Flow.order
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.order
```

## Use instead

```yaml flows/main.yaml
inboundCall:
  name: Main
  startUpRef: "/inboundCall/tasks/task[Store_10]"
  tasks:
    - task:
        name: Store
        refId: Store_10
        actions:
          - setParticipantData:
              name: Set Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    value:
                      exp: Flow.order
          - getParticipantData:
              name: Get Participant Data
              attributes:
                - attribute:
                    name:
                      lit: orderNumber
                    variable: Flow.order
```

## In Architect

Open the action, and enter the attribute name again, without the space.

## Fix safety

The invisible characters are removed. That is safe if no other place in the project uses the padded name. Otherwise all
places are renamed together, which is unsafe: a system outside the project may use the name, too. There is no fix if it
would cause another problem: the name without padding differs in capitalisation from another one, or is in the same
action. Script variables, names inside expressions and common modules inside an export are not renamed.

## When to turn it off

If a system outside the project uses the padded names.

## Sources

- Names with a space at their end reach production, and readers adapt to them: observed in published reporting code
- Genesys Cloud Resource Center, [Set Participant Data action](https://help.mypurecloud.com/articles/set-participant-data-action/): copy and paste names to ensure a precise match
"#,
};

impl Rule for PaddedName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check_workspace(&self, cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        let padded = cx.workspace.spellings().filter_map(|spelling| Some((spelling, padding(spelling.name)?)));
        let set = LazyCell::new(|| {
            let uses = cx.workspace.spellings().flat_map(|it| it.uses().map(move |usage| (usage, it.name)));
            let sets = uses.filter(|(usage, _)| usage.usage.access == Access::Set);
            sets.map(|(usage, name)| (&**usage.file, usage.usage.group, name)).collect()
        });
        padded.flat_map(|(spelling, padding)| findings(cx, &set, spelling, &padding)).collect()
    }
}

/// The file, the action and the name of all that is set.
type Set<'a> = FxHashSet<(&'a str, u32, &'a str)>;

fn findings<'a>(
    cx: &WorkspaceContext<'a>,
    set: &LazyCell<Set<'a>, impl FnOnce() -> Set<'a>>,
    spelling: Spelling<'_>,
    padding: &str,
) -> Vec<Diagnostic> {
    let trimmed = trim(spelling.name);
    if trimmed.is_empty() {
        return Vec::new();
    }
    // A variable with both flags is two uses in one place.
    let is_repeated = |usage: &AttributeUseRef<'_>| usage.usage.is_repeated();
    let uses = spelling.uses().filter(|usage| !is_repeated(usage));
    let fix = fix(cx, set, spelling);
    let with_fix = |finding: Diagnostic| match &fix {
        Some(fix) => finding.with_fix(fix.clone()),
        None => finding,
    };
    uses.map(|usage| with_fix(finding(cx, usage, spelling, padding, unpadded(cx.workspace, usage, trimmed)))).collect()
}

fn finding(
    cx: &WorkspaceContext<'_>,
    usage: AttributeUseRef<'_>,
    spelling: Spelling<'_>,
    padding: &str,
    unpadded: Option<AttributeUseRef<'_>>,
) -> Diagnostic {
    let trimmed = quote(trim(spelling.name));
    let elsewhere = quote(unpadded.and_then(|unpadded| unpadded.usage.known_name()).unwrap_or_default());
    let mut message = format!("{}, which {padding}", describe_use(usage.usage, spelling.name));
    if unpadded.is_some() {
        message = format!("{message}; elsewhere it is {elsewhere}, so these are two attributes");
    }
    let finding = cx
        .diagnostic(usage.file, &usage.usage.name.place, message, padding, spelling.name)
        .with_help(format!("write {trimmed}: the invisible character is part of the name"));
    match unpadded {
        Some(unpadded) => finding.with_related(unpadded.location(), format!("{elsewhere} here")),
        None => finding.with_severity(Severity::Warning),
    }
}

/// The most places that are renamed together.
const MAX_FIXES: usize = 50;

/// Renames all places that use the padded name; the fix is safe if there is only one. `None` if it would cause another
/// problem.
fn fix(cx: &WorkspaceContext<'_>, set: &Set<'_>, spelling: Spelling<'_>) -> Option<Fix> {
    let name = trim(spelling.name);
    let unpadded = cx.workspace.attribute(name);
    let is_new_case = unpadded.is_some_and(|unpadded| unpadded.spellings().any(|other| other.name != name));
    let has_same_name_in_action = |usage: AttributeUseRef<'_>| {
        usage.usage.access == Access::Set && set.contains(&(&**usage.file, usage.usage.group, name))
    };
    if is_new_case || spelling.count() > MAX_FIXES || spelling.uses().any(has_same_name_in_action) {
        return None;
    }
    let safety = if spelling.count() == 1 { Safety::Safe } else { Safety::Unsafe };
    let fixes: Vec<Fix> = spelling.uses().map(|usage| rename(&usage, name, safety)).collect::<Option<_>>()?;
    let title = fixes.first()?.title.clone();
    Some(Fix { title, safety, edits: fixes.into_iter().flat_map(|fix| fix.edits).collect() })
}
