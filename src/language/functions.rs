//! The functions that values may call: what each takes and gives.

/// One function.
#[derive(Debug)]
pub struct Function {
    pub name: &'static str,
    /// Its one argument.
    pub argument: &'static str,
    /// What it gives, one sentence.
    pub summary: &'static str,
    /// What it becomes in Kubernetes' terms.
    pub becomes: &'static str,
    pub scope: Scope,
    /// A whole statement that uses it.
    pub example: &'static str,
}

/// Where a function may stand.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Wherever a text stands, and within `"…"` beside other text.
    Anywhere,
    /// As the whole value of an entry of `env`.
    Variable,
}

impl Scope {
    /// How it is called in a message.
    pub fn describe(self) -> &'static str {
        match self {
            Scope::Anywhere => "wherever a text stands",
            Scope::Variable => "the value of a variable in `env`",
        }
    }
}

impl Function {
    /// `url(REF)`
    pub fn usage(&self) -> String {
        format!("{}({})", self.name, self.argument)
    }

    /// Usage and summary, for a line of help.
    pub fn describe(&self) -> String {
        format!("`{}`: {}", self.usage(), self.summary)
    }
}

/// The function of that name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Every function, in the order of the reference.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "url",
        argument: "REF",
        summary: "the URL of a Service's port, in the shortest form that is valid where it is used",
        becomes: "a text such as `http://api:80`; `https` where the port's name or appProtocol says so",
        scope: Scope::Anywhere,
        example: "env { API url(api) }",
    },
    Function {
        name: "host",
        argument: "REF",
        summary: "the name of a Service in DNS, in the shortest form that is valid where it is used",
        becomes: "a text such as `api`, or `api.shop` from another namespace",
        scope: Scope::Anywhere,
        example: "env { API_HOST host(api) }",
    },
    Function {
        name: "address",
        argument: "REF",
        summary: "host and port of a Service",
        becomes: "a text such as `api:80`",
        scope: Scope::Anywhere,
        example: "env { API address(api:http) }",
    },
    Function {
        name: "port",
        argument: "REF",
        summary: "the number of a Service's port; of a Headless one, the number on its pods",
        becomes: "a number such as `80`, or a text where a text is needed",
        scope: Scope::Anywhere,
        example: "env { API_PORT port(api:http) }",
    },
    Function {
        name: "fqdn",
        argument: "REF",
        summary: "the whole name of a Service in DNS",
        becomes: "a text such as `api.shop.svc.cluster.local`; its end is the cluster's `domain`",
        scope: Scope::Anywhere,
        example: "env { API_NAME fqdn(api) }",
    },
    Function {
        name: "secret",
        argument: "NAME:KEY",
        summary: "a key of a Secret, read when the pod starts",
        becomes: "`valueFrom.secretKeyRef` of the variable",
        scope: Scope::Variable,
        example: "env { PASSWORD secret(db-login:password) }",
    },
    Function {
        name: "config",
        argument: "NAME:KEY",
        summary: "a key of a ConfigMap, read when the pod starts",
        becomes: "`valueFrom.configMapKeyRef` of the variable",
        scope: Scope::Variable,
        example: "env { LEVEL config(app-config:LOG_LEVEL) }",
    },
    Function {
        name: "field",
        argument: "PATH",
        summary: "a field of the pod itself, such as its address",
        becomes: "`valueFrom.fieldRef` of the variable",
        scope: Scope::Variable,
        example: "env { POD_IP field(status.podIP) }",
    },
    Function {
        name: "resource",
        argument: "PATH",
        summary: "a request or limit of the container",
        becomes: "`valueFrom.resourceFieldRef` of the variable",
        scope: Scope::Variable,
        example: "env { MEMORY resource(limits.memory) }",
    },
    Function {
        name: "file",
        argument: "PATH",
        summary: "the text of a file; the path is relative to the source that names it",
        becomes: "that text",
        scope: Scope::Anywhere,
        example: "env { SETTINGS file(\"settings.toml\") }",
    },
    Function {
        name: "hash",
        argument: "CONFIG",
        summary: "a checksum of a config, so that pods are replaced when it changes",
        becomes: "a text of 16 hexadecimal digits",
        scope: Scope::Anywhere,
        example: "pod { annotations { example.com/config hash(app-config) } }",
    },
];
