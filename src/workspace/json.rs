//! Adds the attributes that flows read from JSON: a flow contains the names, and the file of a data action shows that
//! its output is the JSON of attributes.

use std::sync::Arc;

use super::{Callables, Workspace};
use crate::artifact::flow::PropertyRead;
use crate::artifact::{Access, AttributeUse, Facts, Via};

impl Workspace {
    /// Replaces the attributes that flows read from JSON by those of the current files.
    pub(super) fn update_json_properties(&mut self) {
        let mut flows = self.files.iter().filter(|(_, facts)| !facts.properties.is_empty()).peekable();
        if flows.peek().is_none() {
            return;
        }
        let callables = self.callables();
        let changed = flows.filter_map(|(file, facts)| {
            let mut uses: Vec<AttributeUse> =
                facts.uses.iter().filter(|it| it.via != Via::JsonProperty).cloned().collect();
            uses.extend(facts.properties.iter().filter_map(|it| attribute(file, facts, it, &callables)));
            (uses != facts.uses).then(|| (file.clone(), Arc::new(Facts { uses, ..(**facts).clone() })))
        });
        let changed: Vec<(Arc<str>, Arc<Facts>)> = changed.collect();
        for (file, facts) in changed {
            self.replace_facts(&file, facts);
        }
    }
}

/// The attribute that a property is, if the JSON is that of attributes.
fn attribute(file: &str, facts: &Facts, property: &PropertyRead, callables: &Callables<'_>) -> Option<AttributeUse> {
    let called = callables.called(file, facts.calls.get(property.call)?)?;
    let output = called.interface.attributes.as_deref();
    (output == Some(&*property.output)).then(|| AttributeUse {
        access: Access::Get,
        via: Via::JsonProperty,
        group: u32::MAX,
        name: property.name.clone(),
        value: None,
        target: None,
    })
}
