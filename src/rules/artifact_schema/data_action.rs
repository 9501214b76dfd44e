//! Reports the parts of a data action in JSON that have a wrong shape.

use super::report::{Format, findings};
use crate::artifact::data_action::level;
use crate::diagnostic::Diagnostic;
use crate::rules::context::FileContext;
use crate::schema::{Schema, violations};

const FORMAT: Format = Format { refused: "Genesys Cloud does not import the data action as it is meant", key: "key" };

pub(super) fn check(cx: &FileContext<'_>) -> Vec<Diagnostic> {
    let root = cx.tree.root();
    let misplaced = level::misplaced(root);
    let mut violations = violations(Schema::DataAction, root);
    violations.retain(|violation| {
        let is_explained = misplaced.iter().any(|it| {
            // The key itself, what is missing where it belongs, and what follows from its being where it is.
            it.key == violation.at
                || violation.keyword == "required" && violation.allowed.iter().any(|key| key == it.name)
                || it.key.key() == Some(violation.at)
        });
        !is_explained
    });
    findings(cx, &FORMAT, &violations)
}
