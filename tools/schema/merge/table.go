package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Table is all versions together.
type Table struct {
	oldest, newest int
	kinds          map[string]*KindRow
	types          map[string]*TypeRow
	notes          []string
}

type KindRow struct {
	Kind
	versions Range
}

type TypeRow struct {
	versions Range
	fields   map[string]*FieldRow
	order    []string
}

type FieldRow struct {
	versions Range
	shape    Shape
	// How many versions with the field require it. It counts as required if all do: the server's own check did not
	// change where a marker was corrected later.
	required, seen int
	deprecated     bool
	fallback       string
}

// Shape is the type of a field: an expression in which enumerated values are kept apart, with their versions.
type Shape struct {
	text     string // with `enum()` where an enum stands
	values   map[string]*Range
	enumFrom int // the first version in which the values were enumerated
	list     string
	merge    string
}

// Served by every API server but not by creating an object in a manifest.
var notCreatable = map[string]bool{"v1/ComponentStatus": true}

// Kinds whose Go types are gone, but which are still met in old manifests.
var forgotten = []KindRow{
	{Kind{Group: "policy", Version: "v1beta1", Kind: "PodSecurityPolicy", Resource: "podsecuritypolicies"}, Range{0, 24}},
	{Kind{Group: "extensions", Version: "v1beta1", Kind: "PodSecurityPolicy", Resource: "podsecuritypolicies"}, Range{0, 15}},
	{Kind{Group: "autoscaling", Version: "v2beta1", Kind: "HorizontalPodAutoscaler", Resource: "horizontalpodautoscalers", Namespaced: true, Replacement: "autoscaling/v2/HorizontalPodAutoscaler"}, Range{0, 24}},
	{Kind{Group: "autoscaling", Version: "v2beta2", Kind: "HorizontalPodAutoscaler", Resource: "horizontalpodautoscalers", Namespaced: true, Replacement: "autoscaling/v2/HorizontalPodAutoscaler"}, Range{0, 25}},
	{Kind{Group: "batch", Version: "v2alpha1", Kind: "CronJob", Resource: "cronjobs", Namespaced: true, Replacement: "batch/v1/CronJob"}, Range{0, 20}},
}

// Marked as required in the definitions, but the API server takes their absence for the zero value and accepts that.
var zeroAccepted = map[string]bool{
	"apiextensions.v1.CustomResourceDefinitionVersion.served":  true,
	"apiextensions.v1.CustomResourceDefinitionVersion.storage": true,
	"batch.v1.PodFailurePolicy.rules":                          true,
	"batch.v1.PodFailurePolicyOnPodConditionsPattern.status":   true,
	"core.v1.HTTPHeader.value":                                 true,
	"core.v1.ISCSIPersistentVolumeSource.lun":                  true,
	"core.v1.ISCSIVolumeSource.lun":                            true,
	"core.v1.LimitRangeSpec.limits":                            true,
	"core.v1.SleepAction.seconds":                              true,
	"core.v1.Sysctl.value":                                     true,
	"scheduling.v1.PriorityClass.value":                        true,
	"storage.v1.CSIDriver.spec":                                true,
	"storage.v1.CSINode.spec":                                  true,
	"storage.v1.CSINodeSpec.drivers":                           true,
}

func NewTable(dumps []Dump) *Table {
	t := &Table{
		oldest: dumps[0].Minor, newest: dumps[len(dumps)-1].Minor,
		kinds: map[string]*KindRow{}, types: map[string]*TypeRow{},
	}
	for _, dump := range dumps {
		t.add(dump)
	}
	for _, row := range forgotten {
		name := groupVersion(row.Kind) + "/" + row.Kind.Kind
		if t.kinds[name] == nil {
			t.kinds[name] = &row
		}
	}
	return t
}

func groupVersion(kind Kind) string {
	if kind.Group == "" {
		return kind.Version
	}
	return kind.Group + "/" + kind.Version
}

func (t *Table) add(dump Dump) {
	var roots []string
	for _, kind := range dump.Kinds {
		name := groupVersion(kind) + "/" + kind.Kind
		if notCreatable[name] {
			continue
		}
		row := t.kinds[name]
		if row == nil {
			row = &KindRow{}
			t.kinds[name] = row
		}
		row.Kind = kind
		if kind.Removed != 0 && kind.Removed <= dump.Minor {
			// Its Go type outlives it.
			if row.versions.last == 0 {
				row.versions.last = kind.Removed - 1
			}
			continue
		}
		row.versions.add(dump.Minor)
		roots = append(roots, kind.Type)
	}
	seen := map[string]bool{}
	for len(roots) > 0 {
		name := roots[len(roots)-1]
		roots = roots[:len(roots)-1]
		if seen[name] {
			continue
		}
		seen[name] = true
		definition, ok := dump.Types[name]
		if !ok {
			fail("1.%d: nothing is known of type %s", dump.Minor, name)
		}
		roots = append(roots, t.addType(dump, name, definition)...)
	}
}

// addType adds one version of an object type and gives the object types that it refers to.
func (t *Table) addType(dump Dump, name string, definition Schema) []string {
	row := t.types[name]
	if row == nil {
		row = &TypeRow{fields: map[string]*FieldRow{}}
		t.types[name] = row
	}
	row.versions.add(dump.Minor)
	row.order = mergeOrder(row.order, dump.Order[name])
	var refs []string
	for _, field := range sortedKeys(definition.Properties) {
		schema := definition.Properties[field]
		row.order = mergeOrder(row.order, []string{field})
		entry := row.fields[field]
		if entry == nil {
			entry = &FieldRow{}
			row.fields[field] = entry
		}
		if entry.versions.last != 0 && entry.versions.last != dump.Minor-1 {
			fail("%s.%s is gone in 1.%d and back in 1.%d", name, field, entry.versions.last+1, dump.Minor)
		}
		shape := Shape{values: map[string]*Range{}}
		var own []string
		shape.text, own = expression(dump, schema, &shape, dump.Minor)
		shape.list, shape.merge = listKind(schema)
		refs = append(refs, own...)
		t.mergeShape(name+"."+field, dump.Minor, entry, shape)
		entry.versions.add(dump.Minor)
		entry.seen++
		if slices.Contains(definition.Required, field) {
			entry.required++
		}
		entry.deprecated = isDeprecated(schema.Description)
		entry.fallback = fallback(schema.Default)
	}
	return refs
}

// mergeShape takes the newer shape, and keeps the versions of enumerated values.
func (t *Table) mergeShape(name string, minor int, entry *FieldRow, shape Shape) {
	old := entry.shape
	if entry.seen > 0 && (old.text != shape.text || old.list != shape.list || old.merge != shape.merge) {
		t.notes = append(t.notes, fmt.Sprintf("1.%d: %s was `%s %s %s` and is `%s %s %s`",
			minor, name, old.text, old.list, old.merge, shape.text, shape.list, shape.merge))
	}
	if strings.Contains(shape.text, "enum()") {
		if !strings.Contains(old.text, "enum()") {
			shape.enumFrom = minor
			// While it was a plain string the values were not enumerated, which does not mean that they were refused.
			if entry.seen > 0 {
				for _, value := range shape.values {
					value.first = entry.versions.first
				}
			}
		} else {
			for value, versions := range old.values {
				if now := shape.values[value]; now != nil {
					now.first = versions.first
				} else {
					shape.values[value] = versions
				}
			}
		}
	}
	entry.shape = shape
}

// mergeOrder adds the names that are new, each after its predecessor in the newer order.
func mergeOrder(order, newer []string) []string {
	at := len(order)
	for _, name := range newer {
		if found := slices.Index(order, name); found >= 0 {
			at = found + 1
			continue
		}
		order = slices.Insert(order, at, name)
		at++
	}
	return order
}

var scalars = map[string]string{
	"io.k8s.apimachinery.pkg.api.resource.Quantity":   "quantity",
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Time":       "time",
	"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime":  "micro-time",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Duration":   "string",
}

func expression(dump Dump, schema Schema, shape *Shape, minor int) (string, []string) {
	if len(schema.AllOf) == 1 && schema.Ref == "" {
		schema.Ref = schema.AllOf[0].Ref
	}
	if schema.Ref != "" {
		name := strings.TrimPrefix(schema.Ref, "#/definitions/")
		if scalar := scalars[name]; scalar != "" {
			return scalar, nil
		}
		target, ok := dump.Types[name]
		if !ok {
			fail("1.%d: nothing is known of type %s", minor, name)
		}
		if len(target.Properties) == 0 {
			// No struct of its own: an arbitrary JSON value, or a name for a simpler type.
			return expression(dump, target, shape, minor)
		}
		return short(name), []string{name}
	}
	switch schema.Type {
	case "string":
		switch {
		case len(schema.Enum) > 0:
			for _, value := range schema.Enum {
				shape.values[value] = &Range{minor, minor}
			}
			return "enum()", nil
		case schema.Format == "byte":
			return "bytes", nil
		case schema.Format == "date-time":
			return "time", nil
		case schema.Format == "int-or-string":
			return "int-or-string", nil
		}
		return "string", nil
	case "boolean":
		return "bool", nil
	case "integer":
		if schema.Format == "int32" {
			return "int32", nil
		}
		return "int64", nil
	case "number":
		return "number", nil
	case "array":
		element, refs := expression(dump, *schema.Items, shape, minor)
		return "[" + element + "]", refs
	case "object":
		if schema.AdditionalProperties != nil {
			value, refs := expression(dump, *schema.AdditionalProperties, shape, minor)
			return "{" + value + "}", refs
		}
	}
	return "any", nil
}

func listKind(schema Schema) (list, merge string) {
	if schema.Type != "array" {
		return "", ""
	}
	switch {
	case schema.ListType == "map" && len(schema.ListKeys) > 0:
		list = "keys=" + strings.Join(schema.ListKeys, ",")
	case schema.ListType == "set":
		list = "set"
	}
	if schema.MergeKey != "" && list == "" {
		merge = "merge=" + schema.MergeKey
	}
	return list, merge
}

func isDeprecated(description string) bool {
	lower := strings.ToLower(description)
	return strings.HasPrefix(lower, "deprecated") || strings.Contains(description, "Deprecated:") ||
		strings.Contains(lower, "this field is deprecated") || strings.Contains(lower, "is deprecated and")
}

// fallback gives a default that says something: zero values stand in the definitions for "no default". A whole
// object as a default is left to the rules.
func fallback(raw json.RawMessage) string {
	text := string(raw)
	if text == "" || text == "null" || text == `""` || text == "0" || text == "false" || text[0] == '{' || text[0] == '[' {
		return ""
	}
	return text
}

// short gives `core.v1.Container` for `io.k8s.api.core.v1.Container`.
func short(name string) string {
	parts := strings.Split(name, ".")
	return strings.Join(parts[max(0, len(parts)-3):], ".")
}

// Files gives the text of every file of the table by its name: one per API group.
func (t *Table) Files() map[string]string {
	blocks := map[string][]string{}
	for _, name := range sortedKeys(t.kinds) {
		row := t.kinds[name]
		group := fileOf(row.Kind)
		blocks[group] = append(blocks[group], t.kindLine(row))
	}
	names := sortedKeys(t.types)
	sort.Slice(names, func(i, j int) bool { return short(names[i]) < short(names[j]) })
	for i, name := range names {
		if i > 0 && short(names[i-1]) == short(name) {
			fail("%s and %s have one short name", names[i-1], name)
		}
		group, _, _ := strings.Cut(short(name), ".")
		blocks[group] = append(blocks[group], t.typeBlock(name))
	}
	files := map[string]string{}
	for group, lines := range blocks {
		files[group+".txt"] = "# Written by tools/schema/generate.sh from Kubernetes; not edited by hand.\n" + strings.Join(lines, "")
	}
	return files
}

func fileOf(kind Kind) string {
	if kind.Group == "" {
		return "core"
	}
	group, _, _ := strings.Cut(kind.Group, ".")
	if kind.Type != "" {
		group, _, _ = strings.Cut(short(kind.Type), ".")
	}
	return group
}

func (t *Table) kindLine(row *KindRow) string {
	scope, typeName := "cluster", "any"
	if row.Namespaced {
		scope = "namespaced"
	}
	if t.types[row.Type] != nil && row.versions.first != 0 {
		typeName = short(row.Type)
	}
	words := []string{"kind", groupVersion(row.Kind), row.Kind.Kind, row.Resource, scope, typeName}
	if versions := row.versions.text(t.oldest, t.newest); versions != "" {
		words = append(words, versions)
	}
	if instead := t.replacement(row); instead != "" {
		words = append(words, "instead="+instead)
	}
	return strings.Join(words, " ") + "\n"
}

// replacement names a kind that the newest version serves: what Kubernetes itself names, else the group's own stable
// version of the kind.
func (t *Table) replacement(row *KindRow) string {
	live := func(name string) bool {
		other := t.kinds[name]
		return other != nil && other != row && other.versions.last == t.newest
	}
	gone := row.versions.last != t.newest
	name := strings.TrimSuffix(row.Replacement, "List")
	if live(name) {
		return name
	}
	if !gone && name == "" {
		return ""
	}
	group := row.Group
	if at := strings.Index(name, "/"); at >= 0 {
		group = name[:at]
	}
	for _, version := range []string{"v2", "v1", "v1beta2", "v1beta1"} {
		if name := groupVersion(Kind{Group: group, Version: version}) + "/" + row.Kind.Kind; live(name) {
			return name
		}
	}
	return ""
}

func (t *Table) typeBlock(name string) string {
	row := t.types[name]
	var out strings.Builder
	fmt.Fprintf(&out, "\ntype %s\n", short(name))
	for _, field := range row.order {
		entry := row.fields[field]
		if entry == nil {
			continue // in the Go struct, but not in the API
		}
		words := []string{" ", field, strings.Replace(entry.shape.text, "enum()", t.enum(name+"."+field, entry), 1)}
		if entry.required == entry.seen && !zeroAccepted[short(name)+"."+field] {
			words = append(words, "required")
		}
		if entry.deprecated {
			words = append(words, "deprecated")
		}
		for _, word := range []string{entry.shape.list, entry.shape.merge} {
			if word != "" {
				words = append(words, word)
			}
		}
		if versions := within(entry.versions, row.versions, t).text(t.oldest, t.newest); versions != "" {
			words = append(words, versions)
		}
		if entry.fallback != "" {
			words = append(words, "default="+entry.fallback)
		}
		out.WriteString(strings.Join(words, " ")[1:] + "\n")
	}
	return out.String()
}

// within opens an end of a range that the owner has too: a value as old as its field, or a field as old as its type,
// says nothing of its own.
func within(versions, owner Range, t *Table) Range {
	if versions.first == owner.first {
		versions.first = t.oldest
	}
	if versions.last == owner.last {
		versions.last = t.newest
	}
	return versions
}

func (t *Table) enum(name string, entry *FieldRow) string {
	var values []string
	for _, value := range sortedKeys(entry.shape.values) {
		versions := within(*entry.shape.values[value], entry.versions, t)
		if value == "" {
			value = `""`
		} else if !plain(value) {
			fail("%s: the value %q cannot be written in the table", name, value)
		}
		if text := versions.text(t.oldest, t.newest); text != "" {
			value += "@" + text
		}
		values = append(values, value)
	}
	return "enum(" + strings.Join(values, "|") + ")"
}

// Notes lists what changed its type between versions, which people should look at.
func (t *Table) Notes() []string { return t.notes }

func (t *Table) Summary() string {
	fields, enums := 0, 0
	for _, row := range t.types {
		fields += len(row.fields)
		for _, field := range row.fields {
			if strings.Contains(field.shape.text, "enum()") {
				enums++
			}
		}
	}
	return fmt.Sprintf("%d kinds, %d types, %d fields, %d of them enumerated", len(t.kinds), len(t.types), fields, enums)
}
