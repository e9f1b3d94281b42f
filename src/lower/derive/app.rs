//! The workload of an app and what hangs on it.

use smol_str::SmolStr;

use super::{DeclaredPorts, fill, map_at, node_at};
use crate::diagnostics::{Code, Diagnostic};
use crate::lower::context::Lowering;
use crate::lower::draft::{DraftId, Merged, Workload};
use crate::object::{Layer, Node, OriginId, Value};

impl Lowering<'_> {
    /// Merges everything that the app's statements asked for, derives the rest, and emits the objects: workload,
    /// Services in source order, the others.
    pub fn derive_app(&mut self) {
        let Some(workload) = self.workload else { return };
        let dependents = std::mem::take(&mut self.dependents);
        let mut merged = self.merge(workload.draft);
        let origin = self.drafts[workload.draft.0].origin;
        let template = workload.template;
        let before = self.diagnostics.len();
        let pod_spec: Vec<&'static str> = template.iter().copied().chain(["spec"]).collect();
        let app_protocols = merged.notes.get("appProtocol").cloned();
        let ports = match node_at(&mut merged.root, &pod_spec) {
            Some(pod_spec) => self.derive_pod(pod_spec, app_protocols.as_ref(), origin),
            None => {
                self.no_containers();
                Vec::new()
            }
        };
        let ports = DeclaredPorts::new(ports);
        let selector = self.derive_selector(&workload, &mut merged, template, origin);
        self.drafts[workload.draft.0].incomplete |= self.diagnostics.len() > before;
        let mut headless = Vec::new();
        let mut services = Vec::new();
        for &exposure in &dependents.exposures {
            let before = self.diagnostics.len();
            let mut service = self.merge(exposure);
            self.exposure_selector(exposure, &mut service, selector.as_ref(), &merged, template);
            self.derive_service(exposure, &mut service, &ports);
            self.drafts[exposure.0].incomplete |= self.diagnostics.len() > before;
            if service.root.at(&["spec", "clusterIP"]).and_then(Node::as_str) == Some("None") {
                headless.push(exposure);
            }
            services.push((exposure, service.root));
        }
        if workload.kind == "StatefulSet" {
            self.derive_service_name(&workload, &mut merged, &headless, origin);
        }
        self.check_scale(dependents.scale, &merged);
        self.emit(workload.draft, merged.root);
        for (exposure, root) in services {
            self.emit(exposure, root);
        }
        for &other in &dependents.others {
            let mut merged = self.merge(other);
            if self.drafts[other.0].kind == "PodDisruptionBudget"
                && let Some(selector) = &selector
            {
                let origin = self.drafts[other.0].origin;
                if let Some(spec) = map_at(&mut merged.root, &["spec", "selector"], origin) {
                    fill(spec, "matchLabels", || selector.clone());
                }
            }
            self.emit(other, merged.root);
        }
    }

    /// The labels that tell the app's pods from others, on the pods and in the workload's selector.
    fn derive_selector(
        &mut self,
        workload: &Workload,
        merged: &mut Merged,
        template: &[&'static str],
        origin: OriginId,
    ) -> Option<Node> {
        let implied = !matches!(workload.kind, "Job" | "CronJob");
        let written = merged.root.at(&["spec", "selector", "matchLabels"]).or(merged.notes.get("selector")).cloned();
        let selector = match written {
            Some(selector) => selector,
            None if implied => {
                let mut labels = crate::object::Map::with_capacity(1);
                labels.push("app", Node::string(self.declaration.name.clone(), origin, Layer::DERIVED));
                Node::new(Value::Map(labels), origin, Layer::DERIVED)
            }
            None => return None,
        };
        if implied && let Some(map) = map_at(&mut merged.root, &["spec", "selector"], origin) {
            fill(map, "matchLabels", || selector.clone());
        }
        let path: Vec<&'static str> = template.iter().copied().chain(["metadata", "labels"]).collect();
        let mut mismatches = Vec::new();
        if let (Some(labels), Some(wanted)) = (map_at(&mut merged.root, &path, origin), selector.as_map()) {
            for entry in wanted.iter() {
                match labels.get(&entry.key) {
                    None => labels.push(entry.key.clone(), Node { layer: Layer::DERIVED, ..entry.node.clone() }),
                    Some(label) if *label != entry.node && !label.is_poisoned() && !entry.node.is_poisoned() => {
                        mismatches.push((entry.key.clone(), label.origin, entry.node.origin));
                    }
                    Some(_) => {}
                }
            }
            for (key, ..) in &mismatches {
                if let Some(label) = labels.get_mut(key) {
                    label.value = Value::Poisoned;
                }
            }
            labels.order_first(&wanted.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>());
        }
        for (key, label, wanted) in mismatches {
            let message = format!("the label `{key}` of the pods is not what the app's selector asks for");
            let diagnostic = Diagnostic::new(Code::API002, self.origins.span(label), message)
                .note("the API server refuses a workload whose selector does not match its own pods")
                .label(self.origins.span(wanted), "the selector")
                .rule("DEP-005")
                .help(format!("change the selector with it: `selector {{ {key} … }}` in the app sets both"));
            self.diagnostics.push(diagnostic);
        }
        Some(selector)
    }

    /// A Service's selector: the app's, unless it has its own, which must select the app's pods.
    fn exposure_selector(
        &mut self,
        exposure: DraftId,
        service: &mut Merged,
        selector: Option<&Node>,
        workload: &Merged,
        template: &[&'static str],
    ) {
        let origin = self.drafts[exposure.0].origin;
        let Some(own) = service.root.at(&["spec", "selector"]) else {
            let Some(selector) = selector else {
                let span = self.drafts[exposure.0].span;
                let diagnostic = Diagnostic::new(Code::TYP005, span, "this exposure selects no pods")
                    .note("the pods of a Job have no label of their own")
                    .help("give the app a `selector { … }`; its labels go on the pods and into the Service");
                self.diagnostics.push(diagnostic);
                return;
            };
            if let Some(spec) = map_at(&mut service.root, &["spec"], origin) {
                fill(spec, "selector", || with_origin(selector, origin));
            }
            return;
        };
        let path: Vec<&str> = template.iter().copied().chain(["metadata", "labels"]).collect();
        let labels = workload.root.at(&path).and_then(Node::as_map);
        let Some(wanted) = own.as_map() else { return };
        for entry in wanted.iter() {
            let label = labels.and_then(|labels| labels.get(&entry.key));
            if label.is_some_and(|label| *label == entry.node || label.is_poisoned()) || entry.node.is_poisoned() {
                continue;
            }
            let message = format!("no pod of this app has the label `{}` that this Service selects", entry.key);
            let mut diagnostic = Diagnostic::new(Code::NET005, self.origins.span(entry.node.origin), message)
                .note("the Service would have no endpoints");
            if let Some(label) = label {
                diagnostic = diagnostic.label(self.origins.span(label.origin), "the pods have this one");
            }
            diagnostic = diagnostic
                .help("add the label to `pod { labels { … } }`, or leave `selector` out: the app's own is used then");
            self.diagnostics.push(diagnostic);
        }
    }

    /// The Service that gives each pod its DNS name is the one headless exposure.
    fn derive_service_name(
        &mut self,
        workload: &Workload,
        merged: &mut Merged,
        headless: &[DraftId],
        origin: OriginId,
    ) {
        if merged.root.at(&["spec", "serviceName"]).is_some() {
            return;
        }
        match headless {
            [one] => {
                let (name, origin) = (self.drafts[one.0].name.clone(), self.drafts[one.0].origin);
                if let Some(spec) = map_at(&mut merged.root, &["spec"], origin) {
                    fill(spec, "serviceName", || Node::string(name, origin, Layer::DERIVED));
                }
            }
            [first, second, ..] => {
                let (first, second) = (&self.drafts[first.0], &self.drafts[second.0]);
                let diagnostic =
                    Diagnostic::new(Code::REF020, second.span, "two headless exposures could name this app's pods")
                        .note("this one, or")
                        .label(first.span, "this one?")
                        .help(format!(
                            "say which: `serviceName {}` or `serviceName {}` in the app",
                            first.name, second.name
                        ));
                self.diagnostics.push(diagnostic);
            }
            [] => {
                let name = &self.declaration.name;
                let span = self.drafts[workload.draft.0].span;
                let diagnostic = Diagnostic::new(Code::NET006, span, format!("the pods of `{name}` get no names in DNS"))
                    .note("a StatefulSet's pods are named by a headless Service, and it has none")
                    .help("add `expose as Headless` (a second exposure needs a name of its own), or `serviceName NAME` of a Service elsewhere");
                self.diagnostics.push(diagnostic);
                let _ = origin;
            }
        }
    }

    fn check_scale(&mut self, scale: Option<OriginId>, merged: &Merged) {
        let Some(scale) = scale else { return };
        let Some(replicas) = merged.root.at(&["spec", "replicas"]) else { return };
        let diagnostic = Diagnostic::new(
            Code::TYP006,
            self.origins.span(replicas.origin),
            "`replicas` and `scale` both say how many pods run",
        )
        .note("every apply would set this number, against the autoscaler")
        .label(self.origins.span(scale), "the autoscaler sets the number")
        .help("remove `replicas`; the range of `scale` is enough");
        self.diagnostics.push(diagnostic);
    }
}

/// A copy whose values all come from elsewhere.
fn with_origin(node: &Node, origin: OriginId) -> Node {
    let mut copy = node.clone();
    copy.layer = Layer::DERIVED;
    copy.origin = origin;
    if let Some(map) = copy.as_map_mut() {
        for (_, node) in map.iter_mut() {
            node.origin = origin;
            node.layer = Layer::DERIVED;
        }
    }
    copy
}

/// The name of a container, for messages.
pub(super) fn container_name(node: &Node) -> SmolStr {
    node.get("name").and_then(Node::as_str).map(SmolStr::new).unwrap_or_default()
}
