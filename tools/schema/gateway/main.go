// Command gateway writes, as JSON, what the Gateway API's own CustomResourceDefinitions (standard channel) know, under
// the names of its Go types: the same form as ../dump writes. It is compiled by ../generate.sh.
//
//	gateway FOLDER-OF-CRDS
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	v1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/gateway-api/apis/v1beta1"
	"sigs.k8s.io/yaml"
)

type Kind struct {
	Group      string `json:"group"`
	Version    string `json:"version"`
	Kind       string `json:"kind"`
	Resource   string `json:"resource"`
	Namespaced bool   `json:"namespaced"`
	Type       string `json:"type"`
}

// Schema is a part of an OpenAPI schema, in a CustomResourceDefinition as in a dump.
type Schema struct {
	Ref                  string            `json:"$ref,omitempty"`
	Type                 string            `json:"type,omitempty"`
	Format               string            `json:"format,omitempty"`
	Description          string            `json:"description,omitempty"`
	Default              json.RawMessage   `json:"default,omitempty"`
	Enum                 []string          `json:"enum,omitempty"`
	Required             []string          `json:"required,omitempty"`
	Properties           map[string]Schema `json:"properties,omitempty"`
	Items                *Schema           `json:"items,omitempty"`
	AdditionalProperties *Schema           `json:"additionalProperties,omitempty"`
	ListType             string            `json:"x-kubernetes-list-type,omitempty"`
	ListKeys             []string          `json:"x-kubernetes-list-map-keys,omitempty"`
}

type Dump struct {
	Kinds []Kind              `json:"kinds"`
	Types map[string]Schema   `json:"types"`
	Order map[string][]string `json:"order"`
}

type Definition struct {
	Kind string
	Spec struct {
		Group string
		Scope string
		Names struct{ Kind, Plural string }

		Versions []struct {
			Name   string
			Served bool
			Schema struct {
				OpenAPIV3Schema Schema `json:"openAPIV3Schema"`
			}
		}
	}
}

const own = "sigs.k8s.io/gateway-api/apis/"

var dump = Dump{Types: map[string]Schema{}, Order: map[string][]string{}}

func main() {
	types := runtime.NewScheme()
	check(v1.Install(types))
	check(v1beta1.Install(types))
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.yaml"))
	check(err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(err)
		var definition Definition
		if yaml.Unmarshal(text, &definition) != nil || definition.Kind != "CustomResourceDefinition" {
			continue // the folder holds an admission policy too
		}
		for _, version := range definition.Spec.Versions {
			if !version.Served {
				continue
			}
			kind := Kind{
				Group: definition.Spec.Group, Version: version.Name, Kind: definition.Spec.Names.Kind,
				Resource: definition.Spec.Names.Plural, Namespaced: definition.Spec.Scope == "Namespaced",
			}
			object, err := types.New(schema.GroupVersionKind{Group: kind.Group, Version: kind.Version, Kind: kind.Kind})
			check(err)
			kind.Type = name(reflect.TypeOf(object).Elem())
			dump.Kinds = append(dump.Kinds, kind)
			convert(reflect.TypeOf(object).Elem(), version.Schema.OpenAPIV3Schema)
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(dump))
}

// name gives `gateway.v1.HTTPRoute`; what Kubernetes declares keeps the name that it has in the other dumps.
func name(t reflect.Type) string {
	if version, ok := strings.CutPrefix(t.PkgPath(), own); ok {
		return "gateway." + version + "." + t.Name()
	}
	return "io.k8s." + strings.ReplaceAll(strings.TrimPrefix(t.PkgPath(), "k8s.io/"), "/", ".") + "." + t.Name()
}

// convert walks a Go type and its schema side by side, and gives the schema with references to named types.
func convert(t reflect.Type, from Schema) Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case from.Type == "array":
		items := convert(t.Elem(), *from.Items)
		from.Items = &items
	case from.AdditionalProperties != nil:
		values := convert(t.Elem(), *from.AdditionalProperties)
		from.AdditionalProperties = &values
	case t.Kind() != reflect.Struct || from.Type == "string":
	case !strings.HasPrefix(t.PkgPath(), own):
		return Schema{Ref: "#/definitions/" + name(t), Description: from.Description, Default: from.Default}
	default:
		key := name(t)
		result := Schema{Type: "object", Properties: map[string]Schema{}}
		fields(t, func(field string, inner reflect.Type) {
			property, ok := from.Properties[field]
			if !ok {
				return // only in the experimental channel
			}
			result.Properties[field] = convert(inner, property)
			if slices.Contains(from.Required, field) && property.Default == nil {
				result.Required = append(result.Required, field)
			}
			dump.Order[key] = append(dump.Order[key], field)
		})
		for field := range from.Properties {
			if _, ok := result.Properties[field]; !ok {
				panic(fmt.Sprintf("%s has no Go field for %s", key, field))
			}
		}
		add(key, result)
		return Schema{Ref: "#/definitions/" + key, Description: from.Description, Default: from.Default}
	}
	from.Properties = nil
	return from
}

// add joins what several places say of one Go type: a place may forbid a value or require a field that another does not.
func add(key string, now Schema) {
	known, ok := dump.Types[key]
	if ok {
		now.Required = slices.DeleteFunc(now.Required, func(field string) bool { return !slices.Contains(known.Required, field) })
		for field, old := range known.Properties {
			property, ok := now.Properties[field]
			if !ok {
				now.Properties[field] = old
				continue
			}
			for _, value := range old.Enum {
				if len(property.Enum) > 0 && !slices.Contains(property.Enum, value) {
					property.Enum = append(property.Enum, value)
				}
			}
			if len(old.Enum) == 0 {
				property.Enum = nil
			}
			now.Properties[field] = property
		}
	}
	var order []string
	for _, field := range dump.Order[key] {
		if !slices.Contains(order, field) {
			order = append(order, field)
		}
	}
	dump.Order[key] = order
	dump.Types[key] = now
}

func fields(t reflect.Type, visit func(string, reflect.Type)) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "" && (field.Anonymous || strings.Contains(options, "inline")):
			fields(field.Type, visit)
		case name != "" && name != "-":
			visit(name, field.Type)
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
