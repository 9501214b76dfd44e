//! Markdown in which fences are the files of small projects: rule pages and literate tests.

use crate::project::{Project, export};

/// A piece of a document, in its order.
#[derive(Clone, Debug)]
pub enum Block {
    /// One line that is in no fence.
    Line(String),
    Fence {
        /// What stands behind the opening marks: a language and, for a file, its path.
        info: String,
        body: String,
    },
}

impl Block {
    /// Language and path, where the fence is a file.
    pub fn file(&self) -> Option<(&str, &str)> {
        match self {
            Block::Fence { info, .. } => info.split_once(' '),
            Block::Line(_) => None,
        }
    }
}

pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        blocks.push(match line.strip_prefix("```") {
            Some(info) => Block::Fence {
                info: info.to_owned(),
                body: lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect(),
            },
            None => Block::Line(line.to_owned()),
        });
    }
    blocks
}

pub fn render(blocks: &[Block]) -> String {
    blocks.iter().fold(String::new(), |text, block| match block {
        Block::Line(line) => text + line + "\n",
        Block::Fence { info, body } => text + "```" + info + "\n" + body + "```\n",
    })
}

/// The fences that are files, as a project. `latin1` and `i3` say how the text is stored.
pub fn project(blocks: &[Block]) -> Project {
    let project = Project::new::<&str>(&[]);
    for block in blocks {
        write_file(&project, block);
    }
    project
}

/// Writes the file that a block is into a project; other blocks are ignored.
pub fn write_file(project: &Project, block: &Block) {
    let (Some((language, path)), Block::Fence { body, .. }) = (block.file(), block) else { return };
    match language {
        "latin1" => project.write(path, body.chars().map(|it| u8::try_from(it).unwrap()).collect::<Vec<u8>>()),
        "i3" => project.write(path, export(body.trim_end())),
        _ => project.write(path, body),
    }
}
