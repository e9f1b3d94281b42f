//! One program of N apps, said in svc and in each peer's own idiom.
//!
//! Every app is a Deployment with a probe, variables and resources, and a Service; every tenth one also has a
//! LoadBalancer and a headless Service. All sources describe the same objects, which `same.rs` proves.

use std::fmt::Write as _;

/// Apps in one file: a program of many apps is many files.
const APPS_PER_FILE: usize = 50;

const LEVELS: [&str; 4] = ["debug", "info", "warn", "error"];
const CPU: [(&str, &str); 3] = [("100m", "500m"), ("250m", "1"), ("50m", "200m")];
const MEMORY: [(&str, &str); 3] = [("128Mi", "256Mi"), ("256Mi", "512Mi"), ("64Mi", "128Mi")];

/// What differs from app to app.
pub struct App {
    pub name: String,
    pub image: String,
    pub replicas: usize,
    pub level: &'static str,
    pub upstream: String,
    pub cpu: (&'static str, &'static str),
    pub memory: (&'static str, &'static str),
    pub public: bool,
}

/// The apps, in the order of their names.
pub fn apps(count: usize) -> impl Iterator<Item = App> {
    (0..count).map(move |at| App {
        name: name(at),
        image: format!("registry.example.com/shop/{}:1.{}.{}", name(at), at % 20, at % 7),
        replicas: 2 + at % 4,
        level: LEVELS[at % LEVELS.len()],
        upstream: name((at + 1) % count),
        cpu: CPU[at % CPU.len()],
        memory: MEMORY[at % MEMORY.len()],
        public: at % 10 == 0,
    })
}

fn name(at: usize) -> String {
    format!("app-{at:05}")
}

/// A path within the program, and the text of the file.
pub type File = (String, String);

/// The program in svc.
pub fn svc(count: usize) -> Vec<File> {
    let template = "namespace shop\n\n\
        template web {\n  port http 8080\n  port metrics 9090\n  \
        readinessProbe GET /healthz on http { periodSeconds 5 }\n  \
        env { REGION eu-central-1; LOG_FORMAT json }\n}\n";
    let mut files = vec![("program.svc".to_string(), template.to_string())];
    for (at, app) in apps(count).enumerate() {
        if at % APPS_PER_FILE == 0 {
            files.push((format!("apps-{:04}.svc", at / APPS_PER_FILE), "namespace shop\n".to_string()));
        }
        let Some((_, text)) = files.last_mut() else { continue };
        let App { name, image, replicas, level, upstream, cpu, memory, public } = app;
        let _ = write!(
            text,
            "\napp {name} with web {{\n  image {image}\n  replicas {replicas}\n  \
             env {{ LOG_LEVEL {level}; UPSTREAM url({upstream}) }}\n  \
             resources {{ cpu {}..{}; memory {}..{} }}\n  expose {{ 80 -> http }}\n",
            cpu.0, cpu.1, memory.0, memory.1
        );
        if public {
            let _ = write!(
                text,
                "  expose {name}-public as LoadBalancer {{ 443 -> http }}\n  \
                 expose {name}-pods as Headless {{ metrics }}\n"
            );
        }
        text.push_str("}\n");
    }
    files
}

/// The same objects by a Jsonnet function for each app.
pub fn jsonnet(count: usize) -> String {
    let mut text = String::from(include_str!("../peers/library.jsonnet"));
    text.push_str("std.flattenArrays([\n");
    for App { name, image, replicas, level, upstream, cpu, memory, public } in apps(count) {
        let _ = writeln!(
            text,
            "  web('{name}', '{image}', {replicas}, {{ LOG_LEVEL: '{level}', UPSTREAM: url('{upstream}') }}, \
             resources('{}', '{}', '{}', '{}'), public={public}),",
            cpu.0, cpu.1, memory.0, memory.1
        );
    }
    text.push_str("])\n");
    text
}

/// The same objects by a Pkl class; `typed` says whether they are objects of a schema or dynamic ones.
pub fn pkl(count: usize, typed: bool) -> String {
    let library = if typed { "typed.pkl" } else { "untyped.pkl" };
    let mut text = format!("import \"{library}\" as shop\n\nlocal apps: Listing<shop.Web> = new {{\n");
    for App { name, image, replicas, level, upstream, cpu, memory, public } in apps(count) {
        let _ = writeln!(
            text,
            "  new {{ name = \"{name}\"; image = \"{image}\"; replicas = {replicas}; \
             env {{ [\"LOG_LEVEL\"] = \"{level}\"; [\"UPSTREAM\"] = shop.url(\"{upstream}\") }}; \
             cpu = Pair(\"{}\", \"{}\"); memory = Pair(\"{}\", \"{}\"); public = {public} }}",
            cpu.0, cpu.1, memory.0, memory.1
        );
    }
    text.push_str("}\n\noutput {\n  renderer = new YamlRenderer { isStream = true }\n");
    text.push_str("  value = apps.toList().flatMap((app) -> shop.objects(app))\n}\n");
    text
}
