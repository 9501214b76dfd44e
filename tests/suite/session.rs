//! A session finds what a new check would find, whatever has changed since it began.

use flowvet::engine::{Request, Session, check};
use flowvet::rules::ALL;

use super::project::{Project, render};

fn set(name: &str) -> String {
    action("setParticipantData", name, "value:\n                exp: Flow.x")
}

fn get(name: &str) -> String {
    action("getParticipantData", name, "variable: Flow.x")
}

fn action(key: &str, name: &str, rest: &str) -> String {
    format!(
        "inqueueCall:\n  name: Flow\n  startUpTaskActions:\n    - {key}:\n        name: An action\n        attributes:\n          \
         - attribute:\n              name:\n                lit: {name}\n              {rest}\n"
    )
}

/// A session over a project, compared with new checks.
struct Compared<'p> {
    project: &'p Project,
    session: Session<'static>,
}

impl<'p> Compared<'p> {
    fn new(project: &'p Project) -> Self {
        let request = Request { folder: project.folder(), ..Request::default() };
        Compared { project, session: Session::new(request, ALL, &()) }
    }

    fn findings(&mut self) -> String {
        render(&self.session.outcome().unwrap())
    }

    #[track_caller]
    fn agree(&mut self) -> String {
        let found = self.findings();
        assert_eq!(found, self.project.findings());
        found
    }

    fn write(&mut self, path: &str, text: &str) {
        self.project.write(path, text);
        self.session.refresh(&[]);
    }

    fn set_overlay(&mut self, path: &str, text: Option<&str>) {
        self.session.set_overlay(&self.project.folder().join(path), text.map(|text| text.as_bytes().to_vec()));
    }
}

#[test]
fn an_overlay_changes_the_findings_of_another_file() {
    let project = Project::new(&[("a.yaml", set("order")), ("b.yaml", get("order"))]);
    let mut compared = Compared::new(&project);
    assert_eq!(compared.agree(), "");
    compared.set_overlay("a.yaml", Some(&set("Order")));
    assert!(compared.findings().starts_with("b.yaml:9:22-27 error[name-case-mismatch]"));
    compared.set_overlay("a.yaml", None);
    assert_eq!(compared.agree(), "");
}

#[test]
fn files_come_change_and_go() {
    let project = Project::new(&[("a.yaml", set("order"))]);
    let mut compared = Compared::new(&project);
    compared.write("b.yaml", &get("Order"));
    assert!(compared.agree().contains("name-case-mismatch"));
    compared.write("b.yaml", &get("order"));
    assert_eq!(compared.agree(), "");
    compared.write("b.yaml", &get("ORDER"));
    std::fs::remove_file(project.folder().join("a.yaml")).unwrap();
    compared.session.refresh(&[]);
    assert_eq!(compared.agree(), "");
}

#[test]
fn a_change_of_the_configuration_counts_at_once() {
    let project = Project::new(&[("a.yaml", set("order")), ("b.yaml", get("Order"))]);
    let mut compared = Compared::new(&project);
    assert!(compared.agree().contains("name-case-mismatch"));
    compared.write("flowvet.toml", "[rules]\nname-case-mismatch = \"off\"\n");
    assert_eq!(compared.agree(), "");
    compared.write("flowvet.toml", "exclude = [\"b.yaml\"]\n[rules]\nno-such-rule = \"off\"\n");
    assert!(compared.agree().contains("`no-such-rule` is not a rule, so naming it here has no effect"));
    compared.set_overlay("flowvet.toml", Some(""));
    assert!(compared.findings().contains("name-case-mismatch"));
}

#[test]
fn paths_are_recomputed_if_the_project_grows() {
    let project = Project::new(&[("flows/a.yaml", set("order")), ("flows/b.yaml", get("Order"))]);
    let folder = project.folder().join("flows");
    let request = Request { folder, ..Request::default() };
    let mut session = Session::new(request.clone(), ALL, &());
    assert!(render(&session.outcome().unwrap()).starts_with("b.yaml:"));
    project.write("flowvet.toml", "");
    session.refresh(&[]);
    let found = render(&session.outcome().unwrap());
    assert!(found.starts_with("flows/b.yaml:"), "{found}");
    assert_eq!(found, render(&check(&request, ALL, &()).unwrap()));
}

#[test]
fn a_catalogue_that_changes_counts_at_once() {
    let project = Project::new(&[("b.yaml", get("Order"))]);
    let catalogue = |name: &str| {
        let shop = Project::new(&[("a.yaml", set(name))]);
        let request = Request { folder: shop.folder(), ..Request::default() };
        flowvet::engine::map(&request, &()).unwrap().map.render(flowvet::map::Format::Json)
    };
    project.write("shop.json", catalogue("Order"));
    project.write("flowvet.toml", "[externals]\ncatalogues = [\"shop.json\"]\n");
    let mut compared = Compared::new(&project);
    assert_eq!(compared.agree(), "");
    compared.write("shop.json", &catalogue("order"));
    assert!(compared.agree().contains("name-case-mismatch"));
}

#[test]
fn the_last_facts_stay_while_a_file_cannot_be_read() {
    let project = Project::new(&[("a.yaml", set("order")), ("b.yaml", get("Order"))]);
    let mut compared = Compared::new(&project);
    compared.set_overlay("a.yaml", Some(&set("order").replace("- set", "[ set")));
    let found = compared.findings();
    assert!(found.contains("error[syntax-error]"), "{found}");
    assert!(found.contains("name-case-mismatch"), "{found}");
    compared.set_overlay("a.yaml", Some(&set("Order")));
    assert_eq!(compared.findings(), "");
    compared.set_overlay("a.yaml", None);
    assert!(compared.agree().contains("name-case-mismatch"));
}

#[test]
fn a_run_finds_the_same_as_a_session() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken");
    let request = Request { folder: folder.clone(), ..Request::default() };
    let mut session = Session::new(request.clone(), ALL, &());
    session.refresh(&[folder]);
    assert_eq!(render(&session.outcome().unwrap()), render(&check(&request, ALL, &()).unwrap()));
}
