//! The code table: every diagnostic svcc can give. A code is never reused.

use crate::diagnostics::model::Severity;

/// What the table says about one code.
#[derive(Debug)]
pub struct CodeInfo {
    pub id: &'static str,
    pub level: Severity,
    /// The page's title, a short noun phrase.
    pub title: &'static str,
    /// The page: `docs/diagnostics/ID.md`.
    pub page: &'static str,
}

/// A diagnostic's code: an index into [`CODES`].
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

impl Code {
    pub fn info(self) -> &'static CodeInfo {
        &CODES[self.0 as usize]
    }

    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The code of that id, upper case as printed.
    pub fn find(id: &str) -> Option<Code> {
        CODES.iter().position(|info| info.id == id).map(|index| Code(index as u16))
    }

    pub fn all() -> impl Iterator<Item = Code> {
        (0..CODES.len() as u16).map(Code)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

macro_rules! codes {
    ($($id:ident $level:ident $title:literal,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u16)]
        enum Index { $($id),* }
        impl Code {
            $(pub const $id: Code = Code(Index::$id as u16);)*
        }
        /// Every code, in the order of the table.
        pub static CODES: &[CodeInfo] = &[
            $(CodeInfo {
                id: stringify!($id),
                level: Severity::$level,
                title: $title,
                page: include_str!(concat!("../../docs/diagnostics/", stringify!($id), ".md")),
            },)*
        ];
    };
}

codes! {
    // SYN: the text has no such shape.
    SYN001 Error "a token that cannot stand here",
    SYN002 Error "a block, list or call that is never closed",
    SYN003 Error "a string that is never closed",
    SYN004 Error "`{` on the next line",
    SYN005 Error "two values that touch",
    SYN006 Error "`name: value` instead of `name value`",
    SYN007 Error "list entries without a comma",
    SYN008 Error "`#` at the end of a word",
    SYN009 Error "a character that needs quotes",
    SYN010 Error "an unknown escape in a string",
    SYN011 Error "nesting that is too deep",
    SYN012 Error "a file that is too large",
    SYN013 Error "a file that is not UTF-8",
    SYN014 Error "a closing bracket without its opening one",
    SYN015 Error "a multi-line string in the wrong shape",
    SYN016 Error "a sign that touches its neighbours",
    // SYN020 on: YAML that is read.
    SYN020 Error "YAML that cannot be read",
    SYN021 Error "a key that stands twice in one YAML map",
    SYN022 Error "a YAML alias that expands too far",
    SYN023 Error "YAML that nests too deeply",
    // REF: names and what they refer to.
    REF001 Error "a name that is declared twice",
    REF002 Error "a reference to nothing",
    REF003 Error "an unknown template or policy",
    REF004 Error "a template that uses itself",
    REF005 Error "a template argument that goes nowhere",
    REF006 Error "a template parameter without a value",
    REF007 Error "an unknown variable",
    REF008 Error "values that are defined by each other",
    REF009 Error "`--set` of a value that does not exist",
    REF010 Error "`use` of a path that cannot be read",
    REF011 Error "files that use each other",
    REF012 Error "a reference that does not say which port",
    REF013 Error "a port that the target does not have",
    REF014 Error "a key that the config or secret does not have",
    REF015 Error "a policy outside an exposure",
    REF016 Error "an unknown or unsaid cluster",
    REF017 Error "a file that cannot be read",
    REF018 Warning "a variable in a string that is not interpolated",
    REF019 Warning "a variable that is used before it is defined",
    REF020 Error "two headless exposures and no `serviceName`",
    REF021 Warning "a provider block that no cluster uses",
    REF022 Error "templates or values that unfold too far",
    // TYP: values of the wrong type or in the wrong place.
    TYP001 Error "an unknown statement",
    TYP002 Error "an unknown field",
    TYP003 Error "a value of the wrong type",
    TYP004 Error "an unknown value",
    TYP005 Error "a required field that is missing",
    TYP006 Error "two values for one field",
    TYP007 Error "a statement that lacks an argument",
    TYP008 Error "an argument too many",
    TYP009 Error "a field that needs its block",
    TYP010 Error "a statement in the wrong place",
    TYP011 Error "a statement that comes with a later version of svcc",
    TYP012 Error "an unknown function",
    // API: what the API server refuses on its own rules.
    API001 Error "`externalTrafficPolicy` on a Service that is not reachable from outside",
    API002 Error "a selector that does not match the workload's own pods",
    API003 Error "a name that Kubernetes does not take",
    API004 Error "a port without a name, or with one that Kubernetes does not take",
    API005 Error "ports that cannot be told apart",
    API006 Error "a node port that cannot be given",
    API007 Error "a label or annotation that Kubernetes does not take",
    API008 Error "a headless Service that is to be reached from outside",
    API009 Error "a field that only a LoadBalancer has",
    API010 Error "cluster IPs or IP families that contradict each other or the cluster",
    API011 Error "an address or range that Kubernetes does not take",
    API012 Error "an ExternalName that is none",
    API013 Error "a Service without a port",
    API014 Error "a port that does not exist",
    API015 Error "an affinity that lasts too long or not at all",
    API016 Error "a protocol, class or finalizer whose name Kubernetes does not take",
    API017 Error "two annotations that contradict each other",
    API018 Error "an EndpointSlice that cannot hold what it is to hold",
    API019 Error "an object that is too large",
    API020 Error "a key that a ConfigMap cannot have",
    API021 Error "a selector that says nothing or cannot be read",
    API022 Error "a number below zero",
    API023 Error "a variable that no container can have",
    API024 Error "a probe that cannot ask",
    // NET: does traffic arrive?
    NET001 Error "two objects of one identity",
    NET002 Error "a target port that no container declares",
    NET003 Error "a probe on a port that its container does not declare",
    NET004 Warning "an empty program",
    NET005 Error "a selector that matches no pod",
    NET006 Warning "a StatefulSet without a headless Service",
    NET007 Error "a load balancer that nothing provides",
    NET008 Error "one node port for two Services",
    NET009 Hint "a fixed node port where ports are given out",
    NET010 Warning "a headless Service that seems to translate a port",
    NET011 Warning "an annotation that no controller reads",
    // DEP: will this version take it?
    DEP001 Error "a field that the target version does not have yet",
    DEP002 Error "a field that the target version no longer has",
    DEP003 Warning "an annotation that has been replaced",
    DEP010 Warning "a field or value that is on its way out",
    // BPR: best practice.
    BPR001 Warning "an allowance that allows nothing",
    BPR010 Warning "a field without effect",
    BPR011 Warning "an address in an unusual form",
}
