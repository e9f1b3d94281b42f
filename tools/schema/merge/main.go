// Command merge turns the dumps of several Kubernetes versions into one readable table: which kinds, types, fields
// and enumerated values there are, and in which versions each exists. The format is described in ../README.md.
//
//	go run . TABLE-FOLDER EXTRA.json 1.33.json 1.34.json …
//
// EXTRA is what clusters of every version can have.
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

func main() {
	if len(os.Args) < 4 {
		fail("usage: merge TABLE-FOLDER EXTRA DUMP…")
	}
	extra := read(os.Args[2])
	files := slices.Clone(os.Args[3:])
	slices.SortFunc(files, func(a, b string) int { return minorOf(a) - minorOf(b) })
	var dumps []Dump
	for _, file := range files {
		dump := read(file)
		dump.Minor = minorOf(file)
		dump.Kinds = append(dump.Kinds, extra.Kinds...)
		maps.Copy(dump.Types, extra.Types)
		maps.Copy(dump.Order, extra.Order)
		dumps = append(dumps, dump)
	}
	for i := 1; i < len(dumps); i++ {
		if dumps[i].Minor != dumps[i-1].Minor+1 {
			fail("versions must follow each other: 1.%d comes after 1.%d", dumps[i].Minor, dumps[i-1].Minor)
		}
	}
	table := NewTable(dumps)
	folder := os.Args[1]
	if err := os.MkdirAll(folder, 0o755); err != nil {
		fail("%v", err)
	}
	old, _ := filepath.Glob(filepath.Join(folder, "*.txt"))
	for _, file := range old {
		os.Remove(file)
	}
	for name, text := range table.Files() {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			fail("%v", err)
		}
	}
	for _, note := range table.Notes() {
		fmt.Fprintln(os.Stderr, note)
	}
	fmt.Fprintln(os.Stderr, table.Summary())
}

// Dump is what ../dump writes, as far as it is used here.
type Dump struct {
	Minor int                 `json:"-"`
	Kinds []Kind              `json:"kinds"`
	Types map[string]Schema   `json:"types"`
	Order map[string][]string `json:"order"`
}

type Kind struct {
	Group, Version, Kind, Resource, Type, Replacement string
	Namespaced                                        bool
	Removed                                           int
}

type Schema struct {
	Ref                  string            `json:"$ref"`
	Type                 string            `json:"type"`
	Format               string            `json:"format"`
	Description          string            `json:"description"`
	Default              json.RawMessage   `json:"default"`
	Enum                 []string          `json:"enum"`
	Required             []string          `json:"required"`
	Properties           map[string]Schema `json:"properties"`
	Items                *Schema           `json:"items"`
	AdditionalProperties *Schema           `json:"additionalProperties"`
	AllOf                []Schema          `json:"allOf"`
	OneOf                []Schema          `json:"oneOf"`
	ListType             string            `json:"x-kubernetes-list-type"`
	ListKeys             []string          `json:"x-kubernetes-list-map-keys"`
	MergeKey             string            `json:"x-kubernetes-patch-merge-key"`
}

func read(file string) Dump {
	text, err := os.ReadFile(file)
	if err != nil {
		fail("%v", err)
	}
	var dump Dump
	if err := json.Unmarshal(text, &dump); err != nil {
		fail("%s: %v", file, err)
	}
	return dump
}

func minorOf(file string) int {
	var minor int
	if _, err := fmt.Sscanf(filepath.Base(file), "1.%d.json", &minor); err != nil {
		fail("%s: a dump is called 1.MINOR.json", file)
	}
	return minor
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "merge: "+format+"\n", arguments...)
	os.Exit(1)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Range is the versions in which something exists. The full range prints as nothing.
type Range struct{ first, last int }

func (r Range) text(oldest, newest int) string {
	switch {
	case r.first > oldest && r.last < newest:
		return fmt.Sprintf("1.%d-1.%d", r.first, r.last)
	case r.first > oldest:
		return fmt.Sprintf("1.%d-", r.first)
	case r.last < newest:
		return fmt.Sprintf("-1.%d", r.last)
	}
	return ""
}

func (r *Range) add(minor int) {
	if r.first == 0 {
		r.first = minor
	}
	r.last = minor
}

var quote = func(text string) string {
	out, _ := json.Marshal(text)
	return string(out)
}

func plain(text string) bool {
	return text != "" && !strings.ContainsAny(text, "\t\n\"|(){}[]@=")
}
