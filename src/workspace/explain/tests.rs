//! Every table is explained, every answer can be told from no answer, and lines say what became of them.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Explanation, explain, explain_line, line_question, sugar};
use crate::diagnostics::Code;
use crate::kubernetes::schema::Schemas;
use crate::language::{FUNCTIONS, statements};
use crate::source::Memory;
use crate::workspace::{Cancel, Options, Workspace};

fn ask(what: &str) -> Explanation {
    explain(what, &Schemas::builtin()).unwrap_or_else(|unknown| panic!("{what}: {unknown}"))
}

fn text(what: &str) -> String {
    ask(what).text(false, 100)
}

fn refusal(what: &str) -> String {
    explain(what, &Schemas::builtin()).expect_err("it is known").to_string()
}

#[test]
fn every_code_statement_function_and_kind_is_explained() {
    for code in Code::all() {
        assert!(text(code.id()).starts_with(code.id()));
        assert_eq!(text(&code.id().to_lowercase()), text(code.id()));
    }
    for statement in statements::all() {
        let said = text(statement.name);
        assert!(said.contains(statement.summary.split(' ').next().unwrap()), "{said}");
    }
    for function in FUNCTIONS {
        assert!(text(function.name).contains(&function.usage()), "{}", function.name);
        assert_eq!(ask(&format!("{}()", function.name)).answers.len(), 1);
    }
    let schemas = Schemas::builtin();
    for kind in schemas.kinds() {
        assert!(explain(kind.kind, &schemas).is_ok(), "{}", kind.kind);
        assert!(explain(&format!("{}/{}", kind.api_version(), kind.kind), &schemas).is_ok(), "{}", kind.kind);
    }
}

#[test]
fn a_statement_says_where_it_stands_and_what_it_becomes() {
    let said = text("expose");
    for part in
        ["expose [NAME] [as TYPE]", "In an `app`", "A Service", "`Service.spec.type`", "`port line`", "80 -> http"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(text("port line").contains("[NAME] [NODEPORT ->] PORT[/PROTOCOL] [-> TARGET]"));
    assert!(text("namespace").contains("At the top level"));
    // Two places have a `config`, and there is a function of that name.
    assert_eq!(ask("config").answers.len(), 3);
    assert!(text("route").contains("later version"));
}

#[test]
fn what_is_implied_is_listed_whole() {
    let said = text("implied").replace("\n    ", " ");
    for part in ["`app: NAME`", "kubernetes.io/service-name", "`selector { … }` in the app", "scaleTargetRef"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_field_says_type_versions_values_and_sugar() {
    let said = text("Service.spec.type");
    for part in ["`LoadBalancer`", "1.33 to 1.37", "expose [NAME] [as TYPE]"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = text("Deployment.spec.template.spec.containers.image");
    assert!(said.contains("- `image REF` in an `app`, in a container"), "{said}");
    assert!(text("Deployment.spec.template.spec.containers[0].image") == said);
    let said = text("Deployment.spec.template.spec.hostnameOverride");
    assert!(said.contains("from 1.34"), "{said}");
    assert!(text("Deployment.spec.minReadySeconds").contains("directly in `app`"));
    assert!(text("Deployment.spec.template.spec.containers.ports").contains("by `containerPort` and `protocol`"));
    assert!(text("Service.spec.ports").contains("`port`: whole number, required"));
    assert!(text("Service.spec.loadBalancerIP").contains("deprecated: yes"));
    assert!(text("Deployment.spec.progressDeadlineSeconds").contains("duration"));
}

#[test]
fn a_field_is_found_without_its_kind_and_without_its_path() {
    assert!(text("externalTrafficPolicy").starts_with("Service.spec.externalTrafficPolicy\n"));
    assert!(text("spec.ports.nodePort").starts_with("Service.spec.ports.nodePort\n"));
    assert!(text("Service.nodePort").starts_with("Service.spec.ports.nodePort\n"));
    let said = text("spec.replicas").replace("\n    ", " ");
    assert!(said.starts_with("Deployment.spec.replicas\n") && said.contains("StatefulSet.spec.replicas"), "{said}");
    assert!(text("spec.replicas").contains("`replicas NUMBER` in an `app`"));
    // Pods and containers have one each: both are shown.
    let said = text("securityContext");
    assert!(said.contains("PodSecurityContext") && said.contains("containers.securityContext"), "{said}");
    assert!(text("service.spec.type").starts_with("Service.spec.type\n"));
    assert!(text("services.spec.type").starts_with("Service.spec.type\n"));
}

#[test]
fn a_value_leads_to_what_takes_it() {
    let said = text("Headless");
    assert!(said.starts_with("service\n") && said.contains("\nexpose\n"), "{said}");
    assert!(text("SingleStack").starts_with("Service.spec.ipFamilyPolicy\n"));
    let said = text("IfNotPresent");
    assert!(said.starts_with("Deployment.spec.template.spec.containers.imagePullPolicy\n"), "{said}");
}

#[test]
fn a_field_of_every_workload_is_owned_once_and_that_of_a_service_too() {
    let said = text("labels");
    assert!(said.contains("`Deployment.metadata.labels`") && said.contains("`Service.metadata.labels`"), "{said}");
    assert!(!said.contains("DaemonSet.metadata.labels"), "{said}");
}

#[test]
fn what_is_unknown_gets_the_nearest() {
    for (what, near) in [
        ("exposse", "`expose`"),
        ("NET02", "`NET002`"),
        ("Service.spec.typ", "`Service.spec.type`"),
        ("Deployment.spec.template.spec.containers.imge", "containers.image`"),
        ("Servise", "`Service`"),
        ("servise", "`service`"),
        ("externalTraficPolicy", "`externalTrafficPolicy`"),
        ("prot line", "`port line`"),
        ("adress", "`address`"),
    ] {
        let said = refusal(what);
        assert!(said.contains("did you mean") && said.contains(near), "{what}: {said}");
    }
    let said = refusal("qqqqqqqqqqqqqq");
    assert!(!said.contains("did you mean") && said.contains("NET002"), "{said}");
    assert!(explain("", &Schemas::builtin()).is_err());
}

#[test]
fn every_field_that_a_statement_owns_exists() {
    let schemas = Schemas::builtin();
    for statement in sugar::all() {
        let owned = sugar::owned(statement, &schemas);
        for own in statement.owns {
            let last = own.rsplit('.').next().unwrap();
            assert!(owned.iter().any(|owned| owned.spell().ends_with(last)), "{}: {own}", statement.name);
        }
        for owned in owned {
            assert!(explain(&owned.spell(), &schemas).is_ok(), "{}: {}", statement.name, owned.spell());
        }
    }
}

#[test]
fn a_line_is_a_path_and_a_number() {
    assert_eq!(line_question("shop.svc:12"), Some(("shop.svc", 12)));
    assert_eq!(line_question("C:/shop.svc:12"), Some(("C:/shop.svc", 12)));
    for what in ["shop.svc", ":12", "shop.svc:", "shop.svc:x", "shop.svc:-1"] {
        assert_eq!(line_question(what), None, "{what}");
    }
}

const PROGRAM: &str = "\
let tag = v1.2
template base(n: 2) {
  image example/web:$tag
  replicas $n
  env { A one; B two }
}
app web with base(3) {
  replicas 4
  port http 8080
  env { A three }
  expose as LoadBalancer {
    80 -> http
  }
}
";

fn line(number: u32) -> Explanation {
    let mut workspace = Workspace::new(Arc::new(Memory::new().file("shop.svc", PROGRAM)));
    workspace.open(&["shop.svc"]);
    let analysis = workspace.build(&Options::default(), &Cancel::default()).expect("nobody cancels");
    explain_line(&workspace, &analysis, "./shop.svc", number).unwrap_or_else(|unknown| panic!("{unknown}"))
}

fn line_text(number: u32) -> String {
    line(number).text(false, 200)
}

#[test]
fn a_line_says_what_it_wrote_and_what_it_won_against() {
    let said = line_text(8);
    assert!(said.contains("Written here\n"), "{said}");
    assert!(said.contains("`spec.replicas` is `4`, stronger than shop.svc:4 (a template)"), "{said}");
    let said = line_text(12);
    assert!(said.contains("`spec.ports[0].port` is `80`") && said.contains("Service `web`"), "{said}");
    assert!(
        said.contains("Implied by what is written here") && said.contains("`spec.ports[0].name` is `http`"),
        "{said}"
    );
}

#[test]
fn a_line_says_what_it_lost_against() {
    let said = line_text(4);
    assert!(said.contains("overridden") && said.contains("`4`, written at shop.svc:8 (the block itself)"), "{said}");
    let said = line_text(5);
    assert!(
        said.contains("env[1].value` is `two` (a template)") && said.contains("`three`, written at shop.svc:10"),
        "{said}"
    );
}

#[test]
fn a_line_says_what_it_implies_and_what_it_is_part_of() {
    let said = line_text(7);
    assert!(said.contains("`spec.selector.matchLabels.app` is `web`") && said.contains("Implied"), "{said}");
    let said = line_text(1);
    assert!(said.contains("containers[0].image` is `example/web:v1.2`, written at shop.svc:3"), "{said}");
    assert!(line_text(6).contains("Nothing of this line"));
}

#[test]
fn a_line_that_is_not_there_is_said_so() {
    let mut workspace = Workspace::new(Arc::new(Memory::new().file("shop.svc", PROGRAM)));
    workspace.open(&["shop.svc"]);
    let analysis = workspace.build(&Options::default(), &Cancel::default()).expect("nobody cancels");
    let refused = |path: &str, line| explain_line(&workspace, &analysis, path, line).expect_err("none").to_string();
    assert!(refused("shop.svc", 15).contains("14 lines"));
    assert!(refused("shop.svc", 0).contains("line 0"));
    assert!(refused("other.svc", 1).contains("no file of the program"));
}

#[test]
fn every_line_of_a_program_has_an_answer() {
    for number in 1..=14 {
        assert_eq!(line(number).answers.len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_question_gets_an_answer_or_a_refusal(what in "\\PC{0,30}") {
        match explain(&what, &Schemas::builtin()) {
            Ok(explanation) => prop_assert!(!explanation.answers.is_empty()),
            Err(unknown) => prop_assert!(!unknown.message.is_empty()),
        }
    }

    #[test]
    fn any_path_gets_an_answer_or_a_refusal(what in "(Service|spec|ports|[.\\[\\]/]|type|0|[a-zA-Z]{1,3}){0,8}") {
        let _ = explain(&what, &Schemas::builtin());
    }
}
