//! Finds the arguments of a `genesyscloud_integration_action`, including those in a wrong block or with a misspelt name, and
//! lists those in a wrong block
//! (<https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/integration_action>).

use crate::artifact::nav::{MEMBERS, meant_member, objects};
use crate::syntax::Value;

/// The name of the resource itself in [`BLOCKS`].
const RESOURCE: &str = "";

/// The blocks of the resource with their arguments and blocks.
const BLOCKS: [(&str, &[&str]); 4] = [
    (
        RESOURCE,
        &[
            "name",
            "category",
            "integration_id",
            "secure",
            "contract_input",
            "contract_output",
            "config_timeout_seconds",
            "config_request",
            "config_response",
            "function_config",
        ],
    ),
    ("config_request", &["request_url_template", "request_type", "request_template", "headers"]),
    ("config_response", &["translation_map", "translation_map_defaults", "success_template"]),
    (
        "function_config",
        &[
            "description",
            "handler",
            "runtime",
            "timeout_seconds",
            "zip_id",
            "file_path",
            "file_content_hash",
            "publish",
        ],
    ),
];

/// Arguments that any resource may have, or that other blocks have in another sense.
const COMMON: [&str; 4] = ["name", "category", "secure", "description"];

/// An argument or block in a wrong block.
#[derive(Clone, Copy, Debug)]
pub struct MisplacedArgument<'a> {
    pub key: Value<'a>,
    /// The block that it belongs in; empty for the resource itself.
    pub block: &'static str,
}

/// The argument or block of a resource that is called `name`: where it belongs, else with a misspelt name, else in a wrong
/// block. Of several blocks the first counts.
#[must_use]
pub fn part<'a>(resource: Value<'a>, name: &str) -> Option<Value<'a>> {
    let home = home(name)?;
    let blocks = || BLOCKS.iter().map(|(block, _)| *block);
    let elsewhere = || blocks().filter(|other| *other != home).find_map(|other| block(resource, other)?.get(name));
    block(resource, home).and_then(|body| member(body, home, name)).or_else(elsewhere)
}

/// The arguments in wrong blocks, in the order of the text.
#[must_use]
pub fn misplaced(resource: Value<'_>) -> Vec<MisplacedArgument<'_>> {
    let mut found = Vec::new();
    for (name, arguments) in BLOCKS {
        let Some(body) = block(resource, name) else { continue };
        for (key, _) in body.members().take(MEMBERS) {
            let text = key.scalar_text();
            if arguments.contains(&text.as_ref()) || COMMON.contains(&text.as_ref()) {
                continue;
            }
            found.extend(self::home(&text).map(|block| MisplacedArgument { key, block }));
        }
    }
    found.sort_by_key(|it| it.key.span());
    found
}

/// The block that an argument belongs in.
fn home(argument: &str) -> Option<&'static str> {
    BLOCKS.iter().find(|(_, arguments)| arguments.contains(&argument)).map(|(block, _)| *block)
}

/// The first block with this name.
fn block<'a>(resource: Value<'a>, name: &str) -> Option<Value<'a>> {
    if name == RESOURCE {
        return Some(resource);
    }
    let own = member(resource, RESOURCE, name).and_then(|blocks| objects(blocks).next());
    let inside = |other: &str| objects(member(resource, RESOURCE, other)?).next()?.get(name);
    own.or_else(|| {
        let others = BLOCKS.iter().map(|(block, _)| *block).filter(|other| *other != RESOURCE && *other != name);
        others.filter_map(inside).find_map(|blocks| objects(blocks).next())
    })
}

/// The argument of a block with this name, else one that most likely means it.
fn member<'a>(body: Value<'a>, block: &str, name: &str) -> Option<Value<'a>> {
    let (_, arguments) = BLOCKS.iter().find(|(other, _)| *other == block)?;
    meant_member(body, arguments, name, |argument| home(argument).is_some())
}
