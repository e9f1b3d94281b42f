// Command dump writes, as JSON, what one Kubernetes version knows of its own API: every type of its OpenAPI
// definitions with fields, enums, defaults and list keys, and every kind that a client can create.
//
// It needs no server. It is compiled once per Kubernetes version, by ../generate.sh.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	apiextensionsscheme "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset/scheme"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset/scheme"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

// Kind is one kind that a client can create.
type Kind struct {
	Group      string `json:"group"`
	Version    string `json:"version"`
	Kind       string `json:"kind"`
	Resource   string `json:"resource"`
	Namespaced bool   `json:"namespaced"`
	Type       string `json:"type"`
	// The minor version that no longer serves it, and what to use then.
	Removed     int    `json:"removed,omitempty"`
	Replacement string `json:"replacement,omitempty"`
}

// Dump is everything that one version says.
type Dump struct {
	Kinds []Kind                 `json:"kinds"`
	Types map[string]spec.Schema `json:"types"`
	// The fields of each type as its Go struct declares them: the order in which people know them.
	Order map[string][]string `json:"order"`
}

var (
	order = map[string][]string{}
)

// canonical gives `io.k8s.api.core.v1.Container` for both spellings of a definition's name:
// that one (from 1.35 on) and the Go path `k8s.io/api/core/v1.Container`.
func canonical(name string) string {
	path := strings.Split(name, "/")
	if len(path) == 1 {
		return name
	}
	host := strings.Split(path[0], ".")
	for i, j := 0, len(host)-1; i < j; i, j = i+1, j-1 {
		host[i], host[j] = host[j], host[i]
	}
	return strings.Join(append(host, path[1:]...), ".")
}

func goName(t reflect.Type) string {
	return canonical(t.PkgPath() + "." + t.Name())
}

// walk records the declared order of the fields of a struct and of all that it reaches.
func walk(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		walk(t.Elem())
		return
	case reflect.Struct:
	default:
		return
	}
	name := goName(t)
	if _, done := order[name]; done || !strings.HasPrefix(t.PkgPath(), "k8s.io/") {
		return
	}
	order[name] = []string{}
	order[name] = fieldsOf(t)
}

func fieldsOf(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-" || field.PkgPath != "":
		case name == "" && (field.Anonymous || strings.Contains(options, "inline")):
			inner := field.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct {
				names = append(names, fieldsOf(inner)...)
			}
		case name != "":
			names = append(names, name)
			walk(field.Type)
		}
	}
	return names
}

type removed interface{ APILifecycleRemoved() (int, int) }
type replaced interface {
	APILifecycleReplacement() schema.GroupVersionKind
}

// kindsOf reads the kinds from the methods of a generated client: each `Widgets(namespace)` with a `Create`
// that takes a `*Widget` is a kind, and it is namespaced if it asks for a namespace.
func kindsOf(clientset reflect.Type, types *runtime.Scheme) []Kind {
	var kinds []Kind
	for i := range clientset.NumMethod() {
		group := clientset.Method(i)
		if group.Type.NumOut() != 1 || group.Type.Out(0).Kind() != reflect.Interface || group.Name == "Discovery" {
			continue
		}
		client := group.Type.Out(0)
		for j := range client.NumMethod() {
			getter := client.Method(j)
			if getter.Name == "RESTClient" || getter.Type.NumOut() != 1 {
				continue
			}
			create, ok := getter.Type.Out(0).MethodByName("Create")
			if !ok || create.Type.NumIn() < 2 {
				continue
			}
			object := create.Type.In(1)
			instance := reflect.New(object.Elem()).Interface().(runtime.Object)
			names, _, err := types.ObjectKinds(instance)
			if err != nil {
				panic(err)
			}
			for _, name := range names {
				kind := Kind{
					Group: name.Group, Version: name.Version, Kind: name.Kind,
					Resource:   strings.ToLower(getter.Name),
					Namespaced: getter.Type.NumIn() == 1,
					Type:       goName(object.Elem()),
				}
				if r, ok := instance.(removed); ok {
					major, minor := r.APILifecycleRemoved()
					if major == 1 {
						kind.Removed = minor
					}
				}
				if r, ok := instance.(replaced); ok {
					to := r.APILifecycleReplacement()
					kind.Replacement = to.GroupVersion().String() + "/" + to.Kind
				}
				kinds = append(kinds, kind)
			}
			walk(object)
		}
	}
	return kinds
}

func main() {
	dump := Dump{Types: map[string]spec.Schema{}, Order: order}
	dump.Kinds = append(dump.Kinds, kindsOf(reflect.TypeFor[kubernetes.Interface](), scheme.Scheme)...)
	dump.Kinds = append(dump.Kinds, kindsOf(reflect.TypeFor[apiextensions.Interface](), apiextensionsscheme.Scheme)...)
	dump.Kinds = append(dump.Kinds, kindsOf(reflect.TypeFor[aggregator.Interface](), aggregatorscheme.Scheme)...)
	sort.Slice(dump.Kinds, func(i, j int) bool {
		a, b := dump.Kinds[i], dump.Kinds[j]
		return a.Group+"/"+a.Version+"/"+a.Kind < b.Group+"/"+b.Version+"/"+b.Kind
	})
	definitions := openapi.GetOpenAPIDefinitions(func(name string) spec.Ref {
		return spec.MustCreateRef("#/definitions/" + canonical(name))
	})
	for name, definition := range definitions {
		dump.Types[canonical(name)] = definition.Schema
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	if err := out.Encode(dump); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
